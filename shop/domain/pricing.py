"""What an order costs: its lines from the catalogue, shipping and total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shop.domain.catalogue import Product, Variant
from shop.domain.errors import Refused
from shop.domain.money import Money
from shop.domain.order import OrderLine
from shop.domain.rules import Rules

# What can be ordered, by SKU.
Shelf = Mapping[str, tuple[Product, Variant]]


@dataclass(frozen=True)
class OrderQuote:
    """What an order would cost now."""

    lines: list[OrderLine]
    goods: Money  # the lines' sum
    discount: Money
    shipping_fee: Money
    total: Money


def check_quantity(quantity: int, rules: Rules) -> int:
    """Raises Refused("quantity_not_positive") or Refused("quantity_too_large")."""
    if quantity < 1:
        raise Refused("quantity_not_positive", quantity=quantity)
    if quantity > rules.max_quantity:
        raise Refused("quantity_too_large", quantity=quantity, most=rules.max_quantity)
    return quantity


def line_of(number: int, product: Product, variant: Variant, quantity: int, currency: str) -> OrderLine:
    """A line at the present price. Raises Refused("currency_not_offered")."""
    return OrderLine(
        line=number,
        product_id=product.id,
        sku=variant.sku,
        name=product.name,
        name_zh=product.name_zh,
        size=variant.size,
        color=variant.color,
        quantity=quantity,
        unit_price=product.price_in(currency),
    )


def lines_of(items: Sequence[tuple[str, int]], shelf: Shelf, currency: str, rules: Rules) -> list[OrderLine]:
    """The lines for (SKU, quantity) pairs, one a SKU, numbered from 1; every SKU must be on the shelf.

    Raises Refused: nothing_ordered, quantity_not_positive, quantity_too_large, out_of_stock,
    currency_not_offered.
    """
    wanted: dict[str, int] = {}
    for sku, quantity in items:
        wanted[sku] = wanted.get(sku, 0) + check_quantity(quantity, rules)
    if not wanted:
        raise Refused("nothing_ordered")
    for sku, quantity in wanted.items():
        check_quantity(quantity, rules)
        require_stock(shelf[sku][1], quantity)
    return [
        line_of(number, *shelf[sku], quantity, currency)
        for number, (sku, quantity) in enumerate(wanted.items(), start=1)
    ]


def require_stock(variant: Variant, quantity: int) -> None:
    """Raises Refused("out_of_stock") when fewer than `quantity` are there."""
    if quantity > variant.stock:
        raise Refused("out_of_stock", sku=variant.sku, stock=variant.stock, restock_at=variant.restock_at)


def shipping_fee(goods: Money, discount: Money, rules: Rules) -> Money:
    """The fee for delivery: nothing from a certain value of the goods after discount."""
    free = goods - discount >= Money(rules.free_shipping_from, goods.currency)
    return Money.zero(goods.currency) if free else Money(rules.shipping_fee, goods.currency)


def quote_of(lines: list[OrderLine], discount: Money, rules: Rules) -> OrderQuote:
    """The sums for `lines`; the discount is never above the goods."""
    goods = Money.total((line.price for line in lines), discount.currency)
    discount = min(discount, goods)
    fee = shipping_fee(goods, discount, rules)
    return OrderQuote(lines, goods, discount, fee, goods - discount + fee)
