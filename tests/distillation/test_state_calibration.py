"""From which confidence on an exact slot's value is believed."""

from __future__ import annotations

import pytest

from distillation.state_calibration import _own_threshold
from distillation.state_tracking import Tracked
from networks.belief_state import BeliefState, Change
from networks.state_input import Turn
from networks.state_schema import Schema, Slot

SCHEMA = Schema((Slot("quantity", "number"), Slot("order_id", format="ORD-<digits>")))


def turn(slot: str, confidence: float, fine: bool) -> Tracked:
    """One that gives the slot the value 2, which it has or has not."""
    change = Change(slot, "set", "2", confidence, True)
    state = BeliefState({slot: "2"})
    return Tracked(0, 0, Turn("x"), (change,), state, {slot: "2"} if fine else {})


@pytest.mark.parametrize(
    ("right", "wrong", "least"),
    [
        ([0.9] * 10, [], 0.0),  # none wrong: nothing to be careful about
        ([0.55, *[0.9] * 9], [0.71, 0.4], 0.71),  # above the surest wrong one: one of ten is lost
        ([*[0.6] * 5, *[0.9] * 5], [0.95], 0.6),  # to have none wrong would lose all: at most 15 in 100 are
        ([], [0.97], 0.97),
    ],
)
def test_a_threshold_is_above_the_surest_mistake(
    right: list[float], wrong: list[float], least: float
) -> None:
    turns = [turn("quantity", sure, True) for sure in right] + [
        turn("quantity", sure, False) for sure in wrong
    ]
    turns.append(turn("order_id", 0.99, False))  # another slot's mistake
    assert _own_threshold(turns, "quantity", SCHEMA) == least
