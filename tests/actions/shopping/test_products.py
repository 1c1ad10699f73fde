"""Looking for products, what refines a search, and questions about what was found."""

from __future__ import annotations

from typing import Any

import pytest

from actions.answers.size import measures

TRAIL, ROAD = "PRD-201", "PRD-202"


def ids(talk: Any) -> list[str]:
    return [item["id"] for item in talk.said["json_message"]["items"]]


def prices(talk: Any) -> list[float]:
    return [float(item["price"]["amount"]) for item in talk.said["json_message"]["items"]]


def test_a_search_lists_text_card_and_buttons(converse: Any) -> None:
    talk = converse()
    assert talk.say("show me running shoes", "search_product", product="running shoes", category="shoes") == [
        "utter_products_found"
    ]
    assert {TRAIL, ROAD} <= set(ids(talk))
    assert "Marten Trail Running Shoes" in talk.said["products"] and "$" in talk.said["products"]
    assert {
        "title": "Marten Trail Running Shoes",
        "payload": f'/product_info{{"product": "{TRAIL}"}}',
    } in talk.said["buttons"]


def test_a_limit_that_is_given_up_widens_the_search_whatever_it_sounds_like(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    assert talk.say("blue ones", color="blue", is_bare=True) == ["utter_product_details"]
    assert talk.say("any colour is fine", "product_info") == ["utter_products_found"]
    assert {TRAIL, ROAD} <= set(ids(talk))


def test_bare_values_refine_the_last_search(converse: Any) -> None:
    talk = converse()
    talk.say("show me running shoes", "search_product", product="running shoes", category="shoes")
    talk.say("under 80", price_max="80", is_bare=True)
    assert ids(talk) and max(prices(talk)) <= 80
    talk.say("the blue ones", color="blue", is_bare=True)
    assert all(
        "blue" in item["colors"]
        for item in talk.said["json_message"].get("items", [talk.said["json_message"]])
    )
    assert talk.memory.focus.query["price_max"] == "80", "the budget said before still holds"
    talk.say("any colour is fine")
    assert "color" not in talk.memory.focus.query


def test_cheaper_means_below_what_was_shown(converse: Any) -> None:
    talk = converse("zh")
    talk.say("有没有跑鞋", "search_product", product="跑鞋", category="shoes")
    lowest = min(prices(talk))
    talk.say("有便宜点的吗", "search_product")
    assert float(talk.memory.focus.query["price_max"]) < lowest


@pytest.mark.parametrize(
    ("language", "text", "currency"),
    [
        ("en", "kettles", "USD"),
        ("zh", "电热水壶", "CNY"),
        ("en", "kettles, in euros please", "EUR"),
        ("zh", "热水壶，美元价", "USD"),
    ],
)
def test_the_currency_follows_language_and_wish(
    converse: Any, language: str, text: str, currency: str
) -> None:
    talk = converse(language)
    talk.say(text, "search_product", category="appliances", product=text.split(",")[0])
    card = talk.said["json_message"]
    assert {item["price"]["currency"] for item in card.get("items", [card])} == {currency}


def test_the_currency_of_the_open_order_counts(converse: Any, shop: Any) -> None:
    order = shop.orders.get("ORD-1042")
    talk = converse("zh" if order.currency != "CNY" else "en", open_order="ORD-1042")
    talk.say("kettles", "search_product", category="appliances", product="kettles")
    assert {item["price"]["currency"] for item in talk.said["json_message"]["items"]} == {order.currency}


def test_nothing_fits_offers_the_nearest(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        "running shoes under 1", "search_product", product="running shoes", category="shoes", price_max="1"
    )
    assert said == ["utter_products_nearest"]
    assert talk.said["loosened"] == "the price limit" and ids(talk)


@pytest.mark.parametrize("price", ["-5", "nan", "1e999", "abc", "99999999999"])
def test_prices_without_sense_do_not_count(converse: Any, price: str) -> None:
    talk = converse()
    talk.say(
        "running shoes",
        "search_product",
        product="running shoes",
        category="shoes",
        price_min=price,
        price_max=price,
    )
    assert talk.replies, "answered all the same"


def test_nothing_at_all_names_the_categories(converse: Any) -> None:
    talk = converse()
    assert talk.say("xyzzyq plugh", "search_product") == ["utter_no_products"]
    assert "shoes" in talk.said["categories"]


def test_a_bare_button_asks_what_for(converse: Any) -> None:
    assert converse().press("/search_product") == ["utter_question_what_to_find"]


def test_the_second_one_and_it(converse: Any) -> None:
    talk = converse()
    talk.say("show me running shoes", "search_product", product="running shoes", category="shoes")
    second = ids(talk)[1]
    assert talk.say("the second one", order_ref="second", is_bare=True) == ["utter_product_details"]
    assert talk.said["json_message"]["id"] == second
    talk.say("do you have it in white?", "check_stock", color="white")
    assert talk.memory.focus.query["current"] == second


def test_details_hold_the_facts(converse: Any) -> None:
    talk = converse("zh")
    assert talk.say("PRD-201 的材质是啥", "product_info") == ["utter_product_details"]
    assert "尼龙网布" in talk.said["details"] and "459.00元" in talk.said["details"]
    assert '/place_order{"product": "PRD-201"}' in [button["payload"] for button in talk.said["buttons"]]


def test_a_feature_is_looked_up_not_promised(converse: Any) -> None:
    talk = converse()
    first = talk.say(
        "is the marten trail shoe waterproof",
        "product_info",
        product="marten trail shoe",
        attribute="waterproof",
    )
    assert first[0] == "utter_feature_listed"
    assert talk.say("is it edible?", "product_info", attribute="edible")[0] == "utter_feature_not_listed"
    assert talk.say("is it lightweight?", "product_info", attribute="lightweight") == ["utter_feature_listed"]


def test_an_unclear_product_is_asked_and_the_question_kept(converse: Any) -> None:
    talk = converse()
    assert talk.say("do you have it in black 42", "check_stock", color="black", size="42") == [
        "utter_question_which_product"
    ]
    said = talk.say("marten trail running shoes", product="marten trail running shoes", is_bare=True)
    assert said == ["utter_in_stock"] and "black, 42" in talk.said["item"]


def test_stock_of_one_look(converse: Any, shop: Any) -> None:
    talk = converse("zh")
    gone = next(v for v in shop.catalogue.get(TRAIL).variants if v.stock == 0)
    said = talk.say(f"PRD-201 {gone.size}码有货吗", "check_stock", size=gone.size, color=gone.color)
    assert said == ["utter_sold_out_but_others"] and "缺货" in talk.said["state"]
    assert talk.say("42码粉色的呢", "check_stock", size="42", color="pink") == ["utter_no_such_look"]
    assert talk.said["wanted"] == "粉色", "only what is at fault is named"


def test_two_products_side_by_side(converse: Any) -> None:
    talk = converse("zh")
    said = talk.say("岩貂和红隼有什么区别", "compare_products")
    assert said[0].startswith("utter_products_compared") and set(ids(talk)) == {TRAIL, ROAD}
    assert converse(name="c-2").say("which is better", "compare_products") == [
        "utter_question_what_to_compare"
    ]


def test_recommendations_are_in_stock(converse: Any, shop: Any) -> None:
    talk = converse("zh")
    assert talk.say("300以内有什么推荐", "recommend_product", price_max="300") == [
        "utter_products_recommended"
    ]
    assert max(prices(talk)) <= 300 and all(shop.catalogue.get(id).in_stock for id in ids(talk))


@pytest.mark.parametrize(
    ("language", "text", "size"),
    [
        ("zh", "我脚长26.2穿多大的鞋", "42"),
        ("en", "my foot is 265mm, which shoe size", "42"),
        ("en", "chest 100, what size shirt", "L"),
        ("zh", "我腰围75买衣服穿什么码", "M"),
    ],
)
def test_measures_give_a_size(converse: Any, language: str, text: str, size: str) -> None:
    talk = converse(language)
    assert talk.say(text, "size_guide") == ["utter_size_suggested", "utter_size_guide"]
    assert talk.replies[0]["size"] == size


def test_size_guides_for_what_has_none(converse: Any) -> None:
    talk = converse()
    assert talk.say("which size", "size_guide") == ["utter_question_what_size_for"]
    assert talk.say("the shoes PRD-201", product="PRD-201") == ["utter_size_guide"]
    assert talk.say("what size is PRD-1002", "size_guide") == ["utter_sizes_without_guide"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i'm 175 and 80 kilos", {"height": 175, "weight": 80}),
        ("我170 130斤", {"height": 170, "weight": 65}),
        ("5'9 and slim", {"height": 175.26}),
        ("一米八 1米75", {"height": 175}),
        ("waist 32 inches", {"waist": 81.28}),
    ],
)
def test_measures_are_read_in_their_units(text: str, expected: dict[str, float]) -> None:
    found = measures(text)
    assert {name: round(found[name], 2) for name in expected} == {n: round(v, 2) for n, v in expected.items()}


