from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.money import Money


def usd(text: str) -> Money:
    return Money.of(text, "USD")


def test_sums_are_exact_where_floats_are_not() -> None:
    assert usd("0.10") + usd("0.20") == usd("0.30")
    assert usd("19.99") * 3 == usd("59.97")
    assert str(usd("5")) == "5.00 USD"


def test_shares_round_half_up() -> None:
    assert usd("46.10").part(5, 100) == usd("2.31")  # 2.305
    assert usd("46.09").part(5, 100) == usd("2.30")  # 2.3045
    assert usd("10.00").part(Decimal("12.5"), 100) == usd("1.25")


def test_a_split_loses_no_cent() -> None:
    assert usd("10.00").allocate([1, 1, 1]) == [usd("3.34"), usd("3.33"), usd("3.33")]
    assert usd("0.05").allocate([3, 7]) == [usd("0.02"), usd("0.03")]  # 1.5 and 3.5 cents: a tie, first wins


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_parts_add_up_and_differ_from_their_share_by_less_than_a_cent(cents: int, weights: list[int]) -> None:
    parts = Money.from_minor(cents, "EUR").allocate(weights)
    assert sum(part.minor for part in parts) == cents
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Decimal(cents) * weight / sum(weights)) < 1


@given(st.integers(-(10**12), 10**12))
def test_the_database_form_is_the_same_amount(cents: int) -> None:
    assert Money.from_minor(cents, "CNY").minor == cents


def test_what_is_not_money_is_refused() -> None:
    with pytest.raises(ValueError, match="EUR"):
        usd("1") + Money.of("1", "EUR")
    with pytest.raises(ValueError, match="USD"):
        assert usd("1") < Money.of("2", "EUR")
    with pytest.raises(ValueError, match="decimals"):
        usd("1.005")
    with pytest.raises(ValueError, match="currency"):
        Money.of("1", "XXX")
    with pytest.raises(ValueError, match="finite"):
        usd("NaN")
    with pytest.raises(ValueError, match="decimal number"):
        usd("ten")
    with pytest.raises(TypeError, match="float"):
        Money.of(1.5, "USD")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="part"):
        usd("1") * 1.5  # type: ignore[operator]
    with pytest.raises(ValueError, match="weights"):
        usd("1").allocate([0, 0])


def test_zero_has_no_sign_and_is_false() -> None:
    assert str(usd("-0.00")) == "0.00 USD"
    assert not Money.zero("USD") and usd("0.01")
    assert -usd("1") == usd("-1")
