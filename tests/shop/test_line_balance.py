"""What is left of an order's lines: exact to the cent, whatever is claimed in whatever sequence."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.errors import InvalidValue, Refused
from shop.domain.line_balance import Claim, balances, draw
from shop.domain.money import Money
from tests.shop.samples import line, order

NOW = datetime(2024, 5, 15, tzinfo=timezone.utc)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def test_the_discount_is_shared_by_price() -> None:
    lines = [line(1, 1, "30.00"), line(2, 1, "10.00")]
    left = balances(order(NOW, lines=lines, discount=usd("4.00")), [])
    assert [each.value for each in left.values()] == [usd("27.00"), usd("9.00")]


def test_a_discount_above_the_goods_leaves_nothing() -> None:
    left = balances(order(NOW, lines=[line(1, 2, "5.00")], discount=usd("99.00")), [])
    assert left[1].value == usd("0.00")


def test_free_goods_are_worth_nothing() -> None:
    left = balances(order(NOW, lines=[line(1, 2, "0.00")]), [])
    assert left[1].worth(2) == usd("0.00")


def test_pieces_are_rounded_down_and_the_last_one_gets_the_rest() -> None:
    bought = order(NOW, lines=[line(1, 3, "10.00")], discount=usd("0.01"))  # 29.99 for three
    claims: list[Claim] = []
    for _ in range(3):
        claims += draw(bought, balances(bought, claims), [(1, 1)])
    assert [claim.amount for claim in claims] == [usd("9.99"), usd("10.00"), usd("10.00")]


def test_a_piece_bought_twice_in_one_wish_counts_twice() -> None:
    bought = order(NOW, lines=[line(1, 3, "10.00")])
    assert draw(bought, balances(bought, []), [(1, 1), (1, 2)]) == (Claim(1, 3, usd("30.00")),)


def test_money_given_back_for_the_price_lowers_the_value() -> None:
    bought = order(NOW, lines=[line(1, 2, "10.00")])
    left = balances(bought, [Claim(1, 0, usd("5.00"))])
    assert (left[1].quantity, left[1].value) == (2, usd("15.00"))


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([(7, 1)], "no_such_line"),
        ([(1, 0)], "quantity_not_positive"),
        ([(1, -3)], "quantity_not_positive"),
        ([(1, 3)], "quantity_too_large"),
        ([(2, 1)], "nothing_left_to_return"),
    ],
)
def test_impossible_wishes_are_refused(items: list[tuple[int, int]], code: str) -> None:
    bought = order(NOW, lines=[line(1, 2), line(2, 1)])
    with pytest.raises(Refused) as refused:
        draw(bought, balances(bought, [Claim(2, 1, usd("20.00"))]), items)
    assert refused.value.code == code


def test_no_wish_is_bad_input() -> None:
    bought = order(NOW)
    with pytest.raises(InvalidValue):
        draw(bought, balances(bought, []), [])


@given(
    bought=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5000)), min_size=1, max_size=3),
    discount=st.integers(0, 100),  # percent of the goods
    steps=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.booleans()), max_size=12),
)
def test_all_claims_together_come_to_what_was_paid_for_the_goods(
    bought: list[tuple[int, int]], discount: int, steps: list[tuple[int, int, bool]]
) -> None:
    lines = [
        line(number, quantity, str(Money.from_minor(cents, "USD").amount))
        for number, (quantity, cents) in enumerate(bought, 1)
    ]
    goods = Money.total((each.price for each in lines), "USD")
    made = order(NOW, lines=lines, discount=goods.part(discount, 100))
    claims: list[Claim] = []
    for index, quantity, called_off in steps:
        balance = balances(made, claims)[index % len(lines) + 1]
        if called_off and claims:
            claims.pop(index % len(claims))
        elif balance.quantity >= quantity:
            claims += draw(made, {balance.line.line: balance}, [(balance.line.line, quantity)])
        assert Money.total((claim.amount for claim in claims), "USD") <= goods - made.discount
    left = balances(made, claims)
    rest = [(number, each.quantity) for number, each in left.items() if each.quantity]
    claims += draw(made, left, rest) if rest else ()
    assert Money.total((claim.amount for claim in claims), "USD") == goods - made.discount
