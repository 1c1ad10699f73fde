"""Figures of turns that were followed: how many states are right, and where the mistakes are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from distillation.state_corpus import digest_of
from distillation.state_tracking import Tracked, holds, joint_goal_accuracy, right
from evaluation.intent_metrics import share
from networks.belief_state import OPERATIONS, operation
from networks.state_schema import Schema


def figures(followed: Sequence[Tracked], schema: Schema, seen: frozenset[str]) -> dict[str, Any]:
    """The accuracies of turns that were followed, and tables by operation and slot.

    `joint_goal_accuracy` is the share of turns with the whole state right; `slot_accuracy` that of slots, empty ones among them;
    `slot_f1` the micro-F1 of the values; a turn is unseen where a value of its state, but for closed sets and numbers, stands in no
    dialogue of training; `confident_wrong` counts new values that were taken without asking and are wrong.
    """
    unseen = [one for one in followed if _has_unseen(one, schema, seen)]
    hits = sum(_hit(one, slot, schema) for one in followed for slot in one.state.values)
    told = sum(len(one.state.values) for one in followed)
    wanted = sum(len(one.gold) for one in followed)
    return {
        "turns": len(followed),
        "joint_goal_accuracy": _joint(followed, schema),
        "slot_accuracy": share(
            sum(_agrees(one, slot, schema) for one in followed for slot in schema.names),
            len(followed) * len(schema.slots),
        ),
        "slot_f1": share(2 * hits, told + wanted),
        "unseen_joint_goal_accuracy": _joint(unseen, schema) if unseen else None,
        "unseen_turns": len(unseen),
        "unsure": share(
            sum(not change.sure for one in followed for change in one.changes),
            sum(len(one.changes) for one in followed),
        ),
        "operations": _operations(followed, schema),
        "slots": _slots(followed, schema),
        "confident_wrong": dict(sorted(_confident_wrong(followed, schema).items())),
    }


def grouped(
    followed: Sequence[Tracked], schema: Schema, key: Callable[[Tracked], str]
) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Tracked]] = defaultdict(list)
    for one in followed:
        groups[key(one)].append(one)
    return {
        name: {"joint_goal_accuracy": _joint(part, schema), "turns": len(part)}
        for name, part in sorted(groups.items())
    }


def mistakes(followed: Sequence[Tracked], schema: Schema) -> list[str]:
    """Every turn that went wrong while the state before it was right: one line each."""
    lines: list[str] = []
    fine: dict[int, bool] = {}
    for one in followed:
        before = fine.get(one.dialogue, True)
        fine[one.dialogue] = right(one.state.values, one.gold, schema)
        if before and not fine[one.dialogue]:
            wrong = {k: v for k, v in one.state.values.items() if not _hit(one, k, schema)}
            missing = {k: v for k, v in one.gold.items() if not _agrees(one, k, schema)}
            unsure = [f"{c.slot}={c.value} ({c.confidence:.2f})" for c in one.changes if not c.sure]
            lines.append(
                f"[{one.turn.system[-100:]}] {one.turn.user}\n    got {wrong}, wanted {missing}, unsure {unsure}"
            )
    return lines


def _has_unseen(one: Tracked, schema: Schema, seen: frozenset[str]) -> bool:
    spans = {slot.name for slot in schema.slots if slot.kind == "span"}
    return any(
        slot in spans and value != schema.dontcare and digest_of(slot, value) not in seen
        for slot, value in one.gold.items()
    )


def _joint(followed: Sequence[Tracked], schema: Schema) -> float:
    return round(joint_goal_accuracy(followed, schema), 4)


def _hit(one: Tracked, slot: str, schema: Schema) -> bool:
    return holds(slot, one.state.values[slot], one.gold, schema)


def _agrees(one: Tracked, slot: str, schema: Schema) -> bool:
    return holds(slot, one.state.values.get(slot), one.gold, schema)


def _operations(followed: Sequence[Tracked], schema: Schema) -> dict[str, dict[str, Any]]:
    """Precision and recall of each operation, its value included, against what should have happened to the state there was."""
    done, due, agreed = Counter[str](), Counter[str](), Counter[str]()
    for one in followed:
        before, after = one.turn.state.values, one.state.values
        for slot in {*before, *after, *one.gold}:
            did = operation(slot, before, after, schema.dontcare)
            should = operation(slot, before, one.gold, schema.dontcare)
            done[str(did)] += 1
            due[str(should)] += 1
            agreed[str(did)] += did == should and _agrees(one, slot, schema)
    return {
        name: {
            "count": due[name],
            "precision": share(agreed[name], done[name]),
            "recall": share(agreed[name], due[name]),
        }
        for name in OPERATIONS
    }


def _slots(followed: Sequence[Tracked], schema: Schema) -> dict[str, dict[str, Any]]:
    found = {}
    for slot in schema.names:
        hits = sum(slot in one.state.values and _hit(one, slot, schema) for one in followed)
        told = sum(slot in one.state.values for one in followed)
        wanted = sum(slot in one.gold for one in followed)
        found[slot] = {"count": wanted, "precision": share(hits, told), "recall": share(hits, wanted)}
    return found


def _confident_wrong(followed: Sequence[Tracked], schema: Schema) -> Counter[str]:
    return Counter(
        change.slot
        for one in followed
        for change in one.changes
        if change.sure and change.value is not None and not holds(change.slot, change.value, one.gold, schema)
    )
