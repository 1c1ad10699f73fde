"""Tables of what comes after a purchase: returns, exchanges, refunds, invoices, reviews and the like."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from shop.audit import record_kind
from shop.domain.delivery_problem import DeliveryProblem
from shop.domain.exchange import Exchange
from shop.domain.invoice import Invoice
from shop.domain.line_balance import Claim
from shop.domain.money import Money
from shop.domain.price_protection import PriceProtection
from shop.domain.refund import Refund, RefundPart
from shop.domain.returns import Return, ReturnLine
from shop.domain.review import Review
from shop.tables.types import UTCDateTime, ValueJSON, mapper_registry, metadata, minor, money


def _plain_lines(lines: tuple[ReturnLine, ...]) -> list[dict[str, Any]]:
    return [{"line": each.line, "quantity": each.quantity, **_plain_money(each.amount)} for each in lines]


def _return_lines(plain: list[dict[str, Any]]) -> tuple[ReturnLine, ...]:
    return tuple(ReturnLine(each["line"], each["quantity"], _money(each)) for each in plain)


def _plain_claims(claims: tuple[Claim, ...]) -> list[dict[str, Any]]:
    return [{"line": each.line, "quantity": each.quantity, **_plain_money(each.amount)} for each in claims]


def _claims(plain: list[dict[str, Any]]) -> tuple[Claim, ...]:
    return tuple(Claim(each["line"], each["quantity"], _money(each)) for each in plain)


def _plain_parts(parts: tuple[RefundPart, ...]) -> list[dict[str, Any]]:
    return [
        {"payment_id": each.payment_id, "method": each.method, **_plain_money(each.amount)} for each in parts
    ]


def _parts(plain: list[dict[str, Any]]) -> tuple[RefundPart, ...]:
    return tuple(RefundPart(each["payment_id"], each["method"], _money(each)) for each in plain)


def _plain_money(money: Money) -> dict[str, Any]:
    return {"minor": money.minor, "currency": money.currency}


def _money(plain: dict[str, Any]) -> Money:
    return Money.from_minor(plain["minor"], plain["currency"])


def _order_id(**options: Any) -> Column[Any]:
    return Column("order_id", ForeignKey("orders.id"), nullable=False, index=True, **options)


def _send_back_columns() -> tuple[Column[Any], ...]:
    """The course of a return or an exchange."""
    return (
        Column("requested_at", UTCDateTime, nullable=False),
        Column("approved_at", UTCDateTime),
        Column("received_at", UTCDateTime),
        Column("closed_at", UTCDateTime),
        Column("version", Integer, nullable=False),
    )


returns = Table(
    "returns",
    metadata,
    Column("id", String(20), primary_key=True),
    _order_id(),
    Column("status", String(20), nullable=False, index=True),
    Column("lines", ValueJSON(_plain_lines, _return_lines), nullable=False),
    Column("reason", String(30), nullable=False),
    Column("resolution", String(20), nullable=False),
    minor("refund_minor"),
    minor("fee_minor"),
    Column("currency", String(3), nullable=False),
    *_send_back_columns(),
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", String(20), primary_key=True),
    _order_id(),
    Column("status", String(20), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("sku", ForeignKey("variants.sku"), nullable=False),
    Column("reason", String(30), nullable=False),
    minor("amount_minor"),
    minor("difference_minor"),
    Column("currency", String(3), nullable=False),
    *_send_back_columns(),
)

refunds = Table(
    "refunds",
    metadata,
    Column("id", String(20), primary_key=True),
    _order_id(),
    Column("kind", String(30), nullable=False),
    Column("status", String(20), nullable=False, index=True),
    minor("amount_minor"),
    Column("currency", String(3), nullable=False),
    Column("method", String(30), nullable=False),
    Column("parts", ValueJSON(_plain_parts, _parts), nullable=False),
    Column("requested_at", UTCDateTime, nullable=False),
    Column("expected_by", UTCDateTime, nullable=False),
    Column("return_id", ForeignKey("returns.id"), index=True),
    Column("replaces", ForeignKey("refunds.id")),
    Column("paid_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, unique=True),
    Column("status", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("tax_id", String(20)),
    Column("email", String(254), nullable=False),
    minor("amount_minor"),
    Column("currency", String(3), nullable=False),
    Column("issued_at", UTCDateTime, nullable=False),
    Column("changed_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)

price_protections = Table(
    "price_protections",
    metadata,
    Column("order_id", ForeignKey("orders.id"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),  # once a line
    Column("quantity", Integer, nullable=False),
    minor("amount_minor"),
    Column("currency", String(3), nullable=False),
    Column("refund_id", ForeignKey("refunds.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

delivery_problems = Table(
    "delivery_problems",
    metadata,
    Column("id", String(20), primary_key=True),
    _order_id(),
    Column("kind", String(20), nullable=False),
    Column("resolution", String(20), nullable=False),
    Column("lines", ValueJSON(_plain_claims, _claims), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("ticket_id", String(20), nullable=False),
    Column("exchange_ids", ValueJSON(list, tuple), nullable=False),
    Column("refund_id", ForeignKey("refunds.id")),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("product_id", ForeignKey("products.id"), nullable=False, index=True),
    Column("rating", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("changed_at", UTCDateTime),
    Column("version", Integer, nullable=False),
    UniqueConstraint("order_id", "line"),
)


def _map(entity: type, table: Table, **amounts: str) -> None:
    """Map an entity; `amounts`: attribute -> column that holds its smallest units."""
    options: dict[str, Any] = {}
    if "version" in table.c:
        options = {"version_id_col": table.c.version, "version_id_generator": False}
    properties = {name: money(table.c[column], table.c.currency) for name, column in amounts.items()}
    mapper_registry.map_imperatively(entity, table, properties=properties, **options)


def map_aftersales() -> None:
    _map(Return, returns, refund_amount="refund_minor", fee="fee_minor")
    _map(Exchange, exchanges, amount="amount_minor", difference="difference_minor")
    _map(Refund, refunds, amount="amount_minor")
    _map(Invoice, invoices, amount="amount_minor")
    _map(PriceProtection, price_protections, amount="amount_minor")
    _map(DeliveryProblem, delivery_problems)
    _map(Review, reviews)
    for entity, kind in (
        (Return, "return"),
        (Exchange, "exchange"),
        (Refund, "refund"),
        (Invoice, "invoice"),
        (PriceProtection, "price_protection"),
        (DeliveryProblem, "delivery_problem"),
        (Review, "review"),
    ):
        record_kind(entity, kind)
