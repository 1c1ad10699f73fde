"""Records as JSON for staff, demos and tests: money as decimal text, times as ISO 8601 with an offset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from shop.bootstrap import Shop
from shop.domain.customer import Address, Customer
from shop.domain.errors import NotFound
from shop.domain.money import Money
from shop.domain.order import Order
from shop.repository import audit_of
from shop.tables.journal import outbox


def shown(value: Any) -> Any:
    """`value` as JSON. A record with money in it also gets its `currency`."""
    if isinstance(value, Money):
        return str(value.amount)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Address):
        written = {"recipient": value.recipient, "phone": value.phone, "address": value.text}
        return {**written, "country": value.country}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        currencies = {part.currency for part in parts.values() if isinstance(part, Money)}
        extra = {"currency": currencies.pop()} if len(currencies) == 1 else {}
        return {**{name: shown(part) for name, part in parts.items()}, **extra}
    if isinstance(value, Mapping):
        return {str(name): shown(part) for name, part in value.items()}
    return [shown(part) for part in value] if isinstance(value, (list, tuple)) else value


def order_record(shop: Shop, order_id: str) -> dict[str, Any]:
    """The order with everything that belongs to it. Raises NotFound."""
    order: Order = shop.orders.get(order_id)
    return {
        **shown(order),
        "currency": order.currency,
        "goods": shown(order.goods),
        "paid": shown(order.paid),
        "returns": shown(shop.returns.of_order(order_id)),
        "exchanges": shown(shop.exchanges.of_order(order_id)),
        "refunds": shown(shop.refunds.of_order(order_id)),
        "invoices": shown(shop.invoices.of_order(order_id)),
        "delivery_problems": shown(shop.delivery_problems.of_order(order_id)),
        "reviews": shown(shop.reviews.of_order(order_id)),
        "tickets": shown(shop.tickets.of_order(order_id)),
    }


def customer_record(shop: Shop, customer_id: str) -> dict[str, Any]:
    """The customer with the ids of the latest orders. Raises NotFound."""
    customer: Customer = shop.accounts.get(customer_id)
    orders = shop.orders.history(customer_id, 100)
    return {**shown(customer), "orders": [order.id for order in orders]}


KINDS: dict[str, Callable[[Shop, str], dict[str, Any]]] = {
    "order": order_record,
    "customer": customer_record,
    "product": lambda shop, id: dict(shown(shop.catalogue.get(id))),
    "return": lambda shop, id: dict(shown(shop.returns.get(id))),
    "exchange": lambda shop, id: dict(shown(shop.exchanges.get(id))),
    "refund": lambda shop, id: dict(shown(shop.refunds.get(id))),
    "invoice": lambda shop, id: dict(shown(shop.invoices.get(id))),
    "ticket": lambda shop, id: dict(shown(shop.tickets.get(id))),
}


def audit_record(shop: Shop, record_id: str) -> list[dict[str, Any]]:
    """Who changed the record, oldest first. Raises NotFound for an id that was never seen."""
    with shop.store.reading() as unit:
        rows = audit_of(unit, record_id)
    if not rows:
        raise NotFound("record", record_id)
    return [dict(shown(row)) for row in rows]


def outbox_rows(shop: Shop, limit: int = 50) -> list[dict[str, Any]]:
    """The mails that wait to be sent, the newest last."""
    query = select(outbox).order_by(outbox.c.id.desc()).limit(limit)
    with shop.store.reading() as unit:
        rows = [dict(row._mapping) for row in unit.session.execute(query)]
    return [dict(shown(row)) for row in reversed(rows)]
