"""How a database gets its tables: Alembic's steps, configured here instead of in a file of their own.

`upgrade` may be called at any time, also on a database that is up to date. Everything here raises
Unavailable when the database does not answer.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from shop.database import database_errors
from shop.tables import map_entities, metadata


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`, by default the newest; all of it or nothing."""
    with database_errors(), _writing(engine).begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`; "base" removes every table of the shop and what is in it."""
    with database_errors(), _writing(engine).begin() as connection:
        command.downgrade(_config(connection), revision)


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None for one without tables."""
    with database_errors(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def differences(engine: Engine) -> list[object]:
    """What the database lacks or has too much of, compared with the tables in the code; empty when equal."""
    map_entities()
    with database_errors(), engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _writing(engine: Engine) -> Engine:
    return engine.execution_options(shop_writes=True)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
