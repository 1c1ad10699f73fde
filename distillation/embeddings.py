"""Frozen teachers' sentence embeddings, from the cache where they are there, and centred."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from distillation.cache import cached_rows
from distillation.teachers import Teacher


def embeddings(teacher: Teacher, texts: Sequence[str], cache: Path | None) -> np.ndarray:
    """The frozen teacher's embeddings (texts, width); texts that it embedded before are not embedded again."""
    return cached_rows(cache, teacher.name.partition("@")[0], texts, teacher.embed)


def centred(vectors: np.ndarray, by: int | None = None) -> np.ndarray:
    """Vectors (rows, width) of length one, minus their mean, or that of the first `by`, of length one again.

    Before that a teacher's embeddings all look alike (cosines above 0.8), and a cosine says nothing.
    """
    vectors = _unit(vectors)
    return _unit(vectors - vectors[:by].mean(0))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-12)
