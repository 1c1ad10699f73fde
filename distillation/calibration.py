"""Temperature scaling, so that a confidence means a frequency (Guo et al. 2017)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Log-probabilities of (rows, classes) logits."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def fit_temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """The likeliest temperature after a dev part: logits (rows, classes), gold (rows,).

    Before it, the logarithm is taken for normally distributed around 0: a handful of rows, all of them right, would else make
    the student surer than anything. It weighs as much as one row, so that hundreds of rows decide alone.
    """

    def loss(log_temperature: float) -> float:
        log_probabilities = log_softmax(logits / np.exp(log_temperature))
        unlikely = 0.5 * log_temperature**2 / len(gold)
        return float(-log_probabilities[np.arange(len(gold)), gold].mean() + unlikely)

    found = minimize_scalar(loss, bounds=(np.log(0.1), np.log(10.0)), method="bounded")
    return float(np.exp(found.x))
