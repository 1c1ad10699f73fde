"""What is said on the channels: kept before it is sent, numbered, and by whom the customer is answered.

History, replay after a lost connection, the desk's live view and the delivery of a person's reply all read from here.
Bodies are neutral messages (channels.messages); they are kept as they come and must be checked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from shop.audit import By
from shop.domain.access import hidden
from shop.domain.conversation import (
    AUTHORS,
    CHANNELS,
    CLIENT_ID_MAX,
    HOLDERS,
    ID_MAX,
    ChatMessage,
    Conversation,
    State,
    one_of,
)  # fmt: skip
from shop.domain.customer import LANGUAGES, Customer
from shop.domain.errors import InvalidValue, NotFound
from shop.repository import Unit
from shop.tables.conversations import conversations, messages
from shop.turns import forget_turns_of, forget_words_before
from shop.unit_of_work import Store

PAGE = 200  # messages that one call gives at most


@dataclass(frozen=True)
class Posted:
    """A message that is kept. `is_new` is False when its `client_id` was there before: then nothing was added."""

    seq: int
    is_new: bool
    created_at: datetime


class Conversations:
    """Every method raises NotFound for an unknown conversation, InvalidValue for what cannot be, Unavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(
        self,
        id: str,
        channel: str,
        language: str,
        *,
        customer_id: str | None = None,
        address: Mapping[str, Any] | None = None,
    ) -> Conversation:
        """The conversation of that id, begun if there is none yet; one that is there stays as it is."""
        if not 1 <= len(id) <= ID_MAX or not id.isprintable():
            raise InvalidValue("conversation", f"{len(id)} characters", f"1 to {ID_MAX} printable ones")
        one_of("channel", channel, CHANNELS)
        one_of("language", language, LANGUAGES)

        def work(unit: Unit) -> Conversation:
            found = unit.find(Conversation, id)
            if found is not None:
                return found
            if customer_id is not None:
                unit.get(Customer, customer_id)
            row = {"channel": channel, "language": language, "customer_id": customer_id, "holder": HOLDERS[0]}
            times = {"created_at": unit.now, "updated_at": unit.now}
            new = {
                "id": id,
                "digest": hidden("conversation", id),
                "address": dict(address or {}),
                "version": 1,
            }
            unit.session.execute(insert(conversations).values(**new, **row, **times))
            return unit.get(Conversation, id)

        return self._store.write(work)

    def get(self, conversation_id: str) -> Conversation:
        return self.state(conversation_id).conversation

    def state(self, conversation_id: str) -> State:
        with self._store.reading() as unit:
            conversation = unit.get(Conversation, conversation_id)
            mine = conversations.c.id == conversation_id
            row = unit.session.execute(select(conversations).where(mine)).one()
            return State(
                conversation, row.session, row.last_seq, row.delivered_seq, row.seen_seq,
                row.created_at, row.updated_at,
            )  # fmt: skip

    def append(
        self, conversation_id: str, author: str, body: Mapping[str, Any], client_id: str | None = None
    ) -> int:
        """Keep a message; returns its number in the conversation. See `post`."""
        return self.post(conversation_id, author, body, client_id).seq

    def post(
        self, conversation_id: str, author: str, body: Mapping[str, Any], client_id: str | None = None
    ) -> Posted:
        """Keep a message, once for each `client_id` of a conversation, and tell whether it is new.

        To be called before the message is sent anywhere: what is not kept was never said.
        """
        one_of("author", author, AUTHORS)
        if client_id is not None and not (1 <= len(client_id) <= CLIENT_ID_MAX and client_id.isprintable()):
            raise InvalidValue(
                "client_id", f"{len(client_id)} characters", f"1 to {CLIENT_ID_MAX} printable ones"
            )

        def work(unit: Unit) -> Posted:
            # Locked, so that messages sent at the same time get their numbers one after the other.
            last = select(conversations.c.last_seq).where(conversations.c.id == conversation_id)
            found = unit.session.execute(last.with_for_update()).scalar_one_or_none()
            if found is None:
                raise NotFound("conversation", conversation_id)
            if client_id is not None:
                same = (messages.c.conversation_id == conversation_id) & (messages.c.client_id == client_id)
                before = unit.session.execute(select(messages).where(same)).one_or_none()
                if before is not None:
                    return Posted(before.seq, False, before.created_at)
            seq = found + 1
            row = {"author": author, "body": dict(body), "created_at": unit.now, "client_id": client_id}
            unit.session.execute(insert(messages).values(conversation_id=conversation_id, seq=seq, **row))
            _set(unit, conversation_id, last_seq=seq, updated_at=unit.now)
            return Posted(seq, True, unit.now)

        return self._store.write(work)

    def since(self, conversation_id: str, seq: int, limit: int = PAGE) -> list[ChatMessage]:
        """The messages after number `seq`, oldest first."""
        mine = messages.c.conversation_id == conversation_id
        query = select(messages).where(mine, messages.c.seq > seq).order_by(messages.c.seq)
        with self._store.reading() as unit:
            return _read(unit, query.limit(min(limit, PAGE)))

    def before(self, conversation_id: str, seq: int | None = None, limit: int = PAGE) -> list[ChatMessage]:
        """The latest messages, or the latest before number `seq`, oldest first."""
        mine = select(messages).where(messages.c.conversation_id == conversation_id)
        if seq is not None:
            mine = mine.where(messages.c.seq < seq)
        with self._store.reading() as unit:
            return _read(unit, mine.order_by(messages.c.seq.desc()).limit(min(limit, PAGE)))[::-1]

    def holder(self, conversation_id: str) -> str:
        """Who answers: assistant, waiting (the assistant still does) or person (the assistant is silent)."""
        return self.get(conversation_id).holder

    def hold(self, conversation_id: str, holder: str, by: By) -> Conversation:
        """Give the word to the assistant, to whoever comes, or to a person; audited, once for each `by.key`."""
        one_of("holder", holder, HOLDERS)

        def work(unit: Unit) -> Conversation:
            conversation = unit.get(Conversation, conversation_id)
            conversation.holder = holder
            _set(unit, conversation_id, updated_at=unit.now)
            return conversation

        return self._store.change(by, "conversation.hold", {"id": conversation_id, "holder": holder}, work)

    def speak(self, conversation_id: str, language: str) -> None:
        """The customer has chosen this language for the interface."""
        one_of("language", language, LANGUAGES)
        self._note(conversation_id, language=language)

    def undelivered(self, channels: Sequence[str], limit: int = 100) -> list[str]:
        """The ids of these channels' conversations with messages that were not handed to the channel yet."""
        waiting = conversations.c.delivered_seq < conversations.c.last_seq
        query = select(conversations.c.id).where(conversations.c.channel.in_(channels), waiting)
        with self._store.reading() as unit:
            return list(
                unit.session.execute(query.order_by(conversations.c.updated_at).limit(limit)).scalars()
            )

    def watched(self, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
        """The holder and the session number of each of these conversations, in one query."""
        query = select(conversations.c.id, conversations.c.holder, conversations.c.session)
        with self._store.reading() as unit:
            rows = unit.session.execute(query.where(conversations.c.id.in_(ids))).all()
        return {row.id: (row.holder, row.session) for row in rows}

    def delivered(self, conversation_id: str, seq: int) -> None:
        """Everything up to number `seq` was handed to the channel."""
        self._advance(conversation_id, "delivered_seq", seq)

    def seen(self, conversation_id: str, seq: int) -> None:
        """The customer's page has shown everything up to number `seq`."""
        self._advance(conversation_id, "seen_seq", seq)

    def end_sessions(self, conversation_id: str) -> int:
        """Every token given out for the conversation is dead from now on; returns the number new ones carry."""
        self._note(conversation_id, session=conversations.c.session + 1)
        return self.state(conversation_id).session

    def forget_before(self, moment: datetime) -> int:
        """Drop what was said in conversations that nobody has touched since; returns how many messages that were."""
        old = select(conversations.c.id).where(conversations.c.updated_at < moment)

        def work(unit: Unit) -> int:
            forget_words_before(unit, moment)
            gone = delete(messages).where(messages.c.conversation_id.in_(old))
            return int(unit.session.execute(gone.execution_options(synchronize_session=False)).rowcount)

        return self._store.write(work)

    def _note(self, conversation_id: str, **values: Any) -> None:
        def work(unit: Unit) -> None:
            if not _set(unit, conversation_id, **values):
                raise NotFound("conversation", conversation_id)

        self._store.write(work)

    def _advance(self, conversation_id: str, column: str, seq: int) -> None:
        """Never backwards, and never beyond the last message."""
        mark, last = conversations.c[column], conversations.c.last_seq
        mine = (conversations.c.id == conversation_id) & (mark < seq) & (last >= seq)
        self._store.write(
            lambda unit: unit.session.execute(update(conversations).where(mine).values({column: seq}))
        )


def forget_customer(unit: Unit, customer_id: str, digests: Sequence[str]) -> None:
    """Drop what was said in the conversations of a customer: those logged in as, and those of these digests."""
    mine = (conversations.c.customer_id == customer_id) | conversations.c.digest.in_(digests)
    known = unit.session.execute(select(conversations.c.digest).where(mine)).scalars()
    forget_turns_of(unit, {*known, *digests})
    theirs = messages.c.conversation_id.in_(select(conversations.c.id).where(mine))
    unit.session.execute(delete(messages).where(theirs).execution_options(synchronize_session=False))


def _set(unit: Unit, conversation_id: str, **values: Any) -> bool:
    mine = update(conversations).where(conversations.c.id == conversation_id)
    done = unit.session.execute(mine.values(**values).execution_options(synchronize_session=False))
    return bool(done.rowcount)


def _read(unit: Unit, query: Any) -> list[ChatMessage]:
    return [
        ChatMessage(row.conversation_id, row.seq, row.author, row.body, row.created_at, row.client_id)
        for row in unit.session.execute(query)
    ]
