"""Changing an order's items, from free wording in both languages, down to the rows."""

from __future__ import annotations

from typing import Any

import pytest

PAID, PLACED = "ORD-1002", "ORD-1001"
BLUE_42 = "PRD-201-BLU-42"


def lines(shop: Any, order_id: str = PAID) -> list[tuple[str, int]]:
    return [(line.sku, line.quantity) for line in shop.orders.get(order_id).lines]


SOCKS = ("PRD-155-GRY-39-42", 2)
LARGE_SOCKS = ("PRD-155-GRY-43-46", 1)
BEFORE = [("PRD-201-BLA-41", 1), ("PRD-155-GRY-39-42", 2)]


def test_step_by_step_with_buttons(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("I want to change my order", "change_order") == ["utter_question_change_line"]
    assert talk.press('/inform{"choice": "1"}') == ["utter_question_change_what"]
    assert talk.press('/inform{"choice": "variant"}') == ["utter_question_change_variant"]
    assert "blue, 42" in talk.said["options"] and "43" in talk.said["options"]
    assert talk.press('/inform{"choice": "' + BLUE_42 + '"}') == ["utter_confirm_change_same"]
    assert lines(shop) == BEFORE, "nothing happens before the yes"
    assert talk.press("/affirm") == ["utter_order_changed_same"]
    assert lines(shop) == [(BLUE_42, 1), BEFORE[1]]


@pytest.mark.parametrize(
    ("language", "text", "entities", "response", "after"),
    [
        ("en", "the black in 42", {"color": "black", "size": "42"}, "same", [("PRD-201-BLA-42", 1), SOCKS]),
        ("en", "i want the shoes in blue", {"color": "blue"}, "same", [("PRD-201-BLU-41", 1), BEFORE[1]]),
        ("en", "change the shoes from 41 to 42", {}, "same", [("PRD-201-BLA-42", 1), BEFORE[1]]),
        ("en", "change the shoes in my order to 42", {"quantity": "42"}, "same", [("PRD-201-BLA-42", 1), BEFORE[1]]),
        ("en", "make the shoes a 42", {}, "same", [("PRD-201-BLA-42", 1), BEFORE[1]]),
        ("en", "could you change the shoes to 42?", {}, "same", [("PRD-201-BLA-42", 1), BEFORE[1]]),
        ("zh", "鞋子换成42码", {"size": "42"}, "same", [("PRD-201-BLA-42", 1), BEFORE[1]]),
        ("zh", "跑鞋要大一码的", {}, "same", [("PRD-201-BLA-42", 1), BEFORE[1]]),
        ("en", "remove the socks", {}, "less", [BEFORE[0]]),
        ("en", "take one of the socks out", {}, "less", [BEFORE[0], (BEFORE[1][0], 1)]),
        ("en", "I only want one of the socks", {}, "less", [BEFORE[0], (BEFORE[1][0], 1)]),
        ("zh", "袜子不要了", {}, "less", [BEFORE[0]]),
        ("zh", "把袜子减一双", {"quantity": "1"}, "less", [BEFORE[0], (BEFORE[1][0], 1)]),
        ("en", "make it five pairs of socks", {"quantity": "5"}, "more", [BEFORE[0], (SOCKS[0], 5)]),
        ("en", "socks: make it three", {}, "more", [BEFORE[0], (BEFORE[1][0], 3)]),
        ("zh", "袜子再加一双", {}, "more", [BEFORE[0], (BEFORE[1][0], 3)]),
        ("en", "add a Dawn mug to my order", {"product": "Dawn mug"}, "more", [*BEFORE, ("PRD-501-1", 1)]),
        ("zh", "再加两个晨光马克杯", {"quantity": "2"}, "more", [*BEFORE, ("PRD-501-1", 2)]),
        ("zh", "一双袜子换成43-46的", {"size": "43-46"}, "same", [BEFORE[0], (SOCKS[0], 1), LARGE_SOCKS]),
    ],
)  # fmt: skip
def test_all_in_one_sentence(
    converse: Any,
    shop: Any,
    language: str,
    text: str,
    entities: dict[str, str],
    response: str,
    after: list[tuple[str, int]],
) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "change_order", **entities) == [f"utter_confirm_change_{response}"]
    assert talk.say("yes" if language == "en" else "好的", "affirm") == [f"utter_order_changed_{response}"]
    assert lines(shop) == after


