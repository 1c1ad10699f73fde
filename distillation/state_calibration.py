"""How sure is sure: a temperature for the state head, and from which confidence on a change is made and not asked about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from distillation.state_corpus import Dialogue
from distillation.state_reads import Heard, Reads, unhesitating
from distillation.state_tracking import Tracked, holds, joint_goal_accuracy, track
from networks.state_reading import StateReader
from networks.state_schema import Schema

_TEMPERATURES = (0.7, 0.85, 1.0, 1.2, 1.5, 1.9, 2.4)
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)
_GATE = (0.3, 0.4, 0.5, 0.6, 0.7)
_EXACT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_MOST_LOST = 0.15  # of an exact slot's right values, for the sake of none that is wrong


def calibrated_reader(reads: Reads, dev: Sequence[Dialogue], schema: Schema) -> StateReader:
    """The reader whose confidences fit the dev dialogues: first the temperature, then the thresholds.

    They make most states right; an exact slot of whose values some are wrong has one of its own, just above the surest of those,
    but no higher than where too many of the right ones would be asked about.
    """
    reader = unhesitating(schema)
    if not dev:
        return reader

    heard: dict[str, Heard] = {}

    def followed(one: StateReader) -> list[Tracked]:
        return track(dev, schema, lambda turns: reads.changes(turns, one, heard))

    reader = min(
        (replace(reader, temperature=value) for value in _TEMPERATURES),
        key=lambda one: _surprise(followed(one), schema),
    )
    for name, values in (("threshold", _THRESHOLDS), ("gate_threshold", _GATE), ("exact_threshold", _EXACT)):
        reader = max(
            (_with(reader, name, value) for value in values),
            key=lambda one: joint_goal_accuracy(followed(one), schema),
        )
    turns = followed(reader)
    own = {slot.name: _own_threshold(turns, slot.name, schema) for _, slot in schema.exact}
    higher = {slot: least for slot, least in own.items() if least > reader.exact_threshold}
    return replace(reader, own_thresholds=higher)


def _own_threshold(turns: Sequence[Tracked], slot: str, schema: Schema) -> float:
    """Just above the slot's surest wrong value, as far as not too many right ones are lost; 0 where none was wrong."""
    changes = [change for change in _values_given(turns, schema) if change[0] == slot]
    wrong = max((sure for _, sure, fine in changes if not fine), default=0.0)
    right = sorted(sure for _, sure, fine in changes if fine)
    ceiling = right[int(_MOST_LOST * len(right))] if right else 1.0
    return math.ceil(100 * min(wrong, ceiling)) / 100


def _with(reader: StateReader, name: str, value: float) -> StateReader:
    changed: dict[str, Any] = {name: value}
    return replace(reader, **changed)


def _values_given(followed: Sequence[Tracked], schema: Schema) -> list[tuple[str, float, bool]]:
    """Slot and confidence of each new value, and whether it was right."""
    return [
        (change.slot, change.confidence, holds(change.slot, change.value, one.gold, schema))
        for one in followed
        for change in one.changes
        if change.value is not None
    ]


def _surprise(followed: Sequence[Tracked], schema: Schema) -> float:
    """Mean negative log-likelihood of the changes being right or wrong as they were."""
    found = []
    for one in followed:
        for change in one.changes:
            sure = min(max(change.confidence, 1e-3), 1 - 1e-3)
            is_right = holds(change.slot, change.value, one.gold, schema)
            found.append(-np.log(sure if is_right else 1 - sure))
    return float(np.mean(found)) if found else 0.0
