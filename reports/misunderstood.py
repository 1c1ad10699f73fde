"""The messages that were not understood, alike ones together, with nothing personal in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shop.domain.personal_data import mask, mask_names
from shop.domain.turn import Turn

MOST = 2_000  # different messages that are grouped: the most frequent ones
# Cosine distance up to which groups of messages are alike, on average: the student puts other words for the same wish
# at 0.1 to 0.35, another wish of the same kind at 0.5 and more.
DISTANCE = 0.35
BATCH = 64

Vectors = NDArray[np.floating[Any]]  # (texts, dimensions), each of length 1
Embedding = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Message:
    """A text as it was said `count` times."""

    text: str
    count: int
    language: str | None
    guess: str | None  # the likeliest meaning
    reasons: tuple[str, ...]  # of shop.domain.turn.FALLBACKS


@dataclass(frozen=True)
class Group:
    """Messages that are alike, the most frequent first."""

    messages: tuple[Message, ...]

    @property
    def count(self) -> int:
        return sum(message.count for message in self.messages)

    @property
    def guess(self) -> str | None:
        """The likeliest meaning of most of them."""
        guesses: Counter[str] = Counter()
        for message in self.messages:
            if message.guess:
                guesses[message.guess] += message.count
        return guesses.most_common(1)[0][0] if guesses else None


def messages(turns: Iterable[Turn], names: Collection[str]) -> list[Message]:
    """The texts of the turns that were not understood, the most frequent first; `names` of the shop's customers masked."""
    same: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        if turn.text:
            same[mask_names(mask(turn.text), names)].append(turn)
    found = [
        Message(
            text=text,
            count=len(those),
            language=those[0].language,
            guess=Counter(turn.guess for turn in those).most_common(1)[0][0],
            reasons=tuple(sorted({turn.fallback for turn in those if turn.fallback})),
        )
        for text, those in same.items()
    ]
    return sorted(found, key=lambda message: (-message.count, message.text))


def grouped(several: Sequence[Message], embed: Embedding) -> list[Group]:
    """The messages in groups, the largest first; no group holds two languages."""
    groups: list[Group] = []
    for language in sorted({message.language or "" for message in several[:MOST]}):
        those = [message for message in several[:MOST] if (message.language or "") == language]
        labels = _clusters(embed([message.text for message in those])) if len(those) > 1 else [0]
        for label in sorted(set(labels)):
            inside = [message for message, each in zip(those, labels, strict=True) if each == label]
            groups.append(Group(tuple(inside)))
    return sorted(groups, key=lambda group: (-group.count, group.messages[0].text))


def _clusters(vectors: Vectors) -> list[int]:
    from sklearn.cluster import AgglomerativeClustering

    distances = np.clip(1 - vectors @ vectors.T, 0, 2)  # (texts, texts)
    clustering = AgglomerativeClustering(
        n_clusters=None, distance_threshold=DISTANCE, affinity="precomputed", linkage="average"
    )
    return [int(label) for label in clustering.fit_predict(distances)]


def by_student(folder: Path) -> Embedding:
    """By the student's sentence vectors. Raises networks.bundle.BundleError without a good bundle there."""
    from networks.bundle import read_bundle
    from networks.serving import Serving, open_model

    model = open_model(read_bundle(folder), Serving(device="cpu"))

    def embed(texts: Sequence[str]) -> Vectors:
        parts = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
        vectors = [prediction.embedding for part in parts for prediction in model.predict_batch(part)]
        return _unit(np.asarray(vectors, dtype=np.float64))

    return embed


def by_letters(texts: Sequence[str]) -> Vectors:
    """By what they are spelled with, where there is no student: pieces of 1 to 3 characters, by tf-idf."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
    return _unit(vectorizer.fit_transform(texts).toarray())


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.where(lengths > 0, lengths, 1)
    return unit
