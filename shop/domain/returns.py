"""Returns (RMA): what may be sent back, until when, at what cost, and the states of a return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import InvalidValue, Refused
from shop.domain.line_balance import Claim, LineBalance, check_quantities, draw
from shop.domain.money import Money
from shop.domain.rules import CUSTOMER_REASONS, FAULTY_REASONS, FREE_RETURN_LEVELS, RETURN_REASONS, Rules
from shop.domain.warranty import warranty_until

if TYPE_CHECKING:
    from shop.domain.catalogue import Product
    from shop.domain.order import Order
    from shop.domain.refund import Refund

# Of a return and of an exchange: state -> states that may follow.
RETURN_STATES: dict[str, frozenset[str]] = {
    "requested": frozenset({"approved", "rejected", "cancelled"}),
    "approved": frozenset({"in_transit", "received", "cancelled"}),
    "in_transit": frozenset({"received"}),
    "received": frozenset({"completed", "rejected"}),
    "completed": frozenset(),
    "rejected": frozenset(),
    "cancelled": frozenset(),
}
NOT_LIVE = frozenset({"rejected", "cancelled"})  # the pieces are free again
RETURN_RESOLUTIONS = ("refund", "store_credit", "repair")
REPAIR_REASONS = frozenset({"damaged", "defective"})


@dataclass(frozen=True)
class ReturnLine:
    """Pieces of one order line on their way back, and what was paid for them."""

    line: int
    quantity: int
    amount: Money


@dataclass(eq=False)
class Return:
    """One return of some lines of one order."""

    id: str  # RMA-31
    order_id: str
    status: str  # a key of RETURN_STATES
    lines: tuple[ReturnLine, ...]
    reason: str  # one of RETURN_REASONS
    resolution: str  # one of RETURN_RESOLUTIONS
    refund_amount: Money  # what the customer gets, the fee taken off; zero for a repair
    fee: Money  # return shipping, taken off
    requested_at: datetime
    approved_at: datetime | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None  # completed, rejected or cancelled
    version: int = 1

    @property
    def live(self) -> bool:
        """Whether its pieces count as returned."""
        return self.status not in NOT_LIVE

    @property
    def pays(self) -> bool:
        """Whether money is to go back for it."""
        return self.live and self.status != "requested" and bool(self.refund_amount)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it takes of the order's lines. A repaired piece comes back, so only its absence counts."""
        if not self.live or (self.resolution == "repair" and self.status == "completed"):
            return ()
        return tuple(Claim(line.line, line.quantity, line.amount) for line in self.lines)

    def advance(self, status: str, now: datetime) -> None:
        """Go to `status`. Raises Refused("wrong_state") when that is not a next one."""
        if status not in RETURN_STATES[self.status]:
            raise Refused("wrong_state", return_id=self.id, status=self.status, wanted=status)
        self.status = status
        if status == "approved":
            self.approved_at = now
        elif status == "received":
            self.received_at = now
        elif status != "in_transit":
            self.closed_at = now

    def cancel(self, now: datetime) -> None:
        """Call it off. Raises Refused("return_not_cancellable") once the parcel is on its way."""
        if "cancelled" not in RETURN_STATES[self.status]:
            raise Refused("return_not_cancellable", return_id=self.id, status=self.status)
        self.advance("cancelled", now)


def check_no_refund(item: Return, refunds: Iterable[Refund]) -> None:
    """Raises Refused (refund_in_progress, refund_paid) for a return whose money is on its way or there."""
    for refund in refunds:
        if refund.return_id == item.id and refund.live:
            code = "refund_paid" if refund.status == "paid" else "refund_in_progress"
            raise Refused(code, **refund.facts)


@dataclass(frozen=True)
class ReturnableLine:
    """An order line with the number of pieces that may be, or are to be, returned."""

    line: int
    sku: str
    name: str
    name_zh: str
    size: str | None
    color: str | None
    quantity: int
    unit_price: Money


@dataclass(frozen=True)
class ReturnTerms:
    """What a return would bring: the `refund` has the `fee` taken off already; `until` is the last moment."""

    items: list[ReturnableLine]
    refund: Money
    fee: Money
    until: datetime


def deadline(
    order: Order, product: Product, reason: str | None, resolution: str, rules: Rules, now: datetime
) -> datetime:
    """The last moment to return that product. Without a reason yet: the first one that has not passed.

    Raises Refused("not_delivered") for an order that has not arrived.
    """
    delivered = delivered_at(order)
    usual = delivered + timedelta(days=rules.return_days)
    faulty = delivered + timedelta(days=rules.faulty_return_days)
    if resolution == "repair":
        return max(faulty, warranty_until(order, product) or faulty)
    if reason in FAULTY_REASONS or (reason is None and now > usual):
        return faulty
    return usual


