"""Goods that fail in use: the warranty, and a colleague who arranges the repair or a replacement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.tasks.fault_words import asks_first, asks_what_now, fails_in_use, says_fault, wants_repair

# Delivered so long ago that only the warranty holds; and one that may still be exchanged.
COVERED, FRESH = "ORD-1007", "ORD-1005"


def tickets(shop: Any) -> int:
    return len(shop.tickets.of_order(COVERED))


@pytest.mark.parametrize(
    "text",
    [
        "it doesn't turn on at all", "the kettle won't heat", "it stopped working", "they fell apart", "the soles came off",
        "nothing happens when I press it", "插上电没反应", "烧水壶不通电", "登山靴开胶了", "耳机充不进电", "坏了",
    ],
)  # fmt: skip
def test_faults(make_turn: Any, text: str) -> None:
    assert says_fault(make_turn(text)) and fails_in_use(make_turn(text))


@pytest.mark.parametrize(
    "text",
    [
        "it works fine",
        "how do I turn it on",
        "很好用",
        "怎么开机",
        "your website doesn't work",
        "优惠码用不了",
    ],
)
def test_no_faults(make_turn: Any, text: str) -> None:
    assert not says_fault(make_turn(text))


@pytest.mark.parametrize(
    "text", ["it arrived and is broken", "it came damaged, is broken", "收到就坏了", "刚打开就没反应"]
)
def test_what_came_so_is_no_failure_in_use(make_turn: Any, text: str) -> None:
    assert says_fault(make_turn(text)) and not fails_in_use(make_turn(text))


@pytest.mark.parametrize(
    "text",
    [
        "帮我报修",
        "付费修也行",
        "我想送修",
        "please have it repaired",
        "I'd pay for a repair",
        "can you fix it",
    ],
)
def test_wishes_for_a_repair(make_turn: Any, text: str) -> None:
    assert wants_repair(make_turn(text))


@pytest.mark.parametrize("text", ["修改地址", "帮我修改一下", "a fixed price", "换个颜色"])
def test_no_wishes_for_a_repair(make_turn: Any, text: str) -> None:
    assert not wants_repair(make_turn(text))


@pytest.mark.parametrize(
    "text",
    ["那怎么办", "不能改那怎么办", "现在怎么办呢", "so what can i do now?", "what now", "what happens next?"],
)
def test_a_way_on_is_asked_for(make_turn: Any, text: str) -> None:
    assert asks_what_now(make_turn(text)) and asks_first(make_turn("能修吗"))


@pytest.mark.parametrize("text", ["那发票丢了怎么办", "what can I do with 40 points", "好的"])
def test_other_questions_are_left_alone(make_turn: Any, text: str) -> None:
    assert not asks_what_now(make_turn(text))


@pytest.mark.parametrize(
    ("language", "asks", "fault", "repair"),
    [
        ("en", "is it still under warranty", "it doesn't turn on at all", "please have it repaired"),
        ("zh", "还在保修吗", "插上电没反应", "帮我报修"),
    ],
)
def test_a_repair_is_passed_on(
    converse: Any, shop: Any, language: str, asks: str, fault: str, repair: str
) -> None:
    talk = converse(language, open_order=COVERED)
    assert talk.say(asks, "warranty") == ["utter_warranty_colleague"]
    assert talk.say(fault) == ["utter_noted", "utter_offer_colleague"]
    assert tickets(shop) == 0
    assert talk.say("yes" if language == "en" else "好的", "affirm") == ["utter_handed_over"]
    assert tickets(shop) == 1
    again = converse(language, open_order=COVERED, name="c-2")
    again.say(asks, "warranty")
    assert again.say(repair, "warranty") == ["utter_handed_over"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "can i get a new one instead of a repair"), ("zh", "能换新的吗")]
)
def test_a_new_piece_after_the_time_for_exchanges(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=COVERED)
    talk.say("保修" if language == "zh" else "is it covered", "warranty")
    assert talk.say(text, resolution="exchange") == ["utter_offer_colleague"]
    wish = "给我换个新的" if language == "zh" else "a new one please"
    assert talk.say(wish, resolution="exchange") == ["utter_handed_over"]


def test_an_ordinary_exchange_is_still_begun(converse: Any) -> None:
    talk = converse(open_order=FRESH)
    assert talk.say("are they still covered?", "warranty") == ["utter_warranty_valid"]
    assert talk.say("a new one please", resolution="exchange") == ["utter_question_exchange_line"]


@pytest.mark.parametrize(
    ("language", "before", "text"),
    [("en", "is it covered", "i'd pay for the repair, too"), ("zh", "还能修吗", "付费修也行")],
)
def test_a_paid_repair_is_passed_on(
    converse: Any, shop: Any, clock: Any, language: str, before: str, text: str
) -> None:
    clock.move(timedelta(days=4000))
    talk = converse(language, open_order=FRESH)
    assert talk.say(before, "warranty") == ["utter_warranty"]
    assert talk.say(text) == ["utter_handed_over"]


@pytest.mark.parametrize(("language", "text"), [("en", "the shoes fell apart"), ("zh", "鞋子开胶了")])
def test_what_fails_after_months_is_a_matter_of_the_warranty(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=COVERED)
    assert talk.say(text, "delivery_problem", reason="defective") == ["utter_warranty_colleague"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "bought it last August"), ("zh", "去年八月买的"), ("en", "it was last summer")],
)
def test_when_it_was_bought_is_noted(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    talk.say("坏了" if language == "zh" else "it's broken", "delivery_problem", reason="defective")
    assert talk.say(text) == ["utter_noted", "utter_question_order_id"]


@pytest.mark.parametrize(("language", "text"), [("en", "what happens now?"), ("zh", "那怎么办")])
def test_a_way_on_after_the_warranty(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=COVERED)
    talk.say("保修" if language == "zh" else "is it covered", "warranty")
    assert talk.say(text) == ["utter_offer_colleague"]
    assert talk.say("好" if language == "zh" else "yes", "affirm") == ["utter_handed_over"]
    assert talk.say(text) != ["utter_offer_colleague"]  # it has been passed on


def test_another_order_is_told_of_first(converse: Any, shop: Any) -> None:
    talk = converse(open_order=COVERED)
    talk.say("is it covered", "warranty")
    shop.access.grant_order("c-1", FRESH)
    said = talk.say("and 1005, it stopped working, repair it", "warranty", order_id=FRESH)
    assert said == ["utter_warranty_valid"]
