"""The end of a number put right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.end_of_number import with_end
from actions.turn import Turn


@pytest.mark.parametrize(
    ("number", "text", "right"),
    [
        ("GB123456788", "sorry last digit is 9", "GB123456789"),
        ("GB123456788", "it ends in 99", "GB123456799"),
        ("GB123456788", "the last two digits should be 78, not 88", "GB123456778"),
        ("GB123456788", "the final character is a b", "GB12345678B"),
        ("91330106MA2B0XYZ13", "最后一位是2不是3", "91330106MA2B0XYZ12"),
        ("91330106MA2B0XYZ13", "末两位应该是45", "91330106MA2B0XYZ45"),
        ("91330106MA2B0XYZ13", "最后一位是x", "91330106MA2B0XYZ1X"),
        ("GB123456789", "yes, the last digit is 9", None),  # as it is already
        ("GB123456788", "the last digit is wrong", None),
        ("GB123456788", "the last digit is a mistake", None),
        ("GB123456788", "yes please", None),
        (None, "last digit is 9", None),
    ],
)
def test_the_end_of_a_number(
    number: str | None, text: str, right: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert with_end(number, make_turn(text)) == right
