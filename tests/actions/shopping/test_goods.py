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


def test_goods_that_somebody_has_are_not_looked_for(converse: Any) -> None:
    talk = converse()
    said = talk.say("this is the cheapest product ever, a disgrace", "complaint")
    assert "utter_goods_cheapest" not in said
    said = talk.say("send the most expensive thing back", "return_item")
    assert "utter_goods_dearest" not in said


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


def names(talk: Any) -> list[str]:
    card = talk.said["json_message"]
    return [item["name"] for item in card.get("items", [card])]


def test_goods_that_are_called_otherwise_do_not_fit(converse: Any) -> None:
    talk = converse()
    talk.say("i need a raincoat size L", "search_product", product="raincoat", category="clothing", size="L")
    assert names(talk)[0] == "Drizzle Rain Jacket"
    talk.say("briefcases and totes", "search_product", product=["briefcase", "tote"], category="bags")
    assert {"Satchel Row Leather Briefcase", "Tulip Tote Bag"} <= set(names(talk))
    assert "Drizzle Rain Jacket" not in names(talk)


def test_words_of_descriptions_alone_find_nothing(converse: Any) -> None:
    talk = converse()
    assert talk.say("do u have anything against snoring", "search_product") == ["utter_no_products"]


@pytest.mark.parametrize(
    ("language", "first", "then", "among"),
    [
        ("zh", "想买茶叶送人", "有没有包装好看的", "tea"),
        ("en", "some tea please", "any with a nice box?", "tea"),
    ],
)
def test_the_kind_looked_for_last_is_described_closer(
    converse: Any, language: str, first: str, then: str, among: str
) -> None:
    talk = converse(language)
    talk.say(first, "search_product", category="tea")
    talk.say(then, "recommend_product")
    kinds = {talk.shop.catalogue.get(id).category for id in talk.memory.focus.products}
    assert kinds == {among}


def test_a_present_is_recommended_and_no_word_of_it_looked_for(converse: Any) -> None:
    talk = converse("zh")
    said = talk.say("有没有适合送女朋友的 500以内", "search_product", price_max="500")
    assert said == ["utter_products_recommended"]


