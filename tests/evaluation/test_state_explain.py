"""A slot's history, told turn by turn from a conversation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import FormatError
from evaluation.state_explain import explain


def change(slot: str, operation: str, value: str | None, confidence: float, **more: Any) -> dict[str, Any]:
    return {
        "slot": slot,
        "operation": operation,
        "value": value,
        "confidence": confidence,
        "sure": True,
        **more,
    }


def user(text: str, values: dict[str, str] | None, *changes: dict[str, Any]) -> dict[str, Any]:
    belief = (
        {} if values is None else {"belief_state": {"values": values, "former": {}, "changes": list(changes)}}
    )
    return {"event": "user", "text": text, "parse_data": belief}


EVENTS = [
    {"event": "action", "name": "action_listen"},
    user("red mug", {"color": "red"}, change("color", "set", "red", 0.97, said="red"), change("size", "set", "S", 0.3, sure=False)),
    {"event": "slot", "name": "color", "value": "red"},
    {"event": "action", "name": "validate_task_form"},
    {"event": "slot", "name": "task", "value": {"name": "place_order"}},
    {"event": "bot", "text": "How many?\n1 or 2"},
    user("/inform{}", None),
    user("no, blue", {"color": "blue"}, change("color", "correct", "blue", 0.9)),
    {"event": "action", "name": "validate_task_form"},
    {"event": "slot", "name": "color", "value": None},
    {"event": "slot", "name": "order_id", "value": "ORD-1"},
    {"event": "slot", "name": "language", "value": "en"},
]  # fmt: skip
TOLD = """turn 1
  > red mug
    set      color = red  0.97  “red”
    set      size = S  0.30  unsure: not taken
    state    color = red
turn 2
  < How many? / 1 or 2
  > /inform{}
    (not read as words: a button, or a model without a state tracker)
turn 3
  > no, blue
    correct  color = blue  0.90
    emptied  color  “dialogue: was blue”
    restored order_id = ORD-1  “dialogue”
    state    color = blue

slots
  color
    turn 1: set      color = red  0.97  “red”
    turn 3: correct  color = blue  0.90
    turn 3: emptied  color  “dialogue: was blue”
  size
    turn 1: set      size = S  0.30  unsure: not taken
  order_id
    turn 3: restored order_id = ORD-1  “dialogue”"""


def test_each_turn_and_each_slot_is_told(tmp_path: Path) -> None:
    exported = tmp_path / "conversation.json"
    exported.write_text(json.dumps({"sender_id": "x", "events": EVENTS}), encoding="utf-8")
    assert explain(exported) == TOLD


@pytest.mark.parametrize("content", ["", "[]", '{"events": 1}', '{"events": [1]}', '{"events": []}'])
def test_what_is_no_conversation_is_refused(content: str, tmp_path: Path) -> None:
    exported = tmp_path / "conversation.json"
    exported.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError, match="expected a conversation"):
        explain(exported)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="expected a conversation in"):
        explain(tmp_path / "nowhere.json")
