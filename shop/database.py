"""Opening the database: SQLite in a file or PostgreSQL, with the limits that keep a customer from waiting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool

from shop.domain.errors import ConcurrentChange, Unavailable

DEFAULT_URL = "sqlite:///var/shop.db"
PATIENCE = 5000  # ms that one statement may take, waiting for other writers included
CONNECT_TIMEOUT = 3  # s to reach PostgreSQL, and to get a connection from the pool
# PostgreSQL: serialization failure, deadlock.
_CONFLICT_CODES = frozenset({"40001", "40P01"})
_SQLITE_OUTAGES = ("locked", "busy", "unable to open", "disk", "readonly", "interrupted")


def open_engine(url: str = DEFAULT_URL, patience: int = PATIENCE) -> Engine:
    """An engine for `url`; connects only when it is first used. `patience`: ms for one statement.

    Raises ValueError for a database that is neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(
            "expected a database URL such as sqlite:///var/shop.db, found another text"
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return _sqlite(url, Path(str(parsed.database)), patience)
    if backend == "postgresql":
        return _postgresql(url, patience)
    found = "SQLite in memory" if backend == "sqlite" else backend
    raise ValueError(f"expected a SQLite file or PostgreSQL, found {found}; set SHOP_DATABASE_URL")


def _sqlite(url: str, path: Path, patience: int) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,  # they hold personal data, and errors are logged
        poolclass=QueuePool,
        pool_timeout=CONNECT_TIMEOUT,
        connect_args={"check_same_thread": False, "timeout": patience / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin on its own: `begin` below does
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {patience}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A changing operation takes the write lock at once: had it read first, another writer could make it
        # fail at its first write with no way to wait.
        writes = connection.get_execution_options().get("shop_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str, patience: int) -> Engine:
    options = f"-c statement_timeout={patience} -c idle_in_transaction_session_timeout=10000"
    return create_engine(
        url,
        future=True,
        hide_parameters=True,  # they hold personal data, and errors are logged
        pool_pre_ping=True,
        pool_timeout=CONNECT_TIMEOUT,
        connect_args={"connect_timeout": CONNECT_TIMEOUT, "options": f"{options} -c timezone=UTC"},
    )


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the database's errors into the shop's: a lost race, or a database that does not answer."""
    try:
        yield
    except StaleDataError:
        raise ConcurrentChange() from None
    except IntegrityError as error:
        # Two writers made the same row (one key sent twice, one new counter): the second try finds it.
        if _is_duplicate(error):
            raise ConcurrentChange() from error
        raise
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) in _CONFLICT_CODES:
            raise ConcurrentChange() from error
        if _lacks_tables(error):
            raise Unavailable("the shop's database has no tables yet; run: python -m shop migrate") from error
        if _is_outage(error):
            raise Unavailable(
                "the shop's database does not answer; nothing was changed, try again"
            ) from error
        raise
    except TimeoutError as error:
        raise Unavailable("all connections to the shop's database are busy; try again") from error


def _is_duplicate(error: IntegrityError) -> bool:
    return getattr(error.orig, "pgcode", None) == "23505" or "UNIQUE constraint" in str(error.orig)


def _is_outage(error: DBAPIError) -> bool:
    """Gone, refused, full, locked for too long, or cancelled by the time limit; not a wrong statement."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return any(
            word in str(error.orig) for word in _SQLITE_OUTAGES
        )  # wrong statements have the same class
    return type(error).__name__ in ("OperationalError", "InterfaceError", "InternalError")


def _lacks_tables(error: DBAPIError) -> bool:
    return getattr(error.orig, "pgcode", None) == "42P01" or "no such table" in str(error.orig)
