"""What staff see: the tickets that wait, and one ticket with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select

from shop import handoff_store as kept
from shop.audit import AuditRow
from shop.domain.conversation import Conversation
from shop.domain.customer import Customer
from shop.domain.handoff import Handoff
from shop.domain.order import Order
from shop.domain.staff import Staff
from shop.domain.ticket import Ticket
from shop.repository import Unit
from shop.tables.conversations import conversations
from shop.tables.desk import handoffs
from shop.tables.desk import staff as staff_table
from shop.tables.journal import audit
from shop.tables.orders import orders
from shop.tables.support import tickets

ORDERS_SHOWN = 20


@dataclass(frozen=True)
class QueueItem:
    """One ticket in the queue. `waiting_since` is when it was opened; None of the rest where there is none."""

    ticket: Ticket
    handoff: Handoff | None
    conversation: Conversation | None
    assignee: Staff | None

    @property
    def waiting_since(self) -> datetime:
        return self.ticket.opened_at

    @property
    def is_live(self) -> bool:
        """Whether the customer can be answered in the conversation now."""
        return self.conversation is not None and self.handoff is not None and self.handoff.ended_at is None


@dataclass(frozen=True)
class Dossier(QueueItem):
    """A ticket with all that belongs to it."""

    customer: Customer | None
    orders: tuple[Order, ...]  # that may be acted on: proven by the conversation, or the customer's own
    history: tuple[AuditRow, ...]  # what staff did under this ticket, oldest first


def waiting(unit: Unit, limit: int) -> list[QueueItem]:
    """The tickets that are not resolved: first where somebody sits and waits, the longest wait first."""
    is_running = handoffs.c.ticket_id.is_not(None) & handoffs.c.ended_at.is_(None)
    query = select(Ticket).outerjoin(handoffs, handoffs.c.ticket_id == tickets.c.id)
    query = query.where(tickets.c.status != "resolved")
    order = (case((is_running, 0), else_=1), tickets.c.opened_at, tickets.c.id)
    return _items(unit, unit.read(query.order_by(*order).limit(limit)))


def item_of(unit: Unit, ticket: Ticket) -> QueueItem:
    (item,) = _items(unit, [ticket])
    return item


def dossier_of(unit: Unit, ticket: Ticket) -> Dossier:
    item = item_of(unit, ticket)
    rows = unit.session.execute(select(audit).where(_under(ticket.id)).order_by(audit.c.id))
    history = tuple(AuditRow(**row._mapping) for row in rows)
    concerned = tuple(orders_of(unit, item))
    return Dossier(
        ticket, item.handoff, item.conversation, item.assignee, _customer(unit, item), concerned, history
    )


def orders_of(unit: Unit, item: QueueItem) -> list[Order]:
    """The orders that this ticket may touch, newest first."""
    customer = _customer(unit, item)
    ids = {*(item.handoff.situation.orders if item.handoff else ()), item.ticket.order_id or ""}
    wanted = orders.c.id.in_(sorted(ids))
    if customer is not None:
        wanted = wanted | (orders.c.customer_id == customer.id)
    query = select(Order).where(wanted).order_by(orders.c.placed_at.desc(), orders.c.id)
    return unit.read(query.limit(ORDERS_SHOWN))


def acts(unit: Unit, ticket_id: str) -> list[tuple[str, str]]:
    """What staff did to orders under this ticket, as (action, order id)."""
    rows = unit.session.execute(
        select(audit.c.action, audit.c.after).where(_under(ticket_id)).order_by(audit.c.id)
    )
    return [(row.action, row.after["order_id"]) for row in rows if (row.after or {}).get("order_id")]


def _customer(unit: Unit, item: QueueItem) -> Customer | None:
    """Whose ticket it is: proven to the assistant, or logged in at the shop."""
    id = item.ticket.customer_id or (item.conversation.customer_id if item.conversation else None)
    return unit.session.get(Customer, id) if id else None


def _items(unit: Unit, found: list[Ticket]) -> list[QueueItem]:
    """Each ticket with its hand-off, conversation and assignee, by one query a kind."""
    ids, talks = [ticket.id for ticket in found], [ticket.conversation for ticket in found]
    rows = unit.session.execute(select(handoffs).where(handoffs.c.ticket_id.in_(ids)))
    handed = {row.ticket_id: kept.read(row) for row in rows}
    live = {each.id: each for each in unit.read(select(Conversation).where(conversations.c.id.in_(talks)))}
    assignees = [ticket.assignee for ticket in found if ticket.assignee]
    people = {each.id: each for each in unit.read(select(Staff).where(staff_table.c.id.in_(assignees)))}
    return [
        QueueItem(each, handed.get(each.id), live.get(each.conversation), people.get(each.assignee or ""))
        for each in found
    ]


def _under(ticket_id: str) -> Any:
    """What staff did under this ticket."""
    return audit.c.key.like(f"{ticket_id}:%") & (audit.c.channel == "desk")
