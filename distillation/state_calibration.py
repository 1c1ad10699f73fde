"""How sure is sure: a temperature for the state head, and from which confidence on a change is made and not asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from distillation.state_corpus import Dialogue
from distillation.state_teaching import Reads
from distillation.state_tracking import Tracked, joint_goal_accuracy, track
from networks.state_reading import StateReader
from networks.state_schema import Schema
from networks.state_values import same

_TEMPERATURES = (0.7, 0.85, 1.0, 1.2, 1.5, 1.9, 2.4)
_THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)
_EXACT = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def calibrated_reader(reads: Reads, dev: Sequence[Dialogue], schema: Schema) -> StateReader:
    """The reader whose confidences fit the dev dialogues: first the temperature, then both thresholds.

    The threshold of the other slots makes most states right; that of the exact ones is the lowest above which no value of
    theirs was wrong.
    """
    reader = StateReader(schema, threshold=0.0, exact_threshold=0.0)
    if not dev:
        return replace(reader, threshold=_THRESHOLDS[1], exact_threshold=_EXACT[1])

    def followed(one: StateReader) -> list[Tracked]:
        return track(dev, schema, lambda turns: reads.changes(turns, one))

    reader = min(
        (replace(reader, temperature=value) for value in _TEMPERATURES),
        key=lambda one: _surprise(followed(one), schema),
    )
    reader = max(
        (replace(reader, threshold=value) for value in _THRESHOLDS),
        key=lambda one: joint_goal_accuracy(followed(one), schema),
    )
    wrong = [change for change in _exact_changes(followed(reader), schema) if not change[1]]
    highest = max((sure for sure, _ in wrong), default=0.0)
    above = [value for value in _EXACT if value > highest]
    return replace(reader, exact_threshold=above[0] if above else _EXACT[-1])


def _exact_changes(followed: Sequence[Tracked], schema: Schema) -> list[tuple[float, bool]]:
    """Confidence of each new value of an exact slot, and whether it was right."""
    slots = {slot.name: slot for slot in schema.slots if slot.exact}
    return [
        (
            change.confidence,
            change.slot in one.gold and same(slots[change.slot], change.value, one.gold[change.slot]),
        )
        for one in followed
        for change in one.changes
        if change.slot in slots and change.value is not None
    ]


def _surprise(followed: Sequence[Tracked], schema: Schema) -> float:
    """Mean negative log-likelihood of the changes being right or wrong as they were."""
    slots = {slot.name: slot for slot in schema.slots}
    found = []
    for one in followed:
        for change in one.changes:
            gold = one.gold.get(change.slot)
            right = (
                gold is None
                if change.value is None
                else gold is not None and same(slots[change.slot], change.value, gold)
            )
            sure = min(max(change.confidence, 1e-3), 1 - 1e-3)
            found.append(-np.log(sure if right else 1 - sure))
    return float(np.mean(found)) if found else 0.0
