"""How often the passage that answers is found, and quoted, where the answer is known by topic; and what comes of any message."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.index import Found

Search = Callable[[str, str], Sequence[Found]]  # question, language → passages, best first
_FACT = re.compile(r"{(F\d+)}")


@dataclass(frozen=True)
class Question:
    """A customer's question, and the topics (`faq:refund_time`, `policy:warranty`) of which any answers it."""

    language: str
    text: str
    topics: tuple[str, ...]


def read_questions(files: Iterable[Path], topics: Path) -> Iterator[Question]:
    """Questions of a reply corpus (`en_….jsonl`, `…_zh.jsonl`) without earlier lines, whose family `topics` names.

    Raises ValueError for a file whose name does not say its language.
    """
    answers = {row["family"]: tuple(row["topics"]) for row in _rows(topics)}
    for file in files:
        language = _language(file)
        for row in _rows(file):
            if row["family"] in answers and not row["history"]:
                yield Question(language, _filled(row["question"], row["facts"]), answers[row["family"]])


def recall(
    questions: Sequence[Question], search: Search, at: Sequence[int] = (1, 2, 4, 10)
) -> dict[int, float]:
    """k → share of the questions with an answering passage among the first k."""
    hits = np.zeros(len(at))
    for question in questions:
        found = [each.passage.id for each in search(question.text, question.language)[: max(at)]]
        place = next((rank for rank, id in enumerate(found) if _answers(id, question)), max(at))
        hits += [place < k for k in at]
    return {k: float(hit) / max(len(questions), 1) for k, hit in zip(at, hits, strict=True)}


@dataclass(frozen=True)
class Quoting:
    """Of the questions: the share that is quoted an answer or two, the share that is quoted two, and how many of all these answer."""

    coverage: float
    twofold: float
    precision: float


def quoting(
    questions: Sequence[Question], search: Search, choose: Callable[[Sequence[Found]], Sequence[Found]]
) -> Quoting:
    """What a way of choosing what is quoted comes to."""
    quoted = twofold = right = 0
    for question in questions:
        chosen = choose(search(question.text, question.language))
        quoted += len(chosen) > 0
        twofold += len(chosen) > 1
        right += any(_answers(each.passage.id, question) for each in chosen)
    asked = max(len(questions), 1)
    return Quoting(quoted / asked, twofold / asked, right / max(quoted, 1))


@dataclass(frozen=True)
class Heard:
    """A customer's first message, and what kind it is (data/corpora/README.md, "Replies")."""

    language: str
    kind: str
    text: str


def read_heard(files: Iterable[Path]) -> Iterator[Heard]:
    """All messages of a reply corpus without earlier lines. Raises ValueError as read_questions does."""
    for file in files:
        language = _language(file)
        for row in _rows(file):
            if not row["history"]:
                yield Heard(language, row["kind"], _filled(row["question"], row["facts"]))


def resorts(heard: Sequence[Heard], resort: Callable[[Heard], str]) -> dict[str, dict[str, float]]:
    """Kind → what came of its messages → their share; and of all of them, under "all"."""
    counts: dict[str, Counter[str]] = {}
    for each in heard:
        made = resort(each)
        for kind in (each.kind, "all"):
            counts.setdefault(kind, Counter()).update([made])
    return {
        kind: {made: number / count.total() for made, number in sorted(count.items())}
        for kind, count in sorted(counts.items())
    }


def _answers(id: str, question: Question) -> bool:
    return any(id.startswith(f"{topic}.") for topic in question.topics)


def _filled(text: str, facts: Mapping[str, Mapping[str, str]]) -> str:
    return _FACT.sub(lambda match: facts[match[1]]["value"], text)


def _language(file: Path) -> str:
    parts = file.stem.split("_")
    for language in ("en", "zh"):
        if language in parts:
            return language
    raise ValueError(f"{file.name}: expected 'en' or 'zh' between underscores in the name, found neither")


def _rows(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
