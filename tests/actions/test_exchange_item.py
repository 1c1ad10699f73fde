"""Exchanges, from free wording down to the rows."""

from __future__ import annotations

from typing import Any

import pytest

DELIVERED, ONE_LINE = "ORD-1005", "ORD-1009"


def exchanges(shop: Any, order_id: str) -> list[tuple[int, int, str, str]]:
    return [(e.line, e.quantity, e.sku, e.reason) for e in shop.exchanges.of_order(order_id)]


def test_step_by_step(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("I'd like to exchange something", "exchange_item") == ["utter_question_exchange_line"]
    assert talk.press('/inform{"choice": "1"}') == ["utter_question_exchange_variant"]
    assert talk.say("42 in blue", color="blue", size="42", is_bare=True) == ["utter_confirm_exchange_same"]
    assert exchanges(shop, DELIVERED) == []
    assert talk.say("yes", "affirm") == ["utter_exchange_made"]
    assert exchanges(shop, DELIVERED) == [(1, 1, "PRD-201-BLU-42", "other")]


@pytest.mark.parametrize(
    ("language", "text", "entities", "sku", "reason"),
    [
        ("en", "too small, 42 please", {"size": "42", "reason": "too_small"}, "PRD-201-BLA-42", "too_small"),
        ("en", "a size up please", {}, "PRD-201-BLA-42", "other"),
        ("zh", "41的换成43的", {"size": ["41", "43"]}, "PRD-201-BLA-43", "other"),
        ("zh", "买的黑色，想换蓝色", {"color": ["black", "blue"]}, "PRD-201-BLU-41", "other"),
        ("zh", "有质量问题，给我换双新的", {"reason": "defective"}, "PRD-201-BLA-41", "defective"),
    ],
)  # fmt: skip
def test_all_in_one_sentence(
    converse: Any, shop: Any, language: str, text: str, entities: dict[str, Any], sku: str, reason: str
) -> None:
    talk = converse(language, open_order=ONE_LINE)
    assert talk.say(text, "exchange_item", **entities) == ["utter_confirm_exchange_same"]
    assert talk.say("yes", "affirm") == ["utter_exchange_made"]
    assert exchanges(shop, ONE_LINE) == [(1, 1, sku, reason)]


@pytest.mark.parametrize(
    ("language", "text", "yes"),
    [("en", "they came torn, can I exchange them?", "yes"), ("zh", "收到就是破的，换一双", "好的")],
)
def test_what_came_broken_is_sent_again(converse: Any, shop: Any, language: str, text: str, yes: str) -> None:
    talk = converse(language, open_order=ONE_LINE)
    assert talk.say(text, "exchange_item", reason="damaged") == ["utter_confirm_problem_replacement"]
    assert talk.say(yes, "affirm") == ["utter_problem_replacement"]
    made = shop.delivery_problems.of_order(ONE_LINE)
    assert [(problem.kind, problem.resolution) for problem in made] == [("damaged", "replacement")]


def test_another_colour_for_what_came_broken_is_an_exchange(converse: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    said = talk.say("they came torn, I'd rather have blue", "exchange_item", reason="damaged", color="blue")
    assert said == ["utter_confirm_exchange_same"]


def test_a_dearer_variant_says_the_difference(converse: Any, shop: Any, clock: Any) -> None:
    from shop.domain.money import Money
    from shop.service import By

    shop.catalogue.set_price("PRD-201", Money.of("65.50", "USD"), By("staff", "desk", "p-1"))
    talk = converse(open_order=ONE_LINE)
    assert talk.say("exchange for blue", "exchange_item", color="blue") == ["utter_confirm_exchange_more"]
    assert talk.said["difference"] == "$5.50"
    assert talk.say("yes", "affirm") == ["utter_exchange_made_pay"]


def test_a_correction_at_the_confirmation(converse: Any, shop: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    talk.say("swap them for blue", "exchange_item", color="blue")
    assert talk.say("no, 43 in black", color="black", size="43") == ["utter_confirm_exchange_same"]
    assert talk.said["new"] == "black, 43"


def test_goods_that_cannot_go_back_need_a_fault(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("exchange one of the socks for 43-46", "exchange_item", size="43-46", quantity="1") == [
        "utter_question_reason"
    ]
    assert talk.say("one has a hole", reason="defective") == ["utter_confirm_exchange_same"]
    assert talk.say("yes", "affirm") == ["utter_exchange_made"]
    assert exchanges(shop, DELIVERED) == [(2, 1, "PRD-155-GRY-43-46", "defective")]


def test_no_reason_helps_without_a_fault(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=DELIVERED)
    talk.say("袜子换成43-46的，两双都换", "exchange_item", size="43-46", quantity="2")
    assert talk.say("不想要了", reason="changed_mind") == ["utter_refused_item_not_returnable"]
    assert exchanges(shop, DELIVERED) == []


def test_sold_out(converse: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    said = talk.say("I need them in blue 43", "exchange_item", color="blue", size="43")
    assert said == ["utter_variant_sold_out", "utter_question_exchange_variant"]


def test_more_than_there_are(converse: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("exchange the socks, they have holes", "exchange_item", reason="defective")
    assert talk.said["response"] == "utter_question_quantity"
    assert talk.say("7", is_bare=True) == ["utter_refused_quantity_too_large", "utter_question_quantity"]
    assert talk.say("2", is_bare=True) == ["utter_confirm_exchange_same"]


@pytest.mark.parametrize(
    ("order_id", "response"),
    [
        ("ORD-1004", "utter_refused_not_delivered"),
        ("ORD-1006", "utter_refused_already_cancelled"),
        ("ORD-1007", "utter_refused_exchange_window_closed"),
    ],
)
def test_not_possible(converse: Any, order_id: str, response: str) -> None:
    assert converse(open_order=order_id).say("exchange the shoes for 42", "exchange_item", size="42") == [
        response
    ]


def test_what_has_not_left_yet_is_changed_in_the_order_itself(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1002")
    said = talk.say("exchange the shoes for 42", "exchange_item", size="42")
    assert said[0] == "utter_change_instead_of_exchange" and said[1].startswith("utter_confirm_change_")
    assert talk.say("yes", "affirm")[0].startswith("utter_order_changed_")
    assert shop.orders.get("ORD-1002").lines[0].size == "42"
    assert exchanges(shop, "ORD-1002") == []


def test_a_bare_number_to_the_summary_is_the_size(converse: Any, shop: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    talk.say("swap them for 42", "exchange_item", size="42")
    assert talk.say("no, 43 is better", "deny") == ["utter_confirm_exchange_same"]
    assert talk.said["new"].endswith("43")
    assert talk.say("还是42码保险", "size_guide", size="42") == ["utter_confirm_exchange_same"]
    assert talk.said["new"].endswith("42")


@pytest.mark.parametrize("text", ["42 then", "那就42吧"])
def test_a_bare_number_among_other_words_is_the_size(text: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    talk.say("exchange the shoes", "exchange_item")
    assert talk.say(text) == ["utter_question_exchange_variant"] or talk.said["response"].startswith(
        "utter_confirm"
    )


@pytest.mark.parametrize(
    ("language", "text", "size"),
    [
        ("zh", "没有42就43", "42"),
        ("en", "if there's no 42, 43", "42"),
        ("en", "42, or 43 if that's sold out", "42"),
        ("zh", "没有问题，就43吧", "43"),
    ],
)
def test_a_second_choice_counts_only_where_the_first_is_not_there(
    converse: Any, language: str, text: str, size: str
) -> None:
    talk = converse(language, open_order="ORD-1009")
    said = talk.say("换42码" if language == "zh" else "exchange for a 42", "exchange_item", size="42")
    assert said == ["utter_confirm_exchange_same"]
    sizes = [each for each in ("42", "43") if each in text]
    talk.say(text, size=sizes, places=tuple(("size", each, text.index(each)) for each in sizes))
    assert talk.said["response"] == "utter_confirm_exchange_same" and size in talk.said["new"]


def test_the_second_choice_where_the_first_is_sold_out(converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    text = "in blue 43, if not 42"
    places = (("color", "blue", 3), ("size", "43", 8), ("size", "42", 19))
    talk.say(text, "exchange_item", color="blue", size=["43", "42"], places=places)
    case = talk.memory.task
    assert case and case.values["size"] == "42"


@pytest.mark.parametrize(("language", "text"), [("zh", "那黑的呢"), ("en", "then in black")])
def test_the_size_that_was_wanted_in_another_colour(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order="ORD-1009")
    wish = "换蓝色43码" if language == "zh" else "exchange for blue, 43"
    assert talk.say(wish, "exchange_item", color="blue", size="43")[0] == "utter_variant_sold_out"
    assert talk.say(text, color="black") == ["utter_confirm_exchange_same"]
    assert "43" in talk.said["new"]


@pytest.mark.parametrize(
    ("language", "wish", "again", "intent", "size"),
    [
        ("en", "size 42 instead", "size 42 then", "inform", {"size": "42"}),
        ("en", "size 42 instead", "42 then", "inform", {}),
        ("zh", "换42码", "那就换42", "inform", {"size": "42"}),
        ("zh", "换42码", "那就换42吧", "exchange_item", {"size": "42"}),
    ],
)
def test_what_the_summary_says_is_said_again(
    converse: Any, shop: Any, language: str, wish: str, again: str, intent: str, size: dict[str, str]
) -> None:
    talk = converse(language, open_order=ONE_LINE)
    talk.say(wish, "exchange_item", size="42")
    assert talk.say(again, intent, **size) == ["utter_already_so", "utter_confirm_exchange_same"]
    assert exchanges(shop, ONE_LINE) == [], "it is no yes"
    assert talk.say("yes 好的", "affirm") == ["utter_exchange_made"]


@pytest.mark.parametrize(
    ("language", "text", "size"), [("en", "size 43 then", "43"), ("zh", "那就换43", "43")]
)
def test_another_size_at_the_summary_is_a_correction(
    converse: Any, language: str, text: str, size: str
) -> None:
    talk = converse(language, open_order=ONE_LINE)
    talk.say("换42码 size 42", "exchange_item", size="42")
    assert talk.say(text, "inform", size=size) == ["utter_confirm_exchange_same"]
    assert "43" in talk.said["new"]
