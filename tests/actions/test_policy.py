"""Questions about the shop's rules: ways to pay by name, and two questions in one message."""

from __future__ import annotations

from typing import Any

import pytest

TAKEN, NOT_TAKEN, POLICY = "utter_payment_taken", "utter_payment_not_taken", "utter_policy"


@pytest.mark.parametrize(
    ("language", "text", "said", "methods"),
    [
        ("en", "klarna?", [NOT_TAKEN], "Klarna"),
        ("en", "do you take amex cards", [NOT_TAKEN], "American Express"),
        ("en", "what about visa or Apple Pay", [TAKEN, NOT_TAKEN], "Apple Pay"),
        ("en", "do you accept credit cards", [TAKEN], "card"),
        ("en", "can I pay in instalments", [TAKEN], "instalments"),
        ("zh", "花呗?", [NOT_TAKEN], "花呗"),
        ("zh", "有没有白条", [NOT_TAKEN], "白条"),
        ("zh", "支持分期吗", [TAKEN], "分期"),
        ("zh", "微信和花呗都行吗", [TAKEN, NOT_TAKEN], "花呗"),
    ],
)
def test_a_way_to_pay_by_name(converse: Any, language: str, text: str, said: list[str], methods: str) -> None:
    talk = converse(language)
    assert talk.say(text, "payment_methods") == [*said, POLICY]
    assert talk.replies[len(said) - 1]["methods"] == methods


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how can I pay?"),
        ("en", "is PayPal safe?"),
        ("en", "anything besides PayPal?"),
        ("zh", "怎么付款"),
        ("zh", "除了支付宝还有别的吗"),
        ("zh", "用支付宝要手续费吗"),
    ],
)
def test_no_yes_or_no_where_none_is_asked(converse: Any, language: str, text: str) -> None:
    assert converse(language).say(text, "payment_methods") == [POLICY]


@pytest.mark.parametrize(
    ("language", "text", "limit"),
    [
        ("en", "so is that a no for cash in the UK?", "In mainland China cash on delivery is possible, too."),
        ("zh", "货到付款呢", "中国大陆还支持货到付款。"),
    ],
)
def test_what_is_taken_in_one_place_only_is_no_plain_yes(
    converse: Any, language: str, text: str, limit: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "payment_methods") == ["utter_payment_taken_partly", POLICY]
    assert talk.replies[0]["limit"] == limit


def test_what_the_shop_takes_stands_in_its_own_text(converse: Any, shop: Any) -> None:
    from shop.service import By

    shop.policies.edit("payment_methods", "en", "You can pay by Klarna.", By("staff", "desk", "p-1"))
    assert converse().say("klarna?", "payment_methods") == [TAKEN, POLICY]


@pytest.mark.parametrize(("language", "text"), [("en", "amex?"), ("zh", "花呗?")])
def test_a_bare_name_is_a_question(converse: Any, language: str, text: str) -> None:
    said = converse(language).say(text, "inform", payment_method="card", is_bare=True)
    assert said == [NOT_TAKEN, POLICY]


@pytest.mark.parametrize("intent", ["delivery_cost", "delivery_period"])
@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "how long does delivery take and what does it cost"), ("zh", "快递要多久，运费多少")],
)
def test_two_questions_are_both_answered(
    converse: Any, shop: Any, language: str, text: str, intent: str
) -> None:
    talk = converse(language)
    assert talk.say(text, intent) == [POLICY, POLICY]
    told = [reply["text"] for reply in talk.replies]
    assert told == [shop.policies.text(topic, language) for topic in ("delivery_period", "delivery_cost")]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "how long does delivery take and what does it cost"), ("zh", "快递要多久，运费多少")],
)
def test_two_questions_in_a_task(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order="ORD-1002")
    talk.say("cancel it 取消", "cancel_order")
    said = talk.say(text, "nlu_fallback")
    assert said.count(POLICY) == 2 and said[-1] == "utter_confirm_cancel"


@pytest.mark.parametrize(
    ("language", "text", "intent", "said"),
    [
        ("en", "do you ship to norway", "delivery_options", ["utter_delivers_not_there"]),
        ("en", "do you deliver to Austria?", "delivery_options", ["utter_delivers_there"]),
        ("en", "delivery to scotland possible?", "delivery_options", ["utter_delivers_there"]),
        ("en", "how long does it take to switzerland", "delivery_period", ["utter_delivers_not_there"]),
        ("en", "how long does it take to germany", "delivery_period", ["utter_delivery_takes"]),
        ("en", "do you ship from china?", "delivery_options", []),
        ("en", "which couriers do you use", "delivery_options", []),
        ("zh", "能寄到挪威吗", "delivery_options", ["utter_delivers_not_there"]),
        ("zh", "法国能送吗", "delivery_options", ["utter_delivers_there"]),
        ("zh", "寄香港运费多少", "delivery_cost", ["utter_delivers_not_there"]),
        ("zh", "国内能送到家吗", "delivery_options", []),
    ],
)
def test_a_country_gets_a_yes_or_a_no(
    converse: Any, language: str, text: str, intent: str, said: list[str]
) -> None:
    assert converse(language).say(text, intent) == [*said, POLICY]
