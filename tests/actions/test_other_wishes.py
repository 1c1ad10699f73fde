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
            "where's 1049, and can i get the price difference on it",
            "price_protection",
            "can i get the price difference on it",
            [("track_order", "where's 1049")],
        ),
        (
            "两个事 1049到哪儿了 还有能不能退差价",
            "price_protection",
            "能不能退差价",
            [("track_order", "两个事 1049到哪儿了")],
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
    address = "5 Elm Road, Leeds LS1 4AB"
    places = (("size", "42", text.index("42")), ("address", address, text.index(address)))
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


@pytest.mark.parametrize(
    ("text", "own", "other"),
    [
        (
            "ORD-1043帮我取消 ORD-1077的开衫也要退 我手机尾号1298",
            "ORD-1043帮我取消",
            "ORD-1077的开衫也要退 我手机尾号1298",
        ),
        ("取消ORD-1043 帮我把ORD-1077退掉", "取消ORD-1043", "帮我把ORD-1077退掉"),
        (
            "cancel ORD-1043 return the cardigan from ORD-1077",
            "cancel ORD-1043",
            "return the cardigan from ORD-1077",
        ),
    ],
)
def test_a_space_parts_wishes_about_two_orders(
    text: str, own: str, other: str, make_turn: Callable[..., Turn]
) -> None:
    orders = ["ORD-1043", "ORD-1077"]
    turn, rest = part_wishes(make_turn(text, "cancel_order", order_id=orders))
    assert (turn.text, turn.entities["order_id"]) == (own, ("ORD-1043",))
    assert [(each.intent, each.text, each.entities["order_id"]) for each in rest] == [
        ("return_item", other, ("ORD-1077",))
    ]


@pytest.mark.parametrize(
    "text", ["取消ORD-1043 ORD-1077", "ORD-1043 ORD-1077都取消", "把ORD-1043的地址 改成 ORD-1077的"]
)
def test_two_orders_of_one_wish_are_not_parted(text: str, make_turn: Callable[..., Turn]) -> None:
    turn = make_turn(text, "cancel_order", order_id=["ORD-1043", "ORD-1077"])
    assert part_wishes(turn) == (turn, [])


def test_a_proof_said_once_opens_the_orders_of_both_wishes(converse: Any, shop: Any) -> None:
    talk = converse("zh")
    orders = ["ORD-1002", "ORD-1004"]
    said = talk.say("ORD-1002帮我取消 ORD-1004的鞋也要退 我手机尾号0143", "cancel_order", order_id=orders)
    assert said == ["utter_one_after_the_other", "utter_confirm_cancel"]
    assert talk.say("确认", "affirm") == ["utter_cancelled_refund", "utter_offer_next"]
    said = talk.say("嗯 接着弄退货", "return_item")
    assert "utter_question_proof" not in said and shop.access.is_open("c-1", "ORD-1004")


def test_a_new_phone_of_one_wish_is_no_proof_of_the_other(make_turn: Callable[..., Turn]) -> None:
    text, phone = "ORD-1043的鞋我要退货，ORD-1077收货地址改一下，新电话13912345678", "+8613912345678"
    places = (("phone", phone, text.index("139")),)
    turn = make_turn(text, "return_item", phone=phone, order_id=["ORD-1043", "ORD-1077"], places=places)
    own, (rest,) = part_wishes(turn)
    assert own.first("phone") is None and rest.first("phone") == phone
    assert rest.text[rest.places[0][2] :].startswith("139")


@pytest.mark.parametrize(
    ("language", "text", "yes"),
    [("en", "cancel my order and change the address", "yes"), ("zh", "取消订单，另外改一下地址", "好的")],
)
def test_what_a_cancelled_order_rules_out_is_not_offered(
    converse: Any, shop: Any, language: str, text: str, yes: str
) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "cancel_order") == ["utter_one_after_the_other", "utter_confirm_cancel"]
    assert talk.say(yes, "affirm")[:2] == ["utter_cancelled_refund", "utter_dropped_as_cancelled"]
    assert shop.orders.get(PAID).status == "cancelled"
    assert not talk.memory.suspended and not talk.memory.offer


def test_what_waits_for_another_order_is_kept(converse: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("change the address of ORD-1001", "change_address", order_id="ORD-1001")
    talk.say("cancel ORD-1002 first", "cancel_order", order_id=PAID)
    assert talk.say("yes", "affirm") == ["utter_cancelled_refund", "utter_offer_resume"]
