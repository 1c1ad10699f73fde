"""Which of several things a message names, by words that fit none of the others."""

from __future__ import annotations

from collections.abc import Sequence, Set


def own_words(words: Sequence[Set[str]]) -> list[set[str]]:
    """Of each thing's words those that no other has."""
    return [
        set(mine).difference(*(theirs for other, theirs in enumerate(words) if other != at))
        for at, mine in enumerate(words)
    ]
