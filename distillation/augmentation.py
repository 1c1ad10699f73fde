"""How people mistype: dropped, doubled and swapped letters, lost capitals and punctuation."""

from __future__ import annotations

import random
import re

_LATIN = re.compile("[a-z]")


def mistyped(text: str, rng: random.Random) -> str:
    """One slip for every twenty characters; Chinese loses or swaps characters like letters."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 20)):
        if len(letters) < 3:
            break
        at, kind = rng.randrange(len(letters) - 1), rng.random()
        if kind < 0.35:
            del letters[at]
        elif kind < 0.7:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters.insert(at, letters[at])
    return "".join(letters)


def augmented(text: str, rng: random.Random, slips: float = 0.15, lower: float = 0.1) -> str:
    """The text, or now and then a sloppier version of it."""
    draw = rng.random()
    if draw < slips and _LATIN.search(text) and len(text) > 4:
        return mistyped(text, rng)
    if draw < slips + lower:
        return text.lower().rstrip(".?!。？！")
    return text
