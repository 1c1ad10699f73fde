"""How sure is sure: a temperature for the state head, and from which confidence on a change is made and not asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from distillation.state_corpus import Dialogue
from distillation.state_reads import Reads, unhesitating
from distillation.state_tracking import Tracked, holds, joint_goal_accuracy, track
from networks.state_reading import StateReader
from networks.state_schema import Schema

_TEMPERATURES = (0.7, 0.85, 1.0, 1.2, 1.5, 1.9, 2.4)
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)
_GATE = (0.3, 0.4, 0.5, 0.6, 0.7)
_EXACT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def calibrated_reader(reads: Reads, dev: Sequence[Dialogue], schema: Schema) -> StateReader:
    """The reader whose confidences fit the dev dialogues: first the temperature, then the thresholds.

    Those of the gate and of open values make most states right; that of the exact slots is the lowest above which none of
    their values was wrong, but no higher than where half of the right ones would be asked about.
    """
    reader = unhesitating(schema)
    if not dev:
        return reader

    def followed(one: StateReader) -> list[Tracked]:
        return track(dev, schema, lambda turns: reads.changes(turns, one))

    reader = min(
        (replace(reader, temperature=value) for value in _TEMPERATURES),
        key=lambda one: _surprise(followed(one), schema),
    )
    for name, values in (("threshold", _THRESHOLDS), ("gate_threshold", _GATE), ("exact_threshold", _EXACT)):
        reader = max(
            (_with(reader, name, value) for value in values),
            key=lambda one: joint_goal_accuracy(followed(one), schema),
        )
    changes = _exact_changes(followed(replace(reader, exact_threshold=_EXACT[0])), schema)
    right = sorted(sure for sure, fine in changes if fine)
    highest = max((sure for sure, fine in changes if not fine), default=0.0)
    ceiling = right[len(right) // 2] if right else _EXACT[-1]
    above = [value for value in _EXACT if highest < value <= ceiling]
    return replace(reader, exact_threshold=above[0] if above else max(reader.exact_threshold, _EXACT[2]))


def _with(reader: StateReader, name: str, value: float) -> StateReader:
    changed: dict[str, Any] = {name: value}
    return replace(reader, **changed)


def _exact_changes(followed: Sequence[Tracked], schema: Schema) -> list[tuple[float, bool]]:
    """Confidence of each new value of an exact slot, and whether it was right."""
    return [
        (change.confidence, holds(change.slot, change.value, one.gold, schema))
        for one in followed
        for change in one.changes
        if schema.by_name[change.slot].exact and change.value is not None
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
