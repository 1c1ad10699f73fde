"""Which lines and how many of them go back: a line named with "both", and numbers that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.wishes import count_said
from channels.cards import checked_card

DELIVERED = "ORD-1005"  # shoes, and two pairs of socks


def returned(shop: Any) -> list[list[tuple[int, int]]]:
    return [[(line.line, line.quantity) for line in r.lines] for r in shop.returns.of_order(DELIVERED)]


@pytest.mark.parametrize(
    ("text", "entities", "lines"),
    [
        ("I want to return the socks, both of them", {"quantity": "2"}, [(2, 2)]),
        ("return both, the shoes and the socks", {"quantity": "2"}, [(1, 1), (2, 2)]),
        ("everything goes back", {}, [(1, 1), (2, 2)]),
    ],
)
def test_both_means_the_line_that_is_named(
    converse: Any, shop: Any, text: str, entities: dict[str, str], lines: list[tuple[int, int]]
) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say(text, "return_item", **entities) == ["utter_question_reason"]
    talk.say("all damaged", reason="damaged")
    talk.say("yes", "affirm")
    assert returned(shop) == [lines]


@pytest.mark.parametrize(
    ("language", "first", "then", "entities"),
    [
        ("en", "return the socks", "and the shoes too", {}),
        ("en", "return the socks", "oh, and one pair of shoes as well", {"quantity": "1"}),
        ("zh", "袜子要退", "还有鞋子也退", {}),
        ("zh", "袜子要退", "鞋子一起退", {}),
    ],
)
def test_one_thing_more_goes_beside_what_was_said(
    converse: Any, shop: Any, language: str, first: str, then: str, entities: dict[str, str]
) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say(first, "return_item", quantity="1")
    assert talk.say("damaged 破了", reason="damaged") == ["utter_confirm_return_free"]
    assert talk.say(then, "return_item", **entities) == ["utter_confirm_return_free"]
    assert talk.said["items"].count("1 ×") == 2
    talk.say("both of those, yes", "affirm")
    assert returned(shop) == [[(1, 1), (2, 1)]]


def test_how_many_of_the_thing_more_is_asked(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("return the shoes", "return_item")
    talk.say("damaged", reason="damaged")
    assert talk.say("and the socks too", "return_item") == ["utter_question_quantity"]
    assert talk.say("2", is_bare=True, quantity="2") == ["utter_confirm_return_free"]
    talk.say("yes", "affirm")
    assert returned(shop) == [[(1, 1), (2, 2)]]


def test_another_thing_instead_is_no_thing_more(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("return the socks", "return_item", quantity="1")
    talk.say("damaged", reason="damaged")
    talk.say("no, the shoes", "return_item")
    talk.say("yes", "affirm")
    assert returned(shop) == [[(1, 1)]]


def test_too_many_are_refused_and_asked_anew(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("I want to return the socks", "return_item") == ["utter_question_quantity"]
    assert talk.say("40", is_bare=True) == ["utter_refused_quantity_too_large", "utter_question_quantity"]
    assert talk.replies[-2]["most"] == "2"
    assert talk.say("-1") == ["utter_not_understood_here", "utter_question_quantity"]
    assert talk.say("1", is_bare=True) == ["utter_question_reason"]
    assert returned(shop) == []


def test_a_line_that_cannot_go_back_is_not_silently_another(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("I want to return the socks", "return_item")
    talk.say("1", is_bare=True)
    assert talk.say("I changed my mind", reason="changed_mind") == ["utter_refused_item_not_returnable"]
    assert "Socks" in talk.said["name"]
    talk.say("yes", "affirm")
    assert returned(shop) == []


def test_the_question_shows_the_return_as_a_card(converse: Any) -> None:
    talk = converse("zh", open_order=DELIVERED)
    talk.say("袜子两双都要退", "return_item", quantity="2")
    assert talk.say("破了", reason="damaged") == ["utter_confirm_return_free"]
    card = talk.said["json_message"]
    assert checked_card(card) == card
    assert (card["card"], card["id"], card["order_id"], card["language"]) == ("return", None, DELIVERED, "zh")
    assert [(line["name"], line["quantity"]) for line in card["lines"]] == [("行伴美利奴羊毛袜", 2)]
    assert (card["reason_label"], card["resolution_label"]) == ("有破损", "退款")
    assert card["fee"]["amount"] == "0.00"
    assert card["until"].startswith("20")


@pytest.mark.parametrize(
    ("text", "language"), [("one of the two pairs of socks", "en"), ("两双袜子坏了俩", "zh")]
)
def test_a_share_of_the_pieces_is_what_counts(text: str, language: str, make_turn: Any) -> None:
    assert count_said(make_turn(text, language=language, quantity="2")) == (1 if language == "en" else 2)


def test_both_means_the_pieces_of_the_line_that_is_spoken_of(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("one of the two pairs of socks has a hole", "return_item", reason="damaged", quantity="2")
    case = talk.memory.task
    assert case and (case.values["line"], case.values["quantity"]) == ("2", 1)
    talk.say("both, please", "inform")
    case = talk.memory.task
    assert case and (case.values["line"], case.values["quantity"]) == ("2", 2)
    talk.say("no, the whole order", "inform")
    case = talk.memory.task
    assert case and case.values["line"] == "all"


def test_each_line_named_by_its_own_word_is_the_whole_order(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("the trail shoes and the socks came torn", "return_item", reason="damaged")
    case = talk.memory.task
    assert case and case.values["line"] == "all"


def test_a_change_of_mind_is_a_reason_before_it_is_asked_for(converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    talk.say("I want to send it back", "return_item")
    said = talk.say("changed my mind", "stop_task", reason="changed_mind")
    assert said[0].startswith("utter_confirm_return")


def test_a_question_on_the_way_is_about_the_goods(converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    talk.say("I want to send it back", "return_item")
    said = talk.say("how do your sizes run?", "size_guide")
    assert talk.memory.focus.query["current"] == "PRD-201" and len(said) > 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("两个里有一个漏", 1),
        ("三个杯子碎了两个", 2),
        ("两个杯子，一个坏了", 1),
        ("一盒里有两个碎了", 2),
        ("I bought two of them but one leaks", 1),
        ("of the two mugs, one is broken", 1),
        ("both arrived, but one is broken", 1),
        ("one of them leaks", 1),
        ("return two of them", 2),
    ],
)
def test_a_share_told_after_the_whole(text: str, count: int, make_turn: Any) -> None:
    assert count_said(make_turn(text)) == count
