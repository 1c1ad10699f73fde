"""How values of the shop are told."""

from __future__ import annotations

import pytest

from actions.wording import size_text


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ("500 ml", "500毫升"), ("6.1 inch", "6.1英寸"), ("2 pieces", "2件"), ("0-6 months", "0-6个月"), ("3x4 m", "3x4米"),
        ("paperback", "平装"), ("42", "42"), ("XL", "XL"), ("120x60", "120x60"), ("45L", "45L"),
    ],
)  # fmt: skip
def test_a_size_is_told_in_the_language_of_the_customer(size: str, told: str) -> None:
    assert size_text(size, "zh") == told
    assert size_text(size, "en") == size
