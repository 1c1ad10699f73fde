"""A desk on loopback over a small shop, people who log in to it, and a customer whose conversation is kept."""

from __future__ import annotations

import itertools
import re
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from sanic import Sanic

from desk.app import create_app
from desk.config import DeskConfig
from desk.suggestions import Suggester
from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.domain.clock import FixedClock
from shop.domain.handoff import Situation
from shop.domain.staff import Staff
from shop.service.staff import StaffAccounts
from shop.service.tickets import NewTicket
from tests.actions.goods import small_shop

NOW = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)
PASSWORD = "correct horse battery"
TALK = "web-conversation-1"
_names = itertools.count(1)


@pytest.fixture(autouse=True)
def several_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sanic rewrites its own code at the start of a server, which works once a process; under test it does not."""
    monkeypatch.setattr(Sanic, "test_mode", True)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def desk_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a filled shop, to be copied."""
    return small_shop(tmp_path_factory.mktemp("desk") / "shop.db", NOW)


@pytest.fixture
def shop(desk_shop: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Shop]:
    shutil.copy(desk_shop, tmp_path / "shop.db")
    made = open_shop(f"sqlite:///{tmp_path}/shop.db", clock)
    cheap = StaffAccounts(made.store, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made.__dict__["staff"] = cheap  # the dataclass is frozen; real hashes take a second each
    yield made
    made.store.engine.dispose()


@pytest.fixture
def hire(shop: Shop) -> Callable[..., Staff]:
    def make(login: str, role: str = "agent", **more: str) -> Staff:
        by = By("test", "cli", f"hire-{login}")
        return shop.staff.add(login, PASSWORD, role, by, shown_as=more.get("shown_as", login.title()))

    return make


@pytest.fixture
def mia(hire: Callable[..., Staff]) -> Staff:
    return hire("mia")


@pytest.fixture
def leo(hire: Callable[..., Staff]) -> Staff:
    return hire("leo", "lead")


@pytest.fixture
def call(shop: Shop) -> Callable[..., str]:
    """A customer's conversation that waits for a person; gives the ticket's id."""
    numbers = itertools.count(1)

    def make(conversation: str = TALK, language: str = "en", **situation: object) -> str:
        shop.conversations.open(conversation, "web", language)
        shop.conversations.append(conversation, "customer", {"text": "I want a person"})
        known: dict[str, object] = {"reason": "asked_for_person", "orders": ("ORD-1002",), **situation}
        new = NewTicket("question", "reason: asked_for_person", conversation, language)
        by = By("conversation:x", "web", f"call-{next(numbers)}")
        return shop.handoffs.open(new, Situation(**known), by).id  # type: ignore[arg-type]

    return make


@pytest.fixture
async def serve(shop: Shop) -> AsyncIterator[Callable[..., object]]:
    """Starts desks; gives their addresses."""
    started = []

    async def start(config: DeskConfig | None = None, suggester: Suggester | None = None) -> str:
        app: Sanic = create_app(shop, config or DeskConfig(), suggester, name=f"desk_{next(_names)}")
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))  # Sanic takes port 0 for its default one
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        started.append(server)
        return f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}"

    yield start
    for server in started:
        await server.before_stop()
        server.server.close()
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()


@pytest.fixture
async def url(serve: Callable[..., object]) -> str:
    return await serve()  # type: ignore[misc, no-any-return]


class Agent:
    """Somebody at a browser: keeps cookies, and sends forms as the pages have them."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, follow_redirects=False, trust_env=False, timeout=None)

    async def log_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        before = hidden((await self.http.get("/login")).text, "before")
        return await self.http.post("/login", data={"login": login, "password": password, "before": before})

    async def see(self, path: str) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    async def do(self, ticket_id: str, act: str, page: str | None = None, **fields: str) -> httpx.Response:
        """Sends one of the ticket's forms, as the page `page` (else the present one) has it."""
        page = page or await self.see(f"/tickets/{ticket_id}")
        data = {"csrf": hidden(page, "csrf"), "once": hidden(page, "once"), **fields}
        if act in ("take", "take-over") and "version" not in fields:
            data["version"] = hidden(page, "version")
        return await self.http.post(f"/tickets/{ticket_id}/{act}", data=data)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return found.group(1)


@pytest.fixture
async def agents(url: str) -> AsyncIterator[Callable[[], Agent]]:
    made: list[Agent] = []

    def make() -> Agent:
        made.append(Agent(url))
        return made[-1]

    yield make
    for agent in made:
        await agent.http.aclose()
