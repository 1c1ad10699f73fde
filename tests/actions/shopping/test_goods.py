"""Goods asked about: the cheapest of them, two held against each other, one fact, what is in them; and no purchase by mistake."""

from __future__ import annotations

from typing import Any

import pytest


def cheapest_price(talk: Any) -> float:
    items = talk.said["json_message"].get("items", [talk.said["json_message"]])
    return float(items[0]["price"]["amount"])


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [("en", "which one is the cheapest", "running shoes"), ("zh", "哪个最便宜", "跑鞋")],
)
def test_the_cheapest_of_those_shown(converse: Any, language: str, text: str, words: str) -> None:
    talk = converse(language)
    talk.say(words, "search_product", product=words, category="shoes")
    prices = [float(item["price"]["amount"]) for item in talk.said["json_message"]["items"]]
    assert talk.say(text, "out_of_scope") == ["utter_goods_cheapest", "utter_goods_look_closer"]
    assert cheapest_price(talk) == min(prices)


def test_the_cheapest_and_dearest_of_all_and_of_a_kind(converse: Any) -> None:
    talk = converse()
    assert talk.say("whats the cheapest and the most expensive thing in the shop", "recommend_product") == [
        "utter_goods_cheapest",
        "utter_goods_dearest",
        "utter_goods_look_closer",
    ]
    products = talk.shop.catalogue
    prices = [float(each.prices["USD"].amount) for each in map(products.get, talk.memory.focus.products)]
    assert prices == [min(prices), max(prices)] and prices[0] < 5 < 400 < prices[1]
    talk.say("the most expensive tea?", "delivery_cost", category="tea")
    assert "Longjing" in talk.replies[0]["product"], "a tea set is no tea"


def test_one_of_a_kind_is_said_to_be_the_only_one(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        "your cheapest and most expensive sofa", "search_product", product="sofa", category="furniture"
    )
    assert said == ["utter_goods_only_one", "utter_goods_look_closer"]


def test_what_no_detail_tells_is_not_guessed(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    assert talk.say("which is the lightest", "out_of_scope")[0] == "utter_extreme_unknown"


@pytest.mark.parametrize(
    ("language", "first", "asks", "names"),
    [
        ("en", "briefcases and totes", "briefcase or grocer?", {"Briefcase", "Grocer"}),
        ("zh", "茶叶", "龙井跟白茶哪个适合老人喝啊", {"龙井", "白茶"}),
    ],
)
def test_two_of_those_shown_stand_side_by_side(
    converse: Any, language: str, first: str, asks: str, names: set[str]
) -> None:
    talk = converse(language)
    talk.say(first, "search_product", category="bags" if language == "en" else "tea")
    assert talk.say(asks, "delivery_options")[0].startswith("utter_products_compared")
    assert all(name in talk.replies[0]["table"] for name in names)


def test_the_first_and_one_that_is_named_are_compared(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    first = talk.memory.focus.products[0]
    talk.say("how does the first compare to the tulip tote", "compare_products", order_ref="first")
    assert talk.memory.focus.products[0] == first and len(talk.memory.focus.products) == 2


@pytest.mark.parametrize(
    ("language", "name", "asks", "told"),
    [
        ("en", "Sparrow earbuds", "battery???", "28"),
        ("zh", "畅听骨传导耳机", "续航多久", "10小时"),
        ("en", "Sparrow earbuds", "what colours", "black"),
        ("zh", "畅听骨传导耳机", "什么材质的", "钛合金"),
    ],
)
def test_one_fact_and_not_the_whole_card_again(
    converse: Any, language: str, name: str, asks: str, told: str
) -> None:
    talk = converse(language)
    talk.say(name, "product_info", product=name)
    assert talk.say(asks, "product_info") == ["utter_product_facts"]
    assert told in talk.said["facts"]


def test_a_fact_that_is_not_known_is_not_made_up(converse: Any) -> None:
    talk = converse("zh")
    talk.say("西湖边龙井茶", "product_info", product="西湖边龙井茶")
    assert talk.say("保质期多久", "product_info") == ["utter_fact_unknown"]
    assert talk.say("几号生产的", "nlu_fallback") == ["utter_fact_unknown"]


@pytest.mark.parametrize(
    ("language", "name", "asks"),
    [("en", "Cocoa Trail chocolate", "does it contain nuts"), ("zh", "可可径黑巧克力", "坚果过敏能吃吗")],
)
def test_nobody_is_told_that_something_is_not_in_it(
    converse: Any, language: str, name: str, asks: str
) -> None:
    talk = converse(language)
    talk.say(name, "product_info", product=name)
    chocolate = talk.memory.focus.query["current"]
    entities = {"product": "nuts"} if language == "en" else {}
    assert talk.say(asks, "product_info", **entities) == ["utter_contents_unknown"]
    assert talk.memory.focus.query["current"] == chocolate, "the nuts that are sold are not meant"


def test_a_search_with_an_allergy_is_answered_with_the_label(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        "vegan chocolate, no nuts im allergic",
        "search_product",
        product="chocolate",
        category="food",
        attribute="vegan",
    )
    assert said[-1] == "utter_allergy_note" and len(said) == 2


@pytest.mark.parametrize(("language", "asks"), [("en", "is there a cheaper one"), ("zh", "有没有再便宜点的")])
def test_cheaper_than_the_one_spoken_of_is_no_question_about_coupons(
    converse: Any, language: str, asks: str
) -> None:
    talk = converse(language)
    talk.say("Marten Trail Running Shoes", "product_info", product="Marten Trail Running Shoes")
    assert talk.say(asks, "promotion") == ["utter_goods_cheaper"]
    assert talk.say("any coupon that makes it cheaper?", "promotion") != ["utter_goods_cheaper"]


@pytest.mark.parametrize(
    ("language", "wish", "asks", "refuses"),
    [
        (
            "en",
            "I want to buy the Sparrow earbuds",
            "which is better, the sparrow or the hush?",
            "im just asking",
        ),
        ("zh", "我要买麻雀真无线耳机", "跟静界那个比哪个好", "我没说要买 只是问问"),
    ],
)
def test_goods_are_compared_while_one_is_bought_and_nothing_is_lost(
    converse: Any, language: str, wish: str, asks: str, refuses: str
) -> None:
    talk = converse(language)
    talk.say(wish, "place_order", product="earbuds")
    bought = talk.memory.task.values["product_id"]
    said = talk.say(asks, "place_order")
    assert said[0].startswith("utter_products_compared"), said
    assert talk.memory.task.values["product_id"] == bought, "a comparison chooses nothing"
    assert talk.say("刚才那个下单了没" if language == "zh" else "is it ordered now?", "check_stock")[0] == (
        "utter_not_ordered_yet"
    )
    assert talk.say(refuses, "chitchat")[0] == "utter_not_buying"
    assert talk.memory.task is None
