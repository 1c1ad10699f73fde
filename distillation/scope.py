"""What is out of scope for a trained student: the distance is fitted, a score chosen and its threshold set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from tokenizers import Tokenizer

from distillation.calibration import log_softmax
from distillation.examples import Examples
from distillation.out_of_scope import OutOfScope, choose, fit_mahalanobis
from distillation.student import outputs_of
from networks.student import Student


def fit_distance(student: Student, tokenizer: Tokenizer, examples: Examples, rows: np.ndarray) -> None:
    """Fits the student's distance to these rows, which have an intent each."""
    features = outputs_of(student, tokenizer, [examples.texts[row] for row in rows])["features"]
    fit_mahalanobis(student, features, examples.intent[rows])


def settled(
    student: Student, tokenizer: Tokenizer, examples: Examples, train_rows: np.ndarray, dev_rows: np.ndarray,
    temperature: float, held_outliers: Sequence[str], labels: Sequence[str], outlier_intent: str | None,
) -> OutOfScope:  # fmt: skip
    """Fits the distance, and chooses score and threshold on the dev part and the outliers held out.

    Dev texts of an intent that stands for what is out of scope are outliers, too.
    """
    fit_distance(student, tokenizer, examples, train_rows)
    aside = labels.index(outlier_intent) if outlier_intent else None
    outside = examples.intent[dev_rows] == aside if aside is not None else np.zeros(len(dev_rows), bool)
    within = [examples.texts[row] for row in dev_rows[~outside]]
    beyond = [*(examples.texts[row] for row in dev_rows[outside]), *held_outliers]
    scored = [
        _scores(student, outputs_of(student, tokenizer, texts), temperature, aside) if texts else None
        for texts in (within, beyond)
    ]
    inside = scored[0] or {}
    found = choose(inside, scored[1] or {name: np.zeros(0) for name in inside})
    return replace(found, intent=outlier_intent)


def _scores(
    student: Student, outputs: dict[str, np.ndarray], temperature: float, aside: int | None
) -> dict[str, np.ndarray]:
    """Each score by its name, (rows,); `aside` is the column of the intent that is out of scope itself."""
    probabilities = np.exp(log_softmax(outputs["intent"] / temperature))
    if aside is not None:
        probabilities = np.delete(probabilities, aside, axis=1)
    return {
        "energy": outputs["energy"],
        "distance": student.distance(torch.as_tensor(outputs["features"])).numpy(),
        "confidence": 1 - probabilities.max(axis=1),
    }
