"""Tables of coupons, newsletter subscriptions, policy texts, frequent questions and support tickets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from shop.audit import record_kind
from shop.domain.coupon import Coupon
from shop.domain.faq import Faq
from shop.domain.money import Money
from shop.domain.newsletter import Subscription
from shop.domain.policy import Policy
from shop.domain.ticket import Ticket
from shop.tables.types import UTCDateTime, ValueJSON, mapper_registry, metadata


class DecimalText(TypeDecorator[Decimal]):
    """A decimal number kept as text: SQLite would make a float of it."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def _plain_amounts(amounts: dict[str, Money]) -> dict[str, int]:
    return {currency: amount.minor for currency, amount in sorted(amounts.items())}


def _amounts(plain: dict[str, int]) -> dict[str, Money]:
    return {currency: Money.from_minor(minor, currency) for currency, minor in plain.items()}


coupons = Table(
    "coupons",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("title_zh", String(200), nullable=False),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("percent", DecimalText),
    Column("amounts", ValueJSON(_plain_amounts, _amounts), nullable=False),
    Column("minimums", ValueJSON(_plain_amounts, _amounts), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("once", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("active", Boolean, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("version", Integer, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("topic", String(40), nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("version", Integer, nullable=False),
)

faqs = Table(
    "faqs",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("topic", String(50), nullable=False),
    Column("language", String(2), nullable=False),
    Column("questions", ValueJSON(list, tuple), nullable=False),
    Column("answer", Text, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("kind", String(10), nullable=False, server_default="question"),
    Column("version", Integer, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("status", String(20), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("summary", Text, nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("order_id", ForeignKey("orders.id"), index=True),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("assignee", String(200)),
    Column("resolved_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)

_RECORDS: tuple[tuple[type, Table, str], ...] = (
    (Coupon, coupons, "coupon"),
    (Subscription, subscriptions, "subscription"),
    (Policy, policies, "policy"),
    (Faq, faqs, "faq"),
    (Ticket, tickets, "ticket"),
)


def map_support() -> None:
    for entity, table, kind in _RECORDS:
        options: dict[str, Any] = {"version_id_col": table.c.version, "version_id_generator": False}
        mapper_registry.map_imperatively(entity, table, **options)
        record_kind(entity, kind)
