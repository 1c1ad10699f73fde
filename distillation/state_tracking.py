"""Following dialogues turn by turn with a model's own states, and how often the whole state is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from distillation.state_corpus import Dialogue
from networks.belief_state import BeliefState, Change
from networks.state_input import Turn
from networks.state_schema import Schema
from networks.state_values import same

Predict = Callable[[Sequence[Turn]], list[tuple[Change, ...]]]


@dataclass(frozen=True)
class Tracked:
    """One turn as it was followed: the dialogue's and the turn's number, the state before it, and what was made of it."""

    dialogue: int
    number: int
    turn: Turn
    changes: tuple[Change, ...]
    state: BeliefState
    gold: Mapping[str, str]


def track(dialogues: Sequence[Dialogue], schema: Schema, predict: Predict, size: int = 64) -> list[Tracked]:
    """Every turn of every dialogue, each read with the state that the model itself had come to."""
    states = [BeliefState() for _ in dialogues]
    found: list[Tracked] = []
    for number in range(max(len(dialogue.exchanges) for dialogue in dialogues)):
        there = [at for at, dialogue in enumerate(dialogues) if number < len(dialogue.exchanges)]
        there.sort(key=lambda at: len(dialogues[at].exchanges[number].user))
        for first in range(0, len(there), size):
            part = there[first : first + size]
            turns = [_turn(dialogues[at], number, states[at]) for at in part]
            for at, turn, changes in zip(part, turns, predict(turns), strict=True):
                states[at] = states[at].revised(changes, schema)
                gold = dialogues[at].exchanges[number].state
                found.append(Tracked(at, number, turn, changes, states[at], gold))
    return sorted(found, key=lambda one: (one.dialogue, one.number))


def holds(slot: str, value: str | None, gold: Mapping[str, str], schema: Schema) -> bool:
    """Whether the slot has this value in the true state; None: whether it is empty there."""
    if value is None:
        return slot not in gold
    return slot in schema.by_name and slot in gold and same(schema.by_name[slot], value, gold[slot])


def right(values: Mapping[str, str], gold: Mapping[str, str], schema: Schema) -> bool:
    """Whether two states hold the same values in the same slots."""
    return values.keys() == gold.keys() and all(
        holds(slot, value, gold, schema) for slot, value in values.items()
    )


def joint_goal_accuracy(tracked: Sequence[Tracked], schema: Schema) -> float:
    """The share of turns after which the whole state is right."""
    return sum(right(one.state.values, one.gold, schema) for one in tracked) / max(1, len(tracked))


def _turn(dialogue: Dialogue, number: int, state: BeliefState) -> Turn:
    exchange = dialogue.exchanges[number]
    return Turn(exchange.user, exchange.system, state, dialogue.day)
