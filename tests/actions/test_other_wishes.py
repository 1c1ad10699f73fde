"""Two wishes in one message: the first is done, the second comes after it, and none is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from actions.clauses import asks_for, wishes
from actions.other_wishes import part_wishes
from actions.turn import Turn

PAID = "ORD-1002"


@pytest.mark.parametrize(
    ("text", "intent", "own", "rest"),
    [
        (
            "change the shoes to size 42 and send it to my office, 5 Elm Road, Leeds",
            "exchange_item",
            "change the shoes to size 42",
            [("change_address", "send it to my office, 5 Elm Road, Leeds")],
        ),
        (
            "where is ORD-1002 and how do I return something? 2120",
            "return_item",
            "how do I return something? 2120",
            [("track_order", "where is ORD-1002")],
        ),
        (
            "please deliver it to 5 Elm Road, Leeds and make the shoes a 42",
            "change_address",
            "please deliver it to 5 Elm Road, Leeds",
            [("change_order", "make the shoes a 42")],
        ),
        (
            "Cancel ORD-1002 and unsubscribe me from the newsletter",
            "newsletter",
            "Cancel ORD-1002",
            [("newsletter", "unsubscribe me from the newsletter")],
        ),
        (
            "把鞋换成42码，顺便寄到北京市朝阳区建国路88号",
            "change_address",
            "把鞋换成42码",
            [("change_address", "寄到北京市朝阳区建国路88号")],
        ),
        (
            "取消1002，另外给我开张发票",
            "cancel_order",
            "取消1002",
            [("get_invoice", "给我开张发票")],
        ),
    ],
)
def test_a_message_is_parted_by_its_wishes(
    text: str, intent: str, own: str, rest: list[tuple[str, str]], make_turn: Callable[..., Turn]
) -> None:
    tasks = dict.fromkeys([intent, *(wish.task for wish in wishes(text) if wish.task)])
    first, others = part_wishes(replace(make_turn(text, intent), ranking=tuple(tasks)))
    assert first.text == own
    assert [(turn.intent, turn.text) for turn in others] == rest


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want to return the shoes and get a refund", "return_item"),
        ("cancel it and refund me please", "cancel_order"),
        ("where is my parcel? it says delivered", "delivery_problem"),
        ("I cancelled ORD-1002 and want to know where my refund is", "track_refund"),
        ("where is it? if it has not left, cancel it", "track_order"),
        ("the address is 5 Elm Road, Leeds, and please don't cancel anything", "change_address"),
        ("change the size to 42, not 41", "change_order"),
        ("我要退货，钱什么时候退", "return_item"),
        ("地址改成北京市朝阳区建国路88号，别取消", "change_address"),
    ],
)
def test_one_wish_stays_whole(text: str, intent: str, make_turn: Callable[..., Turn]) -> None:
    turn = make_turn(text, intent)
    assert part_wishes(turn) == (turn, [])


def test_an_order_named_by_itself_belongs_to_the_wish_behind_it() -> None:
    found = wishes("ORD-1048, ann@example.com: change the jeans to 32")
    assert [wish.task for wish in found] == ["change_order"]
    assert asks_for("my change was cancelled") is None


def test_the_second_wish_comes_after_the_first(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    text = "change the shoes to size 42 and send it to my office, 5 Elm Road, Leeds LS1 4AB"
    address = "my office, 5 Elm Road, Leeds LS1 4AB"
    places = (("size", "42", text.index("42")), ("address", address, text.index("my office")))
    said = talk.say(text, "change_order", size="42", address=address, places=places)
    assert said == ["utter_one_after_the_other", "utter_confirm_change_same"]
    assert talk.say("yes", "affirm") == ["utter_order_changed_same", "utter_offer_next"]
    assert talk.say("yes", "affirm") == ["utter_confirm_address"]
    assert talk.say("yes", "affirm") == ["utter_address_changed"]
    order = shop.orders.get(PAID)
    assert order.lines[0].size == "42" and order.shipping_address.text == address


def test_the_second_wish_is_kept_while_the_order_is_proven(converse: Any) -> None:
    talk = converse("zh")
    text = "1002的跑鞋换成42码，另外帮我取消订阅邮件"
    said = talk.say(text, "change_order", order_id=PAID, size="42")
    assert said == ["utter_one_after_the_other", "utter_question_proof"]
    assert talk.say("ann@example.com", email="ann@example.com", is_bare=True) == ["utter_confirm_change_same"]
    assert [case.name for case in talk.memory.suspended] == ["newsletter"]


def test_a_first_wish_that_the_message_does_not_sound_like_is_none(make_turn: Callable[..., Turn]) -> None:
    turn = make_turn("那单能退掉不要了吗，帮我取消了", "cancel_order")
    first, _ = part_wishes(replace(turn, ranking=("cancel_order", "return_item", "change_order")))
    assert first.intent == "cancel_order"
