"""What every peer hands back, and how its guesses are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.intent_metrics import Guess, guess_of

QUANTILE = 0.05  # a peer may reject so many of the in-scope texts that it has not seen

Ranking = Sequence[tuple[str, float]]  # (intent, confidence), likeliest first


@dataclass(frozen=True)
class PeerAnswers:
    """A trained peer's answers to the test texts, in their order."""

    rankings: Sequence[Ranking]
    threshold: float | None  # confidence below which a text is rejected; None: never
    parameters: int | None  # None: not known
    bytes: int | None
    times_ms: Sequence[float]  # one thread, one message at a time
    about: Mapping[str, Any]  # what was chosen, for the report

    def guesses(self, oos_label: str | None) -> list[Guess]:
        """A peer has no out-of-scope score of its own: it is what its confidence leaves over."""
        found = []
        for ranking in self.rankings:
            confidence = in_scope_confidence(ranking, oos_label)
            rejected = self.threshold is not None and confidence < self.threshold
            found.append(guess_of(ranking, oos_score=1 - confidence, rejected=rejected, oos_label=oos_label))
        return found


def in_scope_confidence(ranking: Ranking, oos_label: str | None) -> float:
    """The confidence of the likeliest intent other than `oos_label`; 0 without one."""
    return next((confidence for name, confidence in ranking if name != oos_label), 0.0)


def threshold_of(rankings: Sequence[Ranking], gold: Sequence[str], oos_label: str | None) -> float | None:
    """The 5 % quantile of the confidences of in-scope training texts, each judged by a model that had not seen it."""
    confidences = [
        in_scope_confidence(ranking, oos_label)
        for ranking, name in zip(rankings, gold, strict=True)
        if name != oos_label
    ]
    return float(np.quantile(confidences, QUANTILE)) if confidences else None


def ranked(names: Sequence[str], probabilities: NDArray[Any]) -> list[Ranking]:
    """Rankings from probabilities (texts, names)."""
    return [[(names[at], float(row[at])) for at in np.argsort(-row, kind="stable")] for row in probabilities]
