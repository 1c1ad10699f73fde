"""What the shop owes back for an order and has not refunded yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import Refused
from shop.domain.money import Money
from shop.domain.refund import STORE_CREDIT, Refund, received, received_total, refunded_total
from shop.domain.rules import Rules

if TYPE_CHECKING:
    from shop.domain.exchange import Exchange
    from shop.domain.order import Order
    from shop.domain.returns import Return


TERMS_KINDS = ("cancellation", "return", "lost", "overpaid")


@dataclass(frozen=True)
class RefundTerms:
    """What a request for a refund would bring; `days` from the request to the money's arrival."""

    kind: str  # one of TERMS_KINDS
    amount: Money
    return_id: str | None
    method: str
    days: int


@dataclass(frozen=True)
class Due:
    """Money the shop owes back and has not refunded yet."""

    kind: str
    amount: Money
    return_id: str | None = None
    replaces: str | None = None
    to_credit: bool = False

    @property
    def told_as(self) -> str:
        """The kind in the terms: to a customer, any refund that failed is money that the shop still holds."""
        return self.kind if self.kind in TERMS_KINDS else "overpaid"


def due(
    order: Order,
    fee: Money,
    returns: Sequence[Return],
    exchanges: Sequence[Exchange],
    refunds: Sequence[Refund],
    rules: Rules,
    now: datetime,
) -> Due:
    """What the customer may ask back now; `fee` is what the order's cancellation cost (zero without one).

    Raises Refused: not_paid, refund_in_progress, refund_paid, nothing_to_refund.
    """
    if not received(order):
        raise Refused("not_paid", order_id=order.id, status=order.status)
    found = (
        _of_cancellation(order, fee, refunds)
        or _of_return(returns, refunds)
        or _overpaid(order, exchanges, refunds)
        or _lost(order, refunds, rules, now)
        or _failed(order, refunds)
    )
    if found is None:
        raise _why_nothing(order, refunds)
    return found


def _of_cancellation(order: Order, fee: Money, refunds: Sequence[Refund]) -> Due | None:
    """Usually refunded with the cancellation; due when that failed, or when money came in afterwards."""
    if order.status != "cancelled":
        return None
    left = received_total(order) - fee - refunded_total(order, refunds)
    done = any(refund.live and refund.kind == "cancellation" for refund in refunds)
    kind = "overpaid" if done else "cancellation"
    return Due(kind, left) if left > Money.zero(order.currency) else None


def _of_return(returns: Sequence[Return], refunds: Sequence[Refund]) -> Due | None:
    served = {refund.return_id for refund in refunds if refund.live}
    for item in sorted(returns, key=lambda each: each.requested_at):
        if item.pays and item.id not in served:
            return Due("return", item.refund_amount, item.id, to_credit=item.resolution == STORE_CREDIT)
    return None


def _overpaid(order: Order, exchanges: Sequence[Exchange], refunds: Sequence[Refund]) -> Due | None:
    """Taken twice, or more than an order and its exchanges cost after a change."""
    if order.status == "cancelled":
        return None
    owed = Money.total((item.owed for item in exchanges), order.currency) + order.total
    over = received_total(order) - owed - refunded_total(order, refunds, "overpaid")
    return Due("overpaid", over) if over > Money.zero(order.currency) else None


def _lost(order: Order, refunds: Sequence[Refund], rules: Rules, now: datetime) -> Due | None:
    if not is_lost(order, rules, now) or refunded_total(order, refunds, "lost"):
        return None
    left = received_total(order) - refunded_total(order, refunds)
    return Due("lost", left) if left > Money.zero(order.currency) else None


def _failed(order: Order, refunds: Sequence[Refund]) -> Due | None:
    """A refund that nothing else makes due again, and that did not get through."""
    if order.status == "cancelled":
        return None  # all that was paid is due back already
    replaced = {refund.replaces for refund in refunds}
    for refund in refunds:
        again = refund.kind in ("price_protection", "delivery_problem") and refund.id not in replaced
        if again and not refund.live:
            return Due(refund.kind, refund.amount, replaces=refund.id)
    return None


def is_lost(order: Order, rules: Rules, now: datetime) -> bool:
    """Shipped, never delivered, and so late that the parcel must be taken for lost."""
    if order.status != "shipped":
        return False
    dates = [shipment.expected_at for shipment in order.shipments if shipment.expected_at is not None]
    return bool(dates) and now > max(dates) + timedelta(days=rules.lost_after_days)


def _why_nothing(order: Order, refunds: Sequence[Refund]) -> Refused:
    live = sorted((refund for refund in refunds if refund.live), key=lambda refund: refund.requested_at)
    for refund in reversed(live):
        if refund.status != "paid":
            return Refused("refund_in_progress", **refund.facts)
    if live:
        return Refused("refund_paid", **live[-1].facts)
    return Refused("nothing_to_refund", order_id=order.id, status=order.status)
