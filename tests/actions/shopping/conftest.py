"""The same conversations over the whole demo shop: its catalogue, coupons, size tables and customers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from shop.bootstrap import Shop, open_shop
from shop.domain.clock import FixedClock
from shop.domain.rules import Rules
from shop.seed.fill import fill
from shop.tables import metadata
from shop.tables.journal import outbox
from tests.actions.conftest import NOW


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "shop.db"
    made = open_shop(f"sqlite:///{path}", FixedClock(NOW))
    metadata.create_all(made.store.engine)
    fill(made.store.engine, NOW, Rules())
    made.store.engine.dispose()
    return path


@pytest.fixture
def shop(demo_file: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Shop]:
    shutil.copy(demo_file, tmp_path / "shop.db")
    made = open_shop(f"sqlite:///{tmp_path}/shop.db", clock)
    yield made
    made.store.engine.dispose()


@pytest.fixture
def last_code(shop: Shop) -> Callable[[], str]:
    """The six digits of the newest mail in the outbox."""

    def read() -> str:
        query = select(outbox.c.body).order_by(outbox.c.at.desc(), outbox.c.id.desc())
        with shop.store.engine.connect() as connection:
            found = re.search(r"\d{6}", str(connection.execute(query).scalars().first()))
        assert found, "no mail with a code"
        return found.group()

    return read
