"""Tables of proofs and codes. Conversations are kept as hashes; no records of the shop, so no audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String, Table

from shop.domain.clock import parse_moment
from shop.tables.journal import RowNumber
from shop.tables.types import UTCDateTime, ValueJSON, metadata


def _plain_times(times: tuple[datetime, ...]) -> list[str]:
    return [at.isoformat() for at in times]


def _times(plain: list[str]) -> tuple[datetime, ...]:
    return tuple(parse_moment(at) for at in plain)


guards = Table(
    "access_guards",
    metadata,
    Column("subject", String(80), primary_key=True),
    Column("times", ValueJSON(_plain_times, _times), nullable=False),
    Column("wait_minutes", Integer, nullable=False),
    Column("locked_until", UTCDateTime),
    Column("changed_at", UTCDateTime, nullable=False, index=True),
)

grants = Table(
    "access_grants",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("order_id", String(20), primary_key=True),
    Column("at", UTCDateTime, nullable=False, index=True),
)

codes = Table(
    "access_codes",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("conversation", String(64), nullable=False, index=True),
    Column("email", String(254), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("expires_at", UTCDateTime, nullable=False, index=True),
)

identities = Table(
    "access_identities",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("customer_id", String(20)),
    Column("at", UTCDateTime, nullable=False, index=True),
)
