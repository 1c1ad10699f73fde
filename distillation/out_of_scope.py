"""How far out of scope a message is: three scores, measured against each other, and a threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from networks.student import Student

ACCEPTED = 0.98  # share of the in-scope dev part that a threshold lets through where no outliers are known


@dataclass(frozen=True)
class OutOfScope:
    score: str
    threshold: float
    auroc: dict[str, float]  # of every score, on the dev part; empty where no outliers were known
    intent: str | None = None  # that stands for what is out of scope


def really_outside(outliers: np.ndarray, examples: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """Which outliers (rows, width) are no nearer to any example (rows, width) than examples of two intents are to each other.

    Text that is out of scope for one assistant is another's business: what a shop cannot answer, a bank may.
    """
    everything = np.concatenate([outliers, examples])
    centred = everything - everything.mean(0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    outside, inside = centred[: len(outliers)], centred[len(outliers) :]
    among = np.empty(len(inside))
    for start in range(0, len(inside), 1000):
        block = inside[start : start + 1000] @ inside.T
        block[gold[start : start + 1000, None] == gold[None]] = -1
        among[start : start + 1000] = block.max(1)
    return (outside @ inside.T).max(1) < np.median(among)


@torch.inference_mode()
def fit_mahalanobis(student: Student, features: np.ndarray, gold: np.ndarray, shrinkage: float = 0.1) -> None:
    """Fills the student's centroids and whitening from the training part: the intents' means and one covariance.

    Mahalanobis distance with a shared covariance (Lee et al. 2018), shrunk towards a multiple of the identity.
    features (rows, hidden) are the normalised ones that the heads see; gold (rows,).
    """
    width, classes = features.shape[1], len(student.centroids)
    means = np.zeros((classes, width))
    for label in range(classes):
        rows = features[gold == label]
        means[label] = rows.mean(0) if len(rows) else features.mean(0)
    around = features - means[gold]
    covariance = around.T @ around / max(1, len(around))
    covariance = (1 - shrinkage) * covariance + shrinkage * np.trace(covariance) / width * np.eye(width)
    values, vectors = np.linalg.eigh(covariance)
    whitening = torch.tensor(vectors @ np.diag(values**-0.5) @ vectors.T, dtype=torch.float32)
    student.whitening.copy_(whitening)
    student.centroids.copy_(torch.tensor(means, dtype=torch.float32) @ whitening)


def choose(in_scope: dict[str, np.ndarray], outside: dict[str, np.ndarray]) -> OutOfScope:
    """The score with the best area under the ROC curve, and its threshold; arrays (rows,) by name of the score.

    With known outliers the threshold lets through what maximises accepted in-scope plus rejected outliers, though never
    fewer than nine in ten of the former.
    """
    if not len(next(iter(outside.values()))):
        return OutOfScope("energy", float(np.quantile(in_scope["energy"], ACCEPTED)), {})
    auroc = {
        name: float(
            roc_auc_score(
                np.r_[np.zeros(len(inside)), np.ones(len(outside[name]))], np.r_[inside, outside[name]]
            )
        )
        for name, inside in in_scope.items()
    }
    best = max(auroc, key=lambda name: auroc[name])
    inside, out = in_scope[best], outside[best]
    candidates = np.quantile(inside, np.linspace(0.9, 0.995, 39))
    gain = [(inside < at).mean() + (out >= at).mean() for at in candidates]
    return OutOfScope(
        best, float(candidates[int(np.argmax(gain))]), {n: round(v, 4) for n, v in auroc.items()}
    )
