"""Several teachers for one student: their distributions averaged, with weights chosen on a dev part.

The mechanism is the same for intents and for the tokens of a reply: rows of distributions over the same classes.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from distillation.calibration import fit_temperature, log_softmax


def fuse(log_probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The log of the weighted mean of distributions: (teachers, rows, classes), (teachers,) → (rows, classes)."""
    with np.errstate(divide="ignore"):
        weighted = log_probabilities + np.log(weights)[:, None, None]
    top = weighted.max(axis=0)
    return top + np.log(np.exp(weighted - top).sum(axis=0))


def choose_weights(log_probabilities: np.ndarray, gold: np.ndarray, smoothing: float = 5.0) -> np.ndarray:
    """Weights (teachers,), from 0 to 1 with sum 1, under which the gold classes (rows,) are likeliest.

    `smoothing` is worth so many rows that speak for equal weights, so that a small dev part decides little.
    """
    teachers = len(log_probabilities)
    if teachers == 1 or not len(gold):
        return np.full(teachers, 1 / teachers)
    right = log_probabilities[:, np.arange(len(gold)), gold]  # (teachers, rows)

    def loss(free: np.ndarray) -> float:
        log_weights = log_softmax(free[None])[0]
        together = right + log_weights[:, None]
        top = together.max(axis=0)
        likelihood = (top + np.log(np.exp(together - top).sum(axis=0))).sum()
        return float(-(likelihood + smoothing * log_weights.mean()))

    found = minimize(loss, np.zeros(teachers), method="L-BFGS-B")
    return np.exp(log_softmax(found.x[None])[0])


def calibrated(logits: np.ndarray, dev: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """Log-probabilities of logits (rows, classes) at the temperature that suits the dev rows with these gold classes.

    Without it a teacher that is too sure of itself outvotes the others.
    """
    return log_softmax(logits / (fit_temperature(logits[dev], gold) if len(dev) else 1.0))
