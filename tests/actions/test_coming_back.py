"""Giving up and coming back to it; asking in the middle what it is about."""

from __future__ import annotations

from typing import Any

import pytest

PAID, DELIVERED = "ORD-1002", "ORD-1005"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "actually yes please cancel it", "affirm"),
        ("en", "on second thoughts, do cancel it", "cancel_order"),
        ("zh", "还是取消吧，确定", "affirm"),
    ],
)
def test_what_was_given_up_goes_on_after_all(converse: Any, language: str, text: str, intent: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("cancel it, too expensive", "cancel_order", reason="cheaper_elsewhere")
    assert talk.say("forget it", "stop_task") == ["utter_task_stopped"]
    assert talk.say(text, intent) == ["utter_confirm_cancel"]
    case = talk.memory.task
    assert case and case.values["reason"] == "cheaper_elsewhere"


def test_a_yes_by_itself_revives_nothing(converse: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("cancel it", "cancel_order")
    talk.say("forget it", "stop_task")
    assert talk.say("yes", "affirm") == ["utter_what_next"]


def test_the_same_task_begun_anew_knows_nothing_of_the_one_given_up(converse: Any) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("return the shoes, too small", "return_item", reason="too_small")
    talk.say("forget it", "stop_task")
    assert talk.say("I want to return something", "return_item") == ["utter_question_return_line"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "what did I say was the reason?"),
        ("en", "which order is this about?"),
        ("en", "how much will I get back?"),
        ("zh", "我刚才说的原因是什么？"),
        ("zh", "能退多少"),
    ],
)
def test_the_summary_is_told_once_more(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return the shoes, too small", "return_item", reason="too_small")
    assert talk.say(text, "nlu_fallback", confidence=0.4) == ["utter_once_more", "utter_confirm_return"]
    case = talk.memory.task
    assert case and case.misses == 0


@pytest.mark.parametrize(
    ("language", "text", "known"),
    [
        ("en", "wait, which order is this about?", "Return something, ORD-1005, Marten Trail Running Shoes"),
        ("zh", "说到哪了", "退货，ORD-1005，岩貂越野跑鞋"),
    ],
)
def test_what_is_known_is_told_before_the_question(
    converse: Any, language: str, text: str, known: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item")
    assert talk.say(text, "track_order", confidence=0.6) == ["utter_so_far", "utter_question_reason"]
    assert talk.replies[0]["known"] == known
