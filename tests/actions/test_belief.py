"""The belief state stays with an interrupted task and holds again when that task goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from actions.belief import belief_of, keep_with_task, said_before
from actions.context import Context
from actions.memory import Case, Memory
from actions.product_query import dropped
from actions.questions import Option, Question, read_entity
from actions.tasks import TASKS
from actions.tasks.base import Task
from actions.turn import Turn
from shop.bootstrap import Shop

MakeTurn = Callable[..., Turn]
NO_SHOP = cast(Shop, None)
RETURN = Case("return_item", id="1", values={"order_id": "ORD-1"})
TRACK = Case("track_order", id="2", values={"order_id": "ORD-2"})


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events}


def kept(turn: Turn, before: Memory, after: Memory, **belief: str) -> dict[str, Any]:
    return slots_of(keep_with_task(Context(NO_SHOP, turn, after, belief=belief), before))


def test_a_task_that_goes_on_keeps_its_state(make_turn: MakeTurn) -> None:
    case = Case("return_item", id="1")
    now = make_turn("too small", reason="too_small")
    assert kept(now, Memory(task=RETURN), Memory(task=case), order_id="ORD-1", reason="too_small") == {}
    assert case.belief == {"order_id": "ORD-1", "reason": "too_small"}


def test_what_was_said_before_the_first_task_belongs_to_it(make_turn: MakeTurn) -> None:
    case = Case("place_order", id="1")
    assert kept(make_turn("I'll take it"), Memory(), Memory(task=case), product="mug", color="red") == {}
    assert case.belief == {"product": "mug", "color": "red"}


def test_a_task_in_between_begins_with_what_is_said_and_its_end_restores_the_first(
    make_turn: MakeTurn,
) -> None:
    first = Case("return_item", id="1", belief={"order_id": "ORD-1", "reason": "too_small", "quantity": "2"})
    second = Case("track_order", id="2")
    changed = kept(
        make_turn("where is 2?", order_id="ORD-2"),
        Memory(task=first),
        Memory(task=second, suspended=[first]),
        order_id="ORD-2", reason="too_small", quantity="2", price_max="300",
    )  # fmt: skip
    assert changed == {"reason": None, "quantity": None}
    assert second.belief == {"order_id": "ORD-2", "price_max": "300"}
    # It goes on with what it had, and with what this message says.
    changed = kept(
        make_turn("yes, but only one of them", quantity="1"),
        Memory(suspended=[first]),
        Memory(task=first),
        order_id="ORD-2", quantity="1", price_max="300",
    )  # fmt: skip
    assert changed == {"order_id": "ORD-1", "reason": "too_small"}
    assert first.belief == {"order_id": "ORD-1", "reason": "too_small", "quantity": "1", "price_max": "300"}


def test_what_is_taken_back_leaves_its_slot(make_turn: MakeTurn) -> None:
    turn = replace(make_turn("any colour"), taken_back=frozenset({"color"}))
    assert kept(turn, Memory(), Memory(), color="red", size="42") == {"color": None}


@pytest.mark.parametrize("value", [None, "", []])
def test_the_dialogues_own_slots_and_empty_ones_are_no_belief(value: Any) -> None:
    slots = {"task": {"name": "x"}, "focus": {}, "color": value, "order_id": ["ORD-1", "ORD-2"]}
    assert belief_of(slots) == {"order_id": "ORD-1"}


def test_a_task_forgets_what_is_taken_back_but_not_its_order(make_turn: MakeTurn) -> None:
    case = Case("return_item", values={"order_id": "ORD-1", "resolution": "repair", "reason": "defective"})
    turn = replace(make_turn("no repair then"), taken_back=frozenset({"resolution", "order_id"}))
    assert Task.note(TASKS["return_item"], case, turn, Context(NO_SHOP, turn, Memory(task=case)))
    assert case.values == {"order_id": "ORD-1", "reason": "defective"}


def test_a_search_is_without_the_limits_that_are_taken_back(make_turn: MakeTurn) -> None:
    turn = replace(make_turn("gleich welche Farbe"), taken_back=frozenset({"color", "email"}))
    assert dropped(turn) == ["color"]
    assert dropped(replace(turn, entities={"color": ("red",)})) == []


def test_a_second_order_in_the_queue_has_its_own_number(make_turn: MakeTurn) -> None:
    queued = Case("cancel_order", id="2", values={"order_id": "ORD-2", "line": 1})
    assert kept(make_turn("yes"), Memory(suspended=[queued]), Memory(task=queued), order_id="ORD-1") == {
        "order_id": "ORD-2"
    }
    assert queued.belief == {"order_id": "ORD-2"}


def test_what_was_complained_of_before_is_the_reason_of_the_return(make_turn: MakeTurn) -> None:
    turn = make_turn("can I return them?", "return_item")
    context = Context(
        NO_SHOP, turn, Memory(), belief={"reason": "too_small", "color": "red", "coupon": "TEA5"}
    )
    assert said_before(TASKS["return_item"].wants, context) == {"reason": "too_small"}
    assert said_before(TASKS["track_order"].wants, context) == {}


def test_a_value_that_was_understood_comes_before_a_label_that_sounds_alike(make_turn: MakeTurn) -> None:
    options = [Option("too_small", "too small"), Option("damaged", "damaged")]
    question = Question("reason", "utter_question_reason", read_entity("reason"), options=options)
    assert question.answer(make_turn("not too small, there is a hole in it", reason="damaged")) == "damaged"
    assert question.answer(make_turn("too small")) == "too_small"
    assert (
        question.answer(make_turn("too small", reason="arrived_late")) == "too_small"
    )  # not among the options


def test_a_number_said_again_changes_nothing(make_turn: MakeTurn) -> None:
    case = Case("return_item", values={"order_id": "ORD-1", "quantity": 2})
    turn = make_turn("yes, two", quantity="2")
    assert not Task.note(TASKS["return_item"], case, turn, Context(NO_SHOP, turn, Memory(task=case)))
    assert case.values["quantity"] == 2
