"""A web channel without an assistant: speaks docs/web.md, says what a test tells it to say."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

STATIC = Path(__file__).parents[2] / "channels" / "static"
START_TIMEOUT_S = 30.0
WHEN = "2026-03-02T10:00:00+00:00"
# As strict as a careful shop's: nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:"
)


class FakeChannel:
    """One conversation for every token. Runs in a thread of its own; use as a context manager.

    `answers` gives the bodies with which the assistant answers a text; by default none.
    """

    def __init__(self) -> None:
        self.answers: Callable[[str], list[Mapping[str, Any]]] = lambda text: []
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []  # every event with its data, as it came
        self.refuse: list[dict[str, Any]] = []  # error objects for the next messages sent
        self.kept_unanswered = 0  # the acknowledgements of so many messages get lost
        self.seen = 0
        self.holder = "assistant"
        self.port = 0
        self._sockets = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        self._owners: dict[str, str] = {}  # socket → token
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> FakeChannel:
        self._thread.start()
        if not self._started.wait(START_TIMEOUT_S):
            raise TimeoutError(f"expected the fake channel to start within {START_TIMEOUT_S} s")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, body: Mapping[str, Any], author: str = "assistant", token: str | None = None) -> None:
        """Says something in one conversation, by default in the only one."""
        [only] = [token] if token else list(self.messages)
        self._wait(self._say(only, author, body))

    def typing(self) -> None:
        self._wait(self._sockets.emit("typing", {"on": True, "author": "assistant"}))

    def hold(self, holder: str) -> None:
        self.holder = holder
        self._wait(self._sockets.emit("holder", {"holder": holder}))

    def cut(self) -> None:
        """Ends every connection from this side."""
        for socket in list(self._owners):
            self._wait(self._sockets.disconnect(socket))

    def sent(self) -> list[str]:
        """What customers have said and was kept, oldest first."""
        return [
            m["body"]["text"] for kept in self.messages.values() for m in kept if m["author"] == "customer"
        ]

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(START_TIMEOUT_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(middlewares=[_with_policy])
        app.router.add_get("/", lambda _: web.FileResponse(STATIC / "index.html"))
        app.router.add_static("/chat/static", STATIC)
        app.router.add_post("/chat/v1/session", self._session)
        self._sockets.attach(app, socketio_path="/chat/socket.io")
        for event in ("send", "resume", "history", "seen", "language", "renew"):
            self._sockets.on(event, self._handler(event))
        self._sockets.on("connect", self._connect)
        self._sockets.on("disconnect", self._disconnect)
        runner = web.AppRunner(app)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        self._started.set()
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _session(self, request: web.Request) -> web.Response:
        token = f"token-{len(self.messages) + 1}"
        self.messages[token] = []
        times = {"expires_at": "2026-04-02T10:00:00+00:00", "server_time": WHEN}
        return web.json_response(
            {"token": token, "is_new": True, "language": "en", "customer": None, **times}
        )

    async def _connect(self, socket: str, _environ: Any, auth: dict[str, Any]) -> None:
        token = auth.get("token")
        if token not in self.messages:
            raise socketio.exceptions.ConnectionRefusedError("refused", {"code": "no_session", "text": {}})
        self._owners[socket] = token
        self._sockets.enter_room(socket, token)
        after = auth.get("after") or 0
        ready = {
            "messages": [m for m in self.messages[token] if m["seq"] > after], "more": False,
            "last_seq": len(self.messages[token]), "seen_seq": self.seen, "holder": self.holder, "typing": False,
            "language": "en", "customer": None, "expires_at": "2026-04-02T10:00:00+00:00", "server_time": WHEN,
        }  # fmt: skip
        self._sockets.start_background_task(self._sockets.emit, "ready", ready, to=socket)

    async def _disconnect(self, socket: str, *_: Any) -> None:
        self._owners.pop(socket, None)

    def _handler(self, event: str) -> Callable[..., Any]:
        async def handle(socket: str, data: dict[str, Any]) -> dict[str, Any]:
            self.asked.append((event, data))
            token = self._owners[socket]
            if event == "send":
                return await self._send(token, data)
            if event == "seen":
                self.seen = max(self.seen, data["seq"])
            after = data.get("after", 0)
            return {"ok": True, "messages": [m for m in self.messages[token] if m["seq"] > after]}

        return handle

    async def _send(self, token: str, data: dict[str, Any]) -> dict[str, Any]:
        if self.refuse:
            return {"ok": False, "error": self.refuse.pop(0)}
        kept = self.messages[token]
        known = [m for m in kept if m["client_id"] == data["client_id"]]
        if not known:
            text = data.get("text") or self._title(token, data["button"])
            message = await self._say(token, "customer", {"text": text}, data["client_id"])
            self._sockets.start_background_task(self._answer, token, text)
            known = [message]
        if self.kept_unanswered:
            self.kept_unanswered -= 1
            await asyncio.sleep(3600)
        return {"ok": True, "seq": known[0]["seq"], "created_at": WHEN, "duplicate": False}

    def _title(self, token: str, payload: str) -> str:
        buttons = [b for m in self.messages[token] for b in m["body"].get("buttons", [])]
        return next(b["title"] for b in buttons if b["payload"] == payload)

    async def _answer(self, token: str, text: str) -> None:
        for body in self.answers(text):
            await self._say(token, "assistant", body)

    async def _say(
        self, token: str, author: str, body: Mapping[str, Any], client_id: str | None = None
    ) -> dict[str, Any]:
        kept = self.messages[token]
        message = {
            "seq": len(kept) + 1, "author": author, "created_at": WHEN, "client_id": client_id, "body": body,
        }  # fmt: skip
        kept.append(message)
        await self._sockets.emit("messages", {"messages": [message], "holder": self.holder}, room=token)
        return message


@web.middleware
async def _with_policy(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        response.headers["Content-Security-Policy"] = POLICY
    return response
