"""Label spreading: what a few examples say, carried from neighbour to neighbour among texts without a label.

Zhou et al. 2004, "Learning with Local and Global Consistency", on the neighbours that all teachers' frozen embeddings find together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags

from distillation.embeddings import centred, embeddings
from distillation.errors import DistillationError
from distillation.languages import language_of
from distillation.teachers import load_teacher

VOICE = "neighbours"  # its name among the teachers
_BLOCK = 1000  # texts whose similarities to all others are in memory at a time
_LEAST = 1e-5  # probability that stands for none, so that its logarithm is finite


@dataclass(frozen=True)
class SpreadingConfig:
    """Where there are fewer labelled texts than `below`, and at least as many without a label. Raises DistillationError."""

    below: int = 5000  # 0: never
    neighbours: int = 20
    width: float = 0.1  # by how much the mean cosine has to fall until a neighbour counts for a third
    share: float = 0.95  # of a text's opinion that comes from its neighbours, and not from its own label
    rounds: int = 60

    def __post_init__(self) -> None:
        if self.neighbours < 1 or self.width <= 0 or not 0 < self.share < 1 or self.rounds < 1:
            raise DistillationError(
                f"expected neighbours and rounds from 1, a width above 0 and a share between 0 and 1, found {self}"
            )


def neighbours_opinion(
    texts: Sequence[str], gold: np.ndarray, train_rows: np.ndarray, real: int, classes: int,
    teachers: Sequence[str], config: SpreadingConfig, cache: Path | None,
) -> dict[str, np.ndarray]:  # fmt: skip
    """The voice of the neighbours: logits (rows, classes), NaN in languages that no teacher speaks. Empty where it would not help.

    The first `real` texts are somebody's own words, among which labels spread; the others, such as texts put together from parts,
    only hear what their neighbours think. Labels are those of `train_rows` in `gold` (rows,).
    """
    names = list(dict.fromkeys(name.partition("#")[0] for name in teachers))
    if not names or len(train_rows) >= config.below or real < 2 * len(train_rows):
        return {}
    language = np.array([language_of(text) for text in texts])
    logits = np.full((len(texts), classes), np.nan, np.float32)
    for tongue in np.unique(language):
        rows = np.flatnonzero(language == tongue)
        loaded = [teacher for teacher in map(load_teacher, names) if tongue in teacher.languages]
        labelled = np.flatnonzero(np.isin(rows, train_rows))
        inside = int((rows < real).sum())
        if not loaded or not len(labelled) or inside <= config.neighbours:
            continue
        mine = [texts[row] for row in rows]
        vectors = np.hstack([centred(embeddings(teacher, mine, cache), inside) for teacher in loaded])
        known = np.zeros((inside, classes), np.float32)
        known[labelled, gold[rows[labelled]]] = 1
        logits[rows] = np.log(spread(vectors / np.sqrt(len(loaded)), known, config) + _LEAST)
    return {VOICE: logits}


def spread(vectors: np.ndarray, known: np.ndarray, config: SpreadingConfig) -> np.ndarray:
    """Distributions (rows, classes) of vectors (rows, width) of length one, from the labels (inside, classes) of the first rows, one-hot
    where known and else 0. A row that no label reaches gets a flat one."""
    inside = len(known)
    count = min(config.neighbours, inside - 1)
    near, weight = _neighbours(vectors, inside, count, config.width)
    places = np.repeat(np.arange(inside), count), near[:inside].ravel()
    graph = csr_matrix((weight[:inside].ravel(), places), shape=(inside, inside))
    graph = graph + graph.T
    scale = diags(np.asarray(graph.sum(axis=1)).ravel() ** -0.5)
    step = (scale @ graph @ scale).astype(np.float32)
    opinion = known.astype(np.float32)
    for _ in range(config.rounds):
        opinion = config.share * (step @ opinion) + (1 - config.share) * known
    opinion = _normalised(opinion)
    heard = np.einsum("rk,rkc->rc", weight[inside:], opinion[near[inside:]])
    return np.concatenate([opinion, _normalised(heard)])


def _neighbours(vectors: np.ndarray, inside: int, count: int, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Of each row the nearest of the first `inside` rows but itself (rows, count), and what they count for."""
    near = np.empty((len(vectors), count), np.int64)
    weight = np.empty((len(vectors), count), np.float32)
    for start in range(0, len(vectors), _BLOCK):
        similar = vectors[start : start + _BLOCK] @ vectors[:inside].T
        own = np.arange(start, min(start + len(similar), inside))
        similar[own - start, own] = -np.inf
        best = np.argpartition(-similar, count - 1, axis=1)[:, :count]
        near[start : start + len(similar)] = best
        cosine = np.take_along_axis(similar, best, axis=1)
        weight[start : start + len(similar)] = np.exp((cosine - 1) / width)
    return near, weight


def _normalised(opinion: np.ndarray) -> np.ndarray:
    whole = opinion.sum(axis=1, keepdims=True)
    flat = np.full_like(opinion, 1 / opinion.shape[1])
    return np.divide(opinion, whole, out=flat, where=whole > 0)
