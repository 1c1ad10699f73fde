"""Sentences behind markers: a reply can say a whole sentence of its passages by one token (Gu et al. 2016 copy words; here it is sentences).

A small model that learned from a few thousand replies cannot say again what stands in a long passage without slips; it can learn which
sentence answers. Each sentence of the passages ends with a marker, a character of Unicode's private use area; where the model writes that
marker, the sentence is said. How much a sentence has in common with the question is told to the model as a prior.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

SENTENCES = 24
_FIRST = 0xE020  # behind the facts' markers, before the special tokens of networks.reply_prompt
_BORDER = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])")
_WORD = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]")
_LEAST = 2  # characters of a sentence


def sentence_marker(number: int) -> str:
    """The marker of a sentence, numbered from 0 to SENTENCES - 1."""
    return chr(_FIRST + number)


def sentence_number(character: str) -> int | None:
    """Which sentence marker a character is, or None."""
    number = ord(character) - _FIRST
    return number if 0 <= number < SENTENCES else None


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, in their order; what is too short to be one stays with the one before."""
    found: list[str] = []
    for part in (part.strip() for part in _BORDER.split(text)):
        if found and len(part) < _LEAST:
            found[-1] += part
        elif part:
            found.append(part)
    return found


def relevances(question: str, sentences: Sequence[str]) -> list[float]:
    """From 0 to 1 for each sentence: the share of the question's words and pairs of characters that it has, rare ones counting more."""
    grams = [_grams(sentence) for sentence in sentences]
    spread = Counter(gram for each in grams for gram in each)
    weights = {gram: math.log(1 + len(sentences) / (1 + spread[gram])) for gram in _grams(question)}
    total = sum(weights.values())
    if not total:
        return [0.0] * len(sentences)
    shared = [sum(weight for gram, weight in weights.items() if gram in each) / total for each in grams]
    best = max(shared, default=0.0)
    return [share / best if best else 0.0 for share in shared]


def likeness(one: str, other: str) -> float:
    """From 0 to 1: the F-score of the texts' character trigrams (pairs in Chinese), as chrF counts them (Popović 2015)."""
    size = 3 if one.isascii() or other.isascii() else 2
    first, second = _runs(one, size), _runs(other, size)
    common = sum((first & second).values())
    return 2 * common / max(1, sum(first.values()) + sum(second.values()))


def _runs(text: str, size: int) -> Counter[str]:
    text = "".join(text.lower().split())
    return Counter(text[at : at + size] for at in range(len(text) - size + 1))


def _grams(text: str) -> set[str]:
    """Latin words without their endings, Chinese characters and pairs of them."""
    words = [word.lower()[:5] for word in _WORD.findall(text)]
    pairs = [a + b for a, b in pairwise(words) if not (a.isascii() or b.isascii())]
    return {word for word in words if len(word) > 1 or not word.isascii()} | set(pairs)
