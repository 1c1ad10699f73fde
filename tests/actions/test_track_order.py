"""Where an order is, as the customer hears it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

PLACED = "ORD-1001"  # to be paid within twenty hours


@pytest.mark.parametrize(("language", "text"), [("en", "where is my order?"), ("zh", "我的订单怎么还没发货")])
def test_after_the_time_to_pay_nobody_is_asked_to_pay(
    language: str, text: str, converse: Any, clock: Any
) -> None:
    assert converse(language, open_order=PLACED).say(text, "track_order") == ["utter_order_placed"]
    clock.move(timedelta(hours=21))
    later = converse(language, name="c-2", open_order=PLACED)
    assert later.say(text, "track_order") == ["utter_order_unpaid"]
