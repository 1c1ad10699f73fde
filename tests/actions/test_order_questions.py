"""Short questions that lean on the order just spoken of: its parcel, its refund, another order."""

from __future__ import annotations

from typing import Any

import pytest

PAID, SHIPPED = "ORD-1002", "ORD-1004"


@pytest.mark.parametrize(
    ("language", "text", "intent", "first"),
    [
        ("en", "why does it take so long", "delivery_period", "utter_refund_takes_time"),
        ("zh", "怎么这么慢", "delivery_period", "utter_refund_takes_time"),
        ("en", "does it go to my card or paypal", "payment_methods", "utter_refund_goes_back"),
        ("zh", "到支付宝还是银行卡", "payment_methods", "utter_refund_goes_back"),
        ("en", "how long does delivery take", "delivery_period", "utter_policy"),
        ("zh", "快递要多久", "delivery_period", "utter_policy"),
        ("en", "how can I pay", "payment_methods", "utter_policy"),
        ("zh", "可以用什么付款", "payment_methods", "utter_policy"),
    ],
)
def test_after_a_refund_was_told(language: str, text: str, intent: str, first: str, converse: Any) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("cancel", "cancel_order")
    talk.say("yes" if language == "en" else "好的", "affirm")
    talk.say("refund?", "track_refund")
    said = talk.say(text, intent)
    assert said[0] == first
    if first != "utter_policy":
        assert said[1] == "utter_refund_pending"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "is it lost?", "check_stock"),
        ("zh", "是不是丢件了", "check_stock"),
        ("en", "could my neighbour have taken it", "delivery_options"),
        ("zh", "会不会是邻居拿了", "delivery_options"),
    ],
)
def test_a_parcel_that_may_be_lost(language: str, text: str, intent: str, converse: Any, shop: Any) -> None:
    order = next(
        o
        for o in (f"ORD-{n}" for n in range(1001, 1012))
        if shop.orders.get(o).status in ("shipped", "delivered")
    )
    talk = converse(language, open_order=order)
    assert talk.say(text, intent)[-1] == "utter_offer_parcel_problem"
    talk.say("yes" if language == "en" else "好的", "affirm")
    assert talk.memory.task.name == "delivery_problem" and talk.memory.task.values["order_id"] == order


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "what about the other order", "track_order"),
        ("zh", "那另外一单呢", "track_order"),
        ("en", "not this order, the other one", "inform"),
        ("zh", "不是这单 是另一单", "deny"),
    ],
)
def test_another_order_is_asked_for(language: str, text: str, intent: str, converse: Any) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("where is it", "track_order")
    assert talk.say(text, intent) == ["utter_question_order_id"]
    assert talk.memory.task.name == "track_order"
    assert talk.say(SHIPPED, order_id=SHIPPED, is_bare=True) == ["utter_question_proof"]


def test_of_two_that_are_known_it_is_the_other(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=PAID)
    shop.access.grant_order("c-1", SHIPPED)
    talk.say("到哪了", "track_order")
    talk.say("那另外一单呢", "track_order")
    assert talk.said["order_id"] == SHIPPED
