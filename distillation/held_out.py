"""Which examples a student was chosen by and never learned, as its bundle remembers them: one that goes on is measured by the same.

Digests, so that no customer's words travel with a bundle for this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from distillation.corpora import families

LEAST = 50  # with fewer of them left there is nothing to choose by


def digests(texts: Iterable[str]) -> list[str]:
    """A short name of each text."""
    return sorted({_digest(text) for text in texts})


def parted(texts: Sequence[str], held_out: Iterable[str]) -> tuple[np.ndarray, np.ndarray] | None:
    """Rows to learn and rows held out before; what resembles the latter is in neither. None with fewer than LEAST of them."""
    known = set(held_out)
    held = np.array([_digest(text) in known for text in texts], dtype=bool)
    if held.sum() < LEAST:
        return None
    family = families(texts)
    theirs = np.isin(family, family[held])
    return np.flatnonzero(~theirs), np.flatnonzero(held)


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]