@pytest.mark.parametrize(
    ("text", "height"),
    [("我一米七五", 175.0), ("身高1米8", 180.0), ("一米六二 50kg", 162.0), ("1.68m", 168.0)],
)
def test_a_height_in_words(text: str, height: float) -> None:
    assert measures(text)["height"] == height


@pytest.mark.parametrize(
    ("language", "text", "entities"),
    [
        ("en", "compare the first and the third", {"order_ref": "first"}),
        ("zh", "第一个和第三个有什么区别", {"order_ref": "first"}),
    ],
)
def test_two_places_of_the_list_are_compared(
    language: str, text: str, entities: dict[str, str], converse: Any
) -> None:
    talk = converse(language)
    talk.say("shoes", "search_product", category="shoes")
    listed = ids(talk)
    talk.say(text, "compare_products", **entities)
    assert talk.said["response"].startswith("utter_products_compared")
    assert talk.memory.focus.products == [listed[0], listed[2]]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "the walking ones or the oxford ones?"), ("zh", "健步的还是牛津的")]
)
@pytest.mark.parametrize("asked_before", [False, True])
def test_goods_of_the_list_are_told_apart_by_a_word_of_their_names(
    language: str, text: str, asked_before: bool, converse: Any, shop: Any
) -> None:
    talk = converse(language)
    talk.say("shoes", "search_product", category="shoes")
    meant = [
        each for each in ids(talk) if shop.catalogue.get(each).name.split()[0] in ("Chancellor", "Meridian")
    ]
    if asked_before:
        said = talk.say("is the first one better?", "compare_products", order_ref="first")
        assert said == ["utter_question_what_to_compare"]
    talk.say(text, "search_product" if asked_before else "compare_products")
    assert talk.said["response"].startswith("utter_products_compared")
    assert talk.memory.focus.products == meant


