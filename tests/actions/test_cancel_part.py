"""Cancelling one thing of an order: the order stays, without it."""

from __future__ import annotations

from typing import Any

import pytest

PAID, PACKED, ONE_LINE = "ORD-1002", "ORD-1003", "ORD-1008"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "can I cancel just the socks?"),
        ("en", "please cancel the merino socks in 1002"),
        ("en", "I'd like to cancel the socks from my order, keep the rest"),
        ("zh", "把1002里的袜子取消掉"),
        ("zh", "只取消羊毛袜，鞋子还要"),
        ("zh", "取消1002里的袜子"),
    ],
)
def test_one_thing_is_taken_out_and_the_order_stays(
    converse: Any, shop: Any, language: str, text: str
) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "cancel_order") == ["utter_confirm_change_less"]
    assert talk.say("yes" if language == "en" else "好的", "affirm") == ["utter_order_changed_less"]
    order = shop.orders.get(PAID)
    assert order.status == "paid" and [line.product_id for line in order.lines] == ["PRD-201"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "cancel ORD-1002, the socks are too expensive"),
        ("en", "cancel my order with the socks"),
        ("en", "cancel the whole order, socks and all"),
        ("en", "cancel it, I don't need the socks"),
        ("zh", "取消1002，袜子太贵了"),
        ("zh", "买袜子的那个订单取消"),
        ("zh", "鞋子和袜子都取消"),
    ],
)
def test_the_whole_order_stays_the_whole_order(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "cancel_order") == ["utter_confirm_cancel"]


def test_it_counts_before_the_proof(converse: Any) -> None:
    talk = converse()
    talk.say("cancel just the socks in ORD-1002", "cancel_order", order_id=PAID)
    assert talk.say("ann@example.com", email="ann@example.com", is_bare=True) == ["utter_confirm_change_less"]


def test_the_summary_of_the_whole_is_corrected(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("cancel it", "cancel_order")
    assert talk.say("no, only the socks", "deny") == ["utter_confirm_change_less"]
    assert shop.orders.get(PAID).status == "paid"


def test_what_is_packed_can_only_be_cancelled_as_a_whole(converse: Any) -> None:
    talk = converse(open_order=PACKED)
    assert talk.say("cancel the socks", "cancel_order") == [
        "utter_cancel_only_whole",
        "utter_confirm_cancel_fee",
    ]


def test_an_order_of_one_thing_is_cancelled(converse: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    assert talk.say("cancel the shoes", "cancel_order")[-1].startswith("utter_confirm_cancel")
