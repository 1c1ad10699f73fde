"""The database is put back, locked and broken under the eyes of a server that keeps its connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.errors import EvaluationError
from tests.evaluation.small_shop import CANCEL, SmallShop


@pytest.fixture
def shop(tmp_path: Path) -> SmallShop:
    shop = SmallShop(tmp_path)
    shop.create()
    return shop


@pytest.fixture
def server(shop: SmallShop) -> Iterator[sqlite3.Connection]:
    """A connection that stays open, as the action server's do."""
    connection = sqlite3.connect(shop.file, timeout=0.1, isolation_level=None)
    connection.execute("SELECT * FROM orders").fetchall()
    yield connection
    connection.close()


def status(server: sqlite3.Connection) -> str:
    return str(server.execute("SELECT status FROM orders").fetchone()[0])


def test_restore_undoes_changes_for_open_connections(shop: SmallShop, server: sqlite3.Connection) -> None:
    server.executescript(CANCEL)
    server.execute("CREATE TABLE left_over (id INTEGER)")
    shop.restore()
    assert status(server) == "paid"
    assert server.execute("SELECT count(*) FROM refunds").fetchone() == (0,)
    assert "left_over" not in shop.tables()
    server.execute("UPDATE orders SET status = 'packed'")  # and it can write again
    assert shop.view("order", "ORD-1")["status"] == "packed"
    assert server.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert server.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_locked_means_readable_and_not_writable(shop: SmallShop, server: sqlite3.Connection) -> None:
    shop.lock()
    assert status(server) == "paid"
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        server.execute("UPDATE orders SET status = 'packed'")
    shop.mend()
    server.execute("UPDATE orders SET status = 'packed'")


def test_broken_means_every_statement_fails(shop: SmallShop, server: sqlite3.Connection) -> None:
    server.executescript(CANCEL)
    shop.break_()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        status(server)
    shop.mend()
    assert status(server) == "cancelled"  # what was done before is still there
    server.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):  # foreign keys still point at the right table
        server.execute("INSERT INTO refunds VALUES ('REF-2', 'ORD-9')")


def test_restore_mends_what_is_locked_or_broken(shop: SmallShop, server: sqlite3.Connection) -> None:
    shop.break_()
    shop.lock()
    shop.restore()
    assert status(server) == "paid"
    shop.mend()
    assert status(server) == "paid"


def test_queries_cannot_change_anything(shop: SmallShop) -> None:
    with pytest.raises(EvaluationError, match="readonly"):
        shop.rows("DELETE FROM orders")
    with pytest.raises(EvaluationError, match="no such table"):
        shop.rows("SELECT * FROM no_table")
