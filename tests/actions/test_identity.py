"""What counts as a try to open an order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.tasks.identity import _marked_four, _read_proof
from actions.turn import Turn


@pytest.mark.parametrize(
    ("text", "marked", "answer"),
    [
        ("取消ORD-1043 尾号1298", "1298", "1298"),
        ("查物流，手机后四位是1298", "1298", "1298"),
        ("電話後四碼1298", "1298", "1298"),
        ("cancel it, last four digits 1298", "1298", "1298"),
        ("1298", None, "1298"),
        ("是1298", None, "1298"),
        ("取消ORD-1043", None, None),
        ("订单1043到哪了", None, None),
        ("no, order 1043 please", None, None),
    ],
)
def test_an_order_number_is_no_proof(
    text: str, marked: str | None, answer: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert (_marked_four(make_turn(text)), _read_proof(make_turn(text))) == (marked, answer)
