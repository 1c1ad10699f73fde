"""What shoppers said that had been taken for something else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from values.lexicon import build_index, load_lexicon
from values.recognition import recognize

PAID, SHIPPED, DELIVERED = "ORD-1002", "ORD-1004", "ORD-1005"
EMAIL = "ann@example.com"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "sorry, I meant 1005"), ("zh", "说错了 是1005"), ("en", "wrong number: ORD-1005")]
)  # fmt: skip
def test_a_number_put_right_is_no_proof(converse: Any, shop: Any, language: str, text: str) -> None:
    talk = converse(language)
    assert talk.say("track it", "track_order", order_id=SHIPPED) == ["utter_question_proof"]
    assert talk.say(text)[-1] == "utter_question_proof"
    assert talk.memory.task is not None and talk.memory.task.values["order_id"] == DELIVERED
    assert "utter_proof_failed" not in [reply["response"] for reply in talk.replies]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "then the money back please"), ("zh", "那把钱退给我吧")]
)
def test_the_money_in_place_of_another_size(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("exchange the shoes 鞋 for 42", "exchange_item", size="42")
    said = talk.say(text, "get_refund", resolution="refund", is_bare=True)
    assert talk.memory.task is not None and talk.memory.task.name in ("return_item", "get_refund")
    assert said[-1] != "utter_not_understood_here"


@pytest.mark.parametrize(("language", "text"), [("en", "can I get the shoes in 42"), ("zh", "鞋要42的")])
def test_a_size_said_is_the_change(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "change_order") == ["utter_confirm_change_same"]
    assert "42" in str(talk.said["items"])


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "I don't want it any more, can I return it? it hasn't arrived yet"), ("zh", "不想要了 能退吗 还没收到")],
)  # fmt: skip
def test_what_is_unwanted_and_not_there_yet_is_called_off(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=SHIPPED)
    assert talk.say(text, "return_item", order_id=SHIPPED) == ["utter_refused_already_shipped"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "no problem with them, I just don't like them"), ("zh", "质量没问题 就是不喜欢")],
)
def test_a_fault_denied_is_no_reason(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item")
    talk.say(text)
    assert talk.memory.task is not None and talk.memory.task.values.get("reason") != "defective"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "I don't know the number", "inform"),
        ("zh", "订单号不记得了", "stop_task"),
        ("en", EMAIL, "inform"),
    ],
)
def test_who_has_no_number_is_looked_up(converse: Any, language: str, text: str, intent: str) -> None:
    talk = converse(language)
    more = {"email": EMAIL, "is_bare": True} if text == EMAIL else {}
    talk.say(text, intent, **more)
    assert talk.memory.task is not None and talk.memory.task.name == "order_history"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "when will black 42 be back in stock?"), ("zh", "黑色42啥时候补货")],
)
def test_a_question_about_looks_chooses_none(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("exchange the shoes 鞋", "exchange_item")
    before = dict(talk.memory.task.values)
    said = talk.say(text, "check_stock", color="black", size="42")
    assert talk.memory.task.values.get("sku") == before.get("sku")
    assert said[-1] == "utter_question_exchange_variant"


def test_quickly_is_a_yes_all_the_same(converse: Any) -> None:
    talk = converse("zh", open_order=PAID)
    talk.say("取消订单", "cancel_order", order_id=PAID)
    assert talk.say("赶紧取消", "inform") == ["utter_cancelled_refund"]


@pytest.mark.parametrize("text", ["ORD-1005鞋想退掉，另外ORD-1002那个还没发货也取消了吧", "return ORD-1005, and ORD-1002 hasn't shipped yet so cancel it"])  # fmt: skip
def test_what_has_not_left_yet_is_no_denial(converse: Any, text: str) -> None:
    talk = converse("zh" if "退" in text else "en", open_order=DELIVERED)
    said = talk.say(text, "return_item", order_id=[DELIVERED, PAID])
    assert said[0] == "utter_one_after_the_other"
    assert talk.memory.task is not None and talk.memory.task.name == "return_item"
    assert [case.name for case in talk.memory.suspended] == ["cancel_order"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "3 pairs of socks instead of 2"), ("zh", "袜子改成三双")]
)
def test_so_many_instead_of_so_many(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "change_order")[0].startswith("utter_confirm_change")
    assert "3 ×" in str(talk.said["items"])


def test_an_and_far_before_the_number_speaks_of_no_second_order(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        f"I ordered shoes in May and want to return them now, {DELIVERED}, 1234",
        "return_item",
        order_id=DELIVERED,
    )
    assert said[0] == "utter_proof_failed"


@pytest.mark.parametrize("text", ["don't need two", "用不着两个"])
def test_one_too_many_is_a_reason(text: str) -> None:
    found = recognize(text, build_index(load_lexicon(), {}), date(2026, 3, 2))
    assert [value.value for value in found if value.entity == "reason"] == ["changed_mind"]
