"""All that a student learns from, in one table: texts, and for each what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from distillation.corpora import SENTIMENTS
from distillation.languages import LANGUAGES, language_of

UNKNOWN = -100  # no label; what torch's cross-entropy ignores


@dataclass
class Examples:
    """Rows of texts. A row may have an intent, a sentiment, soft labels, a target embedding, or be an outlier."""

    texts: list[str]
    intent: np.ndarray  # (rows,), UNKNOWN where there is none
    sentiment: np.ndarray  # (rows,)
    language: np.ndarray  # (rows,)
    outlier: np.ndarray  # (rows,), True for text that is out of scope
    blunt: np.ndarray  # (rows,), True for text that must not be augmented by a courtesy
    asked: int  # so many rows at the end are for measuring only: no student ever learns from them
    soft: np.ndarray | None = (
        None  # (rows, intents) log-probabilities of the fused teachers; NaN where unknown
    )
    soft_sentiment: np.ndarray | None = (
        None  # (rows, sentiments) log-probabilities of the teachers; NaN where unknown
    )
    embedding: np.ndarray | None = None  # (rows, width), centred; zeros where unknown

    def __len__(self) -> int:
        return len(self.texts)


def table(
    labelled: Sequence[str],
    intents: Sequence[str],
    labels: Sequence[str],
    *,
    unlabelled: Sequence[str] = (),
    outliers: Sequence[str] = (),
    sentiment: tuple[Sequence[str], Sequence[str]] = ((), ()),
    blunt: Sequence[str] = (),
    asked: Sequence[str] = (),
) -> Examples:
    """The labelled texts come first, in their order; then unlabelled ones, outliers, texts with a sentiment, asked ones.

    `blunt` are the intents that a courtesy in front would change; `asked` texts are for measuring only.
    """
    index = {label: at for at, label in enumerate(labels)}
    texts = [*labelled, *unlabelled, *outliers, *sentiment[0], *asked]
    intent = np.full(len(texts), UNKNOWN)
    intent[: len(labelled)] = [index[name] for name in intents]
    feeling = np.full(len(texts), UNKNOWN)
    first = len(labelled) + len(unlabelled)
    felt = first + len(outliers)
    feeling[felt : felt + len(sentiment[0])] = [SENTIMENTS.index(name) for name in sentiment[1]]
    outlier = np.zeros(len(texts), bool)
    outlier[first : first + len(outliers)] = True
    language = np.array([LANGUAGES.index(language_of(text)) for text in texts], dtype=np.int64)
    kept = np.ones(len(texts), bool)  # a courtesy is for what somebody wants of the shop
    kept[: len(labelled)] = [name in blunt for name in intents]
    return Examples(texts, intent, feeling, language, outlier, kept, len(asked))
