"""Tables that every change writes to: operations (idempotency), audit, counters and the outbox."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, Text

from shop.tables.types import UTCDateTime, metadata

# SQLite counts rows only in a column of type INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")

operations = Table(
    "operations",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("action", String(60), nullable=False),
    Column("arguments", String(64), nullable=False),  # SHA-256 of the arguments, to tell a reused key
    Column("record_id", String(60)),
    Column("result", JSON, nullable=False),  # {"type": record type, "id": record id} or {}
    Column("at", UTCDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("channel", String(60), nullable=False),
    Column("action", String(60), nullable=False),
    Column("key", String(200), nullable=False, index=True),
    Column("record_type", String(40), nullable=False),
    Column("record_id", String(60), nullable=False),
    Column("before", JSON(none_as_null=True)),  # NULL for a new record
    Column("after", JSON(none_as_null=True)),
    Index("ix_audit_record", "record_id", "id"),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(10), primary_key=True),  # the ids' prefix: ORD, RMA, …
    Column("value", Integer, nullable=False),  # the last number given out
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("to", String(254), nullable=False, index=True),
    Column("subject", String(300), nullable=False),
    Column("body", Text, nullable=False),
    Column("kind", String(40), nullable=False),
)
