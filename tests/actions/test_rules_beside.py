"""Questions about rules beside a wish."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.rules_beside import part_rules
from actions.starting import START_TASK, begins_wish

PAID, SHIPPED = "ORD-1002", "ORD-1004"


@pytest.mark.parametrize(
    ("text", "intent", "wish", "rules"),
    [
        ("cancel ORD-1002 please. also do you ship to Norway?", "cancel_order", "cancel_order", ["delivery_options"]),
        ("what's your return policy and where's my order ORD-1004", "refund_policy", "track_order", ["refund_policy"]),
        ("hi! three things: status of ORD-1004, do you ship to Norway, and whats the return window", "return_item", "track_order",
         ["delivery_options", "refund_policy"]),
        ("查一下1004到哪了，顺便问下退货几天内可以", "refund_policy", "track_order", ["refund_policy"]),
        ("你们送挪威吗，退货期限多久，1004到哪了", "delivery_options", "track_order", ["delivery_options", "refund_policy"]),
    ],
)  # fmt: skip
def test_rules_and_the_wish_are_parted(
    make_turn: Any, text: str, intent: str, wish: str, rules: list[str]
) -> None:
    turn, asked = part_rules(make_turn(text, intent))
    assert turn.intent == wish
    assert [each.intent for each in asked] == rules


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("where's ORD-1004", "track_order"),
        ("what's your return policy?", "refund_policy"),
        ("I want to return it, and how long does the refund take?", "return_item"),
        ("退货，运费我不想出", "return_item"),
        ("can you send it to my office and not to Norway", "change_address"),
    ],
)
def test_one_thing_is_left_whole(make_turn: Any, text: str, intent: str) -> None:
    turn = make_turn(text, intent)
    assert part_rules(turn) == (turn, [])


def test_the_rule_is_told_before_the_task_begins(converse: Any) -> None:
    talk = converse(open_order=PAID)
    said = talk.say(f"cancel {PAID}, and do you ship to Norway?", "cancel_order", order_id=PAID)
    assert said == ["utter_delivers_not_there", "utter_policy", "utter_confirm_cancel"]


def test_a_question_with_a_wish_behind_it_begins_the_task(converse: Any, make_turn: Any, shop: Any) -> None:
    talk = converse(open_order=SHIPPED)
    turn = make_turn(f"what's your return policy and where is {SHIPPED}", "refund_policy", order_id=SHIPPED)
    context = Context(shop, turn, talk.memory)
    assert begins_wish(context) == START_TASK
    assert context.memory.task is not None and context.memory.task.name == "track_order"
    assert [message["response"] for message in context.reply.messages] == ["utter_policy"]
