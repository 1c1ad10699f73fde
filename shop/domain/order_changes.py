"""Changing what is in an order before it is packed: more, fewer, other sizes and colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shop.domain.errors import InvalidValue, Refused
from shop.domain.money import Money
from shop.domain.order import Order, OrderLine
from shop.domain.pricing import Shelf, check_quantity, line_of
from shop.domain.rules import Rules


@dataclass(frozen=True)
class LineChange:
    """One wish. Without `line`: add `sku`. With it: another `quantity` (0 removes it) or another `sku`."""

    line: int | None
    sku: str | None = None
    quantity: int | None = None


@dataclass(frozen=True)
class ChangeQuote:
    """What the order costs before and after the change, and its lines after it."""

    before: Money
    after: Money
    difference: Money  # positive: to be paid; negative: comes back
    lines: list[OrderLine]


def changed_lines(order: Order, changes: Sequence[LineChange], shelf: Shelf, rules: Rules) -> list[OrderLine]:
    """The lines after `changes`, as new objects; the order itself stays as it is. Stock is not looked at.

    Lines keep their price; what is added costs the present one. Raises Refused: no_such_line,
    quantity_not_positive, quantity_too_large, same_variant, other_product, order_empty_after_change,
    nothing_changed.
    """
    lines = {line.line: replace(line) for line in order.lines}
    for change in changes:
        if change.line is None:
            _add(order, lines, change, shelf)
        else:
            order.line(change.line)  # refuses an unknown one
            _alter(lines, change, shelf)
    after = [line for line in lines.values() if line.quantity]
    if not after:
        raise Refused("order_empty_after_change", order_id=order.id)
    for line in after:
        check_quantity(line.quantity, rules)
    if _contents(after) == _contents(order.lines):
        raise Refused("nothing_changed", order_id=order.id)
    return after


def _add(order: Order, lines: dict[int, OrderLine], change: LineChange, shelf: Shelf) -> None:
    if change.sku is None:
        raise InvalidValue("changes", "a change without line and SKU", "a line, a SKU, or both")
    quantity = 1 if change.quantity is None else change.quantity
    if quantity < 1:
        raise Refused("quantity_not_positive", quantity=quantity)
    added = line_of(max(lines) + 1, *shelf[change.sku], quantity, order.currency)
    for line in lines.values():
        if (line.sku, line.unit_price) == (added.sku, added.unit_price):
            line.quantity += quantity
            return
    lines[added.line] = added


def _alter(lines: dict[int, OrderLine], change: LineChange, shelf: Shelf) -> None:
    assert change.line is not None
    line = lines[change.line]
    if change.quantity is not None:
        if change.quantity < 0:
            raise Refused("quantity_not_positive", line=line.line, quantity=change.quantity)
        line.quantity = change.quantity
    if change.sku is not None:
        product, variant = shelf[change.sku]
        if variant.sku == line.sku:
            raise Refused("same_variant", line=line.line, sku=line.sku)
        if product.id != line.product_id:
            raise Refused("other_product", line=line.line, sku=variant.sku, product_id=line.product_id)
        line.sku, line.size, line.color = variant.sku, variant.size, variant.color


def _contents(lines: Sequence[OrderLine]) -> list[tuple[int, str, int]]:
    return [(line.line, line.sku, line.quantity) for line in lines]


def stock_moves(before: Sequence[OrderLine], after: Sequence[OrderLine]) -> dict[str, int]:
    """How many more pieces (fewer: negative) of each SKU the new lines need, unchanged ones left out."""
    need: Counter[str] = Counter()
    for line in after:
        need[line.sku] += line.quantity
    for line in before:
        need[line.sku] -= line.quantity
    return {sku: count for sku, count in sorted(need.items()) if count}


@dataclass(frozen=True)
class Sums:
    """The money of an order with other lines."""

    discount: Money
    shipping_fee: Money
    total: Money


def sums_after(order: Order, lines: Sequence[OrderLine], rules: Rules) -> Sums:
    """The order's sums with `lines` in it.

    The discount shrinks with the goods and does not grow with them; the shipping fee never rises by a change.
    """
    goods = Money.total((line.price for line in lines), order.currency)
    discount = order.discount
    if goods < order.goods:
        discount = discount.part(goods.minor, order.goods.minor)
    free = goods - discount >= Money(rules.free_shipping_from, order.currency)
    fee = Money.zero(order.currency) if free else order.shipping_fee
    return Sums(discount, fee, goods - discount + fee)


def quote_change(order: Order, lines: list[OrderLine], rules: Rules) -> ChangeQuote:
    after = sums_after(order, lines, rules).total
    return ChangeQuote(order.total, after, after - order.total, lines)


def apply_lines(order: Order, lines: Sequence[OrderLine], rules: Rules) -> None:
    """Put `lines` (of `changed_lines`) into the order and bring its sums up to date."""
    sums = sums_after(order, lines, rules)
    wanted = {line.line: line for line in lines}
    order.lines[:] = [line for line in order.lines if line.line in wanted]
    for line in order.lines:
        new = wanted.pop(line.line)
        line.sku, line.size, line.color, line.quantity = new.sku, new.size, new.color, new.quantity
    order.lines.extend(wanted.values())
    order.discount, order.shipping_fee, order.total = sums.discount, sums.shipping_fee, sums.total
