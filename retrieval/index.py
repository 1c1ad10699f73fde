"""Hybrid search: BM25 over words and cosine over sentence vectors, their rankings fused.

BM25 finds names, numbers and rare words, the vectors find a question asked in other words. Rankings are fused by
reciprocal rank (Cormack, Clarke, Büttcher 2009: Reciprocal rank fusion outperforms Condorcet), since the two scores
have no common scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from retrieval.discriminant import Discriminant
from retrieval.passages import LANGUAGES, Passage
from retrieval.tokens import tokens

# How much the share of words counts beside the discriminant's similarity, and how fast the odds fall; measured, see docs/log.md.
_WORDS, _TEMPERATURE = 0.3, 0.06
_LIKELIEST = 2
Encode = Callable[[Sequence[str]], np.ndarray]  # texts → (texts, hidden)


@dataclass(frozen=True)
class Fusion:
    """How the two rankings are put together. Raises ValueError for what cannot be meant."""

    constant: float = 5.0  # of reciprocal rank fusion; measured, see docs/log.md
    words: float = 1.0  # weight of BM25
    vectors: float = 1.0  # weight of the sentence vectors
    depth: int = 50  # how far down each ranking is read

    def __post_init__(self) -> None:
        if self.constant < 0 or self.words < 0 or self.vectors < 0 or self.words + self.vectors == 0:
            raise ValueError(
                f"expected weights and a constant of at least 0, not all weights 0; found {self}"
            )
        if self.depth < 1:
            raise ValueError(f"depth: expected at least 1, found {self.depth}")


@dataclass(frozen=True)
class Found:
    """A passage with what spoke for it."""

    passage: Passage
    score: float  # fused; compares only within one search
    words: float  # share of the question's words, by weight, that the passage has; 0 to 1
    similarity: float  # cosine of the question and the nearest wording of the passage; -1 to 1
    probability: float = 0.0  # of a frequent question: that it is the one asked, if any of them is; 0 to 1


class HybridIndex:
    """Passages of both languages in memory; a question is searched in its own. Safe to share between threads."""

    def __init__(
        self, passages: Sequence[Passage], encode: Encode | None, fusion: Fusion | None = None
    ) -> None:
        """`encode` None: words alone, for a process without a student."""
        fusion = fusion or Fusion()
        self._by_language: Mapping[str, _OneLanguage] = {
            language: _OneLanguage([each for each in passages if each.language == language], encode, fusion)
            for language in LANGUAGES
        }

    def search(self, question: str, vector: np.ndarray | None, language: str, limit: int = 4) -> list[Found]:
        """The best passages, best first; `vector` (hidden,) is the question's embedding, None: words alone.

        Behind the best `limit` follow those of the two likeliest frequent questions that are not among them.
        """
        found = self._by_language.get(language)
        return found.search(question, vector, limit) if found else []


class _OneLanguage:
    def __init__(self, passages: list[Passage], encode: Encode | None, fusion: Fusion) -> None:
        self._passages = passages
        self._fusion = fusion
        documents = [tokens(" ".join(_read(each))) for each in passages]
        self._bm25 = _bm25(documents)
        self._having = _having(documents)
        self._weight = {
            word: float(np.log(1 + len(documents) / len(those))) for word, those in self._having.items()
        }
        self._rarest = max(self._weight.values(), default=1.0)
        wordings = [(at, text) for at, each in enumerate(passages) for text in wordings_of(each)]
        self._owner = np.array([at for at, _ in wordings], dtype=np.int64)
        self._worded, self._starts = np.unique(
            self._owner, return_index=True
        )  # passages with wordings, and their first
        self._vectors = _unit(encode([text for _, text in wordings])) if encode and wordings else None
        self._asked = np.array([at for at, each in enumerate(passages) if each.kind == "faq"], dtype=np.int64)
        self._discriminant = self._discriminating()

    def _discriminating(self) -> Discriminant | None:
        """Tells the frequent questions apart."""
        if self._vectors is None or not len(self._asked):
            return None
        rows = np.isin(self._owner, self._asked)
        return Discriminant(self._vectors[rows], np.searchsorted(self._asked, self._owner[rows]))

    def search(self, question: str, vector: np.ndarray | None, limit: int) -> list[Found]:
        if not self._passages:
            return []
        asked = list(dict.fromkeys(tokens(question)))
        unit = _unit(vector[None, :])[0] if vector is not None and self._vectors is not None else None
        by_words, shares = self._word_scores(asked), self._shares(asked)
        similar, likely = self._similarities(unit), self._probabilities(unit, shares)
        rankings = [(self._fusion.words, by_words, by_words > 0)]
        if similar is not None:
            rankings.append((self._fusion.vectors, similar, similar > -1.0))
        fused = np.zeros(len(self._passages))
        for weight, scores, counts in rankings:
            order = np.argsort(-scores, kind="stable")[: self._fusion.depth]
            for rank, at in enumerate(order[counts[order]]):
                fused[at] += weight / (self._fusion.constant + rank + 1)
        best = [at for at in np.argsort(-fused, kind="stable")[:limit] if fused[at] > 0]
        best += [
            at for at in np.argsort(-likely, kind="stable")[:_LIKELIEST] if likely[at] > 0 and at not in best
        ]
        return [
            Found(
                self._passages[at],
                float(fused[at]),
                float(shares[at]),
                float(similar[at]) if similar is not None else 0.0,
                float(likely[at]),
            )
            for at in best
        ]

    def _word_scores(self, asked: list[str]) -> np.ndarray:
        known = [word for word in asked if word in self._weight]
        if not known or self._bm25 is None:
            return np.zeros(len(self._passages))
        scores: np.ndarray = self._bm25.get_scores(known)  # (passages,)
        return scores

    def _similarities(self, unit: np.ndarray | None) -> np.ndarray | None:
        """(passages,), or None without vectors."""
        if unit is None or self._vectors is None:
            return None
        nearest = np.full(len(self._passages), -1.0)
        nearest[self._worded] = np.maximum.reduceat(self._vectors @ unit, self._starts)
        return nearest

    def _probabilities(self, unit: np.ndarray | None, shares: np.ndarray) -> np.ndarray:
        """(passages,): of each frequent question; all together 1, or 0 without vectors."""
        likely = np.zeros(len(self._passages))
        if unit is not None and self._discriminant is not None:
            near = self._discriminant.similarities(unit) + _WORDS * shares[self._asked]
            odds = np.exp((near - near.max()) / _TEMPERATURE)
            likely[self._asked] = odds / odds.sum()
        return likely

    def _shares(self, asked: list[str]) -> np.ndarray:
        """(passages,). A word that no passage has weighs as much as the rarest: the question is about something else."""
        shares = np.zeros(len(self._passages))
        total = 0.0
        for word in asked:
            weight = self._weight.get(word, self._rarest)
            total += weight
            if word in self._having:
                shares[self._having[word]] += weight
        return shares / total if total else shares


def _read(passage: Passage) -> tuple[str, ...]:
    """What a passage is found by; a reply in conversation says nothing of what it replies to."""
    return passage.questions if passage.kind == "talk" else (*passage.questions, passage.text)


def wordings_of(passage: Passage) -> tuple[str, ...]:
    """The texts that get a sentence vector; a product is found by its words, its name above all."""
    return () if passage.kind == "product" else _read(passage)


def _bm25(documents: list[list[str]]) -> bm25s.BM25 | None:
    if not any(documents):
        return None
    made = bm25s.BM25()
    made.index(documents, show_progress=False)
    return made


def _having(documents: Sequence[Sequence[str]]) -> dict[str, np.ndarray]:
    """Word → the documents that have it."""
    found: dict[str, list[int]] = {}
    for at, document in enumerate(documents):
        for word in dict.fromkeys(document):
            found.setdefault(word, []).append(at)
    return {word: np.array(those, dtype=np.int64) for word, those in found.items()}


def _unit(vectors: np.ndarray) -> np.ndarray:
    """(rows, hidden), each row of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
