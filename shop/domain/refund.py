"""Refunds: money on its way back, and to which of the order's payments it goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import Refused
from shop.domain.money import Money
from shop.domain.rules import Rules

if TYPE_CHECKING:
    from shop.domain.order import Order, Payment

REFUND_STATES: dict[str, frozenset[str]] = {
    "pending": frozenset({"processing", "failed"}),
    "processing": frozenset({"paid", "failed"}),
    "paid": frozenset(),
    "failed": frozenset(),  # a new refund takes its place
}
REFUND_KINDS = frozenset(
    {"cancellation", "return", "lost", "overpaid", "price_protection", "delivery_problem"}
)
STORE_CREDIT = "store_credit"


@dataclass(frozen=True)
class RefundPart:
    """The share of a refund that goes back to one payment."""

    payment_id: str
    method: str
    amount: Money


@dataclass(eq=False)
class Refund:
    """Money on its way back to the customer. Replace `parts` as a whole to change it."""

    id: str  # REF-88
    order_id: str
    kind: str  # one of REFUND_KINDS
    status: str  # a key of REFUND_STATES
    amount: Money
    method: str  # of the largest part, or store_credit
    parts: tuple[RefundPart, ...]
    requested_at: datetime
    expected_by: datetime
    return_id: str | None = None
    replaces: str | None = None  # the failed refund in whose place it stands
    paid_at: datetime | None = None
    version: int = 1

    @property
    def live(self) -> bool:
        """Whether the money is on its way or has arrived."""
        return self.status != "failed"

    @property
    def facts(self) -> dict[str, object]:
        """What a refusal tells about it."""
        return {
            "order_id": self.order_id,
            "refund_id": self.id,
            "amount": self.amount,
            "method": self.method,
            "expected_by": self.expected_by,
            "paid_at": self.paid_at,
        }

    def advance(self, status: str, now: datetime) -> None:
        """Go to `status`. Raises Refused("wrong_state") when that is not the next one."""
        if status not in REFUND_STATES[self.status]:
            raise Refused("wrong_state", refund_id=self.id, status=self.status, wanted=status)
        self.status = status
        if status == "paid":
            self.paid_at = now


def received(order: Order) -> list[Payment]:
    """The payments whose money came in, oldest first, whether or not it went back since."""
    paid = [payment for payment in order.payments if payment.status in ("paid", "refunded")]
    return sorted(paid, key=lambda payment: (payment.at, payment.id))


def received_total(order: Order) -> Money:
    return Money.total((payment.amount for payment in received(order)), order.currency)


def refunded_total(order: Order, refunds: Iterable[Refund], kind: str | None = None) -> Money:
    """The sum of all live refunds (of one kind) of the order."""
    amounts = (refund.amount for refund in refunds if refund.live and kind in (None, refund.kind))
    return Money.total(amounts, order.currency)


def split(order: Order, refunds: Iterable[Refund], amount: Money) -> tuple[RefundPart, ...]:
    """Share `amount` out over the order's payments, the latest first, none above what came in by it.

    The latest first, since a payment taken twice is to go back to where the second one came from. Parts add
    up to less than `amount` when less came in: the shop never pays back more than it got.
    """
    back: dict[str, Money] = {}
    for part in (part for refund in refunds if refund.live for part in refund.parts):
        back[part.payment_id] = back.get(part.payment_id, Money.zero(order.currency)) + part.amount
    parts = []
    for payment in reversed(received(order)):
        free = payment.amount - back.get(payment.id, Money.zero(order.currency))
        share = min(free, amount)
        if share > Money.zero(order.currency):
            parts.append(RefundPart(payment.id, way_back(payment.method), share))
            amount = amount - share
    return tuple(parts)


def way_back(method: str) -> str:
    """How money paid by `method` goes back. Cash cannot be handed back over the net: it is transferred."""
    return "bank_transfer" if method == "cash_on_delivery" else method


def issue(
    id: str,
    order: Order,
    refunds: Sequence[Refund],
    *,
    kind: str,
    amount: Money,
    now: datetime,
    rules: Rules,
    return_id: str | None = None,
    replaces: str | None = None,
    to_credit: bool = False,
) -> Refund:
    """A new pending refund of the order, to where the money came from (or as store credit).

    Never above what came in less what went back. Raises Refused("not_paid") or Refused("nothing_to_refund").
    """
    if not received(order):
        raise Refused("not_paid", order_id=order.id)
    parts = split(order, refunds, amount)
    if not parts:
        raise Refused("nothing_to_refund", order_id=order.id, status=order.status)
    if to_credit:
        parts = tuple(RefundPart(part.payment_id, STORE_CREDIT, part.amount) for part in parts)
    return Refund(
        id=id,
        order_id=order.id,
        kind=kind,
        status="pending",
        amount=Money.total((part.amount for part in parts), order.currency),
        method=max(parts, key=lambda part: part.amount.minor).method,
        parts=parts,
        requested_at=now,
        expected_by=now + timedelta(days=rules.refund_days),
        return_id=return_id,
        replaces=replaces,
    )
