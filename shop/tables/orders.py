"""Tables of orders: lines, payments, shipments and cancellations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import composite, relationship

from shop.audit import record_kind
from shop.domain.cancellation import Cancellation
from shop.domain.clock import parse_moment
from shop.domain.customer import Address
from shop.domain.order import Order, OrderLine, Payment, Shipment, TrackingEvent
from shop.tables.types import UTCDateTime, ValueJSON, mapper_registry, metadata, minor, money


def _plain_events(events: tuple[TrackingEvent, ...]) -> list[dict[str, str]]:
    return [{"at": e.at.isoformat(), "text": e.text, "text_zh": e.text_zh, "place": e.place} for e in events]


def _events(plain: list[dict[str, Any]]) -> tuple[TrackingEvent, ...]:
    return tuple(TrackingEvent(**{**event, "at": parse_moment(event["at"])}) for event in plain)


orders = Table(
    "orders",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("email", String(254), nullable=False, index=True),
    Column("phone", String(20), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("placed_at", UTCDateTime, nullable=False),
    Column("pay_until", UTCDateTime),
    Column("paid_at", UTCDateTime),
    Column("packed_at", UTCDateTime),
    Column("shipped_at", UTCDateTime),
    Column("delivered_at", UTCDateTime),
    Column("cancelled_at", UTCDateTime),
    Column("ship_recipient", String(200), nullable=False),
    Column("ship_phone", String(20), nullable=False),
    Column("ship_text", Text, nullable=False),
    Column("ship_country", String(2), nullable=False),
    Column("coupon", String(40)),
    minor("discount_minor"),
    minor("shipping_fee_minor"),
    minor("total_minor"),
    Column("version", Integer, nullable=False),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", ForeignKey("orders.id"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("product_id", ForeignKey("products.id"), nullable=False),
    Column("sku", ForeignKey("variants.sku"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("size", String(30)),
    Column("color", String(30)),
    Column("quantity", Integer, nullable=False),
    minor("unit_price_minor"),
    Column("currency", String(3), nullable=False),
)

payments = Table(
    "payments",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    Column("method", String(30), nullable=False),
    Column("status", String(20), nullable=False),
    minor("amount_minor"),
    Column("currency", String(3), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

shipments = Table(
    "shipments",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    Column("carrier", String(60), nullable=False),
    Column("tracking_number", String(60), nullable=False, index=True),
    Column("status", String(30), nullable=False),
    Column("events", ValueJSON(_plain_events, _events), nullable=False),
    Column("expected_at", UTCDateTime),
)

cancellations = Table(
    "cancellations",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, unique=True),
    Column("reason", String(500), nullable=False),
    minor("fee_minor"),
    minor("refund_minor"),
    Column("currency", String(3), nullable=False),
    Column("refund_id", String(20)),
    Column("at", UTCDateTime, nullable=False),
)


def map_orders() -> None:
    _map_parts()
    children: dict[str, Any] = {"cascade": "all, delete-orphan", "lazy": "selectin"}
    mapper_registry.map_imperatively(
        Order,
        orders,
        version_id_col=orders.c.version,
        version_id_generator=False,
        properties={
            "shipping_address": composite(
                Address,
                orders.c.ship_recipient,
                orders.c.ship_phone,
                orders.c.ship_text,
                orders.c.ship_country,
            ),
            "discount": money(orders.c.discount_minor, orders.c.currency),
            "shipping_fee": money(orders.c.shipping_fee_minor, orders.c.currency),
            "total": money(orders.c.total_minor, orders.c.currency),
            "lines": relationship(OrderLine, order_by=order_lines.c.line, **children),
            "payments": relationship(Payment, order_by=(payments.c.at, payments.c.id), **children),
            "shipments": relationship(Shipment, order_by=shipments.c.id, **children),
        },
    )
    mapper_registry.map_imperatively(
        Cancellation,
        cancellations,
        properties={
            "fee": money(cancellations.c.fee_minor, cancellations.c.currency),
            "refund": money(cancellations.c.refund_minor, cancellations.c.currency),
        },
    )
    record_kind(Order, "order")
    record_kind(Cancellation, "cancellation")


def _map_parts() -> None:
    mapper_registry.map_imperatively(
        OrderLine,
        order_lines,
        properties={"unit_price": money(order_lines.c.unit_price_minor, order_lines.c.currency)},
    )
    mapper_registry.map_imperatively(
        Payment, payments, properties={"amount": money(payments.c.amount_minor, payments.c.currency)}
    )
    mapper_registry.map_imperatively(Shipment, shipments)
