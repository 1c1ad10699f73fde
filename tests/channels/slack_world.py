"""One shop, one fake Slack, and as many servers of ours as a test needs."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic
from sqlalchemy import create_engine

from channels.runtime import runtime
from channels.slack import SlackChannel
from channels.slack_config import SlackConfig
from channels.slack_sender import Timing
from shop.bootstrap import Shop, shop_over
from shop.database import open_engine
from shop.domain.access import AccessRules
from shop.domain.clock import FixedClock
from shop.domain.conversation import ChatMessage
from shop.domain.rules import Rules
from shop.records import outbox_rows
from shop.tables import metadata
from shop.unit_of_work import Store
from tests.channels.fake_slack import SECRET, TEAM, TOKEN, FakeSlack, Requests
from tests.shop.samples import customer, put

NOW = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)


def without_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is given time, and no proxy stands between us and the fake."""
    monkeypatch.setattr("channels.slack.KEEP_S", 3600)
    monkeypatch.setattr("channels.slack_api.TIMEOUT_S", 3600)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


class FakeAgent:
    """Stands for Rasa: answers every message with `reply`, when `gate` is open."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.reply: Callable[[UserMessage], list[dict[str, Any]]] = lambda said: [
            {"text": f"echo: {said.text}"}
        ]
        self.gate = asyncio.Event()
        self.gate.set()
        self.started = asyncio.Event()

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        self.started.set()
        await self.gate.wait()
        for reply in self.reply(message):
            await message.output_channel.send_response(message.sender_id, reply)

    def texts(self) -> list[str | None]:
        return [message.text for message in self.heard]


class FakeTime:
    """Time passes only when somebody waits for it."""

    def __init__(self) -> None:
        self.now, self.pauses = 1_000.0, list[float]()
        self.timing = Timing(lambda: self.now, self.pause)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class World:
    def __init__(self, shop: Shop, slack: FakeSlack, clock: FixedClock, stack: AsyncExitStack) -> None:
        self.shop, self.slack, self.clock, self._stack = shop, slack, clock, stack
        self.time, self.agent = FakeTime(), FakeAgent()

    async def server(self, agent: FakeAgent | None = None) -> Server:
        """One more server process, as far as the channel can tell."""
        server = Server(self, agent or self.agent)
        await server.start()
        self._stack.push_async_callback(server.stop)
        return server

    def said(self) -> list[tuple[str, str]]:
        """Everything in all conversations, in the order of writing: author and text."""
        return [(message.author, str(message.body.get("text", ""))) for message in self.messages()]

    def messages(self) -> list[ChatMessage]:
        with self.shop.store.reading() as unit:
            ids = unit.session.execute(metadata.tables["conversations"].select()).scalars().all()
        return [message for id in sorted(ids) for message in self.shop.conversations.since(id, 0)]

    def mail(self) -> str:
        return str(outbox_rows(self.shop)[-1]["body"])


class Server:
    def __init__(self, world: World, agent: FakeAgent) -> None:
        slack = world.slack
        config = SlackConfig(TOKEN, SECRET, frozenset({TEAM}), f"{slack.url}/api/", f"{slack.url}/hooks/")
        self.channel = SlackChannel(config, world.time.timing)
        self.app = Sanic(f"slack-{uuid.uuid4().hex}", configure_logging=False)
        self.app.update_config({"REQUEST_TIMEOUT": 3600, "RESPONSE_TIMEOUT": 3600})
        runtime(self.app, world.shop)
        self.app.ctx.agent = _Agent(agent.handle)
        register([self.channel], self.app, "/webhooks/")
        self._server: Any = None

    async def start(self) -> None:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.requests = Requests(f"http://127.0.0.1:{listening.getsockname()[1]}")
        self._server = await self.app.create_server(
            sock=listening, return_asyncio_server=True, access_log=False
        )
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()

    async def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await server.before_stop()
            server.close()
            await server.wait_closed()
            await server.after_stop()

    async def send(self, payload: dict[str, Any], **headers: str) -> int:
        """The status of the answer."""
        return (await self.requests.send(payload, **headers)).status


class _Agent:
    """What Rasa's `register` calls."""

    def __init__(self, handle: Callable[[UserMessage], Awaitable[None]]) -> None:
        self.handle_message = handle

    def is_ready(self) -> bool:
        return False  # nothing that the desk decides is told here


@asynccontextmanager
async def slack_world(folder: Path) -> AsyncIterator[World]:
    url = f"sqlite:///{folder}/shop.db"
    engine = create_engine(url, future=True)
    metadata.create_all(engine)
    engine.dispose()
    clock = FixedClock(NOW)
    store = Store(open_engine(url), clock)
    put(store, customer(), customer("CUS-2", name="Bo", email="bo@example.com", language="zh"))
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack().running())
        yield World(shop_over(store, Rules(), AccessRules()), slack, clock, stack)
    store.engine.dispose()
