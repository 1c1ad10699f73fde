"""Tables of the Slack channel: what came in, who is sending, and which accounts are customers'."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, text

from shop.audit import record_kind
from shop.domain.customer_link import CustomerLink
from shop.tables.journal import RowNumber
from shop.tables.types import UTCDateTime, mapper_registry, metadata

arrivals = Table(
    "slack_arrivals",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("message", String(80), unique=True),  # two events may tell of one message
    Column("lane", String(200), nullable=False, index=True),
    Column("body", JSON(none_as_null=True)),  # emptied when it is done: it holds what the person wrote
    Column("state", String(10), nullable=False, index=True),  # waiting | started | done | lost
    Column("worker", String(40)),
    Column("until", UTCDateTime),  # the worker is given up after that
    Column("at", UTCDateTime, nullable=False, index=True),
    # What it became: a message of a conversation, and the thread in which that is answered.
    Column("conversation_id", String(60), index=True),
    Column("seq", Integer),
    Column("thread", String(30)),
)

sendings = Table(
    "slack_sendings",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("worker", String(40), nullable=False),
    Column("until", UTCDateTime, nullable=False),
)

links = Table(
    "customer_links",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(90), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("linked_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)
Index(
    "uq_customer_links_active",
    links.c.channel,
    links.c.account,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)


def map_slack() -> None:
    mapper_registry.map_imperatively(
        CustomerLink, links, version_id_col=links.c.version, version_id_generator=False
    )
    record_kind(CustomerLink, "customer_link")
