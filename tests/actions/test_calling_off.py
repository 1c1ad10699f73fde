"""Giving a task up by denying its verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.calling_off import denies
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
