"""A peer's figures, taken from the cache on disk where the same peer met the same text before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from distillation.corpora import Labelled
from evaluation.errors import FormatError
from evaluation.intent_metrics import Row, figures
from evaluation.peers import diet, teacher, tfidf
from evaluation.peers.answers import PeerAnswers
from evaluation.prediction_times import quantiles

PEERS = ("tfidf", "diet", "teacher")
_FIGURES = 1  # raised when what is measured changes, so that older results are not taken

Answer = Callable[[Sequence[str], Sequence[str], Sequence[str], "str | None"], PeerAnswers]


@dataclass(frozen=True)
class PeerConfig:
    """`teachers` and `epochs` are for the peers teacher and diet; results are kept in the folder `cache`."""

    names: tuple[str, ...]
    cache: Path
    teachers: tuple[str, ...] = (teacher.DEFAULT,)
    epochs: int = diet.EPOCHS
    fresh: bool = False  # measure again whatever the cache holds

    def __post_init__(self) -> None:
        unknown = [name for name in self.names if name not in PEERS]
        if unknown:
            raise FormatError(f"expected peers out of {', '.join(PEERS)} in --against, found {unknown[0]!r}")
        if self.epochs < 1:
            raise FormatError(f"expected at least one epoch for diet, found {self.epochs}")

    def peers(self) -> dict[str, tuple[Answer, dict[str, Any]]]:
        """What answers, and the settings that its results depend on. Several teachers are told apart by name."""
        chosen: dict[str, tuple[Answer, dict[str, Any]]] = {}
        for name in self.names:
            if name == "tfidf":
                chosen[name] = tfidf.answer_tfidf, dict(tfidf.SETTINGS)
            elif name == "diet":
                settings = {**diet.SETTINGS, "epochs": self.epochs}
                chosen[name] = partial(diet.answer_diet, epochs=self.epochs), settings
            else:
                for source in self.teachers:
                    key = name if len(self.teachers) == 1 else f"{name}:{source}"
                    settings = {**teacher.SETTINGS, "teacher": source}
                    chosen[key] = partial(teacher.answer_teacher, source), settings
        return chosen


def compare(
    config: PeerConfig, train: Labelled, test: Labelled, oos_label: str | None, p50_ms: float, tell: Callable[[str], None]
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """The peers' figures, and under `times_slower` how many times as long as `p50_ms` they take; tells which test texts they have seen."""
    _warn_of_leaks(train, test, tell)
    return {
        name: {**peer, "times_slower": round(peer["p50_ms"] / p50_ms, 2)}
        for name, peer in measure_peers(config, train, test, oos_label, tell).items()
    }


def _warn_of_leaks(train: Labelled, test: Labelled, tell: Callable[[str], None]) -> None:
    known = {"".join(text.casefold().split()) for text in train.texts}
    leaked = [text for text in test.texts if "".join(text.casefold().split()) in known]
    if leaked:
        tell(
            f"warning: {len(leaked)} of {len(test.texts)} test texts stand in the training text, too; the peers have seen them"
        )


def measure_peers(
    config: PeerConfig, train: Labelled, test: Labelled, oos_label: str | None, tell: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """The figures of each peer by its name, with `cached` where they were measured in an earlier run."""
    results = {}
    for name, (answer, settings) in config.peers().items():
        file = config.cache / f"{name.split(':')[0]}-{_key(settings, train, test, oos_label)}.json"
        found = None if config.fresh else _kept(file)
        if found is None:
            tell(f"training and measuring {name} …")
            found = _measured(answer, train, test, oos_label)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
            results[name] = {**found, "cached": False}
        else:
            tell(f"{name}: measured before, taken from {file} (--fresh measures again)")
            results[name] = {**found, "cached": True}
    return results


def _measured(answer: Answer, train: Labelled, test: Labelled, oos_label: str | None) -> dict[str, Any]:
    answers = answer(train.texts, train.intents, test.texts, oos_label)
    guesses = answers.guesses(oos_label)
    rows = [Row(*row) for row in zip(test.texts, test.intents, guesses, strict=True)]
    return {
        **figures(rows, oos_label),
        "parameters": answers.parameters,
        "bytes": answers.bytes,
        **quantiles(answers.times_ms),
        "threshold": answers.threshold,
        "about": dict(answers.about),
    }


def _key(settings: dict[str, Any], train: Labelled, test: Labelled, oos_label: str | None) -> str:
    whole = [_FIGURES, settings, train.texts, train.intents, test.texts, test.intents, oos_label]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:16]


def _kept(file: Path) -> dict[str, Any] | None:
    """None also where a run was cut off while writing."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
