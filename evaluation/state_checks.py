"""Judges what a step left behind: slots and events in Rasa, rows in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluation.demo_shop import DemoShop
from evaluation.errors import EvaluationError
from evaluation.expectation import COUNT
from evaluation.matching import mismatches


class Baseline:
    """How the database was before a conversation: what came later can be told from it."""

    def __init__(self, shop: DemoShop) -> None:
        self.tables = shop.tables()
        self.audit = int(shop.rows("SELECT coalesce(max(id), 0) AS last FROM audit")[0]["last"])
        self.rows = {table: _count(shop, table) for table in self.tables}


def tracker_findings(tracker: Mapping[str, Any], expect: Mapping[str, Any], seen: int) -> list[str]:
    """What is wrong with slots and with the events after the first `seen` ones."""
    found = mismatches(tracker.get("slots"), expect["slots"], "slots") if "slots" in expect else []
    events = (tracker.get("events") or [])[seen:]
    for wanted in expect.get("events", ()):
        if not any(not mismatches(event, wanted, "event") for event in events):
            found.append(f"events: expected {wanted}, found {_told(events)}")
    for unwanted in expect.get("no_events", ()):
        if any(not mismatches(event, unwanted, "event") for event in events):
            found.append(f"no_events: expected no {unwanted}, found {_told(events)}")
    return found


def row_findings(shop: DemoShop, expect: Mapping[str, Any], before: Baseline) -> list[str]:
    """What is wrong with the rows. Raises EvaluationError for an unknown table or record or a bad query."""
    found = []
    for record, wanted in expect.get("database", {}).items():
        kind, id = record.split()
        found += mismatches(shop.view(kind, id), wanted, f"database: {record}")
    if expect.get("unchanged"):
        found += [f"unchanged: expected no change, found {_change(row)}" for row in audit_rows(shop, before)]
    for table, wanted in expect.get("made", {}).items():
        made = _count(shop, _known(table, before)) - before.rows[table]
        if made != wanted:
            found.append(f"made: expected {wanted} new rows in {table}, found {made}")
    found += _audit_findings(shop, expect, before)
    for name, wanted in expect.get("count", {}).items():
        count = _count_of(shop, name, before)
        if count != wanted:
            found.append(f"count: expected {wanted} {name}, found {count}")
    queries = expect.get("sql", [])
    for query in queries if isinstance(queries, list) else [queries]:
        found += mismatches(shop.rows(query["query"]), query["equals"], f"sql: {query['query']}")
    return found


def _audit_findings(shop: DemoShop, expect: Mapping[str, Any], before: Baseline) -> list[str]:
    """`changes` counts operations (one may write several rows), `audit` lists the actions on a record."""
    found, rows = [], audit_rows(shop, before)
    for action, wanted in expect.get("changes", {}).items():
        keys = {row["key"] for row in rows if row["action"] == action}
        if len(keys) != wanted:
            names = sorted({row["action"] for row in rows})
            found.append(f"changes: expected {wanted} of {action}, found {len(keys)} (all changes: {names})")
    for id, wanted in expect.get("audit", {}).items():
        actions = [row["action"] for row in rows if row["record_id"] == id]
        found += mismatches(actions, wanted, f"audit: {id}")
    return found


def audit_rows(shop: DemoShop, before: Baseline) -> list[dict[str, Any]]:
    """Everything that was changed since `before`."""
    return shop.rows("SELECT * FROM audit WHERE id > ? ORDER BY id", (before.audit,))


def _count_of(shop: DemoShop, name: str, before: Baseline) -> int:
    match = COUNT.fullmatch(name)
    if match is None:
        raise EvaluationError(f"count: expected `table` or `table of ID`, found {name!r}")
    table, id = match.group("table"), match.group("id")
    if id is None:
        return _count(shop, _known(table, before))
    column = "customer_id" if id.startswith("CUS-") else "order_id"
    rows = shop.rows(f'SELECT count(*) AS n FROM "{_known(table, before)}" WHERE {column} = ?', (id,))
    return int(rows[0]["n"])


def _count(shop: DemoShop, table: str) -> int:
    return int(shop.rows(f'SELECT count(*) AS n FROM "{table}"')[0]["n"])


def _known(table: str, before: Baseline) -> str:
    if table not in before.rows:
        raise EvaluationError(f"expected a table among {', '.join(before.tables)}, found {table!r}")
    return table


def _change(row: Mapping[str, Any]) -> str:
    return f"{row['action']} of {row['record_type']} {row['record_id']} by {row['actor']}"


def _told(events: list[Mapping[str, Any]]) -> str:
    return ", ".join(f"{e.get('event')} {e.get('name') or e.get('text') or ''}".strip() for e in events)
