"""Guards, grants, codes and identities of one transaction, as rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from shop.domain.access import Code, Guard, Identity
from shop.repository import Unit
from shop.tables.access import codes, grants, guards, identities

KEPT = timedelta(days=2)  # longer than any limit looks back


def load_guard(unit: Unit, subject: str) -> Guard:
    """The subject's guard, locked, so that tries at the same time are counted one after the other."""
    row = unit.session.execute(select(guards).where(guards.c.subject == subject).with_for_update()).first()
    if row is not None:
        return Guard(subject, row.times, row.wait_minutes, row.locked_until)
    new = {"subject": subject, "times": (), "wait_minutes": 0, "changed_at": unit.now}
    unit.session.execute(insert(guards).values(**new))
    return Guard(subject)


def save_guard(unit: Unit, guard: Guard) -> None:
    values = {
        "times": guard.times,
        "wait_minutes": guard.wait_minutes,
        "locked_until": guard.locked_until,
        "changed_at": unit.now,
    }
    unit.session.execute(update(guards).where(guards.c.subject == guard.subject).values(**values))


def save_grant(unit: Unit, conversation: str, order_id: str) -> None:
    mine = (grants.c.conversation == conversation) & (grants.c.order_id == order_id)
    if unit.session.execute(update(grants).where(mine).values(at=unit.now)).rowcount == 0:
        row = {"conversation": conversation, "order_id": order_id, "at": unit.now}
        unit.session.execute(insert(grants).values(**row))


def granted_since(unit: Unit, conversation: str, start: datetime) -> list[str]:
    """The orders opened for the conversation after `start`, the newest proof first."""
    mine = select(grants.c.order_id).where(grants.c.conversation == conversation, grants.c.at > start)
    return list(unit.session.execute(mine.order_by(grants.c.at.desc(), grants.c.order_id.desc())).scalars())


def save_code(unit: Unit, conversation: str, email: str, code: Code) -> None:
    """The conversation's new code; the ones before it no longer count."""
    drop_codes(unit, conversation)
    row = {"salt": code.salt, "digest": code.digest, "expires_at": code.expires_at}
    unit.session.execute(insert(codes).values(conversation=conversation, email=email, **row))


def load_code(unit: Unit, conversation: str) -> tuple[str, Code] | None:
    """The e-mail and the code that the conversation waits for."""
    mine = select(codes).where(codes.c.conversation == conversation).order_by(codes.c.id.desc()).limit(1)
    row = unit.session.execute(mine).first()
    return (row.email, Code(row.salt, row.digest, row.expires_at)) if row else None


def drop_codes(unit: Unit, conversation: str) -> None:
    unit.session.execute(delete(codes).where(codes.c.conversation == conversation))


def save_identity(unit: Unit, conversation: str, identity: Identity) -> None:
    unit.session.execute(delete(identities).where(identities.c.conversation == conversation))
    row = {"email": identity.email, "customer_id": identity.customer_id, "at": unit.now}
    unit.session.execute(insert(identities).values(conversation=conversation, **row))


def identity_since(unit: Unit, conversation: str, start: datetime) -> Identity | None:
    mine = select(identities).where(identities.c.conversation == conversation, identities.c.at > start)
    row = unit.session.execute(mine).first()
    return Identity(row.email, row.customer_id) if row else None


def forget_old(unit: Unit) -> None:
    """Drop what no limit looks at any more."""
    start = unit.now - KEPT
    unit.session.execute(delete(guards).where(guards.c.changed_at < start))
    unit.session.execute(delete(grants).where(grants.c.at < start))
    unit.session.execute(delete(codes).where(codes.c.expires_at < unit.now))
    unit.session.execute(delete(identities).where(identities.c.at < start))


def forget_person(unit: Unit, email: str, customer_id: str) -> None:
    """Drop what is kept about a person whose account is deleted."""
    unit.session.execute(delete(codes).where(codes.c.email == email))
    mine = (identities.c.email == email) | (identities.c.customer_id == customer_id)
    unit.session.execute(delete(identities).where(mine))


def forget_conversation(unit: Unit, conversation: str) -> None:
    """Drop what a conversation has proven."""
    for table in (identities, grants, codes):
        unit.session.execute(delete(table).where(table.c.conversation == conversation))


def conversations_of(unit: Unit, customer_id: str, order_ids: list[str]) -> list[str]:
    """The conversations that have lately proven to be the customer's, or one of the orders."""
    known = select(identities.c.conversation).where(identities.c.customer_id == customer_id)
    proven = select(grants.c.conversation).where(grants.c.order_id.in_(order_ids))
    return list(unit.session.execute(known.union(proven)).scalars())
