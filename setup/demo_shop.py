"""The demo shop's database: made when there is none, brought up to the present tables when there is one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from setup.fingerprint import fingerprint
from setup.processes import SetupError, quiet_environment, say

DATABASE = Path("var/shop.db")  # where the shop looks when SHOP_DATABASE_URL is not set
STAMP = Path("var/shop.migrations")  # spares an existing shop the second and a half of asking Alembic
MIGRATIONS = "shop/migrations"


def ensure() -> None:
    """Raises SetupError when it cannot be made. One's own database (SHOP_DATABASE_URL) is left alone."""
    if os.environ.get("SHOP_DATABASE_URL"):
        say("Using the shop at SHOP_DATABASE_URL as it is (python -m shop migrate updates its tables).")
        return
    tables = fingerprint([MIGRATIONS])
    if not DATABASE.exists():
        say("Filling the demo shop …")
        _make()
    elif not STAMP.exists() or STAMP.read_text(encoding="ascii") != tables:
        say("Bringing the demo shop's tables up to date …")
        _shop("migrate")
    STAMP.write_text(tables, encoding="ascii")


def _make() -> None:
    """Under another name first: a shop that is there is a whole one, even if this was interrupted."""
    draft = DATABASE.with_name("shop.draft.db")
    DATABASE.parent.mkdir(parents=True, exist_ok=True)
    for rest in DATABASE.parent.glob(f"{draft.name}*"):
        rest.unlink()
    _shop("migrate", database=draft)
    _shop("seed", database=draft)
    # What still lies in SQLite's log beside the file moves into it.
    with closing(sqlite3.connect(draft)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    draft.replace(DATABASE)


def _shop(word: str, database: Path | None = None) -> None:
    more = {"SHOP_DATABASE_URL": f"sqlite:///{database}"} if database else {}
    done = subprocess.run(
        [sys.executable, "-m", "shop", word],
        env=quiet_environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"`python -m shop {word}` failed:\n{(done.stderr or done.stdout).strip()[-2000:]}")
