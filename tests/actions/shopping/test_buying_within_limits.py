"""Wanting to buy within limits searches as looking for goods does: narrowed, widened, and then ordered from."""

from __future__ import annotations

from typing import Any

import pytest

from shop.domain.errors import NotFound

WANT = {
    "en": ("I want to buy running shoes under 150", {"product": "running shoes", "price_max": "150"}),
    "zh": ("想买双跑步鞋 预算500以内", {"product": "跑步鞋", "price_max": "500"}),
}


def wants_shoes(converse: Any, language: str) -> Any:
    talk = converse(language)
    text, said = WANT[language]
    assert talk.say(text, "place_order", category="shoes", **said) == ["utter_question_which_to_buy"]
    return talk


def offered(talk: Any) -> list[str]:
    return list(talk.memory.task.values.get("candidates", []))


@pytest.mark.parametrize(
    ("language", "black", "lower", "most", "any_price"),
    [
        ("en", "any in black?", "what about under 60", "60", "any price"),
        ("zh", "有黑色的吗", "400以内呢", "400", "价格随便"),
    ],
)
def test_narrowed_and_widened(
    language: str, black: str, lower: str, most: str, any_price: str, converse: Any
) -> None:
    talk = wants_shoes(converse, language)
    assert offered(talk) == ["PRD-201", "PRD-202"], "the racing shoe costs more than that"
    assert talk.say(black, "check_stock", color="black")[-1] == "utter_question_which_to_buy"
    assert talk.say(lower, "nlu_fallback", price_max=most)[-1] == "utter_question_buy_this_one"
    assert offered(talk) == ["PRD-202"]
    talk.say(any_price)
    assert {"PRD-201", "PRD-202"} == set(offered(talk)), "still only the black ones"
    talk.say({"en": "any colour", "zh": "颜色无所谓"}[language])
    wider = {"PRD-201", "PRD-202"} | ({"PRD-203"} if language == "zh" else set())
    assert wider <= set(offered(talk))


@pytest.mark.parametrize(
    ("language", "stock", "order"),
    [
        ("en", "is the first one there in 42?", "order it"),
        ("zh", "第一个42码有货吗", "下单"),
    ],
)
def test_a_question_about_one_of_them_and_then_the_order(
    language: str, stock: str, order: str, converse: Any
) -> None:
    talk = wants_shoes(converse, language)
    said = talk.say(stock, "check_stock", order_ref="first", size="42")
    assert said == ["utter_stock_overview", "utter_question_which_to_buy"]
    assert talk.say(order, "inform") == ["utter_question_color_to_buy"]
    assert talk.memory.task.values["product_id"] == "PRD-201" and talk.memory.task.values["size"] == "42"


@pytest.mark.parametrize(("language", "text"), [("en", "the first one"), ("zh", "第一个")])
def test_the_first_one(language: str, text: str, converse: Any) -> None:
    talk = wants_shoes(converse, language)
    assert talk.say(text, order_ref="first") == ["utter_question_color_to_buy"]
    assert talk.memory.task.values["product_id"] == "PRD-201"


@pytest.mark.parametrize(("language", "text"), [("en", "ok"), ("zh", "好的")])
def test_a_yes_orders_none_of_several(language: str, text: str, converse: Any) -> None:
    talk = wants_shoes(converse, language)
    talk.say(text, "affirm")
    assert "product_id" not in talk.memory.task.values


@pytest.mark.parametrize(
    ("language", "text", "intent", "noun"),
    [
        ("en", "forget it, show me speakers", "stop_task", "speakers"),
        ("zh", "算了不买了 看看音箱", "stop_task", "音箱"),
    ],
)
def test_other_goods_behind_a_farewell(
    language: str, text: str, intent: str, noun: str, converse: Any, shop: Any
) -> None:
    talk = wants_shoes(converse, language)
    places = (("product", noun, text.index(noun)),)
    talk.say(text, intent, product=noun, category="electronics", places=places)
    wanted = talk.memory.task.values.get("product_id") or offered(talk)[0]
    assert "Speaker" in shop.catalogue.get(wanted).name


