"""Questions about the matter of a summary: answered, and the summary is shown again."""

from __future__ import annotations

from typing import Any

import pytest

PAID, PACKED, DELIVERED = "ORD-1002", "ORD-1003", "ORD-1005"


@pytest.mark.parametrize(
    ("language", "text", "intent", "entities"),
    [
        ("zh", "等等 取消了钱多久退", "track_refund", {}),
        ("zh", "退到哪", "track_refund", {}),
        ("zh", "可以 不过退到微信行吗", "nlu_fallback", {"payment_method": "wechat_pay"}),
        ("zh", "到支付宝还是银行卡", "payment_methods", {"payment_method": "alipay"}),
        ("en", "wait, how long until I get the money back?", "track_refund", {"resolution": "refund"}),
        ("en", "which account does it go to?", "switch_account", {}),
        ("en", "ok but can you refund it to my paypal instead?", "get_refund", {"resolution": "refund"}),
        ("en", "where does the money go", "track_refund", {}),
    ],
)
def test_the_way_of_the_money(
    converse: Any, shop: Any, language: str, text: str, intent: str, entities: dict[str, str]
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("cancel it 取消", "cancel_order")
    assert talk.say(text, intent, **entities) == ["utter_own_refund", "utter_confirm_cancel"]
    assert not talk.memory.suspended
    assert shop.orders.get(PAID).status == "paid"
    talk.say("cancel it then", "cancel_order") if language == "en" else talk.say("那取消吧", "stop_task")
    assert shop.orders.get(PAID).status == "cancelled"


@pytest.mark.parametrize(
    ("language", "text", "intent", "said"),
    [
        ("zh", "退多少钱啊", "track_refund", "utter_once_more"),
        ("zh", "运费谁出", "delivery_cost", "utter_own_return_fee"),
        ("zh", "好 但是运费你们出", "affirm", "utter_own_return_fee"),
        ("en", "who pays for the shipping?", "delivery_cost", "utter_own_return_fee"),
        ("en", "ok but you pay the shipping", "delivery_cost", "utter_own_return_fee"),
        ("en", "and how much do I get back?", "nlu_fallback", "utter_once_more"),
        ("en", "when do I get my money?", "track_refund", "utter_own_refund_after_return"),
        ("zh", "钱什么时候到账", "track_refund", "utter_own_refund_after_return"),
    ],
)
def test_at_a_return(converse: Any, shop: Any, language: str, text: str, intent: str, said: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item", reason="too_small")
    assert talk.say(text, intent) == [said, "utter_confirm_return"]
    assert not shop.returns.of_order(DELIVERED)
    talk.say("yes 好的", "affirm")
    assert shop.returns.of_order(DELIVERED)


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("zh", "为啥还要收费？", "delivery_cost"),
        ("zh", "手续费能免吗", "nlu_fallback"),
        ("zh", "手续费怎么算的", "nlu_fallback"),
        ("en", "why is there a fee?", "delivery_cost"),
        ("en", "can you waive the fee?", "delivery_cost"),
        ("en", "how is the fee calculated?", "nlu_fallback"),
    ],
)
def test_the_fee_of_a_cancellation(converse: Any, shop: Any, language: str, text: str, intent: str) -> None:
    talk = converse(language, open_order=PACKED)
    talk.say("cancel it 取消", "cancel_order")
    assert talk.say(text, intent) == ["utter_policy", "utter_confirm_cancel_fee"]
    assert talk.replies[0]["text"] == shop.policies.text("cancellation_fee", language)


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "改到这里会晚到吗"), ("en", "will it arrive later then?")]
)
def test_a_change_holds_nothing_up(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("one more pair of shoes 鞋子加一双", "change_order", quantity="1")
    if talk.memory.task.asked != "confirmation":
        talk.say("2", quantity="2")
    assert talk.say(text, "nlu_fallback")[0] == "utter_own_no_delay"


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("where is my refund for ORD-1006?", "track_refund", {"order_id": "ORD-1006"}),
        ("do you ship to France?", "delivery_options", {}),
        ("yes", "affirm", {}),
    ],
)
def test_what_is_about_something_else(
    converse: Any, text: str, intent: str, entities: dict[str, str]
) -> None:
    talk = converse(open_order=PAID)
    talk.say("cancel it", "cancel_order")
    assert "utter_own_refund" not in talk.say(text, intent, **entities)


@pytest.mark.parametrize(("language", "yes"), [("zh", "退款吧"), ("en", "yes, refund me")])
def test_a_yes_that_asks_for_the_money_gets_it(converse: Any, shop: Any, language: str, yes: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item", reason="damaged")
    assert talk.say(yes, "affirm", resolution="refund") == ["utter_return_and_refund_made"]
    assert shop.returns.of_order(DELIVERED) and shop.refunds.of_order(DELIVERED)


def test_a_refund_by_return_is_told_once(converse: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("I want my money back for the shoes", "get_refund", reason="damaged")
    assert talk.say("yes", "affirm") == ["utter_return_and_refund_made"]


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "how long will that take?", "delivery_period"),
        ("en", "when will it arrive?", "track_order"),
        ("zh", "要多久", "delivery_period"),
        ("zh", "多久能到", "delivery_period"),
        ("zh", "什么时候能收到", "track_order"),
    ],
)
@pytest.mark.parametrize(
    ("entities", "summary"),
    [
        ({"reason": "damaged"}, "utter_confirm_problem_replacement"),
        ({"color": "blue"}, "utter_confirm_exchange_same"),
    ],
)
def test_when_a_new_piece_comes(
    converse: Any, shop: Any, language: str, text: str, intent: str, entities: dict[str, str], summary: str
) -> None:
    talk = converse(language, open_order="ORD-1009")
    assert talk.say("exchange them 换一双", "exchange_item", **entities) == [summary]
    assert talk.say(text, intent) == ["utter_own_parcel_time", summary]
    assert talk.replies[0]["rule"] == shop.policies.text("delivery_period", language)
    assert not talk.memory.suspended
