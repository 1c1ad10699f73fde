"""Giving a task up by denying its verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.calling_off import denies, names_other
from actions.memory import Case
from actions.turn import Turn


@pytest.mark.parametrize(
    ("task", "text", "denied"),
    [
        ("delete_account", "还是别注销了", True),
        ("cancel_order", "那先别取消", True),
        ("cancel_order", "actually don't cancel it", True),
        ("return_item", "I don't want to return it anymore", True),
        ("return_item", "no, leave it", True),
        ("exchange_item", "不换了", True),
        ("exchange_item", "不换了，退吧", False),  # something else instead
        ("return_item", "don't send it back, exchange it", False),
        ("cancel_order", "不要了", False),  # that is why it is cancelled
        ("return_item", "I don't want it", False),
        ("delivery_problem", "no, the neighbours don't have it either", False),
    ],
)
def test_a_denied_verb(task: str, text: str, denied: bool, make_turn: Callable[..., Turn]) -> None:
    assert denies(Case(task), make_turn(text)) is denied


@pytest.mark.parametrize("text", ["还是别退了", "don't return it after all"])
def test_it_gives_up_in_the_middle_of_a_question(text: str, converse: Any) -> None:
    talk = converse()
    talk.say("return ORD-1005", "return_item", order_id="ORD-1005")
    assert talk.say(text, "nlu_fallback", confidence=0.3) == ["utter_task_stopped"]
    assert talk.memory.task is None


def test_an_offered_task_is_dropped_whatever_the_denial_sounds_like(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel it", "cancel_order")
    asked = talk.say("and where is it?", "track_order")
    assert asked[-1] == "utter_offer_resume"
    assert talk.say("那先别取消", "cancel_order", language="zh") == ["utter_dropped"]
    assert not talk.memory.suspended


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("zh", "那还是退钱吧", "track_refund"),
        ("zh", "算了，还是退款吧", "stop_task"),
        ("en", "a refund after all then", "track_refund"),
        ("en", "forget it, i'd rather have my money back", "stop_task"),
    ],
)
def test_money_in_place_of_a_new_piece_is_no_farewell(
    converse: Callable[..., Any], language: str, text: str, intent: str
) -> None:
    talk = converse(language, open_order="ORD-1009")
    said = talk.say("it arrived broken", "delivery_problem", reason="damaged", resolution="exchange")
    assert said == ["utter_confirm_problem_replacement"]
    assert talk.say(text, intent, resolution="refund") == ["utter_confirm_problem_refund"]


def test_a_question_about_the_refund_stays_one(converse: Callable[..., Any]) -> None:
    talk = converse("zh", open_order="ORD-1009")
    talk.say("收到就碎了，重新发", "delivery_problem", reason="damaged", resolution="exchange")
    assert "utter_switching" in talk.say("上次的退款什么时候到账", "track_refund", resolution="refund")


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "先取消"), ("en", "cancel it first"), ("zh", "先帮我取消吧")]
)
def test_doing_it_first_is_no_farewell(converse: Callable[..., Any], language: str, text: str) -> None:
    talk = converse(language, open_order="ORD-1002")
    (said,) = talk.say("cancel ORD-1002", "cancel_order")
    assert said.startswith("utter_confirm_cancel")
    assert "utter_task_stopped" not in talk.say(text, "stop_task")
    assert talk.shop.orders.get("ORD-1002").status == "cancelled"


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "发票不用了"), ("en", "no need for the invoice any more")]
)
def test_the_wish_that_waits_is_given_up_and_not_the_one_that_runs(
    converse: Callable[..., Any], language: str, text: str
) -> None:
    talk = converse(language, open_order="ORD-1002")
    wishes = (
        "把 ORD-1002 的收货地址改一下，再开张发票"
        if language == "zh"
        else "change the address of ORD-1002 and send me an invoice"
    )
    assert "utter_one_after_the_other" in talk.say(wishes, "change_address", order_id="ORD-1002")
    said = talk.say(text, "stop_task")
    assert said[0] == "utter_without_waiting" and talk.memory.task.name == "change_address"
    assert talk.memory.suspended == []


def test_the_running_task_is_given_up_by_its_own_name(converse: Callable[..., Any]) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("change the address of ORD-1002 and send me an invoice", "change_address", order_id="ORD-1002")
    assert talk.say("forget the address", "stop_task")[0] == "utter_task_stopped"


@pytest.mark.parametrize(
    ("task", "text", "other"),
    [
        ("cancel_order", "wait no i meant the address on it is wrong, don't cancel it", "change_address"),
        ("cancel_order", "等下 先别取消 我想改地址", "change_address"),
        ("return_item", "别退了，给我换成大号", "exchange_item"),
        ("return_item", "don't return it, just cancel the order", "cancel_order"),
        ("change_address", "不改地址了，取消订单吧", "cancel_order"),
        ("cancel_order", "don't cancel it", None),
        ("cancel_order", "先别取消", None),
        ("cancel_order", "don't cancel it if you can still change the address", None),
        ("change_address", "don't change the address, change the address of the other one", None),
        ("return_item", "取消还是改地址好呢", None),  # nothing is denied
    ],
)
def test_another_task_beside_the_denied_one(
    task: str, text: str, other: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert names_other(Case(task), make_turn(text)) == other


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "wait no i meant the address on it is wrong, don't cancel it"),
        ("zh", "等下 先别取消 我想改地址"),
    ],
)
def test_it_takes_the_place_of_what_was_to_be_confirmed(language: str, text: str, converse: Any) -> None:
    talk = converse(language, open_order="ORD-1002")
    talk.say("cancel it", "cancel_order")
    assert talk.say(text, "nlu_fallback", confidence=0.3) == ["utter_question_address"]
    assert talk.memory.task and talk.memory.task.values["order_id"] == "ORD-1002"
