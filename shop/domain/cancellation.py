"""Cancelling an order: until when, at what cost, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.domain.money import Money
from shop.domain.order import Order
from shop.domain.rules import Rules


@dataclass(frozen=True)
class CancellationTerms:
    """What cancelling would cost and bring back now."""

    order_id: str
    fee: Money
    refund: Money  # zero when nothing was paid
    method: str  # where the refund goes; "" when there is none
    until: datetime | None  # None: no fixed moment, it ends when the order leaves the warehouse


@dataclass(eq=False)
class Cancellation:
    """The record of a cancelled order."""

    id: str  # CAN-5
    order_id: str
    reason: str
    fee: Money
    refund: Money
    at: datetime
    refund_id: str | None = None


def cancellation_fee(order: Order, rules: Rules) -> Money:
    """Nothing before the order is packed; then a share of the goods between the rules' bounds.

    Raises Refused("already_shipped", "already_delivered", "already_cancelled").
    """
    order.require("placed", "paid", "packed")
    if order.status != "packed":
        return Money.zero(order.currency)
    fee = order.goods.part(rules.cancel_fee_percent, 100)
    lowest = Money(rules.cancel_fee_min, order.currency)
    highest = Money(rules.cancel_fee_max, order.currency)
    return min(max(fee, lowest), highest)


def cancellation_terms(order: Order, received: Money, refunded: Money, rules: Rules) -> CancellationTerms:
    """The terms now, given what came in for the order and what went (or is going) back already.

    The fee is kept from the refund and never above it. Raises Refused like `cancellation_fee`.
    """
    held = max(received - refunded, Money.zero(order.currency))
    fee = min(cancellation_fee(order, rules), held)
    refund = held - fee
    method = next((p.method for p in order.payments if p.status == "paid"), "") if refund else ""
    return CancellationTerms(order.id, fee, refund, method, until=None)
