"""Warranty: how long the shop answers for what it sold."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.domain.catalogue import Product
    from shop.domain.order import Order


@dataclass(frozen=True)
class WarrantyLine:
    """The warranty of one order line. `until` is None before the order has arrived, or without a warranty."""

    line: int
    name: str
    name_zh: str
    months: int
    until: datetime | None
    valid: bool


def add_months(moment: datetime, months: int) -> datetime:
    """The same day and time `months` later; the last day of a month that has no such day (31 January + 1)."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def warranty_until(order: Order, product: Product) -> datetime | None:
    """The end of the product's warranty, counted from delivery; None when there is none (yet)."""
    if order.status != "delivered" or order.delivered_at is None or not product.warranty_months:
        return None
    return add_months(order.delivered_at, product.warranty_months)


def warranty_lines(order: Order, products: Mapping[str, Product], now: datetime) -> list[WarrantyLine]:
    """The warranty of every line; `products` by id."""
    result = []
    for line in order.lines:
        product = products[line.product_id]
        until = warranty_until(order, product)
        valid = until is not None and now <= until
        result.append(WarrantyLine(line.line, line.name, line.name_zh, product.warranty_months, until, valid))
    return result
