"""The order's states, its cancellation and its changes, against numbers worked out by hand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.cancellation import cancellation_terms
from shop.domain.catalogue import Product
from shop.domain.errors import InvalidValue, Refused
from shop.domain.money import Money
from shop.domain.order import ORDER_STEPS, Payment, payment_findings
from shop.domain.order_changes import LineChange, apply_lines, changed_lines, quote_change, stock_moves
from shop.domain.pricing import Shelf, lines_of, quote_of
from shop.domain.rules import Rules
from tests.shop.conftest import TODAY
from tests.shop.samples import ADDRESS, line, order, product

RULES = Rules()
NOTHING = Money.zero("USD")


def usd(text: str) -> Money:
    return Money.of(text, "USD")


def shelf(*products: Product) -> Shelf:
    return {variant.sku: (item, variant) for item in products for variant in item.variants}


def refusal(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=f"refused: {code}( |$)")


@pytest.mark.parametrize("status", ["placed", "paid"])
def test_cancelling_before_packing_is_free(status: str) -> None:
    found = order(TODAY, status)
    terms = cancellation_terms(found, found.paid, NOTHING, RULES)
    assert (terms.fee, terms.refund) == (NOTHING, found.paid)
    assert terms.method == ("card" if status == "paid" else "")


@pytest.mark.parametrize(
    ("price", "fee", "refund"),
    [
        ("20.00", "2.00", "44.00"),  # 2 × 20.00 = 40.00 goods, 5 % = 2.00; paid 46.00
        ("3.00", "1.00", "11.00"),  # 5 % of 6.00 = 0.30, at least 1.00; paid 12.00
        ("400.00", "20.00", "786.00"),  # 5 % of 800.00 = 40.00, at most 20.00; paid 806.00
        ("46.10", "4.61", "93.59"),  # 5 % of 92.20 = 4.61; paid 98.20
    ],
)
def test_cancelling_a_packed_order_costs_a_share_of_the_goods(price: str, fee: str, refund: str) -> None:
    packed = order(TODAY, "packed", lines=[line(price=price)])
    terms = cancellation_terms(packed, packed.paid, NOTHING, RULES)
    assert (terms.fee, terms.refund) == (usd(fee), usd(refund))


def test_what_went_back_already_is_not_given_back_twice() -> None:
    paid = order(TODAY, "paid")
    assert cancellation_terms(paid, paid.paid, usd("10.00"), RULES).refund == usd("36.00")
    packed = order(TODAY, "packed")
    terms = cancellation_terms(packed, packed.paid, usd("45.00"), RULES)
    assert (terms.fee, terms.refund, terms.method) == (usd("1.00"), NOTHING, "")


@pytest.mark.parametrize("status", ["shipped", "delivered", "cancelled"])
def test_what_has_left_cannot_be_cancelled(status: str) -> None:
    found = order(TODAY, status)
    with refusal(f"already_{status}"):
        cancellation_terms(found, found.paid, NOTHING, RULES)
    with refusal(f"already_{status}"):
        found.cancel(TODAY)
    with refusal(f"already_{status}"):
        found.move_to(ADDRESS, TODAY)


def test_an_unpaid_order_expires() -> None:
    placed = order(TODAY, "placed")
    late = TODAY + timedelta(days=1, seconds=1)
    placed.require("placed", now=TODAY + timedelta(days=1))
    with refusal("unpaid_expired"):
        placed.move_to(ADDRESS, late)
    placed.cancel(late)


def test_money_makes_a_placed_order_paid_once_it_covers_the_total() -> None:
    placed = order(TODAY, "placed")
    placed.record_payment(Payment("PAY-1", "card", "failed", usd("46.00"), TODAY))
    placed.record_payment(Payment("PAY-2", "card", "paid", usd("40.00"), TODAY))
    assert (placed.status, payment_findings(placed).due) == ("placed", usd("6.00"))
    placed.record_payment(Payment("PAY-3", "alipay", "paid", usd("6.00"), TODAY))
    assert (placed.status, placed.paid_at) == ("paid", TODAY)
    placed.record_payment(Payment("PAY-4", "alipay", "paid", usd("46.00"), TODAY + timedelta(minutes=1)))
    found = payment_findings(placed)
    assert [payment.id for payment in found.duplicates] == ["PAY-4"]
    assert [payment.id for payment in found.failed] == ["PAY-1"]
    assert (found.due, found.paid) == (NOTHING, usd("92.00"))


def test_nothing_is_packed_before_all_of_it_is_paid() -> None:
    paid = order(TODAY, "paid")
    paid.total = paid.total + usd("5.00")
    with refusal("not_paid"):
        paid.pack(TODAY)
    with refusal("not_paid"):
        order(TODAY, "placed").pack(TODAY)


def test_every_state_is_known_and_two_are_final() -> None:
    assert {after for steps in ORDER_STEPS.values() for after in steps} <= ORDER_STEPS.keys()
    assert [state for state, steps in ORDER_STEPS.items() if not steps] == ["delivered", "cancelled"]


def test_adding_another_variant() -> None:
    # 40.00 goods + 6.00 shipping; one more for 25.00 makes 65.00, from 60.00 on shipping is free
    before = order(TODAY, "paid")
    items = shelf(product(), product("PRD-2", "25.00"))
    lines = changed_lines(before, [LineChange(None, "PRD-2-RED-M", 1)], items, RULES)
    quote = quote_change(before, lines, RULES)
    assert (quote.before, quote.after, quote.difference) == (usd("46.00"), usd("65.00"), usd("19.00"))
    assert [(each.line, each.sku, each.quantity) for each in lines] == [
        (1, "PRD-1-BLK-M", 2),
        (2, "PRD-2-RED-M", 1),
    ]
    assert stock_moves(before.lines, lines) == {"PRD-2-RED-M": 1}
    assert len(before.lines) == 1, "a quote changes nothing"
    apply_lines(before, lines, RULES)
    assert (before.total, before.shipping_fee, len(before.lines)) == (usd("65.00"), NOTHING, 2)


def test_adding_the_same_variant_makes_the_line_longer_unless_its_price_changed() -> None:
    same = changed_lines(order(TODAY, "paid"), [LineChange(None, "PRD-1-BLK-M", 1)], shelf(product()), RULES)
    assert [(each.line, each.quantity) for each in same] == [(1, 3)]
    dearer = shelf(product(price="22.00"))
    other = changed_lines(order(TODAY, "paid"), [LineChange(None, "PRD-1-BLK-M", 1)], dearer, RULES)
    assert [(each.line, each.quantity, each.unit_price) for each in other] == [
        (1, 2, usd("20.00")),
        (2, 1, usd("22.00")),
    ]


def test_another_size_keeps_the_price_that_was_agreed() -> None:
    before = order(TODAY, "paid")
    lines = changed_lines(before, [LineChange(1, "PRD-1-BLK-L")], shelf(product(price="99.00")), RULES)
    assert [(each.sku, each.size, each.unit_price) for each in lines] == [("PRD-1-BLK-L", "L", usd("20.00"))]
    assert stock_moves(before.lines, lines) == {"PRD-1-BLK-L": 2, "PRD-1-BLK-M": -2}
    assert not quote_change(before, lines, RULES).difference


def test_the_discount_shrinks_with_the_goods() -> None:
    # 4 × 20.00 = 80.00 less 8.00; two of them: 40.00 less 4.00; shipping was free and stays so
    before = order(TODAY, "paid", lines=[line(quantity=4)], discount=usd("8.00"), shipping_fee=NOTHING)
    quote = quote_change(
        before, changed_lines(before, [LineChange(1, quantity=2)], shelf(product()), RULES), RULES
    )
    assert (quote.before, quote.after, quote.difference) == (usd("72.00"), usd("36.00"), usd("-36.00"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (LineChange(9, quantity=1), "no_such_line"),
        (LineChange(1, quantity=-1), "quantity_not_positive"),
        (LineChange(None, "PRD-1-RED-M", 0), "quantity_not_positive"),
        (LineChange(1, quantity=100), "quantity_too_large"),
        (LineChange(1, "PRD-1-BLK-M"), "same_variant"),
        (LineChange(1, "PRD-2-RED-M"), "other_product"),
        (LineChange(1, quantity=0), "order_empty_after_change"),
        (LineChange(1, quantity=2), "nothing_changed"),
    ],
)
def test_changes_that_make_no_sense_are_refused(change: LineChange, code: str) -> None:
    with refusal(code):
        changed_lines(order(TODAY, "paid"), [change], shelf(product(), product("PRD-2")), RULES)


def test_a_change_of_nothing_is_invalid() -> None:
    with pytest.raises(InvalidValue):
        changed_lines(order(TODAY, "paid"), [LineChange(None)], {}, RULES)


def test_an_order_is_priced_from_the_catalogue() -> None:
    items = [("PRD-1-BLK-M", 1), ("PRD-1-RED-M", 1), ("PRD-1-BLK-M", 1)]
    lines = lines_of(items, shelf(product(price="19.99")), "USD", RULES)
    assert [(each.line, each.sku, each.quantity) for each in lines] == [
        (1, "PRD-1-BLK-M", 2),
        (2, "PRD-1-RED-M", 1),
    ]
    quote = quote_of(lines, usd("0.00"), RULES)  # 59.97 is just below 60.00
    assert (quote.goods, quote.shipping_fee, quote.total) == (usd("59.97"), usd("6.00"), usd("65.97"))
    assert quote_of(lines, usd("100.00"), RULES).total == usd("6.00"), "never below the shipping"


@pytest.mark.parametrize(
    ("items", "currency", "code"),
    [
        ([], "USD", "nothing_ordered"),
        ([("PRD-1-BLK-M", 0)], "USD", "quantity_not_positive"),
        ([("PRD-1-BLK-M", 60), ("PRD-1-BLK-M", 60)], "USD", "quantity_too_large"),
        ([("PRD-1-BLK-M", 11)], "USD", "out_of_stock"),
        ([("PRD-1-BLK-M", 1)], "EUR", "currency_not_offered"),
    ],
)
def test_what_cannot_be_ordered_is_refused(items: list[tuple[str, int]], currency: str, code: str) -> None:
    only_usd = product(prices={"USD": usd("20.00")})
    with refusal(code):
        lines_of(items, shelf(only_usd), currency, RULES)


def test_stock_never_goes_below_nothing() -> None:
    variant = product().variants[0]
    variant.take(10)
    with refusal("out_of_stock"):
        variant.take(1)
    variant.put_back(3)
    assert variant.stock == 3
    with pytest.raises(InvalidValue):
        variant.put_back(0)
    assert replace(variant).id == variant.sku
