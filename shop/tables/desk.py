"""Tables of the people behind the assistant: staff, their sessions, hand-offs, and what customers think."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from shop.audit import record_kind
from shop.domain.feedback import Feedback
from shop.domain.staff import Staff
from shop.tables.types import UTCDateTime, mapper_registry, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("login", String(40), nullable=False, unique=True),
    Column("shown_as", String(40), nullable=False),
    Column("role", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

# Apart from the record, so that the audit never sees a password's hash.
staff_passwords = Table(
    "staff_passwords",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("hash", String(200), nullable=False),  # argon2id, with its salt and costs
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False, index=True),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("situation", JSON, nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("remind_at", UTCDateTime, index=True),
    Column("event", String(20), index=True),
    Column("claimed_at", UTCDateTime),  # when a server took the event to tell it
    Column("ended_at", UTCDateTime),
    Column("person", String(40), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("contact", String(254), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("channel", String(60), nullable=False),
    Column("language", String(2), nullable=False),
    Column("task", String(40), nullable=False),
    Column("asked_at", UTCDateTime, nullable=False, index=True),
    Column("order_id", ForeignKey("orders.id"), index=True),
    Column("rating", Integer),
    Column("helped", Boolean),
    Column("text", Text, nullable=False),
    Column("answered_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)


def map_desk() -> None:
    for entity, table, kind in ((Staff, staff, "staff"), (Feedback, feedback, "feedback")):
        options = {"version_id_col": table.c.version, "version_id_generator": False}
        mapper_registry.map_imperatively(entity, table, **options)
        record_kind(entity, kind)
