"""Hand-offs of one transaction, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select, update

from shop.domain.handoff import Handoff, Situation
from shop.repository import Unit
from shop.tables.desk import handoffs


def add(unit: Unit, handoff: Handoff) -> None:
    row = {**asdict(handoff), "situation": plain(handoff.situation)}
    unit.session.execute(insert(handoffs).values(**row))


def find(unit: Unit, ticket_id: str) -> Handoff | None:
    """The ticket's hand-off; None for a ticket that came without one. Whoever changes it locks the ticket first."""
    row = unit.session.execute(select(handoffs).where(handoffs.c.ticket_id == ticket_id)).first()
    return read(row) if row else None


def running(unit: Unit, conversation: str) -> Handoff | None:
    """The hand-off of a conversation that has not ended; the newest where there are several."""
    mine = (handoffs.c.conversation == conversation) & handoffs.c.ended_at.is_(None)
    row = unit.session.execute(select(handoffs).where(mine).order_by(handoffs.c.opened_at.desc())).first()
    return read(row) if row else None


def change(unit: Unit, ticket_id: str, **values: Any) -> None:
    unit.session.execute(update(handoffs).where(handoffs.c.ticket_id == ticket_id).values(**values))


def forget(unit: Unit, ticket_ids: Sequence[str]) -> None:
    """Drop what was passed on with these tickets; it holds personal data."""
    unit.session.execute(delete(handoffs).where(handoffs.c.ticket_id.in_(list(ticket_ids))))


def read(row: Any) -> Handoff:
    values = dict(row._mapping)
    values.pop("claimed_at")
    situation = dict(values.pop("situation"))
    for name in ("orders", "said"):
        situation[name] = tuple(situation.get(name, ()))
    return Handoff(situation=Situation(**situation), **values)


def plain(situation: Situation) -> dict[str, Any]:
    """As it is stored."""
    return {**asdict(situation), "orders": list(situation.orders), "said": list(situation.said)}