def test_no_size_is_suggested_that_the_product_is_not_made_in(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("PRD-201", "product_info")
    made_in = {variant.size for variant in shop.catalogue.get("PRD-201").variants}
    for foot in range(215, 300, 5):
        if talk.say(f"my foot is {foot}mm, which size", "size_guide")[0] == "utter_size_suggested":
            assert talk.replies[0]["size"] in made_in


@pytest.mark.parametrize(
    ("language", "text"), [("en", "is the cheaper one in stock?"), ("zh", "便宜的那个有货吗")]
)
def test_the_cheaper_one_of_the_list(language: str, text: str, converse: Any, shop: Any) -> None:
    talk = converse(language)
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    listed = ids(talk)
    talk.say(text, "check_stock")
    currency = "USD" if language == "en" else "CNY"
    cheapest = min(listed, key=lambda each: shop.catalogue.get(each).prices[currency].amount)
    assert talk.memory.focus.query["current"] == cheapest


@pytest.mark.parametrize(("language", "text"), [("en", "and in 42?"), ("zh", "42呢")])
def test_another_size_of_what_was_asked_about(language: str, text: str, converse: Any, shop: Any) -> None:
    talk = converse(language)
    talk.say("PRD-207 in white, size 41?", "check_stock", color="white", size="41")
    assert talk.memory.focus.query["look"]["wanted"] == {"color": "white", "size": "41"}
    talk.say(text)
    assert talk.memory.focus.query["look"] == {
        "product": "PRD-207",
        "wanted": {"color": "white", "size": "42"},
    }


def test_a_colour_that_it_has_not_is_no_search_of_everything(converse: Any) -> None:
    talk = converse("zh")
    talk.say("PRD-207", "product_info")
    assert talk.say("要绿色的", color="green") == ["utter_no_such_look"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "great, I'll take it"), ("zh", "就这个吧"), ("zh", "好，就买它了")]
)
def test_taking_what_was_shown(language: str, text: str, converse: Any) -> None:
    talk = converse(language)
    talk.say("PRD-207", "product_info")
    talk.say(text, "affirm")
    case = talk.memory.task
    assert case and (case.name, case.values["product_id"]) == ("place_order", "PRD-207")


