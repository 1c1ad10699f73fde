"""A student that says what it is told to, with a state head over a few slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from components.student import Student
from networks.belief_state import Change
from networks.bundle import Bundle, read_bundle
from networks.prediction import Prediction
from networks.state_input import Turn
from networks.state_reading import StateReader
from networks.state_schema import Schema, Slot

SCHEMA = Schema(
    (
        Slot("order_id", format="ORD-<digits>", instead_of=("order_ref",)),
        Slot("order_ref", "closed", ("first", "second"), instead_of=("order_id",)),
        Slot("email", format="email"),
        Slot("quantity", "number"),
        Slot("product"),
        Slot("color", "closed", ("red", "blue")),
        Slot("reason", "closed", ("too_small", "damaged")),
    )
)


class Told:
    """A model that changes what it is told to, once, and keeps what it was given to read."""

    def __init__(self, *changes: Change) -> None:
        self.changes, self.passes = changes, 0
        self.turns: list[Turn] = []

    def predict(self, text: str) -> Prediction:
        return self.predict_batch([text])[0]

    def predict_batch(self, texts: Sequence[str]) -> list[Prediction]:
        return [replace(one, changes=()) for one in self.predict_turns([Turn(text) for text in texts])]

    def predict_turns(self, turns: Sequence[Turn]) -> list[Prediction]:
        self.passes += 1
        self.turns = list(turns)
        return [
            Prediction(((f"read {turn.user}", 1.0),), np.zeros(2), 0.0, False, changes=tuple(self.changes))
            for turn in turns
        ]


def with_state(bundle: Path) -> Bundle:
    """A bundle as if it had a state head."""
    return replace(read_bundle(bundle), state=StateReader(SCHEMA))


def told_student(bundle: Path, *changes: Change, leave_out_addresses: bool = False) -> tuple[Student, Told]:
    model = Told(*changes)
    return Student(with_state(bundle), model, leave_out_addresses=leave_out_addresses), model
