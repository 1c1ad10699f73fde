"""Support tickets: opened for a person, worked on by staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from shop.audit import By
from shop.domain.customer import LANGUAGES, Customer
from shop.domain.errors import InvalidValue
from shop.domain.order import Order
from shop.domain.ticket import SUMMARY_MAX, Ticket
from shop.repository import Unit
from shop.tables.support import tickets
from shop.unit_of_work import Store


@dataclass(frozen=True)
class NewTicket:
    """What a ticket is opened with. Raises InvalidValue."""

    kind: str
    summary: str
    conversation: str
    language: str
    order_id: str | None = None
    customer_id: str | None = None

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            found = f"{len(self.language)} characters"
            raise InvalidValue("language", found, f"one of {', '.join(LANGUAGES)}")
        if not 1 <= len(self.kind) <= 40:
            raise InvalidValue("kind", f"{len(self.kind)} characters", "1 to 40 characters")


class Tickets:
    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, ticket_id: str) -> Ticket:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Ticket, ticket_id)

    def of_order(self, order_id: str) -> list[Ticket]:
        """The tickets about an order, oldest first."""
        query = select(Ticket).where(tickets.c.order_id == order_id)
        with self._store.reading() as unit:
            return unit.read(query.order_by(tickets.c.opened_at, tickets.c.id))

    def waiting(self, limit: int = 50) -> list[Ticket]:
        """The tickets that are not resolved, oldest first."""
        query = select(Ticket).where(tickets.c.status != "resolved")
        with self._store.reading() as unit:
            return unit.read(query.order_by(tickets.c.opened_at, tickets.c.id).limit(limit))

    def open(
        self,
        kind: str,
        summary: str,
        conversation: str,
        language: str,
        by: By,
        order_id: str | None = None,
        customer_id: str | None = None,
    ) -> Ticket:
        """Put a ticket into the queue; an endless summary is cut. Raises NotFound, InvalidValue."""
        new = NewTicket(kind, summary, conversation, language, order_id, customer_id)
        return self._store.change(by, "ticket.open", vars(new), lambda unit: open_ticket(unit, new))

    def assign(self, ticket_id: str, assignee: str, by: By) -> Ticket:
        """Raises NotFound, Refused("wrong_state")."""
        return self._move(ticket_id, "ticket.assign", by, lambda ticket, _: ticket.assign(assignee), assignee)

    def resolve(self, ticket_id: str, by: By) -> Ticket:
        """Raises NotFound, Refused("wrong_state")."""
        return self._move(ticket_id, "ticket.resolve", by, lambda ticket, unit: ticket.resolve(unit.now))

    def _move(
        self,
        ticket_id: str,
        action: str,
        by: By,
        step: Callable[[Ticket, Unit], None],
        detail: str | None = None,
    ) -> Ticket:
        def work(unit: Unit) -> Ticket:
            ticket = unit.get(Ticket, ticket_id)
            step(ticket, unit)
            return ticket

        return self._store.change(by, action, {"id": ticket_id, "detail": detail}, work)


def open_ticket(unit: Unit, new: NewTicket) -> Ticket:
    """The ticket in the queue. Raises NotFound for an order or a customer that is not there."""
    if new.order_id is not None:
        unit.get(Order, new.order_id)
    if new.customer_id is not None:
        unit.get(Customer, new.customer_id)
    return unit.add(
        Ticket(
            id=unit.next_id("TKT"),
            status="open",
            kind=new.kind,
            summary=_cut(new.summary),
            conversation=new.conversation[:200],
            language=new.language,
            opened_at=unit.now,
            order_id=new.order_id,
            customer_id=new.customer_id,
        )
    )


def add_to_ticket(unit: Unit, ticket: Ticket, words: str, order_id: str | None) -> None:
    """Put behind the summary what was told later. Raises NotFound for an order that is not there."""
    if order_id is not None and ticket.order_id is None:
        unit.get(Order, order_id)
        ticket.order_id = order_id
    if words:
        ticket.summary = _cut(f"{ticket.summary}\nadded: {words}")


def _cut(summary: str) -> str:
    plain = "".join(c for c in summary if c.isprintable() or c == "\n").strip()
    return plain if len(plain) <= SUMMARY_MAX else plain[: SUMMARY_MAX - 1] + "…"
