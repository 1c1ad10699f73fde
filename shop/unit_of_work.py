"""One transaction over the shop's records: all of it is stored, with its audit rows, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import sessionmaker

from shop.audit import By, entity_of, kind_of, plain
from shop.database import database_errors
from shop.domain.clock import Clock
from shop.domain.errors import ConcurrentChange, KeyReused
from shop.repository import Unit
from shop.tables.journal import operations
from shop.tables.mapping import map_entities

T = TypeVar("T")
TRIES = 2  # the first one, and one more when somebody else was faster


class Store:
    """Gives out units of work over one database. Safe to share between threads."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        map_entities()
        self.engine = engine
        self.clock = clock
        # A record is read by several statements: all of them must see the same moment (SQLite always does).
        steady = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        reading = engine.execution_options(**steady)
        self._readers = sessionmaker(reading, future=True, expire_on_commit=False)
        writing = engine.execution_options(shop_writes=True)
        self._writers = sessionmaker(writing, future=True, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A unit that only reads: `with store.reading() as unit: ...`. Raises Unavailable."""
        with database_errors(), self._readers() as session:
            yield Unit(session, self.clock.now(), writes=False)

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run `work` in one transaction, again once when another writer came between.

        For bookkeeping that is no record's change; everything else goes through `change`.
        Raises ConcurrentChange, Unavailable, and whatever `work` raises; then nothing is stored.
        """
        return self._retrying(lambda: self._run(work))

    def change(self, by: By, action: str, arguments: Mapping[str, Any], work: Callable[[Unit], T]) -> T:
        """Run `work` in one transaction with its audit rows, once for each `by.key`.

        `work` returns a record or None. The same key with the same arguments returns the same record (as it
        is now) and changes nothing. Raises KeyReused for the same key with others, ConcurrentChange,
        Unavailable, and whatever `work` raises; then nothing is stored and the key is still free.
        """
        given = _fingerprint(action, arguments)

        def once(unit: Unit) -> T:
            row = unit.session.execute(select(operations).where(operations.c.key == by.key)).one_or_none()
            if row is not None:
                if (row.action, row.arguments) != (action, given):
                    raise KeyReused(by.key, action)
                return cast(T, _recall(unit, row.result))
            # The key is taken first: the same request arriving meanwhile waits here and then finds it done.
            new = {"key": by.key, "action": action, "arguments": given, "result": {}, "at": unit.now}
            unit.session.execute(insert(operations).values(**new))
            result = work(unit)
            unit.write_audit(by, action)
            mine = update(operations).where(operations.c.key == by.key)
            unit.session.execute(mine.values(**_told(result)))
            return result

        return self._retrying(lambda: self._run(once))

    def _run(self, work: Callable[[Unit], T]) -> T:
        with database_errors(), self._writers() as session, session.begin():
            unit = Unit(session, self.clock.now(), writes=True)
            result = work(unit)
            unit.close()
            return result

    def _retrying(self, run: Callable[[], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return run()
            except ConcurrentChange:
                continue
        return run()


def _fingerprint(action: str, arguments: Mapping[str, Any]) -> str:
    """A hash, not the arguments: they may hold personal data, and only need to be compared."""
    text = json.dumps([action, plain(dict(arguments))], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(result: Any) -> dict[str, Any]:
    """What the operation's row tells of its result."""
    told = {} if result is None else {"type": kind_of(type(result)), "id": result.id}
    return {"record_id": told.get("id"), "result": told}


def _recall(unit: Unit, told: Mapping[str, str]) -> Any:
    return unit.get(entity_of(told["type"]), told["id"]) if told else None
