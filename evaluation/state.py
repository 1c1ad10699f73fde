"""How well a bundle tracks the belief state of dialogues that it was not trained on, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from distillation.errors import DistillationError
from distillation.languages import language_of
from distillation.state_corpus import Dialogue, read_dialogues, seen_values
from distillation.state_tracking import Tracked, track
from evaluation.errors import EvaluationError, FormatError
from evaluation.intent import open_bundle
from evaluation.prediction_times import quantiles, spread, times_ms
from evaluation.state_figures import figures, grouped
from evaluation.table import table
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
        "by_language": grouped(followed, schema, lambda one: language_of(one.turn.user)),
        "by_turn": grouped(followed, schema, lambda one: str(min(one.number + 1, 8))),
        "teachers": _teachers(bundle),
        "parameters": _parameters(bundle),
        **_times(bundle, followed, lambda one: model.predict_turns([one.turn])),
    }
    return results, followed, schema


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


def _read(files: Sequence[Path]) -> list[Dialogue]:
    try:
        return [dialogue for file in files for dialogue in read_dialogues(file)]
    except DistillationError as error:
        raise FormatError(str(error)) from error


def _seen(bundle: Bundle, train: Sequence[Path]) -> frozenset[str]:
    if train:
        return frozenset(seen_values(_read(train)))
    return frozenset(bundle.provenance.get("state", {}).get("seen_values", ()))


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