@pytest.mark.parametrize(
    ("language", "text", "noun"), [("en", "I won't buy shoes", "shoes"), ("zh", "不买鞋了", "鞋")]
)
def test_goods_that_are_given_up_are_none_that_are_wanted(
    language: str, text: str, noun: str, converse: Any
) -> None:
    talk = wants_shoes(converse, language)
    places = (("product", noun, text.index(noun)),)
    said = talk.say(text, "stop_task", product=noun, category="shoes", places=places)
    assert said == ["utter_task_stopped"]


def test_nothing_within_the_limits_is_said(converse: Any) -> None:
    talk = converse("zh")
    said = talk.say(
        "想买红色43码的羽绒服 预算10块", "place_order", product="羽绒服", category="clothing", price_max="10"
    )
    assert said[0] == "utter_nothing_fits_all" and "10以内" in talk.replies[0]["wishes"]
    assert "product_id" not in talk.memory.task.values


@pytest.mark.parametrize(
    ("language", "have", "not_these", "word"),
    [
        ("en", "do you have headphones", "no bone conduction ones", "PRD-212"),
        ("zh", "有耳机吗", "不要头戴的", "PRD-210"),
    ],
)
def test_a_sort_that_is_ruled_out(language: str, have: str, not_these: str, word: str, converse: Any) -> None:
    talk = converse(language)
    noun = {"en": "headphones", "zh": "耳机"}[language]
    talk.say(have, "search_product", product=noun, category="electronics")
    before = talk.memory.focus.products
    talk.say(not_these, "inform")
    after = talk.memory.focus.products
    assert after and set(after) < set(before)


@pytest.mark.parametrize(
    ("language", "others", "intent"),
    [("en", "show me others", "search_product"), ("zh", "换一批", "exchange_item")],
)
def test_others_than_those_that_were_shown(language: str, others: str, intent: str, converse: Any) -> None:
    talk = converse(language)
    talk.say({"en": "any toys?", "zh": "有玩具吗"}[language], "search_product", category="toys")
    first = talk.memory.focus.products
    assert talk.say(others, intent, confidence=0.55)[-1].startswith("utter_product")
    assert not set(first) & set(talk.memory.focus.products)


@pytest.mark.parametrize(("language", "similar"), [("en", "anything similar?"), ("zh", "有类似的吗")])
def test_something_like_what_is_sold_out(language: str, similar: str, converse: Any, shop: Any) -> None:
    talk = converse(language)
    sold_out = next(
        product
        for id in [f"PRD-{number}" for number in range(201, 500)]
        if (product := found(shop, id)) and not product.in_stock
    )
    talk.say(sold_out.name_zh if language == "zh" else sold_out.name, "check_stock")
    assert talk.say(similar, "check_stock") == ["utter_products_similar"]
    listed = [shop.catalogue.get(id) for id in talk.memory.focus.products]
    assert sold_out.id not in talk.memory.focus.products
    assert all(each.in_stock and each.category == sold_out.category for each in listed)


def found(shop: Any, product_id: str) -> Any:
    try:
        return shop.catalogue.get(product_id)
    except NotFound:
        return None


@pytest.mark.parametrize(
    ("language", "meant"), [("en", "other colours besides white?"), ("zh", "那白色以外有别的颜色吗")]
)
def test_other_colours_than_one(language: str, meant: str, converse: Any) -> None:
    talk = converse(language)
    name = {"en": "Avenue white sneakers", "zh": "红隼公路跑鞋"}[language]
    talk.say({"en": "Kestrel Road Running Shoes in stock?", "zh": name + "有货吗"}[language], "check_stock")
    assert talk.say(meant, "check_stock", color="white") == ["utter_stock_overview"]
    white = {"en": "white", "zh": "白色"}[language]
    assert white not in talk.said["stock"]
