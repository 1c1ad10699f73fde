"""The same goods once more, out of the order that they were bought in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.tasks.order_again import wants_again
from actions.turn import Turn


@pytest.mark.parametrize(
    "text",
    ["order me the same again", "can i reorder", "want to buy the same knife again", "repeat my last order", "same as last time please",
     "上次的茶再来一单", "回购", "照着上次的单子再下一次", "重新下一单", "跟上次一样的再买一件"],
)  # fmt: skip
def test_goods_are_wanted_once_more(text: str, make_turn: Callable[..., Turn]) -> None:
    assert wants_again(make_turn(text, "place_order"))


@pytest.mark.parametrize(
    "text", ["i want a kettle", "tell me again what it costs", "is it the same colour", "我想买茶", "再便宜点", "一样的颜色吗", "再见"]
)  # fmt: skip
def test_other_wishes_are_not(text: str, make_turn: Callable[..., Turn]) -> None:
    assert not wants_again(make_turn(text, "place_order"))


def test_the_goods_go_where_they_went_before(converse: Any, shop: Any) -> None:
    former = shop.orders.get("ORD-1002")
    line = former.lines[0]
    talk = converse()
    assert talk.say("order the same again please", "place_order") == ["utter_question_order_id"]
    assert talk.say("ORD-1002", order_id="ORD-1002", is_bare=True) == ["utter_question_proof"]
    said = talk.say(former.email, email=former.email, is_bare=True)
    if said == ["utter_question_which_to_buy"]:  # of several lines one is chosen
        said = talk.press(f'/inform{{"choice": "{line.product_id}"}}')
    assert said == ["utter_confirm_place_order"]
    assert former.email == talk.said["email"] and former.shipping_address.text in talk.said["address"]
    assert talk.press("/affirm") == ["utter_order_made"]
    made = shop.orders.get(talk.said["order_id"])
    assert made.id != former.id
    assert [(each.sku, each.quantity) for each in made.lines] == [(line.sku, line.quantity)]


def test_nothing_of_an_order_is_told_to_who_cannot_open_it(converse: Any) -> None:
    talk = converse()
    talk.say("reorder ORD-1002", "place_order", order_id="ORD-1002")
    said = talk.say("else@example.com", email="else@example.com", is_bare=True)
    assert "utter_proof_failed" in said
    assert not any("Marten" in str(message) for message in talk.replies)


def test_an_open_order_needs_no_second_proof(converse: Any) -> None:
    talk = converse("zh", open_order="ORD-1002")
    said = talk.say("照着这个再下一单", "place_order")
    assert said[-1] in ("utter_confirm_place_order", "utter_question_which_to_buy")