def test_a_feature_is_told_in_the_language_of_the_customer(converse: Any) -> None:
    talk = converse("zh")
    talk.say("PRD-354防水吗", "product_info", attribute="waterproof")
    assert talk.replies[0]["feature"] == "防水"


def test_a_yes_chooses_none_of_several(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    assert talk.say("I want to buy one", "place_order") == ["utter_question_which_to_buy"]
    said = talk.say("ok", "affirm")
    assert said == ["utter_not_understood_here", "utter_question_which_to_buy"]


def test_buying_the_look_that_was_asked_about(converse: Any) -> None:
    talk = converse("zh")
    talk.say("PRD-207白色41码有货吗", "check_stock", color="white", size="41")
    talk.say("来一个", "place_order", quantity="1")
    case = talk.memory.task
    assert case and case.asked == "email", "neither colour nor size is asked again"


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [("en", "how much is the latter?", 1), ("zh", "后面那个多少钱", 1), ("zh", "前面那款多少钱", 0)],
)
def test_the_former_and_the_latter(language: str, text: str, place: int, converse: Any) -> None:
    talk = converse(language)
    talk.say("PRD-201和PRD-207哪个好", "compare_products")
    talk.say(text, "product_info")
    assert talk.memory.focus.query["current"] == ("PRD-201", "PRD-207")[place]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "not the Marten Trail Running Shoes, I want PRD-207"), ("zh", "不要岩貂越野跑鞋，要大道小白鞋")],
)
def test_what_is_turned_down_is_not_bought(language: str, text: str, converse: Any) -> None:
    talk = converse(language)
    talk.say(text, "place_order")
    case = talk.memory.task
    assert case and case.values["product_id"] == "PRD-207"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "any of them waterproof?"), ("zh", "这几款有防水的吗")]
)
def test_a_feature_is_asked_of_what_was_shown(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    assert talk.say(text, "product_info", attribute="waterproof") == ["utter_feature_of_these"]
    assert TRAIL in ids(talk) and ROAD not in ids(talk)
    assert talk.said["feature"] == ("防水" if language == "zh" else "waterproof")


def test_a_feature_that_none_of_them_has(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    assert talk.say("are they dishwasher safe?", "product_info", attribute="dishwasher safe") == [
        "utter_feature_of_none"
    ]


def test_a_feature_with_its_goods_is_no_question_about_the_last_list(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    said = talk.say(
        "is the Pouch waterproof phone pouch waterproof?",
        "product_info",
        attribute="waterproof",
        product="pouch",
    )
    assert "utter_feature_listed" in said


@pytest.mark.parametrize(
    ("language", "text"), [("en", "a present for a 2 year old girl"), ("zh", "送两岁宝宝的礼物")]
)
def test_what_is_not_made_for_the_age_is_not_shown(
    converse: Any, shop: Any, language: str, text: str
) -> None:
    talk = converse(language)
    talk.say(text, "recommend_product")
    assert ids(talk) == ["PRD-811", "PRD-804", "PRD-805"]
    talk.say("something else for a 7 year old" if language == "en" else "那7岁的呢", "recommend_product")
    assert {shop.catalogue.get(id).category for id in ids(talk)} == {"toys"}
    assert "PRD-806" not in ids(talk)  # from 14


@pytest.mark.parametrize(("language", "text"), [("en", "shoes around 60"), ("zh", "60块左右的鞋")])
def test_around_a_price_is_a_limit_on_either_side(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    talk.say(text, "search_product", category="shoes")
    assert talk.memory.focus.query["price_min"] == "45" and talk.memory.focus.query["price_max"] == "75"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "which would you take?"), ("zh", "选哪个好"), ("en", "which one is best?")]
)
def test_advice_is_about_what_was_shown(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    shown = set(ids(talk))
    assert talk.say(text, "recommend_product") == ["utter_product_advised"]
    assert len(ids(talk)) == 1 and set(ids(talk)) <= shown


@pytest.mark.parametrize(("language", "text"), [("en", "40"), ("zh", "40码的")])
def test_a_size_in_which_only_one_line_comes_tells_which(
    converse: Any, shop: Any, language: str, text: str
) -> None:
    talk = converse(language)
    shop.access.grant_order("c-1", "ORD-1042")
    said = talk.say("can i swap for another one", "exchange_item", order_id="ORD-1042")
    assert said == ["utter_question_exchange_line"]
    assert talk.say(text, size="40", is_bare=True) == ["utter_confirm_exchange_same"]
