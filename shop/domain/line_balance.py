"""How many pieces of an order's lines, worth how much, have not been claimed by any after-sales step yet.

Returns, exchanges, refunds for delivery problems and price protection all draw from the same lines. Each
draws its share of what is left of the price really paid: no order of steps pays out a cent more than came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shop.domain.errors import InvalidValue, Refused
from shop.domain.money import Money

if TYPE_CHECKING:
    from shop.domain.order import Order, OrderLine


@dataclass(frozen=True)
class Claim:
    """Pieces of a line that are spoken for (0 when only money was given) and their part of the price."""

    line: int
    quantity: int
    amount: Money


@dataclass(frozen=True)
class LineBalance:
    """What is left of one order line."""

    line: OrderLine
    quantity: int  # pieces left
    value: Money  # of the price paid, for all pieces left, after discounts and price protection

    def worth(self, quantity: int) -> Money:
        """The price paid for `quantity` of the pieces left, rounded down; for all, exactly the rest."""
        if not self.quantity:
            return Money.zero(self.value.currency)
        return Money.from_minor(self.value.minor * quantity // self.quantity, self.value.currency)


def balances(order: Order, claims: Iterable[Claim]) -> dict[int, LineBalance]:
    """What is left of each line of the order, by line number."""
    claims = list(claims)
    result = {}
    for line, paid in zip(order.lines, paid_for(order), strict=True):
        mine = [claim for claim in claims if claim.line == line.line]
        taken = Money.total((claim.amount for claim in mine), order.currency)
        quantity = max(0, line.quantity - sum(claim.quantity for claim in mine))
        value = max(paid - taken, Money.zero(order.currency))
        result[line.line] = LineBalance(line, quantity, value)
    return result


def paid_for(order: Order) -> list[Money]:
    """The price paid for each line: the goods' price less its share of the order's discount."""
    prices = [line.unit_price * line.quantity for line in order.lines]
    goods = Money.total(prices, order.currency)
    if not goods:
        return prices
    shares = min(order.discount, goods).allocate([price.minor for price in prices])
    return [price - share for price, share in zip(prices, shares, strict=True)]


def check_quantities(order: Order, items: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The wanted (line, quantity) pairs, one a line, in the order's sequence.

    Raises InvalidValue for none, Refused("no_such_line") or Refused("quantity_not_positive").
    """
    if not items:
        raise InvalidValue("items", "an empty list", "at least one pair of line and quantity")
    known = [line.line for line in order.lines]
    wanted: dict[int, int] = {}
    for line, quantity in items:
        if line not in known:
            raise Refused("no_such_line", order_id=order.id, line=line, lines=known)
        if not isinstance(quantity, int):
            raise InvalidValue("quantity", type(quantity).__name__, "a whole number")
        if quantity < 1:
            raise Refused("quantity_not_positive", line=line, quantity=quantity)
        wanted[line] = wanted.get(line, 0) + quantity
    return [(line, wanted[line]) for line in known if line in wanted]


def draw(order: Order, left: dict[int, LineBalance], items: Sequence[tuple[int, int]]) -> tuple[Claim, ...]:
    """The claims that `items` make on what is left.

    Raises as check_quantities, and Refused("nothing_left_to_return") or Refused("quantity_too_large").
    """
    claims = []
    for line, quantity in check_quantities(order, items):
        balance = left[line]
        if not balance.quantity:
            raise Refused("nothing_left_to_return", order_id=order.id, line=line)
        if quantity > balance.quantity:
            raise Refused("quantity_too_large", line=line, quantity=quantity, most=balance.quantity)
        claims.append(Claim(line, quantity, balance.worth(quantity)))
    return tuple(claims)
