"""The assistant's side of handing a conversation to a person: calling for one, and telling how it went."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from shop import handoff_store as kept
from shop.audit import By
from shop.domain.contact import normal_email
from shop.domain.conversation import Conversation
from shop.domain.errors import NotFound
from shop.domain.handoff import Handoff, HandoffRules, Situation
from shop.domain.ticket import Ticket
from shop.repository import Unit
from shop.service.tickets import NewTicket, add_to_ticket, open_ticket
from shop.tables.conversations import conversations, messages
from shop.tables.desk import handoffs
from shop.unit_of_work import Store

CLAIMED_FOR = timedelta(seconds=60)  # after which another server may tell what the first one did not


@dataclass(frozen=True)
class Due:
    """Something that the assistant has to tell in a conversation without being asked."""

    ticket_id: str
    conversation: str
    channel: str
    language: str
    event: str  # nobody | closed


class Handoffs:
    """A hand-off begins with a ticket and ends when a person closes it or the customer no longer wants one."""

    def __init__(self, store: Store, rules: HandoffRules | None = None) -> None:
        self._store = store
        self.rules = rules or HandoffRules()

    def open(self, new: NewTicket, situation: Situation, by: By) -> Ticket:
        """A ticket in the queue, and the conversation waiting for a person. Raises NotFound, InvalidValue.

        Where the conversation is not kept (the shell, plain REST), only the ticket is made.
        """
        asked = {**vars(new), "reason": situation.reason}

        def work(unit: Unit) -> Ticket:
            ticket = open_ticket(unit, new)
            conversation = unit.find(Conversation, new.conversation)
            remind_at = unit.now + self.rules.patience if conversation is not None else None
            kept.add(unit, Handoff(ticket.id, new.conversation, situation, unit.now, remind_at))
            if conversation is not None and conversation.holder == "assistant":
                conversation.holder = "waiting"
            return ticket

        return self._store.change(by, "handoff.open", asked, work)

    def add_words(self, ticket_id: str, words: str, by: By, order_id: str | None = None) -> Ticket:
        """The customer has told more of the matter; an order is linked unless one is. Raises NotFound."""
        asked = {"id": ticket_id, "words": words, "order_id": order_id}

        def work(unit: Unit) -> Ticket:
            ticket = unit.get(Ticket, ticket_id)
            add_to_ticket(unit, ticket, words, order_id)
            handoff = kept.find(unit, ticket_id)
            if handoff is not None:
                kept.change(
                    unit, ticket_id, situation=kept.plain(handoff.situation.with_words(words, order_id))
                )
            return ticket

        return self._store.change(by, "handoff.add_words", asked, work)

    def running(self, conversation: str) -> Handoff | None:
        """The hand-off that the conversation is in, if any."""
        with self._store.reading() as unit:
            return kept.running(unit, conversation)

    def between(self, start: datetime, end: datetime) -> list[Handoff]:
        """Opened from `start` until before `end`, oldest first."""
        opened = select(handoffs).where(handoffs.c.opened_at >= start, handoffs.c.opened_at < end)
        with self._store.reading() as unit:
            return [kept.read(row) for row in unit.session.execute(opened.order_by(handoffs.c.opened_at))]

    def get(self, ticket_id: str) -> Handoff:
        """Raises NotFound."""
        with self._store.reading() as unit:
            found = kept.find(unit, ticket_id)
        if found is None:
            raise NotFound("handoff", ticket_id)
        return found

    def is_kept(self, conversation: str) -> bool:
        """Whether what is said there is kept, so that a person can answer in it."""
        with self._store.reading() as unit:
            return unit.find(Conversation, conversation) is not None

    def keep_waiting(self, ticket_id: str) -> None:
        """The customer waits on: told again after the same time."""

        def work(unit: Unit) -> None:
            kept.change(unit, ticket_id, event=None, remind_at=unit.now + self.rules.patience)

        self._store.write(work)

    def call_back(self, ticket_id: str, email: str, by: By) -> Ticket:
        """The customer wants the answer by e-mail; the ticket stays. Raises NotFound, InvalidValue."""
        address = normal_email(email)

        def work(unit: Unit) -> Ticket:
            ticket = unit.get(Ticket, ticket_id)
            kept.change(unit, ticket_id, contact=address, remind_at=None, event=None, ended_at=unit.now)
            _give_back(unit, ticket.conversation)
            return ticket

        return self._store.change(by, "handoff.call_back", {"id": ticket_id, "email": address}, work)

    def withdraw(self, ticket_id: str, by: By) -> Ticket:
        """The customer no longer wants a person: the ticket is closed. Raises NotFound."""

        def work(unit: Unit) -> Ticket:
            ticket = unit.get(Ticket, ticket_id)
            if ticket.status != "resolved":
                ticket.resolve(unit.now)
            kept.change(unit, ticket_id, remind_at=None, event=None, ended_at=unit.now)
            _give_back(unit, ticket.conversation)
            return ticket

        return self._store.change(by, "handoff.withdraw", {"id": ticket_id}, work)

    def claim_due(self, limit: int = 20) -> list[Due]:
        """What is to be told now, each taken by one server only; for `told` or, failing that, for another try.

        A person who has left the customer without an answer for too long loses the conversation: it waits again.
        """
        with (
            self._store.reading() as unit
        ):  # without the lock that a change takes: this is asked every second
            query = _due(unit, self.rules).order_by(handoffs.c.opened_at).limit(limit)
            ids = [row.ticket_id for row in unit.session.execute(query)]
        claimed = (self._claim(ticket_id) for ticket_id in ids)
        return [due for due in claimed if due is not None]

    def untold(self, conversation: str) -> Handoff | None:
        """The hand-off with something that the assistant has yet to tell in this conversation."""
        mine = (handoffs.c.conversation == conversation) & handoffs.c.event.is_not(None)
        with self._store.reading() as unit:
            row = unit.session.execute(select(handoffs).where(mine).order_by(handoffs.c.opened_at)).first()
            return kept.read(row) if row else None

    def told(self, ticket_id: str) -> None:
        self._store.write(lambda unit: kept.change(unit, ticket_id, event=None, claimed_at=None))

    def _claim(self, ticket_id: str) -> Due | None:
        claimed: list[Due] = []

        def work(unit: Unit) -> None:
            claimed.clear()
            ticket = unit.get(
                Ticket, ticket_id
            )  # locks it: of two servers the second sees what the first did
            row = unit.session.execute(
                _due(unit, self.rules).where(handoffs.c.ticket_id == ticket_id)
            ).first()
            if row is None:
                return
            event = row.event or "nobody"
            kept.change(unit, ticket_id, event=event, claimed_at=unit.now, remind_at=None)
            if event == "nobody" and row.holder == "person":
                ticket.reopen()
                unit.get(Conversation, row.conversation).holder = "waiting"
            claimed.append(Due(ticket_id, row.conversation, row.channel, row.language, event))

        by = By("assistant", "desk", f"{ticket_id}:tell:{uuid.uuid4().hex}")
        self._store.change(by, "handoff.tell", {"id": ticket_id}, work)
        return claimed[0] if claimed else None


def _due(unit: Unit, rules: HandoffRules) -> Any:
    """The hand-offs of which something is to be told, with their conversations."""
    nobody_came = and_(handoffs.c.ended_at.is_(None), handoffs.c.remind_at <= unit.now)
    left_alone = and_(
        handoffs.c.ended_at.is_(None),
        handoffs.c.event.is_(None),
        conversations.c.holder == "person",
        messages.c.author == "customer",
        messages.c.created_at < unit.now - rules.patience,
    )
    free = or_(handoffs.c.claimed_at.is_(None), handoffs.c.claimed_at < unit.now - CLAIMED_FOR)
    untold = and_(handoffs.c.event.is_not(None), free)
    last = and_(messages.c.conversation_id == conversations.c.id, messages.c.seq == conversations.c.last_seq)
    columns = (handoffs.c.ticket_id, handoffs.c.event, handoffs.c.conversation)
    return (
        select(*columns, conversations.c.channel, conversations.c.language, conversations.c.holder)
        .join(conversations, conversations.c.id == handoffs.c.conversation)
        .outerjoin(messages, last)
        .where(or_(nobody_came, left_alone, untold))
    )


def _give_back(unit: Unit, conversation_id: str) -> None:
    conversation = unit.find(Conversation, conversation_id)
    if conversation is not None:
        conversation.holder = "assistant"
