"""Sums by the shop's rules, a country asked after another, and what comes after a purchase asked in the middle of it."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("language", "text", "facts"),
    [
        (
            "en",
            "what's the delivery charge if i buy something for 45 euros",
            {"fee": "€6.00", "missing": "€15.00"},
        ),
        ("zh", "45欧的东西运费多少", {"fee": "6.00欧元", "missing": "15.00欧元"}),
        ("zh", "买30块的要运费吗", {"fee": "6.00元", "missing": "30.00元"}),
    ],
)
def test_delivery_for_a_sum(converse: Any, language: str, text: str, facts: dict[str, str]) -> None:
    talk = converse(language)
    assert talk.say(text, "delivery_cost") == ["utter_sum_delivery"]
    assert facts.items() <= talk.said.items()


def test_from_the_limit_on_delivery_is_free(converse: Any) -> None:
    talk = converse()
    assert talk.say("how much is shipping for $60?", "delivery_cost") == ["utter_sum_delivery_free"]
    assert talk.say("how much is shipping for $59.99?", "delivery_cost") == ["utter_sum_delivery"]


@pytest.mark.parametrize(
    ("language", "text", "level", "missing"),
    [
        ("en", "how many points till gold if i have 4200 points", "Gold", "800"),
        ("zh", "我现在4200分还差多少升黄金", "黄金会员", "800"),
        ("zh", "有900积分 下一级还差多少", "白银会员", "100"),
    ],
)
def test_points_that_are_missing(converse: Any, language: str, text: str, level: str, missing: str) -> None:
    talk = converse(language)
    assert talk.say(text, "membership") == ["utter_sum_points"]
    assert (talk.said["level"], talk.said["missing"]) == (level, missing)
    assert talk.memory.task is None, "nobody has to prove who they are for a sum"


def test_points_that_are_enough(converse: Any) -> None:
    talk = converse()
    assert talk.say("is 5,000 points enough for gold?", "membership") == ["utter_sum_points_reached"]


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [("en", "do you ship to france", "and germany?"), ("zh", "送货到法国吗", "那德国呢")],
)
def test_another_country_right_after_one(converse: Any, language: str, first: str, then: str) -> None:
    talk = converse(language)
    talk.say(first, "delivery_options")
    assert talk.say(then, "track_order", before=(first,)) == ["utter_delivers_there"]
    assert talk.memory.task is None


def test_another_country_is_told_its_days_where_days_were_asked(converse: Any) -> None:
    talk = converse()
    first = "how long does delivery to italy take"
    talk.say(first, "delivery_period")
    assert talk.say("and spain?", "nlu_fallback", before=(first,)) == ["utter_delivers_there", "utter_policy"]
    assert talk.say("and norway?", "nlu_fallback", before=(first,)) == ["utter_delivers_not_there"]
    assert "utter_delivers_there" not in talk.say("i live in spain", "inform", before=("hello",))


@pytest.mark.parametrize(
    ("language", "wish", "asks", "intent", "response"),
    [
        ("en", "I want to buy the Sparrow earbuds", "can the invoice be made out to the school?", "get_invoice", "utter_buying_invoice"),
        ("zh", "我要买麻雀真无线耳机", "能开发票吗 抬头写公司", "get_invoice", "utter_buying_invoice"),
        ("zh", "我要买麻雀真无线耳机", "不喜欢能退吗", "return_item", "utter_policy"),
        ("en", "I want to buy the Sparrow earbuds", "what if the price falls tomorrow?", "price_protection", "utter_buying_price_falls"),
    ],
)  # fmt: skip
def test_what_comes_after_a_purchase_is_answered_within_it(
    converse: Any, language: str, wish: str, asks: str, intent: str, response: str
) -> None:
    talk = converse(language)
    talk.say(wish, "place_order", product="earbuds")
    assert talk.say(asks, intent)[0] == response
    assert talk.memory.task.name == "place_order" and not talk.memory.suspended


def test_the_invoice_of_an_earlier_order_is_another_matter(converse: Any) -> None:
    talk = converse()
    talk.say("I want to buy the Sparrow earbuds", "place_order", product="earbuds")
    talk.say("oh and i need the invoice of my last order", "get_invoice")
    assert talk.memory.task.name == "get_invoice"


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("en", "how long does it take to Berlin", "European Union: 3–5 working days"),
        ("zh", "到北京几天", "中国大陆：1–3天"),
        ("zh", "寄到英国要多久", "英国：2–4个工作日"),
    ],
)
def test_the_days_to_the_place_that_is_named_come_first(
    converse: Any, language: str, text: str, period: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "delivery_period")[0] == "utter_delivery_takes"
    assert talk.replies[0]["period"] == period
