"""A shop with one customer on a fresh database, and the web channel serving it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sanic import Sanic
from sqlalchemy import create_engine

from channels import web_sockets
from shop.bootstrap import Shop, open_shop
from shop.domain.clock import SystemClock
from shop.tables import map_entities, metadata
from tests.channels.web_site import Site, config, serving
from tests.shop.samples import customer, put


@pytest.fixture(autouse=True)
def several_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sanic refuses two applications of one name in a process unless it is under test."""
    monkeypatch.setattr(Sanic, "test_mode", True)
    monkeypatch.setenv("SANIC_REGISTER", "false")
    monkeypatch.setattr(web_sockets, "PING_LIMIT_S", 300)  # a busy machine is not a lost connection
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map_entities()
    path = tmp_path_factory.mktemp("channels") / "shop.db"
    engine = create_engine(f"sqlite:///{path}", future=True)
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def web_shop(shop_template: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copy(shop_template, tmp_path / "shop.db")
    shop = open_shop(f"sqlite:///{tmp_path}/shop.db", SystemClock())
    put(shop.store, customer(), customer("CUS-2", email="bo@example.com"))
    yield shop
    shop.store.engine.dispose()


@pytest.fixture
async def web(web_shop: Shop) -> AsyncIterator[Site]:
    """The web channel with its usual settings, without rate limits."""
    async with serving(web_shop, config()) as site:
        yield site
