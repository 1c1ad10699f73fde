"""Price protection (价保): the price fell soon after the purchase, and the shop gives the difference back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import Refused
from shop.domain.line_balance import Claim, LineBalance
from shop.domain.money import Money
from shop.domain.rules import Rules

if TYPE_CHECKING:
    from shop.domain.catalogue import Product
    from shop.domain.order import Order


@dataclass(eq=False)
class PriceProtection:
    """The difference given back for one line, once and for all."""

    order_id: str
    line: int
    quantity: int
    amount: Money
    refund_id: str
    at: datetime

    @property
    def id(self) -> str:
        return f"{self.order_id}/{self.line}"

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The pieces stay with the customer: only money is taken from the line."""
        return (Claim(self.line, 0, self.amount),)


@dataclass(frozen=True)
class PriceProtectionLine:
    """A line whose price fell; `paid` and `now` are for one piece."""

    line: int
    name: str
    name_zh: str
    paid: Money  # after the order's discount
    now: Money
    quantity: int  # pieces that the customer keeps

    @property
    def amount(self) -> Money:
        return (self.paid - self.now) * self.quantity


@dataclass(frozen=True)
class PriceProtectionTerms:
    """What a claim would bring, and the last moment to make it."""

    lines: list[PriceProtectionLine]
    amount: Money
    until: datetime


def terms(
    order: Order,
    products: Mapping[str, Product],
    left: Mapping[int, LineBalance],
    earlier: Sequence[PriceProtection],
    rules: Rules,
    now: datetime,
) -> PriceProtectionTerms:
    """What the order's price protection gives now; `products` by id, `left` by line number.

    Raises Refused: not_paid, already_cancelled, price_protection_window_closed, price_protection_used,
    price_not_lower.
    """
    until = _until(order, rules)
    if now > until:
        raise Refused("price_protection_window_closed", order_id=order.id, until=until)
    used = {claim.line for claim in earlier}
    fallen = [
        line
        for balance in left.values()
        if balance.quantity and (line := _line(order, products, balance)).amount > Money.zero(order.currency)
    ]
    lines = [line for line in fallen if line.line not in used]
    if not lines:
        if used:
            raise Refused("price_protection_used", order_id=order.id, lines=sorted(used))
        raise Refused("price_not_lower", order_id=order.id, until=until)
    return PriceProtectionTerms(lines, _sum(order, lines), until)


def _until(order: Order, rules: Rules) -> datetime:
    order.require("paid", "packed", "shipped", "delivered")
    if order.paid_at is None:
        raise Refused("not_paid", order_id=order.id, status=order.status)
    return order.paid_at + timedelta(days=rules.price_protection_days)


def _line(order: Order, products: Mapping[str, Product], balance: LineBalance) -> PriceProtectionLine:
    line = balance.line
    price = products[line.product_id].prices.get(order.currency)
    paid = balance.worth(1)
    present = paid if price is None else price  # not sold in that currency any more: nothing to compare with
    return PriceProtectionLine(line.line, line.name, line.name_zh, paid, present, balance.quantity)


def _sum(order: Order, lines: Iterable[PriceProtectionLine]) -> Money:
    return Money.total((line.amount for line in lines), order.currency)
