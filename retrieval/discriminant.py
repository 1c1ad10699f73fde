"""Which of several texts, each known in a few wordings, a sentence vector belongs to.

Linear discriminant analysis (Fisher 1936; Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.3): wordings
of one text differ in ways that say nothing, such as mood, politeness and length. Vectors are scaled so that they count little along
the directions in which wordings of one text lie apart, and compared afterwards.
"""

from __future__ import annotations

import numpy as np

_SHRINKAGE = (
    0.1  # part of the mean variance added to each; a few hundred wordings do not tell all directions apart
)


class Discriminant:
    """Learned in a moment from the wordings themselves."""

    def __init__(self, vectors: np.ndarray, owners: np.ndarray) -> None:
        """`vectors` (wordings, hidden) of length 1, at least one; `owners` (wordings,): the text of each, from 0 on, in rising order."""
        self._starts = np.flatnonzero(np.diff(owners, prepend=-1))
        counts = np.diff(self._starts, append=len(owners))
        centres = np.add.reduceat(vectors, self._starts) / counts[:, None]  # (texts, hidden)
        self._mean = vectors.mean(0)
        self._scale = _scale(vectors - np.repeat(centres, counts, axis=0))
        self._wordings = self._seen(vectors)
        self._centres = self._seen(centres)

    def similarities(self, vector: np.ndarray) -> np.ndarray:
        """(texts,), -1 to 1, of a vector (hidden,) of length 1: the mean of the nearest wording's and of all wordings' together."""
        seen = self._seen(vector[None])[0]
        nearest = np.maximum.reduceat(self._wordings @ seen, self._starts)
        mean: np.ndarray = (nearest + self._centres @ seen) / 2
        return mean

    def _seen(self, vectors: np.ndarray) -> np.ndarray:
        scaled = (vectors - self._mean) @ self._scale
        lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
        return (scaled / np.maximum(lengths, 1e-9)).astype(np.float32)


def _scale(apart: np.ndarray) -> np.ndarray:
    """(hidden, hidden): directions in which wordings of one text lie apart are shortened. `apart`: from their centres."""
    variances, directions = np.linalg.eigh(apart.T @ apart / len(apart))
    least = _SHRINKAGE * float(variances.mean())
    if least < 1e-9:  # a wording each: nothing is known of how they differ
        return np.eye(len(variances), dtype=np.float32)
    scale: np.ndarray = (directions / np.sqrt(np.maximum(variances, 0.0) + least)).astype(np.float32)
    return scale
