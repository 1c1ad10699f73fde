"""The web channel without its wires: sessions, sending and reading, the same for Socket.IO and HTTP (docs/web.md).

Every method raises WebError for what is refused; the database is asked off the event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from channels.buttons import pressed_button, signed_button
from channels.delivery import Delivery
from channels.limits import RateLimits
from channels.logins import LoginRefused, customer_of
from channels.messages import Message, from_body
from channels.sessions import Session, TokenExpired, TokenRefused, new_conversation_id
from channels.web_config import WebConfig
from channels.web_errors import WebError
from channels.web_requests import PAGE_MAX, Sending
from channels.web_turns import Turns
from shop.bootstrap import Shop
from shop.domain.conversation import ChatMessage, State
from shop.domain.errors import ConcurrentChange, NotFound, Unavailable

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Begun:
    """A session just issued; `ended` is the conversation whose tokens died with it."""

    token: str
    session: Session
    is_new: bool
    language: str
    ended: str | None = None


class WebChat:
    def __init__(self, shop: Shop, config: WebConfig, delivery: Delivery, turns: Turns) -> None:
        self.config = config
        self.limits = RateLimits(dict(config.limits))
        self.turns = turns
        self._shop = shop
        self._delivery = delivery
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # Sessions

    async def begin(self, token: str | None, login: str | None, language: str | None, address: str) -> Begun:
        """A new conversation or the present one, as docs/web.md says under "Session"."""
        if login is None:
            if token is None:
                return await self._new(language, address)
            session, state = await self.session(token, address)
            return self._renewed(session, state)
        self.limits.check("refused_address", address)
        customer_id = self._customer(login, address)
        present = await self._present(token)
        if present is not None and present[0].customer_id == customer_id:
            return self._renewed(*present, login_at=datetime.now(timezone.utc))
        begun = await self._new(language, address, customer_id)
        if present is None:
            return begun
        await self.end(present[0])
        return Begun(begun.token, begun.session, True, begun.language, present[0].conversation_id)

    async def session(self, token: str | None, address: str) -> tuple[Session, State]:
        """Who this is, and where the conversation stands."""
        self.limits.check("refused_address", address)
        try:
            return await self.current(self.config.tokens.read(token or ""))
        except TokenExpired:
            raise WebError("session_expired") from None
        except TokenRefused:
            if token:
                self.limits.hit("refused_address", address)
            raise WebError("no_session") from None

    async def current(self, session: Session) -> tuple[Session, State]:
        """The same, of a session read before: it may have expired or been ended meanwhile."""
        if session.expires_at <= datetime.now(timezone.utc):
            raise WebError("session_expired")
        try:
            state = await self._ask(lambda: self._shop.conversations.state(session.conversation_id))
        except NotFound:
            raise WebError("no_session") from None
        if state.session != session.number:
            raise WebError("no_session")
        return session, state

    async def end(self, session: Session) -> None:
        """Log-out: all tokens of the conversation are dead, and whoever it was is forgotten."""
        await self._ask(lambda: self._shop.conversations.end_sessions(session.conversation_id))
        await self._ask(lambda: self._shop.access.sign_out(session.conversation_id))

    async def _new(self, language: str | None, address: str, customer_id: str | None = None) -> Begun:
        self.limits.hit("begin_address", address)
        conversation_id = new_conversation_id()
        spoken = language or "en"

        def open_() -> None:
            if customer_id is not None:
                self._shop.access.sign_in(conversation_id, customer_id)
            self._shop.conversations.open(conversation_id, "web", spoken, customer_id=customer_id)

        try:
            await self._ask(open_)
        except NotFound:
            self.limits.hit("refused_address", address)
            raise WebError("login_refused") from None
        login_at = datetime.now(timezone.utc) if customer_id else None
        token, session = self.config.tokens.issue(conversation_id, 1, customer_id, login_at)
        return Begun(token, session, True, spoken)

    def _renewed(self, session: Session, state: State, login_at: datetime | None = None) -> Begun:
        login_at = login_at or session.login_at
        if login_at is not None and datetime.now(timezone.utc) - login_at > self.config.login_life:
            raise WebError("login_expired")
        token, fresh = self.config.tokens.issue(
            session.conversation_id, session.number, session.customer_id, login_at
        )
        return Begun(token, fresh, False, state.conversation.language)

    async def _present(self, token: str | None) -> tuple[Session, State] | None:
        """The conversation of a token that comes along with a login, expired or not."""
        try:
            session = self.config.tokens.read_even_expired(token or "")
            state = await self._ask(lambda: self._shop.conversations.state(session.conversation_id))
        except (TokenRefused, NotFound):
            return None
        return (session, state) if state.session == session.number else None

    def _customer(self, login: str, address: str) -> str:
        if self.config.login is None:
            raise WebError("login_refused")
        try:
            return customer_of(login, self.config.login)
        except LoginRefused as refused:
            log.warning("a login was refused: %s", refused)
            self.limits.hit("refused_address", address)
            raise WebError("login_refused") from None

    # Messages

    async def send(self, session: Session, sending: Sending, address: str) -> dict[str, Any]:
        """Keep what the customer says, show it to all of their pages, and let it be answered; once a `client_id`."""
        conversation_id = session.conversation_id
        self.limits.hit("send", conversation_id)
        self.limits.hit("send_address", address)
        message = await self._message(conversation_id, sending, address)
        lock = self._locks.setdefault(
            conversation_id, asyncio.Lock()
        )  # messages are answered as they are numbered
        async with lock:
            posted = await self._ask(
                lambda: self._shop.conversations.post(
                    conversation_id, "customer", message.as_body(), sending.client_id
                )
            )
            if posted.is_new or await self._is_unanswered(conversation_id, posted.seq):
                self._delivery.wake(conversation_id)
                self.turns.add(session, message)
        return {
            "seq": posted.seq, "created_at": posted.created_at.isoformat(), "duplicate": not posted.is_new,
        }  # fmt: skip

    async def _is_unanswered(self, conversation_id: str, seq: int) -> bool:
        """Whether the server ended between keeping a message, which now comes again, and answering it."""
        if self.turns.is_typing(conversation_id):
            return False
        state = await self._ask(lambda: self._shop.conversations.state(conversation_id))
        return state.last_seq == seq and state.conversation.holder != "person"

    async def _message(self, conversation_id: str, sending: Sending, address: str) -> Message:
        if sending.button is None:
            return Message(sending.text)
        where = pressed_button(self.config.secret, conversation_id, sending.button)
        if where is None:
            self.limits.hit("refused_address", address)
            raise WebError("button_refused")
        seq, index = where
        found = await self._ask(lambda: self._shop.conversations.since(conversation_id, seq - 1, 1))
        if not found or found[0].seq != seq or found[0].author == "customer":
            raise WebError("button_refused")
        buttons = from_body(found[0].body).buttons
        if index >= len(buttons):
            raise WebError("button_refused")
        return Message(buttons[index].title, button=buttons[index].payload)

    async def after(
        self, session: Session, seq: int, limit: int = PAGE_MAX
    ) -> tuple[list[dict[str, Any]], bool]:
        """The messages after `seq`, oldest first, and whether there are more."""
        read = self._shop.conversations.since
        found = await self._ask(lambda: read(session.conversation_id, seq, limit + 1))
        return [self.wire(message) for message in found[:limit]], len(found) > limit

    async def before(
        self, session: Session, seq: int | None, limit: int
    ) -> tuple[list[dict[str, Any]], bool]:
        """The latest messages before `seq` (None: of all), oldest first, and whether there are older ones."""
        read = self._shop.conversations.before
        found = await self._ask(lambda: read(session.conversation_id, seq, limit + 1))
        return [self.wire(message) for message in found[-limit:]], len(found) > limit

    async def last_seq(self, conversation_id: str) -> int:
        """The number of the newest message; 0 before the first."""
        state = await self._ask(lambda: self._shop.conversations.state(conversation_id))
        return state.last_seq

    async def seen(self, session: Session, seq: int) -> None:
        await self._ask(lambda: self._shop.conversations.seen(session.conversation_id, seq))

    async def speak(self, session: Session, language: str) -> None:
        await self._ask(lambda: self._shop.conversations.speak(session.conversation_id, language))

    def wire(self, message: ChatMessage) -> dict[str, Any]:
        """A message as pages get it: buttons signed, payloads left out."""
        body = {name: value for name, value in message.body.items() if name not in ("button", "buttons")}
        buttons = [
            {
                "title": button["title"],
                "payload": signed_button(self.config.secret, message.conversation_id, message.seq, index),
            }
            for index, button in enumerate(message.body.get("buttons") or ())
        ]
        return {
            "seq": message.seq, "author": message.author, "created_at": message.created_at.isoformat(),
            "client_id": message.client_id, "body": {**body, "buttons": buttons} if buttons else body,
        }  # fmt: skip

    def described(self, session: Session, state: State) -> dict[str, Any]:
        """What a page shows besides the messages."""
        return {
            "last_seq": state.last_seq,
            "seen_seq": state.seen_seq,
            "holder": state.conversation.holder,
            "typing": self.turns.is_typing(session.conversation_id),
            "language": state.conversation.language,
            **identity(session),
        }

    async def watched(self, ids: list[str]) -> Mapping[str, tuple[str, int]]:
        """The holder and the session number of conversations."""
        return await self._ask(lambda: self._shop.conversations.watched(ids))

    async def _ask(self, question: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(question)
        except (Unavailable, ConcurrentChange) as error:
            log.warning("the shop's database: %s", type(error).__name__)
            raise WebError("unavailable") from None


def identity(session: Session) -> dict[str, Any]:
    """Who the session says this is, and for how long."""
    return {
        "customer": {"id": session.customer_id} if session.customer_id else None,
        "expires_at": session.expires_at.isoformat(),
        "server_time": datetime.now(timezone.utc).isoformat(),
    }
