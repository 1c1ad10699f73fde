"""Every test that asks for `store` or `url` runs twice: on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from shop.audit import By
from shop.bootstrap import Shop, shop_over
from shop.database import open_engine
from shop.domain.access import AccessRules
from shop.domain.clock import FixedClock
from shop.domain.rules import Rules
from shop.tables import metadata
from shop.unit_of_work import Store
from tests.shop.postgres import cluster

TODAY = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def rules() -> Rules:
    return Rules()


@pytest.fixture
def by() -> Callable[..., By]:
    """Makes authors: `by()` has a new key each time, `by("yes-1")` that key."""
    numbers = itertools.count(1)

    def make(key: str | None = None, actor: str = "test", channel: str = "shell") -> By:
        return By(actor, channel, key or f"key-{next(numbers)}")

    return make


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.db"
    engine = create_engine(f"sqlite:///{path}", future=True)
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this test run alone, on SHOP_TEST_POSTGRES_URL's server or on a cluster of its own."""
    with ExitStack() as stack:
        server = os.environ.get("SHOP_TEST_POSTGRES_URL") or stack.enter_context(cluster())
        admin = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
        name = f"shop_test_{os.getpid()}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        engine = create_engine(url, future=True)
        metadata.create_all(engine)
        engine.dispose()
        yield url
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database with all tables."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "shop.db")
        return f"sqlite:///{tmp_path}/shop.db"
    found: str = request.getfixturevalue("postgres_url")
    engine = create_engine(found, future=True)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):  # quicker than TRUNCATE for a handful of rows
            connection.execute(table.delete())
    engine.dispose()
    return found


@pytest.fixture
def store(url: str, clock: FixedClock) -> Iterator[Store]:
    engine = open_engine(url)
    yield Store(engine, clock)
    engine.dispose()


@pytest.fixture
def shop(store: Store, rules: Rules) -> Shop:
    """All services over an empty shop."""
    return shop_over(store, rules, AccessRules())
