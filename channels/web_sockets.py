"""The web channel over Socket.IO (docs/web.md, "Socket.IO")."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sanic.request import Request
from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError

from channels.failures import place
from channels.sessions import Session
from channels.web_chat import WebChat, identity
from channels.web_errors import WebError
from channels.web_requests import PAGE_MAX, fields, language, number, number_or_none, sending
from shop.domain.conversation import ChatMessage, Conversation

log = logging.getLogger(__name__)

PATH = "/chat/socket.io"
FIRST_PAGE = 50  # messages
PACKET_MAX = 32 * 1024  # bytes
PING_S, PING_LIMIT_S = 25, 20  # how often a connection is asked whether it is alive, and how long it may take
WATCH_S = 1.0  # between two looks at holders, ended sessions and expired tokens

Handler = Callable[["Connection", Any], Awaitable[dict[str, Any]]]


@dataclass
class Connection:
    sid: str
    session: Session
    address: str


class Sockets:
    """All connections of the process; a conversation's connections are a room of its name."""

    def __init__(
        self,
        chat: WebChat,
        address_of: Callable[[Request], str],
        is_allowed: Callable[[str | None, str], bool],
    ) -> None:
        self._chat = chat
        self._address_of = address_of
        self._connections: dict[str, Connection] = {}
        self._holders: dict[str, str] = {}  # of conversations with a connection, as last told
        self._watch: asyncio.Task[None] | None = None
        self._welcomes: set[asyncio.Task[None]] = set()

        def is_origin_allowed(origin: str | None, environ: dict[str, Any]) -> bool:
            return is_allowed(origin, environ.get("HTTP_HOST", ""))

        self.sio = AsyncServer(
            async_mode="sanic",
            async_handlers=False,  # what one page sends is handled in the order in which it was sent
            cors_allowed_origins=is_origin_allowed,
            cors_credentials=False,
            max_http_buffer_size=PACKET_MAX,
            ping_interval=PING_S,
            ping_timeout=PING_LIMIT_S,
            logger=False,
            engineio_logger=False,
        )
        self.sio.on("connect", self._connect)
        self.sio.on("disconnect", self._disconnect)
        handlers: dict[str, Handler] = {
            "send": self._send, "resume": self._resume, "history": self._history, "seen": self._seen,
            "language": self._language, "renew": self._renew,
        }  # fmt: skip
        for event, handler in handlers.items():
            self.sio.on(event, self._answering(handler))

    def start(self) -> None:
        self._watch = asyncio.create_task(self._look())

    async def stop(self) -> None:
        tasks = [*self._welcomes, *([self._watch] if self._watch else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # To the pages

    async def deliver(self, conversation: Conversation, message: ChatMessage) -> None:
        self._holders[conversation.id] = conversation.holder
        data = {"messages": [self._chat.wire(message)], "holder": conversation.holder}
        await self.sio.emit("messages", data, room=conversation.id)

    async def show_typing(self, conversation_id: str, is_typing: bool) -> None:
        await self.sio.emit("typing", {"on": is_typing, "author": "assistant"}, room=conversation_id)

    async def end(self, conversation_id: str, code: str) -> None:
        """Tell all pages of the conversation that it is over, and disconnect them."""
        for connection in list(self._connections.values()):
            if connection.session.conversation_id == conversation_id:
                await self._end(connection, code)

    async def _end(self, connection: Connection, code: str) -> None:
        await self.sio.emit("ended", WebError(code).as_json(), to=connection.sid)
        await self.sio.disconnect(connection.sid)

    # From the pages

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        address = self._address_of(environ["sanic.request"])
        try:
            self._chat.limits.hit("connect_address", address)
            given = fields(auth)
            token, after = given.get("token"), number_or_none(given.get("after"))
            session, _ = await self._chat.session(token if isinstance(token, str) else None, address)
            same = [
                c for c in self._connections.values() if c.session.conversation_id == session.conversation_id
            ]
            if len(same) >= self._chat.config.connections_max:
                raise WebError("slow_down", retry_after=60)
        except WebError as error:
            raise ConnectionRefusedError(error.code, error.as_json()) from None
        connection = Connection(sid, session, address)
        self._connections[sid] = connection
        # Afterwards: a page gets nothing before it is told that it is connected.
        welcome = asyncio.create_task(self._welcome(connection, after))
        self._welcomes.add(welcome)
        welcome.add_done_callback(self._welcomes.discard)

    async def _welcome(self, connection: Connection, after: int | None) -> None:
        chat, session = self._chat, connection.session
        try:
            _, state = await chat.current(session)
            if after is None:
                messages, more = await chat.before(session, None, FIRST_PAGE)
            else:
                messages, more = await chat.after(session, after)
            ready = {"messages": messages, "more": more, **chat.described(session, state)}
            await self.sio.emit("ready", ready, to=connection.sid)
            self.sio.enter_room(connection.sid, session.conversation_id)
            # What was delivered between the page above and the room; a page drops what it knows.
            if not more or after is None:
                last = messages[-1]["seq"] if messages else after or 0
                missed, _ = await chat.after(session, last)
                if missed:
                    holder = state.conversation.holder
                    await self.sio.emit("messages", {"messages": missed, "holder": holder}, to=connection.sid)
        except WebError as error:
            await self._end(connection, error.code)

    async def _disconnect(self, sid: str) -> None:
        connection = self._connections.pop(sid, None)
        if connection is not None:
            conversation_id = connection.session.conversation_id
            if not any(c.session.conversation_id == conversation_id for c in self._connections.values()):
                self._holders.pop(conversation_id, None)

    def _answering(self, handler: Handler) -> Callable[..., Awaitable[dict[str, Any]]]:
        """`handler` with everything around it that all events need; its result is the acknowledgement."""

        async def answer(sid: str, data: Any = None, *_more: Any) -> dict[str, Any]:
            connection = self._connections.get(sid)
            if connection is None:
                return {"ok": False, "error": WebError("no_session").as_json()}
            try:
                if len(json.dumps(data, default=str)) > PACKET_MAX:
                    raise WebError("too_large", max=PACKET_MAX)
                self._chat.limits.hit("call", connection.session.conversation_id)
                return {"ok": True, **await handler(connection, data)}
            except WebError as error:
                return {"ok": False, "error": error.as_json()}
            except Exception as error:
                log.error("an event of the web chat failed: %s", place(error))
                return {"ok": False, "error": WebError("internal").as_json()}

        return answer

    async def _send(self, connection: Connection, data: Any) -> dict[str, Any]:
        await self._chat.current(connection.session)
        return await self._chat.send(connection.session, sending(data), connection.address)

    async def _resume(self, connection: Connection, data: Any) -> dict[str, Any]:
        await self._chat.current(connection.session)
        messages, more = await self._chat.after(connection.session, number(fields(data).get("after")))
        return {"messages": messages, "more": more}

    async def _history(self, connection: Connection, data: Any) -> dict[str, Any]:
        given = fields(data)
        await self._chat.current(connection.session)
        limit = number(given.get("limit", FIRST_PAGE), 1, PAGE_MAX)
        messages, more = await self._chat.before(
            connection.session, number_or_none(given.get("before")), limit
        )
        return {"messages": messages, "more": more}

    async def _seen(self, connection: Connection, data: Any) -> dict[str, Any]:
        await self._chat.seen(connection.session, number(fields(data).get("seq")))
        return {}

    async def _language(self, connection: Connection, data: Any) -> dict[str, Any]:
        await self._chat.speak(connection.session, language(fields(data).get("language")))
        return {}

    async def _renew(self, connection: Connection, data: Any) -> dict[str, Any]:
        token = fields(data).get("token")
        session, _ = await self._chat.session(token if isinstance(token, str) else None, connection.address)
        if session.conversation_id != connection.session.conversation_id:
            raise WebError("no_session")
        connection.session = session
        return {"expires_at": identity(session)["expires_at"]}

    # Of itself

    async def _look(self) -> None:
        """Tell of holders that changed without a message; end what was ended elsewhere, or has expired."""
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                await self.look()
            except WebError:
                continue  # the database does not answer; the next look will tell
            except Exception as error:
                log.error("the web chat's connections could not be looked after: %s", place(error))

    async def look(self) -> None:
        connections = list(self._connections.values())
        ids = sorted({connection.session.conversation_id for connection in connections})
        found = await self._chat.watched(ids) if ids else {}
        for connection in connections:
            holder_number = found.get(connection.session.conversation_id)
            if holder_number is None or holder_number[1] != connection.session.number:
                await self._end(connection, "no_session")
            elif connection.session.expires_at <= datetime.now(timezone.utc):
                await self._end(connection, "session_expired")
        for conversation_id, (holder, _) in found.items():
            if self._holders.setdefault(conversation_id, holder) != holder:
                self._holders[conversation_id] = holder
                await self.sio.emit("holder", {"holder": holder}, room=conversation_id)
