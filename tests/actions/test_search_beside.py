"""Goods looked for beside a wish."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.search_beside import part_search
from actions.starting import START_TASK, begins_wish

PAID, SHIPPED = "ORD-1002", "ORD-1004"


@pytest.mark.parametrize(
    ("text", "intent", "wish", "search"),
    [
        (
            "cancel ORD-1002, and do you have running shoes?",
            "cancel_order",
            "cancel_order",
            "do you have running shoes",
        ),
        (
            "do you sell running shoes? and where is ORD-1004",
            "search_product",
            "track_order",
            "do you sell running shoes",
        ),
        ("取消ORD-1002，你们有跑鞋吗", "search_product", "cancel_order", "你们有跑鞋吗"),
        ("有没有跑鞋，另外1004到哪了", "search_product", "track_order", "有没有跑鞋"),
    ],
)
def test_what_is_looked_for_is_parted_from_the_wish(
    converse: Any, make_turn: Any, shop: Any, text: str, intent: str, wish: str, search: str
) -> None:
    message = make_turn(text, intent)
    turn, (looked_for,) = part_search(message, Context(shop, message, converse().memory))
    assert turn.intent == wish
    assert (looked_for.intent, looked_for.text) == ("search_product", search)
    assert search not in turn.text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("do you have running shoes?", "search_product"),
        ("cancel ORD-1002, do you have my e-mail?", "cancel_order"),
        ("return the kettle from ORD-1004, do you have a label?", "return_item"),
        ("退货，有运费险吗", "return_item"),
    ],
)
def test_one_thing_is_left_whole(converse: Any, make_turn: Any, shop: Any, text: str, intent: str) -> None:
    turn = make_turn(text, intent)
    assert part_search(turn, Context(shop, turn, converse().memory)) == (turn, [])


def test_goods_are_shown_before_the_task_begins(converse: Any) -> None:
    talk = converse(open_order=PAID)
    said = talk.say(f"cancel {PAID}, and do you have running shoes?", "cancel_order", order_id=PAID)
    assert said == ["utter_product_details", "utter_confirm_cancel"]


def test_goods_with_a_wish_behind_them_begin_the_task(converse: Any, make_turn: Any, shop: Any) -> None:
    talk = converse(open_order=SHIPPED)
    turn = make_turn(f"do you have running shoes? and where is {SHIPPED}", "search_product", order_id=SHIPPED)
    assert begins_wish(Context(shop, turn, talk.memory)) == START_TASK
