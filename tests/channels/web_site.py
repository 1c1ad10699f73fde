"""A real server with the web channel on loopback, and pages that talk to it; only Rasa's processor is a stand-in."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.processor import MessageProcessor
from rasa.core.run import configure_app

from channels.web import WebChannel
from channels.web_config import LIMITS, WebConfig
from channels.web_pages import Pages
from shop.bootstrap import Shop

SECRET = "test-secret-0123456789-abcdefghijklmnop"
NO_LIMITS = {name: "100000/minute" for name in LIMITS}
_names = itertools.count(1)
_ids = itertools.count(1)


def client_id() -> str:
    return f"page-{next(_ids):08d}"


class Scripted(MessageProcessor):
    """Answers as `answer` says, instead of with a model."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.answer: Callable[[UserMessage], Awaitable[None]] = self.echo
        self.gate = asyncio.Event()  # closed: answers wait
        self.gate.set()

    async def echo(self, message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": f"You said: {message.text}"})

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        await self.gate.wait()
        await self.answer(message)


class ScriptedAgent(Agent):
    def __init__(self) -> None:
        self.processor: Scripted = Scripted()
        self.lock_store = InMemoryLockStore()

    def is_ready(self) -> bool:
        return True


class Page:
    """One open page of a customer: a Socket.IO client that keeps what it is told."""

    def __init__(self, site: Site, token: str | None) -> None:
        self.site = site
        self.token = token
        self.messages: list[dict[str, Any]] = []
        self.events: list[tuple[str, Any]] = []
        self._arrived = asyncio.Condition()
        self.sio = socketio.AsyncClient(reconnection=False, request_timeout=300)
        self.refused: dict[str, Any] = {}
        self.sio.on("connect_error", self._keep_refusal)
        for event in ("ready", "messages", "typing", "holder", "ended"):
            self.sio.on(event, self._keeping(event))

    def _keeping(self, event: str) -> Callable[[Any], Awaitable[None]]:
        async def keep(data: Any) -> None:
            async with self._arrived:
                self.events.append((event, data))
                if event in ("ready", "messages"):
                    # As every page has to (docs/web.md): what is delivered while it is welcomed may come twice.
                    known = set(self.seqs())
                    self.messages += [message for message in data["messages"] if message["seq"] not in known]
                self._arrived.notify_all()

        return keep

    async def _keep_refusal(self, data: Any) -> None:
        async with self._arrived:
            self.refused = data["data"] if isinstance(data, dict) else {"code": str(data)}
            self._arrived.notify_all()

    async def open(self, after: int | None = None, **options: Any) -> Page:
        # The client's WebSocket wants a newer aiohttp than Rasa allows; test_web_socket.py speaks it by hand.
        # Without `wait`: it would go on waiting after a refusal.
        options = {"transports": ["polling"], "wait": False, **options}
        auth = {"token": self.token, "after": after}
        await self.sio.connect(self.site.url, auth=auth, socketio_path="/chat/socket.io", **options)
        await self.until(lambda: "ready" in self.names() or bool(self.refused))
        if self.refused:
            await self.sio.disconnect()
            raise ConnectionRefusedError(self.refused["code"])
        return self

    async def close(self) -> None:
        await self.sio.disconnect()

    def names(self) -> list[str]:
        return [name for name, _ in self.events]

    def data(self, event: str) -> Any:
        """What came with the last such event."""
        return [data for name, data in self.events if name == event][-1]

    def texts(self) -> list[str]:
        return [message["body"].get("text", "") for message in self.messages]

    def seqs(self) -> list[int]:
        return [message["seq"] for message in self.messages]

    async def until(self, condition: Callable[[], bool], limit_s: float = 300.0) -> None:
        async with self._arrived:
            await asyncio.wait_for(self._arrived.wait_for(condition), limit_s)

    async def call(self, event: str, data: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await self.sio.call(event, data, timeout=300)
        return answer

    async def say(self, text: str, id: str | None = None) -> dict[str, Any]:
        return await self.call("send", {"client_id": id or client_id(), "text": text})

    async def ask(self, text: str) -> dict[str, Any]:
        """Say something and wait for the answer, which is returned."""
        seq = (await self.say(text))["seq"]
        await self.until(lambda: any(m["seq"] > seq and m["author"] != "customer" for m in self.messages))
        return next(m for m in self.messages if m["seq"] > seq and m["author"] != "customer")


class Site:
    """The server, its shop, and what a page needs to reach it."""

    def __init__(self, shop: Shop, agent: ScriptedAgent, url: str, http: aiohttp.ClientSession) -> None:
        self.shop = shop
        self.agent = agent
        self.url = url
        self.http = http

    @property
    def processor(self) -> Scripted:
        return self.agent.processor

    async def request(
        self, method: str, path: str, token: str | None = None, body: Any = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON (None where there is none) and headers."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.request(method, self.url + path, json=body, headers=named) as answer:
            is_json = "json" in answer.headers.get("Content-Type", "")
            content = await answer.json() if is_json else None
            return answer.status, content, dict(answer.headers)

    async def begin(self, token: str | None = None, **body: Any) -> dict[str, Any]:
        status, begun, _ = await self.request("POST", "/chat/v1/session", token, body)
        assert status == 200, begun
        return dict(begun)

    async def page(self, token: str | None = None, after: int | None = None) -> Page:
        token = token or (await self.begin())["token"]
        return await Page(self, token).open(after)


def config(**changes: Any) -> WebConfig:
    return WebConfig(**{"secret": SECRET, "limits": NO_LIMITS, **changes})


@asynccontextmanager
async def serving(
    shop: Shop, web: WebConfig, *others: InputChannel, folder: Path | None = None
) -> AsyncIterator[Site]:
    pages = Pages(web.origins, folder) if folder else None
    agent = ScriptedAgent()
    app = configure_app([WebChannel(web, pages, shop), *others], enable_api=False)
    app.name = f"xiaoer_test_{next(_names)}_{secrets.token_hex(4)}"
    app.ctx.agent = agent
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=sock, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    port = sock.getsockname()[1]
    try:
        async with aiohttp.ClientSession() as http:
            yield Site(shop, agent, f"http://127.0.0.1:{port}", http)
    finally:
        await server.before_stop()
        server.server.close()
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()