def test_a_number_of_no_size_of_the_goods_is_no_number_of_pieces(converse: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("change the shoes to 48", "change_order", quantity="48") == [
        "utter_question_change_variant"
    ]


def test_what_was_said_before_the_proof_counts(converse: Any, shop: Any) -> None:
    talk = converse()
    assert talk.say("remove the socks from 1002", "change_order", order_id=PAID) == ["utter_question_proof"]
    assert talk.say("ann@example.com", email="ann@example.com", is_bare=True) == ["utter_confirm_change_less"]
    assert "Shoes" in talk.said["items"] and "Socks" not in talk.said["items"]


def test_a_correction_at_the_confirmation_asks_again(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("shoes in blue please", "change_order", color="blue")
    assert talk.say("no, size 42 in blue", color="blue", size="42") == ["utter_confirm_change_same"]
    assert "blue, 42" in talk.said["items"]
    assert talk.say("yes", "affirm") == ["utter_order_changed_same"]
    assert lines(shop)[0] == (BLUE_42, 1)


def test_no_leaves_the_order_as_it_was(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=PAID)
    talk.say("袜子不要了", "change_order")
    assert talk.say("不用了", "deny") == ["utter_left_as_it_was"]
    assert lines(shop) == BEFORE


def test_yes_twice_changes_once(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("袜子再加一双", "change_order")
    talk.say("yes", "affirm")
    talk.say("yes", "affirm")
    assert lines(shop)[1] == (BEFORE[1][0], 3)


def test_sold_out_and_unknown_sizes_are_told_and_asked_anew(converse: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("shoes in blue size 43", "change_order", color="blue", size="43") == [
        "utter_variant_sold_out", "utter_question_change_variant",
    ]  # fmt: skip
    assert talk.say("then 52", size="52", is_bare=True) == [
        "utter_variant_not_offered",
        "utter_question_change_variant",
    ]
    assert talk.say("42 then", size="42", is_bare=True) == ["utter_confirm_change_same"]


def test_too_many_pieces_are_refused_and_asked_anew(converse: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("change the quantity of the socks", "change_order")
    assert talk.said["response"] == "utter_question_change_quantity"
    assert talk.say("500") == ["utter_refused_quantity_too_large", "utter_question_change_quantity"]
    assert talk.say("-3") == ["utter_not_understood_here", "utter_question_change_quantity"]
    assert talk.say("4", is_bare=True) == ["utter_confirm_change_more"]


def test_an_unknown_product_is_asked_for(converse: Any) -> None:
    talk = converse("zh", open_order=PAID)
    assert talk.say("我还想往订单里添东西", "change_order") == ["utter_question_add_product"]
    assert talk.say("晨光马克杯") == ["utter_confirm_change_more"]


def test_an_emptied_order_is_better_cancelled(converse: Any) -> None:
    talk = converse(open_order="ORD-1008")
    assert talk.say("remove the shoes", "change_order") == ["utter_refused_order_empty_after_change"]
    assert talk.said["buttons"][0]["payload"].startswith("/cancel_order")


@pytest.mark.parametrize(
    ("order_id", "code"), [("ORD-1003", "packed"), ("ORD-1004", "shipped"), ("ORD-1006", "cancelled")]
)
def test_too_late(converse: Any, order_id: str, code: str) -> None:
    talk = converse(open_order=order_id)
    assert talk.say("make it two pairs of shoes", "change_order") == [f"utter_refused_already_{code}"]


def test_an_unpaid_order_only_costs_another_amount(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PLACED)
    assert talk.say("make it two pairs of shoes", "change_order", quantity="2") == [
        "utter_confirm_change_unpaid"
    ]
    assert talk.say("yes", "affirm") == ["utter_order_changed_unpaid"]
    assert lines(shop, PLACED)[0] == ("PRD-201-BLA-41", 2)


def test_a_yes_that_repeats_the_wish_is_a_yes(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("take out one pair of the socks", "change_order", quantity="1") == [
        "utter_confirm_change_less"
    ]
    assert talk.say("yes, remove it", "affirm") == ["utter_order_changed_less"]
    assert lines(shop) == [BEFORE[0], (SOCKS[0], 1)]


@pytest.mark.parametrize(("text", "agreed"), [("ok thanks", True), ("好的谢谢", True), ("thank you", False)])
def test_thanks_with_a_yes_is_a_yes(text: str, agreed: bool, converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("袜子不要了", "change_order")
    said = talk.say(text, "thank")
    assert said == (["utter_order_changed_less"] if agreed else ["utter_thank", "utter_still_open"])
    assert (lines(shop) == BEFORE) is not agreed


@pytest.mark.parametrize(
    ("language", "text", "entities"),
    [
        ("en", "the shoes in 42 instead of 41, and add a Dawn mug", {"size": "42", "product": "Dawn mug"}),
        ("zh", "跑鞋换成42码，再加一个晨光马克杯", {"size": "42"}),
    ],
)
def test_a_change_and_something_more_are_done_one_after_the_other(
    converse: Any, shop: Any, language: str, text: str, entities: dict[str, str]
) -> None:
    talk = converse(language, open_order=PAID)
    places = tuple((name, value, text.index(value)) for name, value in entities.items())
    assert talk.say(text, "change_order", places=places, **entities) == [
        "utter_one_after_the_other",
        "utter_confirm_change_same",
    ]
    talk.say("yes" if language == "en" else "好的", "affirm")
    assert lines(shop) == [("PRD-201-BLA-42", 1), BEFORE[1]]
    assert talk.say("yes" if language == "en" else "好的", "affirm") == ["utter_confirm_change_more"]
    talk.say("yes" if language == "en" else "好的", "affirm")
    assert lines(shop) == [("PRD-201-BLA-42", 1), BEFORE[1], ("PRD-501-1", 1)]


@pytest.mark.parametrize("intent", ["change_order", "cancel_order"])
@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "make the shoes a 42", "remove the second item too"),
        ("en", "make the shoes a 42", "I don't want the second one either"),
        ("zh", "鞋子换成42码", "第二个也不要了"),
    ],
)
def test_one_thing_more_by_its_place_at_the_summary(
    converse: Any, shop: Any, language: str, first: str, second: str, intent: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say(first, "change_order", size="42")
    assert talk.say(second, intent, order_ref="second") == [
        "utter_one_after_the_other",
        "utter_confirm_change_same",
    ]
    assert talk.say("yes 好的", "affirm") == ["utter_order_changed_same", "utter_offer_next"]
    assert talk.say("yes 好的", "affirm") == ["utter_confirm_change_less"]
    talk.say("yes 好的", "affirm")
    assert lines(shop) == [("PRD-201-BLA-42", 1)]


@pytest.mark.parametrize("intent", ["change_order", "cancel_order"])
@pytest.mark.parametrize(
    ("language", "text"), [("en", "remove the second item too"), ("zh", "第二个也不要了")]
)
def test_one_thing_more_by_its_place_afterwards(
    converse: Any, shop: Any, language: str, text: str, intent: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("make the shoes a 42 鞋子换成42码", "change_order", size="42")
    talk.say("yes 好的", "affirm")
    assert talk.say(text, intent, order_ref="second") == ["utter_confirm_change_less"]
    talk.say("yes 好的", "affirm")
    assert lines(shop) == [("PRD-201-BLA-42", 1)]


@pytest.mark.parametrize(("language", "text"), [("en", "remove the second order"), ("zh", "第二单不要了")])
def test_an_order_by_its_place_is_no_item(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say(text, "change_order", order_ref="second")
    assert talk.memory.task.values.get("line") is None
