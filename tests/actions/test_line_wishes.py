"""Different wishes for different lines of one order in one message."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.tasks.wishes import all_named

PAID, DELIVERED = "ORD-1002", "ORD-1005"


@pytest.mark.parametrize(
    ("language", "text", "entities", "lines"),
    [
        (
            "en", "change the shoes to 42 and the socks to 43-46", {"size": ["42", "43-46"]},
            [("PRD-201-BLA-42", 1), ("PRD-155-GRY-43-46", 2)],
        ),
        ("en", "make the shoes a 42 and take the socks out please", {"size": "42"}, [("PRD-201-BLA-42", 1)]),
        ("zh", "跑鞋换成42码，袜子只要1双", {"size": "42", "quantity": "1"}, [("PRD-201-BLA-42", 1), ("PRD-155-GRY-39-42", 1)]),
    ],
)  # fmt: skip
def test_two_changes_of_an_order(
    converse: Any, shop: Any, language: str, text: str, entities: dict[str, Any], lines: list[tuple[str, int]]
) -> None:
    talk = converse(language, open_order=PAID)
    places = tuple(
        (name, value, text.index(value))
        for name, said in entities.items()
        for value in ([said] if isinstance(said, str) else said)
    )
    yes = "yes" if language == "en" else "好的"
    said = talk.say(text, "change_order", places=places, **entities)
    assert said[0] == "utter_one_after_the_other" and said[1].startswith("utter_confirm_change_")
    assert talk.say(yes, "affirm")[-1] == "utter_offer_next"
    said = talk.say(yes, "affirm")
    if said == ["utter_question_quantity"]:
        said = talk.say("2")
    assert said[0].startswith("utter_confirm_change_")
    talk.say(yes, "affirm")
    assert [(line.sku, line.quantity) for line in shop.orders.get(PAID).lines] == lines


def test_a_reason_for_each_of_two_returns(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    text = "I want to return the shoes because they're too small and both socks because they have holes"
    places = (
        ("reason", "too_small", text.index("too small")),
        ("reason", "defective", text.index("have holes")),
    )
    said = talk.say(text, "return_item", reason=["too_small", "defective"], places=places)
    assert said[0] == "utter_one_after_the_other" and said[1].startswith("utter_confirm_return")
    assert (talk.said["items"], talk.said["reason"]) == (
        "1 × Marten Trail Running Shoes (black, 41)",
        "too small",
    )
    talk.say("yes", "affirm")
    assert talk.memory.suspended[-1].name == "return_item"


def test_one_goes_back_and_the_other_is_exchanged_after_the_proof(converse: Any) -> None:
    talk = converse()
    text = "ORD-1005: return one pair of socks, it has a hole, and exchange the shoes for a 42"
    places = (("reason", "defective", text.index("hole")), ("size", "42", text.index("42")))
    talk.say(
        text, "return_item", order_id=DELIVERED, reason="defective", quantity="1", size="42", places=places
    )
    said = talk.say("ann@example.com", email="ann@example.com", is_bare=True)
    assert said == ["utter_one_after_the_other", "utter_confirm_return_free"]
    assert talk.said["items"].startswith("1 × Trailmate")
    assert talk.say("yes", "affirm")[-1] == "utter_offer_next"
    assert talk.say("yes", "affirm") == ["utter_confirm_exchange_same"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "return the shoes and keep the socks"),
        ("en", "return the shoes but keep the socks"),
        ("zh", "退跑鞋，袜子留着"),
    ],
)
def test_what_is_kept_stays(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    assert talk.say(text, "return_item") == ["utter_question_reason"]
    case = talk.memory.task
    assert case and case.values["line"] == "1" and not talk.memory.suspended


def test_two_things_of_one_wish_stay_together(converse: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("the trail shoes and the socks came torn, I return them", "return_item", reason="damaged")
    case = talk.memory.task
    assert case and case.values["line"] == "all" and not talk.memory.suspended


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "change the shoes to 42", "the socks in 43-46 too"),
        ("en", "change the shoes to 42", "and make the socks 43-46"),
        ("zh", "跑鞋换成42码", "袜子也要换43-46"),
        ("zh", "跑鞋换成42码", "袜子换43-46的"),
    ],
)
def test_another_line_at_the_summary_waits_for_its_turn(
    converse: Any, shop: Any, language: str, first: str, then: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say(first, "change_order", size="42")
    shown = talk.said["items"]
    place = (("size", "43-46", then.index("43-46")),)
    said = talk.say(then, "change_order", size="43-46", places=place)
    assert said == ["utter_one_after_the_other", "utter_confirm_change_same"] and talk.said["items"] == shown
    yes = "yes" if language == "en" else "好的"
    assert talk.say(yes, "affirm")[-1] == "utter_offer_next"
    assert talk.say(yes, "affirm")[-1].startswith("utter_confirm_change_")
    talk.say(yes, "affirm")
    skus = [line.sku for line in shop.orders.get(PAID).lines]
    assert skus == ["PRD-201-BLA-42", "PRD-155-GRY-43-46"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "no, I meant the socks in 43-46"), ("zh", "不是鞋 是袜子换43-46")],
)
def test_another_line_in_place_of_the_first_is_a_correction(
    converse: Any, shop: Any, language: str, text: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("change the shoes to 42" if language == "en" else "跑鞋换成42码", "change_order", size="42")
    said = talk.say(text, "change_order", size="43-46", places=(("size", "43-46", text.index("43-46")),))
    assert "utter_one_after_the_other" not in said and not talk.memory.suspended


@pytest.mark.parametrize(
    ("language", "then"), [("en", "and add a Dawn mug, please"), ("zh", "再加一个晨光马克杯")]
)
def test_a_product_more_at_the_summary_of_a_change(
    converse: Any, shop: Any, language: str, then: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("change the shoes to 42" if language == "en" else "跑鞋换成42码", "change_order", size="42")
    assert talk.say(then, "change_order") == ["utter_one_after_the_other", "utter_confirm_change_same"]
    yes = "yes" if language == "en" else "好的"
    talk.say(yes, "affirm")
    assert talk.say(yes, "affirm")[-1] == "utter_confirm_change_more"
    talk.say(yes, "affirm")
    assert [line.sku for line in shop.orders.get(PAID).lines][0::2] == ["PRD-201-BLA-42", "PRD-501-1"]


@pytest.mark.parametrize(
    ("language", "text", "order_id", "then"),
    [
        ("zh", "鞋子换42 袜子换43-46", PAID, "change_order"),
        ("zh", "鞋子换42码 袜子退一双", DELIVERED, "return_item"),
        ("zh", "鞋子换42码袜子退一双", DELIVERED, "return_item"),
        ("en", "shoes in 42 socks in 43-46", PAID, "change_order"),
    ],
)
def test_wishes_for_two_lines_with_nothing_between_them(
    converse: Any, language: str, text: str, order_id: str, then: str
) -> None:
    talk = converse(language, open_order=order_id)
    sizes = [size for size in ("42", "43-46") if size in text]
    places = tuple(("size", size, text.index(size)) for size in sizes)
    intent = "change_order" if order_id == PAID else "exchange_item"
    said = talk.say(text, intent, size=sizes, places=places)
    assert said[0] == "utter_one_after_the_other" and said[1].startswith("utter_confirm_")
    assert talk.memory.suspended[-1].name == then


def test_what_follows_for_or_not_is_no_wish_of_its_own(converse: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("swap the shoes not the socks", "exchange_item")
    assert not talk.memory.suspended


def test_the_number_of_pieces_of_what_waited_is_not_asked_again(converse: Any) -> None:
    talk = converse("zh", open_order=DELIVERED)
    text = "鞋子换42码 袜子退一双"
    places = (("size", "42", 3), ("quantity", "1", text.index("一双")))
    talk.say(text, "exchange_item", size="42", quantity="1", places=places)
    talk.say("好的", "affirm")
    assert talk.say("好的", "affirm") == ["utter_question_reason"]


@pytest.mark.parametrize("text", ["鞋和袜子都有问题", "我要退鞋子和毛袜"])
def test_goods_told_by_what_they_are_alone(make_turn: Any, text: str) -> None:
    lines = [
        SimpleNamespace(line=1, name="Marten Trail Running Shoes", name_zh="岩貂越野跑鞋", color="black", size="41"),
        SimpleNamespace(line=2, name="Trailmate Merino Socks", name_zh="行伴美利奴羊毛袜", color="grey", size="39-42"),
    ]  # fmt: skip
    assert all_named(lines, make_turn(text))
    assert not all_named(lines, make_turn("我要退鞋子"))
