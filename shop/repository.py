"""The records of one transaction: found, added, counted, and written down in the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import event, func, insert, inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from shop.audit import AuditRow, By, is_record, kind_of, plain
from shop.domain.errors import NotFound
from shop.tables.journal import audit, counters, outbox

E = TypeVar("E")


class Unit:
    """One transaction. A writing one locks every record it finds until its end, and audits every change."""

    def __init__(self, session: Session, now: datetime, *, writes: bool) -> None:
        self.session = session
        self.now = now
        self._writes = writes
        self._audited = False
        self._noted: list[Any] = []
        self._mask: Callable[[Any], Any] = lambda record: record
        self._before: dict[Any, dict[str, Any] | None] = {}  # records of this unit as they were; None: new
        event.listen(session, "before_flush", self._refuse_unseen)

    def find(self, entity: type[E], id: str) -> E | None:
        """The record of that id, or None."""
        if not id.isprintable():
            return None  # PostgreSQL cannot even be asked for a text with a NUL in it
        key = inspect(entity).primary_key[0]
        return next(iter(self.all(select(entity).where(key == id))), None)

    def get(self, entity: type[E], id: str) -> E:
        """The record of that id. Raises NotFound."""
        found = self.find(entity, id)
        if found is None:
            raise NotFound(kind_of(entity), id)
        return found

    def all(self, query: Select) -> list[Any]:
        """The records that `query` (a select of one entity) finds; locked when the unit writes.

        Give the query an order: two writers that lock in the same order do not block each other.
        """
        if self._writes:
            # Reads anew what was loaded without a lock before, such as the variants of a product.
            query = query.with_for_update().execution_options(populate_existing=True)
        found = list(self.session.execute(query).unique().scalars())
        for record in found:
            if self._writes and record not in self._before:
                self._before[record] = plain(record)
        return found

    def read(self, query: Select) -> list[Any]:
        """Records only looked at: neither locked nor to be changed."""
        return list(self.session.execute(query).unique().scalars())

    def add(self, record: E) -> E:
        """Store a new record at once, so that records added later may refer to it."""
        self.add_all([record])
        return record

    def add_all(self, records: Sequence[Any]) -> None:
        """Store new records that do not refer to each other."""
        for record in records:
            kind_of(type(record))  # raises for what is no record
        self.session.add_all(records)
        for record in self.session.new:
            if is_record(record):  # those that came along as well, such as the variants of a product
                self._before.setdefault(record, None)
        self.session.flush()

    def next_id(self, prefix: str) -> str:
        """The next id of that prefix ("ORD" → "ORD-1043"); two transactions never get the same one."""
        grown = update(counters).where(counters.c.name == prefix).values(value=counters.c.value + 1)
        if self.session.execute(grown).rowcount == 0:
            self.session.execute(insert(counters).values(name=prefix, value=1))
        value = self.session.execute(select(counters.c.value).where(counters.c.name == prefix)).scalar_one()
        return f"{prefix}-{value}"

    def mail(self, to: str, subject: str, body: str, kind: str) -> None:
        """Put a mail into the outbox; it goes out with the transaction or not at all."""
        row = {"at": self.now, "to": to, "subject": subject, "body": body, "kind": kind}
        self.session.execute(insert(outbox).values(**row))

    def note(self, record: Any) -> None:
        """Something was done with this record of the unit that does not change it: the audit tells it all the same."""
        self._noted.append(record)

    def forget(self, mask: Callable[[Any], Any]) -> None:
        """Write this transaction's audit through `mask`: for personal data that is to be gone afterwards."""
        self._mask = mask

    def write_audit(self, by: By, action: str) -> None:
        """One audit row for every record that was added, changed or noted; a changed one gets its next version."""
        self._audited = True
        rows = []
        for record, before in self._before.items():
            after = plain(record)
            if after == before and record not in self._noted:
                continue
            if after != before and before is not None and hasattr(record, "version"):
                record.version += 1
                after["version"] = record.version
            rows.append(self._row(by, action, record, before, after))
        if rows:
            self.session.execute(insert(audit), rows)
        self.session.flush()

    def close(self) -> None:
        """Last look before the commit. Raises RuntimeError when a record was changed without an audit."""
        changed = [r for r, before in self._before.items() if not self._audited and plain(r) != before]
        if changed:
            raise RuntimeError(
                f"expected Store.change for a changed {kind_of(type(changed[0]))}, found Store.write"
            )
        self.session.flush()

    def _refuse_unseen(self, session: Session, *_: object) -> None:
        """Stop a change that the audit would not see: of a record that did not come from this unit."""
        for record in (*session.new, *session.dirty):
            seen = record in self._before if is_record(record) else True
            if not self._writes or (not seen and session.is_modified(record)):
                raise RuntimeError(
                    f"expected records from Unit.find, get, all or add inside Store.change, found a changed "
                    f"{type(record).__name__} from elsewhere"
                )

    def _row(self, by: By, action: str, record: Any, before: Any, after: Any) -> dict[str, Any]:
        return {
            "at": self.now,
            "actor": by.actor,
            "channel": by.channel,
            "action": action,
            "key": by.key,
            "record_type": kind_of(type(record)),
            "record_id": record.id,
            "before": self._mask(before),
            "after": self._mask(after),
        }


def audit_of(unit: Unit, record_id: str) -> list[AuditRow]:
    """The audit of one record, oldest first; empty for an id that was never seen."""
    query = select(audit).where(audit.c.record_id == record_id).order_by(audit.c.id)
    return [AuditRow(**row._mapping) for row in unit.session.execute(query)]


def count(unit: Unit, entity: type) -> int:
    """How many records of that kind there are."""
    return int(unit.session.execute(select(func.count()).select_from(entity)).scalar_one())
