"""Training examples that travel with a bundle and are rehearsed in incremental learning."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from distillation.corpora import Labelled
from distillation.student import outputs_of
from networks.student import Student


def exemplars(student: Student, tokenizer: Tokenizer, data: Labelled, size: int) -> list[dict[str, str]]:
    """Training texts whose mean is nearest to their intent's mean: herding (iCaRL, Rebuffi et al. 2017)."""
    if not size:
        return []
    features = outputs_of(student, tokenizer, data.texts)["features"]
    intents = np.array(data.intents)
    kept = []
    for label in data.labels:
        rows = np.flatnonzero(intents == label)
        mean, total = features[rows].mean(0), np.zeros(features.shape[1])
        left = list(rows)
        for count in range(1, min(size, len(rows)) + 1):
            gaps = [np.linalg.norm(mean - (total + features[row]) / count) for row in left]
            row = left.pop(int(np.argmin(gaps)))
            total += features[row]
            kept.append({"text": data.texts[row], "intent": label})
    return kept
