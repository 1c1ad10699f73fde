"""Turns of conversations: kept for the report, and forgotten with the words of the customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from shop.domain.turn import CaseStep, Turn
from shop.repository import Unit
from shop.tables.turns import turns
from shop.unit_of_work import Store

PAGE = 5_000  # rows read at once


class Turns:
    """Every method raises Unavailable when the database does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, several: Sequence[Turn]) -> None:
        """All of them or none."""
        rows = [_row(turn) for turn in several]
        if rows:
            self._store.write(lambda unit: unit.session.execute(insert(turns), rows))

    def between(self, start: datetime, end: datetime) -> Iterator[Turn]:
        """Those that ended from `start` until before `end`, oldest first."""
        inside = select(turns).where(turns.c.at >= start, turns.c.at < end)
        last = 0
        # By number and not by time: what is added meanwhile comes last, and nothing twice.
        while True:
            with self._store.reading() as unit:
                rows = unit.session.execute(
                    inside.where(turns.c.id > last).order_by(turns.c.id).limit(PAGE)
                ).all()
            yield from (_read(row) for row in rows)
            if len(rows) < PAGE:
                return
            last = rows[-1].id


def forget_words_before(unit: Unit, moment: datetime) -> None:
    """Drop the texts of older turns; that they took place says nothing of anybody."""
    old = update(turns).where(turns.c.at < moment, turns.c.text.is_not(None))
    unit.session.execute(old.values(text=None).execution_options(synchronize_session=False))


def forget_turns_of(unit: Unit, digests: Iterable[str]) -> None:
    """Drop the turns of these conversations."""
    theirs = delete(turns).where(turns.c.conversation.in_(sorted(digests)))
    unit.session.execute(theirs.execution_options(synchronize_session=False))


def _row(turn: Turn) -> dict[str, Any]:
    return {
        **asdict(turn),
        "events": [list(event) for event in turn.events],
        "cases": _plain(turn.cases),
        "unsaid": list(turn.unsaid) or None,
    }


def _plain(cases: Iterable[CaseStep]) -> list[dict[str, Any]]:
    return [asdict(case) for case in cases]


def _read(row: Any) -> Turn:
    values = dict(row._mapping)
    del values["id"]
    values["unsaid"] = tuple(values["unsaid"] or ())
    values["cases"] = tuple(CaseStep(**case) for case in values["cases"])
    values["events"] = tuple((str(kind), str(name)) for kind, name in values["events"])
    return Turn(**values)
