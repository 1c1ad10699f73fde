"""Exchanges: pieces of one order line for another variant of the same product, or the same one anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import InvalidValue, Refused
from shop.domain.line_balance import Claim, LineBalance, draw
from shop.domain.money import Money
from shop.domain.returns import NOT_LIVE, RETURN_STATES, delivered_at
from shop.domain.rules import FAULTY_REASONS, RETURN_REASONS, Rules

if TYPE_CHECKING:
    from shop.domain.catalogue import Product, Variant
    from shop.domain.order import Order, OrderLine

EXCHANGE_STATES = RETURN_STATES


@dataclass(eq=False)
class Exchange:
    """One exchange. Its new pieces are reserved from the request on."""

    id: str  # EXC-12
    order_id: str
    status: str  # a key of EXCHANGE_STATES
    line: int
    quantity: int
    sku: str  # the new variant's
    reason: str  # one of RETURN_REASONS
    amount: Money  # what was paid for the old pieces
    difference: Money  # positive: the customer pays it; negative: the shop gives it back
    requested_at: datetime
    approved_at: datetime | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None  # completed, rejected or cancelled
    version: int = 1

    @property
    def live(self) -> bool:
        """Whether its pieces count as exchanged."""
        return self.status not in NOT_LIVE

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it takes of the order's lines."""
        return (Claim(self.line, self.quantity, self.amount),) if self.live else ()

    @property
    def owed(self) -> Money:
        """What it adds to the order's cost. Money goes back only once it is completed, hence final."""
        nothing = Money.zero(self.difference.currency)
        if not self.live or (self.difference < nothing and self.status != "completed"):
            return nothing
        return self.difference

    def advance(self, status: str, now: datetime) -> None:
        """Go to `status`. Raises Refused("wrong_state") when that is not a next one."""
        if status not in EXCHANGE_STATES[self.status]:
            raise Refused("wrong_state", exchange_id=self.id, status=self.status, wanted=status)
        self.status = status
        if status == "approved":
            self.approved_at = now
        elif status == "received":
            self.received_at = now
        elif status != "in_transit":
            self.closed_at = now

    def cancel(self, now: datetime) -> None:
        """Call it off. Raises Refused("exchange_not_cancellable") once the parcel is on its way."""
        if "cancelled" not in EXCHANGE_STATES[self.status]:
            raise Refused("exchange_not_cancellable", exchange_id=self.id, status=self.status)
        self.advance("cancelled", now)


@dataclass(frozen=True)
class ExchangeTerms:
    """What an exchange would bring. `difference` positive: to be paid, negative: given back."""

    line: int
    old: OrderLine
    new: Variant
    quantity: int
    difference: Money
    until: datetime  # the last moment to ask for it


def window(order: Order, reason: str | None, rules: Rules, now: datetime) -> datetime:
    """The last moment to exchange. Faulty goods have the longer time of returns.

    `reason` None: not told yet. Raises InvalidValue, Refused: not_delivered, already_cancelled,
    exchange_window_closed.
    """
    if reason is not None and reason not in RETURN_REASONS:
        raise InvalidValue("reason", "another word", "one of " + ", ".join(sorted(RETURN_REASONS)))
    delivered = delivered_at(order)
    until = delivered + timedelta(days=rules.exchange_days)
    if reason in FAULTY_REASONS or (reason is None and now > until):
        until = max(until, delivered + timedelta(days=rules.faulty_return_days))
    if now > until:
        raise Refused("exchange_window_closed", order_id=order.id, until=until)
    return until


def terms(
    order: Order,
    product: Product,
    left: Mapping[int, LineBalance],
    line: int,
    quantity: int,
    sku: str,
    reason: str | None,
    rules: Rules,
    now: datetime,
) -> tuple[ExchangeTerms, Claim]:
    """What exchanging `quantity` of `line` for `sku` would bring, and the claim it would make.

    `product` is the line's. Raises InvalidValue and Refused: not_delivered, already_cancelled, no_such_line,
    quantity_not_positive, quantity_too_large, nothing_left_to_return, item_not_returnable,
    exchange_window_closed, same_variant, other_product, out_of_stock.
    """
    until = window(order, reason, rules, now)
    old = order.line(line)
    if not product.returnable and reason is not None and reason not in FAULTY_REASONS:
        raise Refused("item_not_returnable", line=line, name=old.name, name_zh=old.name_zh, reason=reason)
    (claim,) = draw(order, dict(left), [(line, quantity)])
    new = _variant(product, old, sku, reason)
    if new.stock < quantity:
        raise Refused("out_of_stock", sku=sku, stock=new.stock, restock_at=new.restock_at)
    difference = difference_of(order, product, old, quantity, reason)
    return ExchangeTerms(line, old, new, quantity, difference, until), claim


def _variant(product: Product, old: OrderLine, sku: str, reason: str | None) -> Variant:
    """The new variant. The same one again makes sense only for pieces with a fault."""
    if sku == old.sku and reason not in FAULTY_REASONS:
        raise Refused("same_variant", sku=sku, line=old.line)
    for variant in product.variants:
        if variant.sku == sku:
            return variant
    raise Refused("other_product", sku=sku, product_id=product.id, line=old.line)


def difference_of(order: Order, product: Product, old: OrderLine, quantity: int, reason: str | None) -> Money:
    """Today's price less the price at which it was bought. Whoever got faulty goods never pays more."""
    difference = (product.price_in(order.currency) - old.unit_price) * quantity
    nothing = Money.zero(order.currency)
    return nothing if reason in FAULTY_REASONS and difference > nothing else difference


def options(product: Product, old: OrderLine) -> list[Variant]:
    """The product's other variants that are in stock, by SKU."""
    return [each for each in product.variants if each.sku != old.sku and each.stock > 0]
