"""How well a bundle tracks the belief state of dialogues that it was not trained on, and how fast."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from distillation.errors import DistillationError
from distillation.languages import language_of
from distillation.state_corpus import Dialogue, digest_of, read_dialogues, seen_values
from distillation.state_tracking import Tracked, holds, joint_goal_accuracy, right, track
from evaluation.errors import EvaluationError, FormatError
from evaluation.intent import open_bundle
from evaluation.intent_metrics import share
from evaluation.prediction_times import quantiles, spread, times_ms
from evaluation.table import table
from networks.belief_state import OPERATIONS, operation
from networks.bundle import Bundle
from networks.state_schema import Schema
from networks.tokens import Tokens

TIMED_TOKENS = (40, 56)  # a message with its context of about 48 tokens


def evaluate(
    folder: Path, tests: Sequence[Path], train: Sequence[Path] = ()
) -> tuple[dict[str, Any], list[Tracked], Schema]:
    """The figures, every turn as it was followed with the bundle's own states, and the bundle's slots.

    `train` are the dialogues that count as seen; without them what the bundle remembers of its own. Raises EvaluationError.
    """
    dialogues = _read(tests)
    bundle, model = open_bundle(folder)
    if bundle.state is None:
        raise EvaluationError(
            f"expected a bundle with a state head in {folder}, found none; make one with `python -m distillation state`"
        )
    schema = bundle.state.schema
    followed = track(dialogues, schema, lambda turns: [said.changes for said in model.predict_turns(turns)])
    seen = _seen(bundle, train)
    results = {
        **figures(followed, schema, seen),
        "by_language": _grouped(followed, schema, lambda one: language_of(one.turn.user)),
        "by_turn": _grouped(followed, schema, lambda one: str(min(one.number + 1, 8))),
        "teachers": _teachers(bundle),
        "parameters": _parameters(bundle),
        **_times(bundle, followed, lambda one: model.predict_turns([one.turn])),
    }
    return results, followed, schema


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


def report(results: Mapping[str, Any]) -> str:
    """The figures for people."""
    head = [
        ("joint goal accuracy", _percent(results["joint_goal_accuracy"])),
        ("  with unseen values", _percent(results["unseen_joint_goal_accuracy"])),
        *(
            (f"  {name}", _percent(part["joint_goal_accuracy"]))
            for name, part in results["by_language"].items()
        ),
        *(
            (f"  turn {name}", _percent(part["joint_goal_accuracy"]))
            for name, part in results["by_turn"].items()
        ),
        *((f"teacher {name}", _percent(value)) for name, value in results["teachers"].items()),
        ("slot accuracy", _percent(results["slot_accuracy"])),
        ("slot F1", _percent(results["slot_f1"])),
        ("changes that would rather be asked about", _percent(results["unsure"])),
        ("p50, p95 of a turn", f"{results['p50_ms']:.2f} ms, {results['p95_ms']:.2f} ms"),
    ]
    parts = [
        table(["", ""], head),
        table(
            ["operation", "turns", "precision", "recall"],
            [
                (k, v["count"], _percent(v["precision"]), _percent(v["recall"]))
                for k, v in results["operations"].items()
            ],
        ),
        table(
            ["slot", "values", "precision", "recall", "confidently wrong"],
            [
                (
                    k,
                    v["count"],
                    _percent(v["precision"]),
                    _percent(v["recall"]),
                    results["confident_wrong"].get(k, 0),
                )
                for k, v in results["slots"].items()
            ],
        ),
    ]
    return "\n\n".join(parts)


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


def _read(files: Sequence[Path]) -> list[Dialogue]:
    try:
        return [dialogue for file in files for dialogue in read_dialogues(file)]
    except DistillationError as error:
        raise FormatError(str(error)) from error


def _seen(bundle: Bundle, train: Sequence[Path]) -> frozenset[str]:
    if train:
        return frozenset(seen_values(_read(train)))
    return frozenset(bundle.provenance.get("state", {}).get("seen_values", ()))


def _has_unseen(one: Tracked, schema: Schema, seen: frozenset[str]) -> bool:
    spans = {slot.name for slot in schema.slots if slot.kind == "span"}
    return any(
        slot in spans and value != schema.dontcare and digest_of(slot, value) not in seen
        for slot, value in one.gold.items()
    )


def _joint(followed: Sequence[Tracked], schema: Schema) -> float:
    return round(joint_goal_accuracy(followed, schema), 4)


def _grouped(
    followed: Sequence[Tracked], schema: Schema, key: Callable[[Tracked], str]
) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Tracked]] = defaultdict(list)
    for one in followed:
        groups[key(one)].append(one)
    return {
        name: {"joint_goal_accuracy": _joint(part, schema), "turns": len(part)}
        for name, part in sorted(groups.items())
    }


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


def _teachers(bundle: Bundle) -> dict[str, float]:
    """What the run card says of the teachers on its own test part."""
    told = bundle.provenance.get("state", {}).get("teachers") or {}
    return {
        name: entry["test_joint_goal_accuracy"]
        for name, entry in told.items()
        if "test_joint_goal_accuracy" in entry
    }


def _parameters(bundle: Bundle) -> int | None:
    told = bundle.provenance.get("parameters")
    return int(told) if isinstance(told, (int, float)) else None


def _times(
    bundle: Bundle, followed: Sequence[Tracked], predict: Callable[[Tracked], Any]
) -> dict[str, float]:
    """Of turns with about 48 tokens, where there are enough; else of all."""
    tokens = Tokens(bundle)
    fitting = [
        one
        for one in followed
        if TIMED_TOKENS[0] <= tokens.turns([one.turn]).arrays["input_ids"].size <= TIMED_TOKENS[1]
    ]
    return quantiles(times_ms(predict, spread(fitting if len(fitting) >= 20 else list(followed))))


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"
