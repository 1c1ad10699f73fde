"""Figures of intent classification from gold labels and guesses. Pure functions; shares are from 0 to 1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import matthews_corrcoef, precision_recall_fscore_support, roc_auc_score

from distillation.languages import language_of

BINS = 15  # of the calibration error, as in Guo et al. 2017
WORST = 15  # confusions shown


@dataclass(frozen=True)
class Guess:
    """What a model says of one text.

    `intent` is the likeliest one and `confidence` its calibrated probability; `oos_score` is higher the more the
    text seems out of scope, on any scale; `rejected` says that it is, at the model's own threshold.
    """

    intent: str
    confidence: float
    oos_score: float
    rejected: bool


@dataclass(frozen=True)
class Row:
    """A test text with its gold intent and the guess."""

    text: str
    gold: str
    guess: Guess

    @property
    def correct(self) -> bool:
        return self.guess.intent == self.gold


def guess_of(
    ranking: Iterable[tuple[str, float]], *, oos_score: float, rejected: bool, oos_label: str | None
) -> Guess:
    """The guess in a ranking, likeliest first.

    A model that has `oos_label` among its intents rejects a text by naming it; its likeliest intent is then the
    next one. A ranking without another intent gives an empty name with no confidence.
    """
    ranking = list(ranking)
    named = bool(ranking) and ranking[0][0] == oos_label
    intent, confidence = next((entry for entry in ranking if entry[0] != oos_label), ("", 0.0))
    return Guess(intent, confidence, oos_score, rejected or named)


def figures(rows: Sequence[Row], oos_label: str | None = None) -> dict[str, Any]:
    """All figures of one model; `rows` must hold in-scope rows and, with `oos_label`, out-of-scope rows.

    accuracy, macro_f1, ece, by_language, intents, confusions and reliability look at the in-scope rows and the
    likeliest intent, whatever the threshold says.
    """
    scope = [row for row in rows if row.gold != oos_label]
    intents = intent_table(scope)
    bins = reliability(scope)
    result: dict[str, Any] = {
        **accuracy_and_f1(scope, intents),
        "ece": round(calibration_error(bins), 4),
        "rejected": share(sum(row.guess.rejected for row in scope), len(scope)),
    }
    if oos_label is not None:
        result |= out_of_scope_figures(rows, oos_label)
    languages: dict[str, list[Row]] = {}
    for row in scope:
        languages.setdefault(language_of(row.text), []).append(row)
    return result | {
        "examples": len(scope),
        "by_language": {
            name: {**accuracy_and_f1(part, intent_table(part)), "examples": len(part)}
            for name, part in sorted(languages.items())
        },
        "intents": intents,
        "confusions": confusions(scope),
        "reliability": bins,
    }


def out_of_scope_figures(rows: Sequence[Row], oos_label: str) -> dict[str, float]:
    """How well out-of-scope rows (those with the gold label `oos_label`) are told apart.

    The area under the ROC curve needs no threshold; the other figures hold at the model's own. In
    `in_scope_accuracy` a rejected row is wrong; `mcc` is Matthews' correlation over all labels, a rejected row being
    predicted as `oos_label` (Gorodkin 2004).
    """
    gold = [row.gold for row in rows]
    predicted = [oos_label if row.guess.rejected else row.guess.intent for row in rows]
    outside = [name == oos_label for name in gold]
    scope = [row for row in rows if row.gold != oos_label]
    return {
        "oos_auroc": round(float(roc_auc_score(outside, [row.guess.oos_score for row in rows])), 4),
        "in_scope_accuracy": share(sum(row.correct and not row.guess.rejected for row in scope), len(scope)),
        "oos_recall": share(
            sum(row.guess.rejected for row in rows if row.gold == oos_label), len(rows) - len(scope)
        ),
        "mcc": round(float(matthews_corrcoef(gold, predicted)), 4),
    }


def intent_table(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 of each intent that is gold somewhere; what is never predicted has precision 0."""
    names = sorted({row.gold for row in rows})
    precision, recall, f1, wanted = precision_recall_fscore_support(
        [row.gold for row in rows], [row.guess.intent for row in rows], labels=names, zero_division=0
    )
    return {
        name: {
            "examples": int(wanted[at]),
            "precision": round(float(precision[at]), 4),
            "recall": round(float(recall[at]), 4),
            "f1": round(float(f1[at]), 4),
        }
        for at, name in enumerate(names)
    }


def reliability(rows: Sequence[Row], bins: int = BINS) -> list[dict[str, Any]]:
    """Confidence against accuracy in equal-width bins ]from, to]; empty bins are left out."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        at = min(max(math.ceil(row.guess.confidence * bins) - 1, 0), bins - 1)
        groups.setdefault(at, []).append(row)
    return [
        {
            "from": round(at / bins, 4),
            "to": round((at + 1) / bins, 4),
            "examples": len(group),
            "confidence": float(np.mean([row.guess.confidence for row in group])),
            "accuracy": sum(row.correct for row in group) / len(group),
        }
        for at, group in sorted(groups.items())
    ]


def calibration_error(bins: Iterable[Mapping[str, Any]]) -> float:
    """Expected calibration error (Guo et al. 2017): the bins' gaps, weighted by their rows."""
    gaps = [(b["examples"], abs(b["confidence"] - b["accuracy"])) for b in bins]
    return float(sum(n * gap for n, gap in gaps) / sum(n for n, _ in gaps)) if gaps else 0.0


def confusions(rows: Iterable[Row], most: int = WORST) -> list[dict[str, Any]]:
    """The most frequent (gold, guess) pairs that differ."""
    counts = Counter((row.gold, row.guess.intent) for row in rows if not row.correct)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [{"intent": gold, "taken_for": guess, "count": n} for (gold, guess), n in ordered]


def share(part: int, whole: int) -> float:
    """From 0 to 1, rounded to four places; 0 of nothing is 0."""
    return round(part / whole, 4) if whole else 0.0


def accuracy_and_f1(rows: Sequence[Row], table: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """The share of right rows, and the mean F1 of the intents in their `intent_table`."""
    return {
        "accuracy": share(sum(row.correct for row in rows), len(rows)),
        "macro_f1": round(float(np.mean([entry["f1"] for entry in table.values()])), 4),
    }