def test_a_size_told_beside_a_wish_is_no_question_for_the_table(converse: Any) -> None:
    talk = converse("zh")
    said = talk.say("跑鞋推荐一下 平时穿38", "size_guide", product="跑鞋", category="shoes", size="38")
    assert said == ["utter_products_recommended"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "I'm usually a 42 and have wide feet, do they run small?"), ("zh", "平时42码 脚有点宽 买多大")],
)
def test_wide_feet_take_a_size_more(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    talk.say("Marten Trail Running Shoes", "product_info", product="Marten Trail Running Shoes")
    assert talk.say(text, "size_guide")[0] == "utter_size_for_wide_feet"
    assert talk.replies[0]["size"] == "43"


def test_what_several_cost_and_what_a_coupon_takes_off_the_one_in_view(converse: Any) -> None:
    talk = converse("zh")
    talk.say("屏障修护面霜", "product_info", product="屏障修护面霜")
    assert talk.say("两瓶多少钱", "product_info") == ["utter_sum_several"]
    assert talk.said["total"] == "318.00元"
    assert talk.say("用WELCOME10能便宜多少", "promotion", coupon="WELCOME10") == ["utter_coupon_takes_off"]
    assert (talk.said["discount"], talk.said["rest"]) == ("15.90元", "143.10元")
    assert talk.say("那SPRING20呢", "promotion", coupon="SPRING20")[0] != "utter_coupon_takes_off", (
        "from 300 yuan"
    )


def test_the_first_two_of_three_are_compared(converse: Any) -> None:
    talk = converse()
    talk.say("tea", "search_product", category="tea")
    shown = talk.memory.focus.products
    talk.say("whats the difference between the first two", "compare_products", order_ref="first")
    assert len(shown) > 2 and talk.memory.focus.products == shown[:2]


def test_some_of_what_was_shown_are_bought_however_that_sounds(converse: Any) -> None:
    talk = converse("zh")
    talk.say("手机壳", "search_product", product="手机壳", category="phone_accessories")
    talk.say("来俩", "place_order")
    assert talk.memory.task.values["quantity"] == 2


@pytest.mark.parametrize(
    ("language", "search", "text"),
    [("zh", "推荐两款茶", "第二个多少钱"), ("en", "recommend a kettle", "how much is the second one")],
)
def test_the_price_of_one_of_those_listed(converse: Any, language: str, search: str, text: str) -> None:
    talk = converse(language)
    talk.say(search, "recommend_product", product="kettle" if language == "en" else "茶")
    listed = talk.memory.focus.products
    assert talk.say(text, "product_info", order_ref="second")[0] == "utter_product_facts"
    assert talk.memory.focus.query["current"] == listed[1]
    per_piece = "多少钱一个" if language == "zh" else "how much per piece"
    assert talk.say(per_piece, "product_info") == ["utter_product_facts"]


@pytest.mark.parametrize(
    ("language", "words", "cheaper", "rated"),
    [
        ("en", "headphones", "which one is cheaper?", "and which has better reviews?"),
        ("zh", "耳机", "哪个便宜", "哪个评价好"),
    ],
)
def test_the_list_stays_in_view_when_one_of_it_was_told(
    converse: Any, language: str, words: str, cheaper: str, rated: str
) -> None:
    talk = converse(language)
    talk.say(words, "search_product", product=words, category="electronics")
    items = talk.said["json_message"]["items"]
    assert len(items) > 1
    assert talk.say(cheaper, "inform") == ["utter_goods_cheapest", "utter_goods_look_closer"]
    assert cheapest_price(talk) == min(float(item["price"]["amount"]) for item in items)
    assert talk.say(rated, "product_info")[0] == "utter_goods_best_rated"


@pytest.mark.parametrize(
    ("language", "text", "category"),
    [
        ("en", "a gift for my dad, he likes cooking", "kitchen"),
        ("zh", "送爸爸的礼物，他喜欢钓鱼", "outdoor"),
    ],
)
def test_a_present_is_of_the_kind_that_somebody_likes(
    converse: Any, language: str, text: str, category: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "recommend_product") == ["utter_products_recommended"]
    found = map(talk.shop.catalogue.get, talk.memory.focus.products)
    assert {product.category for product in found} == {category}


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "i need a backpack and a water bottle", ["backpack", "bottle"]),
        ("en", "Show me kettles, toasters and mugs please", ["kettle", "toaster", "mug"]),
        ("zh", "有没有帐篷跟睡袋", ["帐篷", "睡袋"]),
    ],
)
def test_several_kinds_are_all_found(converse: Any, language: str, text: str, kinds: list[str]) -> None:
    talk = converse(language)
    assert talk.say(text, "search_product", product=kinds[0]) == ["utter_products_found"]
    names = [
        f"{each.name} {each.name_zh}".casefold()
        for each in map(talk.shop.catalogue.get, talk.memory.focus.products)
    ]
    assert all(any(kind in name for name in names) for kind in kinds) and len(names) <= 2 * len(kinds)


@pytest.mark.parametrize("text", ["black and white sneakers", "sneakers and nothing else", "sneakers"])
def test_one_kind_is_searched_as_ever(converse: Any, text: str) -> None:
    talk = converse()
    colors = ("black", "white") if "black" in text else ()
    talk.say(
        text,
        "search_product",
        product="sneakers",
        category="shoes",
        **({"color": colors[0]} if colors else {}),
    )
    assert talk.memory.focus.query.get("noun") == "sneakers"


def test_a_size_is_asked_for_the_one_kind_in_view(converse: Any) -> None:
    talk = converse()
    talk.say("running shoes", "search_product", product="running shoes", category="shoes")
    assert talk.say("I'm usually 8.5 US, which size", "size_guide") == ["utter_size_guide"]


@pytest.mark.parametrize("text", ["take it in white", "I'll take it, in white"])
def test_goods_in_view_are_bought_though_it_sounds_like_stock(converse: Any, text: str) -> None:
    talk = converse()
    talk.say("Geyser kettle", "product_info", product="Geyser kettle")
    talk.say(text, "check_stock", color="white")
    assert talk.memory.task is not None and talk.memory.task.name == "place_order"
