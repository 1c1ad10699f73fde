"""Expected belief states: what counts as right, and how conversations report it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluation.belief import Judged, belief_of, expected_state, joint_goal_accuracy
from evaluation.conversation import conversation_from
from evaluation.errors import FormatError
from evaluation.player import Player, Result
from tests.evaluation.small_shop import ScriptedServers


def heard(text: str, **values: str) -> dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": {"belief_state": {"values": values}}}


@pytest.mark.parametrize(
    ("step", "found", "wrong"),
    [
        ({"state": {"color": "red"}}, {"color": "red"}, []),
        ({"state": {"product": "Hiking Boots"}}, {"product": "hiking  boots"}, []),
        ({"state": {"color": "red"}}, {"color": "blue"}, ["color: expected 'red', found 'blue'"]),
        ({"state": {"color": "red"}}, {"color": "red", "size": "42"}, ["size: expected None, found '42'"]),
        ({"state": {}}, {"size": "42"}, ["size: expected None, found '42'"]),
        ({"state_has": {"color": "red"}}, {"color": "red", "size": "42"}, []),
        ({"state_has": {"color": None}}, {"size": "42"}, []),
        ({"state_has": {"color": None}}, {"color": "red"}, ["color: expected None, found 'red'"]),
        ({"state_has": {"color": "red"}}, {}, ["color: expected 'red', found None"]),
    ],
)
def test_a_state_is_right_in_every_slot_or_wrong(step: Any, found: dict[str, str], wrong: list[str]) -> None:
    expected = expected_state(step, "step 1")
    assert expected is not None and expected.findings(found) == wrong


@pytest.mark.parametrize(
    "step",
    [
        {"state": ["red"]},
        {"state": {"quantity": 2}},
        {"state": {"color": None}},
        {"state_has": {}},
        {"state_has": {"size": 42}},
        {"state": {"color": "red"}, "state_has": {"color": "red"}},
    ],
)
def test_what_cannot_be_meant_is_refused(step: Any) -> None:
    with pytest.raises(FormatError, match="step 1"):
        expected_state(step, "step 1")


def test_the_state_is_that_of_the_last_message() -> None:
    tracker = {
        "events": [heard("a", color="red"), {"event": "bot"}, heard("b", color="blue"), {"event": "slot"}]
    }
    assert belief_of(tracker) == {"color": "blue"}
    assert belief_of({"events": [heard("a", color="red"), {"event": "user", "text": "/affirm"}]}) == {}
    assert belief_of({}) == {}


def test_the_joint_goal_accuracy_counts_what_was_never_reached_as_wrong() -> None:
    judged = [
        Judged("en", "1"),
        Judged("en", "2", ("x",)),
        Judged("zh", "1"),
        Judged("en", "3", reached=False),
    ]
    assert joint_goal_accuracy(judged) == {
        "all": {"accuracy": 0.5, "right": 2, "of": 4},
        "en": {"accuracy": 0.3333, "right": 1, "of": 3},
        "zh": {"accuracy": 1.0, "right": 1, "of": 1},
    }
    assert joint_goal_accuracy([]) == {
        "all": {"accuracy": 0.0, "right": 0, "of": 0}
    } or not joint_goal_accuracy([])


def played(folder: Path, *steps: dict[str, Any]) -> Result:
    """Against an assistant that believes what is said to be an order number."""

    def answer(sender: str, text: str) -> list[dict[str, Any]]:
        servers.events[-1] |= heard(text, **({"order_id": text} if text.startswith("ORD") else {}))
        return [{"text": f"You said it to me: {text}."}]

    servers = ScriptedServers(folder, answer)
    content = {"language": "en", "path": "happy", "covers": ["identity"], "steps": list(steps)}
    return Player(servers, conversation_from(content, Path("x/y.yml"))).play()


def test_a_wrong_state_is_reported_and_ends_nothing(tmp_path: Path) -> None:
    result = played(
        tmp_path,
        {"user": "hello", "state_has": {"order_id": "ORD-9"}},
        {"user": "${cast.one.order_id}", "state": {"order_id": "${cast.one.order_id}"}},
        {"user": "no state wanted"},
    )
    assert result.passed
    assert result.summary()["states"] == 2
    assert result.summary()["wrong_states"] == ["1. user: hello: order_id: expected 'ORD-9', found None"]
    assert [state.is_right for state in result.judged()] == [False, True]


def test_after_a_failure_the_states_to_come_are_wrong(tmp_path: Path) -> None:
    result = played(
        tmp_path,
        {"user": "hello", "expect": {"contains": "nothing like that"}, "state": {}},
        {"user": "ORD-1", "state": {"order_id": "ORD-1"}},
    )
    assert not result.passed
    assert [state.is_right for state in result.judged()] == [True, False]
    assert result.summary()["wrong_states"] == ["2. user: ORD-1: not reached"]


def test_a_state_is_expected_of_a_message_only() -> None:
    content = {
        "language": "en", "path": "happy", "covers": ["identity"],
        "steps": [{"expect": {"unchanged": True}, "state": {}}],
    }  # fmt: skip
    with pytest.raises(FormatError, match="state only beside user"):
        conversation_from(content, Path("x/y.yml"))
