"""The staff's side of a hand-off: taking, answering, acting for the customer, closing; what they see is in dossiers.

Whoever acts must have the ticket; every change is in the audit, with the ticket's id at the head of its key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from shop import handoff_store as kept
from shop import notices
from shop.audit import By
from shop.conversations import Conversations
from shop.domain.conversation import Conversation
from shop.domain.errors import InvalidValue, NotAllowed
from shop.domain.free_text import clean_text
from shop.domain.handoff import HandoffRules
from shop.domain.staff import Staff
from shop.domain.ticket import Ticket
from shop.repository import Unit
from shop.service.dossiers import Dossier, QueueItem, acts, dossier_of, item_of, orders_of, waiting
from shop.service.orders import Orders
from shop.service.refunds import Refunds
from shop.unit_of_work import Store

OUTCOME_MOST = 500  # characters


class Desk:
    """Every method that changes something takes `once`, a text of its own for each request: it counts once.

    They raise NotFound, NotAllowed, InvalidValue, Refused, and Unavailable.
    """

    def __init__(
        self,
        store: Store,
        rules: HandoffRules,
        conversations: Conversations,
        orders: Orders,
        refunds: Refunds,
    ) -> None:
        self._store = store
        self._rules = rules
        self._conversations = conversations
        self._orders = orders
        self._refunds = refunds

    def queue(self, limit: int = 200) -> list[QueueItem]:
        """The tickets that are not resolved: first where somebody sits and waits, the longest wait first."""
        with self._store.reading() as unit:
            return waiting(unit, limit)

    def dossier(self, ticket_id: str) -> Dossier:
        with self._store.reading() as unit:
            return dossier_of(unit, unit.get(Ticket, ticket_id))

    def take(self, ticket_id: str, version: int, staff: Staff, once: str) -> Ticket:
        """Have the ticket, and its conversation. Raises NotAllowed: taken, closed, changed_meanwhile."""

        def work(unit: Unit) -> Ticket:
            ticket = _unresolved(unit, ticket_id)
            if ticket.assignee is not None:
                raise NotAllowed("taken", ticket_id=ticket_id)
            return self._give(unit, ticket, version, staff)

        taken = self._change(ticket_id, "ticket.take", staff, once, {"version": version}, work)
        self._tell(taken, notices.joined(staff.shown_as, taken.language), once)
        return taken

    def take_over(self, ticket_id: str, version: int, staff: Staff, once: str) -> Ticket:
        """Have a colleague's ticket: said explicitly, audited under its own name."""

        def work(unit: Unit) -> Ticket:
            return self._give(unit, _unresolved(unit, ticket_id), version, staff)

        taken = self._change(ticket_id, "ticket.take_over", staff, once, {"version": version}, work)
        self._tell(taken, notices.replaced(staff.shown_as, taken.language), once)
        return taken

    def release(self, ticket_id: str, staff: Staff, once: str) -> Ticket:
        """Back into the queue."""

        def work(unit: Unit) -> Ticket:
            ticket = _mine(unit, ticket_id, staff)
            ticket.reopen()
            kept.change(unit, ticket_id, remind_at=unit.now + self._rules.patience)
            _hold(unit, ticket, "waiting")
            return ticket

        released = self._change(ticket_id, "ticket.release", staff, once, {}, work)
        self._tell(released, notices.left(staff.shown_as, released.language), once)
        return released

    def reply(self, ticket_id: str, staff: Staff, text: str, once: str) -> None:
        """Answer in the conversation; by e-mail where the customer wanted that. Raises NotAllowed."""
        words = clean_text(text, "text")
        if not words:
            raise InvalidValue("text", "nothing", "an answer")
        with self._store.reading() as unit:
            item = item_of(unit, _mine(unit, ticket_id, staff))
        if item.is_live:
            body = {"text": words, "name": staff.shown_as}
            digest = hashlib.sha256(words.encode()).hexdigest()[:8]  # another text is another answer
            # In the audit first: nothing is said that is not there. It tells that, not what.
            self._note(ticket_id, f"reply-{digest}", staff, once)
            self._conversations.append(item.ticket.conversation, "person", body, f"desk:{once}:{digest}")
        elif item.handoff is not None and item.handoff.contact:
            self._mail(item, item.handoff.contact, words, staff, once)
        else:
            raise NotAllowed("no_way_to_answer", ticket_id=ticket_id)

    def cancel_order(self, ticket_id: str, order_id: str, reason: str, staff: Staff, once: str) -> None:
        """Raises as `Orders.cancel`."""
        self._require(ticket_id, order_id, staff)
        self._orders.cancel(order_id, reason, _by(ticket_id, staff, once, "cancel"))

    def refund(self, ticket_id: str, order_id: str, staff: Staff, once: str) -> None:
        """What the shop owes, within the role's limit. Raises as `Refunds.request`, and NotAllowed."""
        self._require(ticket_id, order_id, staff)
        self._refunds.request(
            order_id,
            _by(ticket_id, staff, once, "refund"),
            check=lambda refund: staff.require_refund(refund.amount),
        )

    def change_address(
        self, ticket_id: str, order_id: str, staff: Staff, once: str, **new: str | None
    ) -> None:
        """`new`: address, recipient, phone; None stays. Raises as `Orders.change_address`."""
        self._require(ticket_id, order_id, staff)
        by = _by(ticket_id, staff, once, "address")
        self._orders.change_address(
            order_id,
            address=new.get("address"),
            recipient=new.get("recipient"),
            phone=new.get("phone"),
            by=by,
        )

    def close(self, ticket_id: str, staff: Staff, outcome: str, once: str) -> Ticket:
        """The matter is settled: the assistant goes on, and tells the customer `outcome`, else what was done."""
        said = clean_text(outcome, "outcome")[:OUTCOME_MOST]

        def work(unit: Unit) -> Ticket:
            ticket = _mine(unit, ticket_id, staff)
            ticket.resolve(unit.now)
            handoff = kept.find(unit, ticket_id)
            if handoff is not None and handoff.ended_at is None:
                told = said or notices.done(acts(unit, ticket_id), ticket.language)
                changes = {"outcome": told, "person": staff.shown_as, "ended_at": unit.now, "remind_at": None}
                event = "closed" if _hold(unit, ticket, "assistant") else None
                kept.change(unit, ticket_id, event=event, claimed_at=None, **changes)
            return ticket

        return self._change(ticket_id, "ticket.close", staff, once, {"outcome": said}, work)

    def _give(self, unit: Unit, ticket: Ticket, version: int, staff: Staff) -> Ticket:
        if ticket.version != version:  # somebody was faster, or it moved on since the page was drawn
            raise NotAllowed("changed_meanwhile", ticket_id=ticket.id)
        ticket.assign(staff.id)
        handoff = kept.find(unit, ticket.id)
        if handoff is not None and handoff.ended_at is None:
            kept.change(unit, ticket.id, person=staff.shown_as, remind_at=None, event=None)
            _hold(unit, ticket, "person")
        return ticket

    def _require(self, ticket_id: str, order_id: str, staff: Staff) -> None:
        """Raises NotAllowed unless the ticket is theirs and about that order."""
        with self._store.reading() as unit:
            concerned = orders_of(unit, item_of(unit, _mine(unit, ticket_id, staff)))
        if order_id not in {order.id for order in concerned}:
            raise NotAllowed("not_concerned", ticket_id=ticket_id, order_id=order_id[:20])

    def _tell(self, ticket: Ticket, text: str, once: str) -> None:
        """A notice in the conversation, where it is kept and running."""
        with self._store.reading() as unit:
            item = item_of(unit, ticket)
        if item.is_live:
            self._conversations.append(ticket.conversation, "system", {"text": text}, f"desk:{once}:notice")

    def _note(self, ticket_id: str, what: str, staff: Staff, once: str) -> None:
        """An answer in the conversation, for the audit. Raises NotAllowed."""

        def work(unit: Unit) -> None:
            unit.note(_mine(unit, ticket_id, staff))

        by = _by(ticket_id, staff, once, what)
        self._store.change(by, "ticket.reply", {"id": ticket_id}, work)

    def _mail(self, item: QueueItem, to: str, words: str, staff: Staff, once: str) -> None:
        subject = notices.answer_subject(item.ticket.id, item.ticket.language)

        def work(unit: Unit) -> None:
            unit.note(_mine(unit, item.ticket.id, staff))
            unit.mail(to, subject, f"{words}\n\n{staff.shown_as}", "answer")

        by = _by(item.ticket.id, staff, once, "mail")
        self._store.change(by, "ticket.mail", {"id": item.ticket.id, "text": words}, work)

    def _change(
        self,
        ticket_id: str,
        action: str,
        staff: Staff,
        once: str,
        asked: dict[str, object],
        work: Callable[[Unit], Ticket],
    ) -> Ticket:
        by = _by(ticket_id, staff, once, action.partition(".")[2])
        return self._store.change(by, action, {"id": ticket_id, **asked}, work)


def _by(ticket_id: str, staff: Staff, once: str, what: str) -> By:
    return By(f"staff:{staff.id}", "desk", f"{ticket_id}:{once}:{what}")


def _unresolved(unit: Unit, ticket_id: str) -> Ticket:
    ticket = unit.get(Ticket, ticket_id)
    if ticket.status == "resolved":
        raise NotAllowed("closed", ticket_id=ticket_id)
    return ticket


def _mine(unit: Unit, ticket_id: str, staff: Staff) -> Ticket:
    ticket = _unresolved(unit, ticket_id)
    if ticket.assignee != staff.id:
        raise NotAllowed("not_yours", ticket_id=ticket_id)
    return ticket


def _hold(unit: Unit, ticket: Ticket, holder: str) -> bool:
    """Give the word to `holder`; False where the conversation is not kept."""
    conversation = unit.find(Conversation, ticket.conversation)
    if conversation is None:
        return False
    conversation.holder = holder
    return True
