"""Figures of state tracking, worked by hand."""

from __future__ import annotations

import pytest

from distillation.state_corpus import Dialogue, Exchange, digest_of
from distillation.state_tracking import Tracked, joint_goal_accuracy, right, track
from evaluation.state_figures import figures, mistakes
from networks.belief_state import BeliefState, Change
from networks.state_input import Turn
from networks.state_schema import Schema, Slot

SCHEMA = Schema(
    (Slot("order_id", format="ORD-<digits>"), Slot("color", "closed", ("red", "blue")), Slot("product"))
)


def turn(before: dict[str, str], changes: list[Change], gold: dict[str, str], number: int = 0) -> Tracked:
    state = BeliefState(before)
    return Tracked(0, number, Turn("said", state=state), tuple(changes), state.revised(changes, SCHEMA), gold)


FOLLOWED = [
    turn({}, [Change("order_id", "set", "ORD-1", 0.9)], {"order_id": "ORD-1"}),
    turn(
        {"order_id": "ORD-1"}, [Change("color", "set", "blue", 0.9)], {"order_id": "ORD-1", "color": "red"}, 1
    ),
    turn(
        {"color": "red"},
        [Change("product", "set", "hat", 0.2, sure=False)],
        {"color": "red", "product": "hat"},
        2,
    ),
    turn({"color": "red"}, [Change("color", "drop", None, 0.9)], {}, 3),
]


def test_figures_by_hand() -> None:
    found = figures(FOLLOWED, SCHEMA, frozenset({digest_of("product", "hat")}))
    assert found["joint_goal_accuracy"] == 0.5
    assert found["slot_accuracy"] == pytest.approx(
        10 / 12, abs=1e-4
    )  # the wrong colour and the missing product
    assert found["slot_f1"] == pytest.approx(2 * 3 / (4 + 5), abs=1e-4)  # three of four values told, of five
    assert found["unsure"] == 0.25
    assert found["confident_wrong"] == {"color": 1}
    assert found["operations"]["set"] == {"count": 3, "precision": 0.5, "recall": 0.3333}
    assert found["operations"]["drop"] == {"count": 1, "precision": 1.0, "recall": 1.0}
    assert found["unseen_turns"] == 2  # the two with ORD-1
    assert found["unseen_joint_goal_accuracy"] == 0.5


def test_mistakes_are_told_once() -> None:
    (first,) = mistakes(FOLLOWED, SCHEMA)  # the next turn began wrong
    assert "blue" in first


def test_states_are_compared_whole_and_without_regard_to_writing() -> None:
    assert right({"product": "Hat Box"}, {"product": "hat  box"}, SCHEMA)
    assert not right({"product": "hat"}, {"product": "hat", "color": "red"}, SCHEMA)
    assert not right({"color": "red"}, {}, SCHEMA)


def test_a_dialogue_is_followed_with_its_own_mistakes() -> None:
    one = Dialogue("d", (Exchange("", "a", {"color": "red"}), Exchange("", "b", {"color": "red"})))

    def predict(turns: list[Turn]) -> list[tuple[Change, ...]]:
        return [(Change("color", "set", "blue", 0.9),) if said.user == "a" else () for said in turns]

    followed = track([one], SCHEMA, predict)
    assert [entry.state.values for entry in followed] == [{"color": "blue"}, {"color": "blue"}]
    assert joint_goal_accuracy(followed, SCHEMA) == 0.0
