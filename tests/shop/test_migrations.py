"""The migrations make exactly the tables of the code, on both databases, and take them away again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine, make_url

from shop.audit import By
from shop.database import open_engine
from shop.domain.clock import FixedClock
from shop.domain.errors import Unavailable
from shop.migrations import current, differences, downgrade, newest, upgrade
from shop.tables import metadata
from shop.unit_of_work import Store
from tests.shop.samples import customer, order, product, put


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path}/empty.db")
        yield engine
        engine.dispose()
        return
    server: str = request.getfixturevalue("postgres_url")
    admin = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE shop_empty"))
    engine = open_engine(make_url(server).set(database="shop_empty").render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE shop_empty WITH (FORCE)"))
    admin.dispose()


def test_migrations_make_the_tables_of_the_code(empty: Engine, clock: FixedClock) -> None:
    assert current(empty) is None
    upgrade(empty)
    assert current(empty) == newest()
    assert differences(empty) == []
    upgrade(empty)  # once more changes nothing
    put(Store(empty, clock), customer(), product(), order(clock.now()))
    downgrade(empty, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    upgrade(empty)


def test_a_missing_column_is_seen(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("ALTER TABLE customers DROP COLUMN name_zh"))
    assert "name_zh" in str(differences(empty))


def test_every_revision_stands_alone(empty: Engine) -> None:
    for revision in (
        "0001",
        "0002",
        "0003",
        "0004",
        "0005",
        "0006",
        "0007",
        "0008",
        "0009",
        "0010",
        "0011",
        "0012",
    ):
        upgrade(empty, revision)
        assert current(empty) == revision
    for revision in ("0011", "0010", "0009", "0008", "0007", "0006", "0005", "0004", "0003", "0002", "0001"):
        downgrade(empty, revision)
    assert set(inspect(empty).get_table_names()) < {*metadata.tables, "alembic_version"}


def test_a_failing_step_leaves_the_database_as_it_was(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE tickets (id INTEGER)"))  # in the way of the last step
    with pytest.raises(Exception, match="exists"):
        upgrade(empty)
    assert inspect(empty).get_table_names() == ["tickets"]


def test_a_migrated_database_works(empty: Engine, clock: FixedClock) -> None:
    upgrade(empty)
    store = Store(empty, clock)
    made = store.change(
        By("test", "cli", "k"), "make", {}, lambda unit: unit.add(customer(unit.next_id("CUS")))
    )
    assert made.id == "CUS-1"


def test_a_database_that_does_not_answer_is_named() -> None:
    with pytest.raises(Unavailable):
        current(open_engine("postgresql://shop@127.0.0.1:9/none"))
