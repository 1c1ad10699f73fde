from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.numerals import parse_number

_DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("300", 300),
        ("1,200", 1200),
        ("49.99", 49.99),
        ("2k", 2000),
        ("1.5万", 15_000),
        ("3百", 300),
        ("三百", 300),
        ("三百五", 350),
        ("三百零五", 305),
        ("三百五十六", 356),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两千", 2000),
        ("一万二", 12_000),
        ("一万零二百", 10_200),
        ("二零五", 205),
        ("three hundred", 300),
        ("three hundred and fifty", 350),
        ("twenty-five", 25),
        ("a hundred", 100),
        ("two thousand five hundred", 2500),
        ("a dozen", 12),
        ("一打", 12),
        ("半打", 6),
        ("仨", 3),
        ("two dozen", 24),
        ("many", None),
        ("", None),
    ],
)
def test_numbers(text: str, number: float | None) -> None:
    assert parse_number(text) == number


@given(st.integers(min_value=1, max_value=9999))
def test_written_out_in_full(number: int) -> None:
    assert parse_number(_written(number)) == number


def _written(number: int) -> str:
    """Chinese for 1 to 9999, as a school book has it."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text
