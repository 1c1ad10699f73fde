"""Money and the order itself, asked after in few words once something was done."""

from __future__ import annotations

from typing import Any

import pytest

PAID = "ORD-1002"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "when do I get it", "check_stock"),
        ("en", "how long will that take?", "delivery_period"),
        ("zh", "大概几天到", "delivery_period"),
        ("zh", "退到哪", "inform"),
        ("zh", "多少钱", "product_info"),
    ],
)
def test_after_a_cancellation_its_money_is_meant(
    converse: Any, language: str, text: str, intent: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("cancel it" if language == "en" else "取消", "cancel_order", order_id=PAID)
    talk.say("yes", "affirm")
    assert talk.say(text, intent) == ["utter_refund_pending"]
    assert talk.said["order_id"] == PAID


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "when will it be shipped?"), ("zh", "什么时候发货"), ("zh", "现在总共多少钱了"), ("en", "what's the total now")],
)  # fmt: skip
def test_of_an_order_that_has_not_left(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "delivery_period") == ["utter_order_paid"]


def test_nobody_who_is_a_stranger_is_told(converse: Any) -> None:
    talk = converse()
    assert talk.say("when do I get it", "delivery_period") == ["utter_policy"]


@pytest.mark.parametrize(("language", "text"), [("en", "how can I pay again?"), ("zh", "怎么重新付款")])
def test_how_to_pay_is_no_money_back(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order="ORD-1001")
    assert talk.say(text, "get_refund") == ["utter_policy", "utter_policy_to_pay"]
