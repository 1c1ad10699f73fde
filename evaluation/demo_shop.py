"""The demo shop of one evaluation: a SQLite file on a fixed day, restored for each conversation."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError
from evaluation.models import PROJECT
from shop.bootstrap import open_shop
from shop.domain.clock import FixedClock, parse_moment
from shop.domain.errors import ShopError
from shop.records import KINDS

TODAY = "2026-03-02"
NOW = f"{TODAY}T10:00:00+00:00"  # the evaluation's clock stands here
RESTORE_TIMEOUT = 15.0  # s to wait for the servers' transactions
_GONE = "_gone_"  # put before the tables' names in a broken database


class DemoShop:
    """The database that the action server works on, seen from outside."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "shop.db"
        self._seeded = folder / "seeded.db"
        self._lock: sqlite3.Connection | None = None
        self._broken = False
        self._shop = open_shop(self.url, FixedClock(parse_moment(NOW)))  # only to look at records
        self.cast: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def create(self) -> None:
        """Makes and fills the database with the shop's commands. Raises EvaluationError with their words."""
        for arguments in (["migrate"], ["seed", "--reset", "--today", TODAY]):
            _run_shop(arguments, self.url)
        self.save()
        self.cast = {entry["case"]: entry for entry in json.loads(_run_shop(["demo", "--json"], self.url))}

    def save(self) -> None:
        """Keeps the database as it is now for `restore`."""
        with contextlib.closing(sqlite3.connect(self.file)) as live, _opened(self._seeded) as copy:
            live.backup(copy)

    def restore(self) -> None:
        """Everything as it was saved, in one transaction, so that the servers' connections stay good."""
        self.unlock()
        with (
            _opened(self._seeded) as seeded,
            contextlib.closing(sqlite3.connect(self.file, timeout=RESTORE_TIMEOUT)) as live,
        ):
            seeded.backup(live)
        self._broken = False

    def lock(self) -> None:
        """Holds the write lock: others can read, but no change gets through."""
        self._lock = sqlite3.connect(self.file, timeout=RESTORE_TIMEOUT, isolation_level=None)
        self._lock.execute("BEGIN IMMEDIATE")

    def unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()  # rolls back: nothing was changed
            self._lock = None

    def break_(self) -> None:
        """Takes all tables away, so that every statement fails."""
        self._rename_tables(lambda name: f"{_GONE}{name}", lambda name: not name.startswith(_GONE))
        self._broken = True

    def mend(self) -> None:
        """Undoes `lock` and `break_`; what was changed before them stays."""
        self.unlock()
        if self._broken:
            self._rename_tables(lambda name: name[len(_GONE) :], lambda name: name.startswith(_GONE))
            self._broken = False

    def _rename_tables(self, new_name: Any, is_meant: Any) -> None:
        with contextlib.closing(
            sqlite3.connect(self.file, timeout=RESTORE_TIMEOUT, isolation_level=None)
        ) as live:
            live.execute("PRAGMA legacy_alter_table = ON")  # leaves the foreign keys' text alone
            live.execute("PRAGMA foreign_keys = OFF")
            live.execute("BEGIN IMMEDIATE")
            names = [row[0] for row in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                if is_meant(name) and not name.startswith("sqlite_"):
                    live.execute(f'ALTER TABLE "{name}" RENAME TO "{new_name(name)}"')
            live.execute("COMMIT")

    def rows(self, query: str, parameters: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """What a query finds; it can change nothing. Raises EvaluationError for one that SQLite refuses."""
        with _opened(self.file, read_only=True) as live:
            live.row_factory = sqlite3.Row
            try:
                return [dict(row) for row in live.execute(query, parameters)]
            except sqlite3.Error as error:
                raise EvaluationError(f"the query failed: {error}\n  {query}") from error

    def tables(self) -> list[str]:
        return [
            row["name"]
            for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]

    def view(self, kind: str, id: str) -> Any:
        """What `python -m shop KIND ID --json` prints. Raises EvaluationError for an unknown kind or id."""
        if kind not in KINDS:
            raise EvaluationError(f"expected a record of kind {', '.join(KINDS)}, found {kind!r}")
        try:
            return KINDS[kind](self._shop, id)
        except ShopError as error:
            raise EvaluationError(f"{kind} {id}: {error}") from error


@contextlib.contextmanager
def _opened(file: Path, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    mode = "ro" if read_only else "rwc"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode={mode}", uri=True, timeout=5)) as connection:
        yield connection


def _run_shop(arguments: list[str], url: str) -> str:
    env = {**os.environ, **shop_environment(url)}
    command = [sys.executable, "-m", "shop", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise EvaluationError(
            f"`python -m shop {' '.join(arguments)}` failed:\n{done.stderr.strip()[-1500:]}"
        )
    return done.stdout


def shop_environment(url: str, now: str = NOW) -> dict[str, str]:
    """The variables that lead a process to this shop and its clock."""
    return {
        "SHOP_DATABASE_URL": url,
        "SHOP_NOW": now,
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONUTF8": "1",
    }