def delivered_at(order: Order) -> datetime:
    """When the order arrived. Raises Refused: already_cancelled or not_delivered."""
    if order.status == "cancelled":
        raise Refused("already_cancelled", order_id=order.id, at=order.cancelled_at)
    if order.status != "delivered" or order.delivered_at is None:
        raise Refused("not_delivered", order_id=order.id, status=order.status)
    return order.delivered_at


@dataclass(frozen=True)
class Case:
    """All that a decision about a return looks at."""

    order: Order
    products: Mapping[str, Product]  # of the order's lines, by id
    left: Mapping[int, LineBalance]  # by line number
    level: str | None  # the customer's member level, None for a guest
    rules: Rules
    now: datetime


def terms(
    case: Case,
    items: Sequence[tuple[int, int]] | None = None,
    reason: str | None = None,
    resolution: str = "refund",
) -> tuple[ReturnTerms, tuple[Claim, ...]]:
    """What returning `items` (line, quantity) would bring, and the claims it would make.

    `items` None: all that can still be returned. `reason` None (not told yet): refused only if no reason
    could help. Raises InvalidValue, and Refused: not_delivered, already_cancelled, no_such_line,
    quantity_not_positive, quantity_too_large, nothing_left_to_return, item_not_returnable,
    return_window_closed, resolution_not_offered.
    """
    check_wishes(reason, resolution)
    delivered_at(case.order)
    wanted = _everything(case, reason, resolution) if items is None else check_quantities(case.order, items)
    until = min(_line_deadline(case, line, reason, resolution) for line, _ in wanted)
    claims = draw(case.order, dict(case.left), wanted)
    paid = Money.total((claim.amount for claim in claims), case.order.currency)
    nothing = Money.zero(case.order.currency)
    fee = nothing if resolution == "repair" else min(_fee(case, reason), paid)
    return ReturnTerms(
        items=[_returnable(case.left[claim.line], claim.quantity) for claim in claims],
        refund=nothing if resolution == "repair" else paid - fee,
        fee=fee,
        until=until,
    ), claims


def check_wishes(reason: str | None, resolution: str) -> None:
    """Raises InvalidValue for an unknown reason or resolution, Refused for a repair of what is not broken."""
    if reason is not None and reason not in RETURN_REASONS:
        raise InvalidValue("reason", "another word", "one of " + ", ".join(sorted(RETURN_REASONS)))
    if resolution not in RETURN_RESOLUTIONS:
        expected = f"one of {', '.join(RETURN_RESOLUTIONS)}; for another item use an exchange"
        raise InvalidValue("resolution", "another word", expected)
    if resolution == "repair" and reason is not None and reason not in REPAIR_REASONS:
        raise Refused("resolution_not_offered", resolution=resolution, reason=reason, offered=["refund"])


def _everything(case: Case, reason: str | None, resolution: str) -> list[tuple[int, int]]:
    """All pieces that may be returned for that reason. Raises the first line's refusal for none."""
    held = [balance for balance in case.left.values() if balance.quantity]
    if not held:
        raise Refused("nothing_left_to_return", order_id=case.order.id)
    wanted, refusals = [], []
    for balance in held:
        try:
            _line_deadline(case, balance.line.line, reason, resolution)
            wanted.append((balance.line.line, balance.quantity))
        except Refused as refusal:
            refusals.append(refusal)
    if not wanted:
        raise refusals[0]
    return wanted


def _line_deadline(case: Case, number: int, reason: str | None, resolution: str) -> datetime:
    """Until when the line may be returned. Raises Refused: item_not_returnable or return_window_closed."""
    line = case.order.line(number)
    product = case.products[line.product_id]
    if not product.returnable and reason is not None and reason not in FAULTY_REASONS:
        raise Refused("item_not_returnable", line=number, name=line.name, name_zh=line.name_zh, reason=reason)
    until = deadline(case.order, product, reason, resolution, case.rules, case.now)
    if case.now > until:
        raise Refused("return_window_closed", order_id=case.order.id, line=number, until=until)
    return until


def _fee(case: Case, reason: str | None) -> Money:
    """Return shipping. Without a reason yet: the usual one, so that nobody is promised too much."""
    free = case.level in FREE_RETURN_LEVELS or (reason is not None and reason not in CUSTOMER_REASONS)
    return Money.of(0 if free else case.rules.return_shipping_fee, case.order.currency)


def _returnable(balance: LineBalance, quantity: int) -> ReturnableLine:
    line = balance.line
    return ReturnableLine(
        line.line, line.sku, line.name, line.name_zh, line.size, line.color, quantity, line.unit_price
    )
