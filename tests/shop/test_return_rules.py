"""What may be returned and exchanged, until when and at what cost."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from shop.domain import exchange as exchanges
from shop.domain import returns
from shop.domain.catalogue import Product
from shop.domain.errors import InvalidValue, Refused
from shop.domain.line_balance import balances
from shop.domain.money import Money
from shop.domain.order import Order
from shop.domain.returns import Case
from shop.domain.rules import CUSTOMER_REASONS, FAULTY_REASONS, RETURN_REASONS, Rules
from tests.shop.samples import line, order, product

NOW = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def case(
    bought: Order | None = None, *products: Product, level: str | None = "bronze", now: datetime = NOW
) -> Case:
    bought = bought or order(NOW)
    known = {each.id: each for each in products or (product(),)}
    return Case(bought, known, balances(bought, []), level, Rules(), now)


def delivered(days_ago: float, **changes: Any) -> Order:
    return order(NOW, delivered_at=NOW - timedelta(days=days_ago), **changes)


def refusal(*arguments: Any, **named: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        returns.terms(*arguments, **named)
    return refused.value


def test_all_of_a_new_order_can_go_back() -> None:
    terms, claims = returns.terms(case(), reason="too_small")
    assert [(item.line, item.quantity, item.name_zh) for item in terms.items] == [(1, 2, "衬衫")]
    assert (terms.refund, terms.fee) == (usd("34.00"), usd("6.00"))
    assert terms.until == NOW + timedelta(days=28)
    assert claims[0].amount == usd("40.00")


@pytest.mark.parametrize("reason", sorted(RETURN_REASONS))
def test_who_pays_the_return_shipping(reason: str) -> None:
    fee = returns.terms(case(), reason=reason)[0].fee
    assert fee == usd("6.00" if reason in CUSTOMER_REASONS else "0.00")


@pytest.mark.parametrize(
    ("level", "fee"), [(None, "6.00"), ("silver", "6.00"), ("gold", "0.00"), ("platinum", "0.00")]
)
def test_gold_and_platinum_return_for_free(level: str | None, fee: str) -> None:
    assert returns.terms(case(level=level), reason="changed_mind")[0].fee == usd(fee)


def test_the_fee_never_exceeds_the_goods() -> None:
    cheap = order(NOW, lines=[line(1, 1, "2.50")])
    terms = returns.terms(case(cheap), reason="changed_mind")[0]
    assert (terms.refund, terms.fee) == (usd("0.00"), usd("2.50"))


@pytest.mark.parametrize("reason", sorted(RETURN_REASONS))
def test_the_window_closes_after_its_last_second(reason: str) -> None:
    days = 90 if reason in FAULTY_REASONS else 30
    until = NOW + timedelta(days=days - 2)
    assert returns.terms(case(now=until), reason=reason)[0].until == until
    refused = refusal(case(now=until + timedelta(seconds=1)), reason=reason)
    assert (refused.code, refused.facts["until"]) == ("return_window_closed", until)


def test_without_a_reason_only_the_longest_window_counts() -> None:
    assert returns.terms(case(delivered(40)))[0].until == NOW + timedelta(days=50)
    assert refusal(case(delivered(91))).code == "return_window_closed"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("placed", "not_delivered"),
        ("paid", "not_delivered"),
        ("packed", "not_delivered"),
        ("shipped", "not_delivered"),
        ("cancelled", "already_cancelled"),
    ],
)
def test_only_delivered_orders_go_back(status: str, code: str) -> None:
    assert refusal(case(order(NOW, status))).code == code


def test_hygiene_goods_go_back_only_with_a_fault() -> None:
    sealed = product(returnable=False)
    assert returns.terms(case(None, sealed))[0].items  # the reason is not known yet
    assert returns.terms(case(None, sealed), reason="defective")[0].refund == usd("40.00")
    for reason in ("changed_mind", "arrived_late"):
        assert refusal(case(None, sealed), reason=reason).code == "item_not_returnable"


def test_what_cannot_go_back_is_left_out_of_everything() -> None:
    bought = order(NOW, lines=[line(1, 1), line(2, 1, sku="PRD-2-BLK-M")])
    both = case(bought, product("PRD-1", returnable=False), product("PRD-2"))
    assert [item.line for item in returns.terms(both, reason="other")[0].items] == [2]
    assert refusal(both, [(1, 1)], "other").code == "item_not_returnable"


def test_part_of_a_line_goes_back() -> None:
    terms, _ = returns.terms(case(), [(1, 1)], "damaged")
    assert (terms.items[0].quantity, terms.refund) == (1, usd("20.00"))


def test_unknown_words_are_bad_input() -> None:
    for reason, resolution in (("bored", "refund"), ("damaged", "exchange"), ("damaged", "gold")):
        with pytest.raises(InvalidValue) as error:
            returns.terms(case(), None, reason, resolution)
        assert "bored" not in str(error.value)


def test_a_repair_costs_nothing_and_lasts_as_long_as_the_warranty() -> None:
    terms = returns.terms(case(delivered(200)), None, "defective", "repair")[0]
    assert (terms.refund, terms.fee) == (usd("0.00"), usd("0.00"))
    assert terms.until > NOW
    assert refusal(case(delivered(400)), None, "defective", "repair").code == "return_window_closed"
    assert refusal(case(), None, "too_small", "repair").code == "resolution_not_offered"


def exchange(bought: Order, *wish: Any, now: datetime = NOW, made: Product | None = None) -> Any:
    number, quantity, sku, reason = wish
    left = balances(bought, [])
    return exchanges.terms(bought, made or product(), left, number, quantity, sku, reason, Rules(), now)[0]


def exchange_refusal(*arguments: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        exchange(*arguments, **named)
    return refused.value.code


def test_another_size_at_the_same_price() -> None:
    terms = exchange(order(NOW), 1, 1, "PRD-1-BLK-L", "too_small")
    assert (terms.new.size, terms.old.size, terms.quantity) == ("L", "M", 1)
    assert (terms.difference, terms.until) == (usd("0.00"), NOW + timedelta(days=28))


def test_the_price_of_today_counts_unless_the_shop_is_at_fault() -> None:
    dearer, cheaper = product(price="23.00"), product(price="15.50")
    wish = (1, 2, "PRD-1-BLK-L")
    assert exchange(order(NOW), *wish, "too_small", made=dearer).difference == usd("6.00")
    assert exchange(order(NOW), *wish, "damaged", made=dearer).difference == usd("0.00")
    assert exchange(order(NOW), *wish, "damaged", made=cheaper).difference == usd("-9.00")


def test_what_cannot_be_exchanged() -> None:
    bought = order(NOW)
    gone = product()
    gone.variants[1].stock = 0
    assert exchange_refusal(bought, 1, 1, "PRD-1-BLK-L", None, made=gone) == "out_of_stock"
    assert exchange_refusal(bought, 1, 1, "PRD-1-BLK-M", "too_small") == "same_variant"
    assert exchange_refusal(bought, 1, 1, "PRD-2-BLK-M", "too_small") == "other_product"
    assert exchange_refusal(bought, 1, 3, "PRD-1-BLK-L", "too_small") == "quantity_too_large"
    assert exchange_refusal(bought, 9, 1, "PRD-1-BLK-L", "too_small") == "no_such_line"
    assert exchange_refusal(order(NOW, "shipped"), 1, 1, "PRD-1-BLK-L", None) == "not_delivered"
    sealed = product(returnable=False)
    assert exchange_refusal(bought, 1, 1, "PRD-1-BLK-L", "other", made=sealed) == "item_not_returnable"


def test_the_same_piece_anew_when_it_has_a_fault() -> None:
    assert exchange(order(NOW), 1, 1, "PRD-1-BLK-M", "defective").new.sku == "PRD-1-BLK-M"


def test_the_exchange_window() -> None:
    late = delivered(31)
    assert exchange_refusal(late, 1, 1, "PRD-1-BLK-L", "too_small") == "exchange_window_closed"
    assert exchange(late, 1, 1, "PRD-1-BLK-L", "defective").until == NOW + timedelta(days=59)
    assert exchange_refusal(delivered(91), 1, 1, "PRD-1-BLK-L", None) == "exchange_window_closed"
