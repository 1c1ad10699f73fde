"""What is asked back where a message has two meanings, and what needs no question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from actions.context import Context
from actions.not_understood import ask_back
from actions.starting import START_TASK
from actions.turn import Turn
from tests.actions.conftest import Conversation


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("I want to return the cashmere cardigan too", START_TASK),
        ("can i send this one back", START_TASK),
        ("这件也退货", START_TASK),
        ("I want to return it and get my money", None),
        ("这件退货退款", None),
        ("the cardigan from last week", None),
    ],
)
def test_goods_that_go_back_are_not_taken_for_money(
    text: str, following: str | None, converse: Callable[..., Conversation], make_turn: Callable[..., Turn]
) -> None:
    talk = converse()
    turn = replace(make_turn(text, "nlu_fallback", confidence=0.3), ranking=("get_refund", "return_item"))
    context = Context(talk.shop, turn, talk.memory)
    assert ask_back(context) == following
    started = context.memory.task.name if context.memory.task else None
    assert started == ("return_item" if following else None)
    if following is None:
        assert [message["response"] for message in context.reply.messages] == ["utter_ask_back"]
