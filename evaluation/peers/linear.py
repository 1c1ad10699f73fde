"""A linear classifier chosen by cross-validation, with calibrated confidences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.model_selection import StratifiedKFold

from distillation.calibration import fit_temperature
from evaluation.errors import FormatError
from evaluation.peers.answers import Ranking, ranked

_FOLDS = 5
_SEED = 0

Features = Any  # an array or a sparse matrix (texts, dimensions), or an array of texts (texts,)


@dataclass(frozen=True)
class LinearClassifier:
    """A fitted scikit-learn pipeline that ends in a linear model."""

    pipeline: Any
    names: list[str]  # the classes in the order of the scores
    temperature: float
    chosen: str
    cv_accuracy: float
    cv_rankings: list[Ranking]  # of the training texts, each by a fold's model that had not seen it

    def rankings(self, features: Features) -> list[Ranking]:
        scores = _scores(self.pipeline, features)
        return ranked(self.names, softmax(scores / self.temperature, axis=1))

    @property
    def parameters(self) -> int:
        """Numbers in the linear model itself."""
        last = self.pipeline[-1]
        return int(last.coef_.size + last.intercept_.size)


def fit_linear(
    candidates: Mapping[str, Callable[[], Any]], features: Features, labels: Sequence[str]
) -> LinearClassifier:
    """Fits the candidate that is most often right in five-fold cross-validation on the training texts.

    Its scores are divided by a temperature fitted on the folds' held-out scores (Guo et al. 2017). Raises FormatError
    with fewer than two intents, or where no intent has two examples.
    """
    names, gold = np.unique(np.asarray(labels, dtype=object), return_inverse=True)
    most = int(np.bincount(gold).max())
    if len(names) < 2 or most < 2:
        raise FormatError(
            f"expected two intents or more in --train, one of them with two examples; found {len(names)} "
            f"with {most} at most; give more training text"
        )
    held_out = {
        name: _held_out_scores(make, features, gold, len(names), min(_FOLDS, most))
        for name, make in candidates.items()
    }
    hits = {name: float((scores.argmax(1) == gold).mean()) for name, scores in held_out.items()}
    chosen = max(hits, key=lambda name: hits[name])
    scores = held_out[chosen]
    temperature = fit_temperature(scores, gold)
    return LinearClassifier(
        pipeline=candidates[chosen]().fit(features, gold),
        names=[str(name) for name in names],
        temperature=temperature,
        chosen=chosen,
        cv_accuracy=round(hits[chosen], 4),
        cv_rankings=ranked([str(name) for name in names], softmax(scores / temperature, axis=1)),
    )


def _held_out_scores(
    make: Callable[[], Any], features: Features, gold: NDArray[Any], classes: int, folds: int
) -> NDArray[Any]:
    """Scores (texts, classes) by models that had not seen the text; a class that a fold lacks scores lowest."""
    scores = np.zeros((len(gold), classes))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=_SEED)
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "The least populated class", UserWarning
        )  # rare intents are allowed
        for train, held in splitter.split(np.zeros(len(gold)), gold):
            present = np.unique(gold[train])
            pipeline = make().fit(features[train], gold[train])
            found = _scores(pipeline, features[held])  # (held, present)
            part = np.repeat(found.min(axis=1, keepdims=True), classes, axis=1)
            part[:, present] = found
            scores[held] = part
    return scores


def _scores(pipeline: Any, features: Features) -> NDArray[Any]:
    """(texts, classes), also for two classes, where scikit-learn gives one column."""
    scores = np.asarray(pipeline.decision_function(features))
    return np.stack([-scores / 2, scores / 2], axis=1) if scores.ndim == 1 else scores
