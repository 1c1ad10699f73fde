"""A prior for copying: what stands in the passages, and most of all what goes on there, is likelier in a reply.

A small model that learned from few replies writes fluently and copies badly. So its logits get a fixed addition, in training and in use
alike, as in a pointer network or a cache (See et al. 2017; Grave et al. 2017): for tokens of the passages, for tokens that follow the
last written one there, and for those that follow the last two. The model learns what is left: where to begin, and when to leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from networks.bundle import BundleError

_MOST = 20.0


@dataclass(frozen=True)
class Copying:
    """What is added to logits; 0 adds nothing. Raises BundleError for what cannot be meant."""

    known: float = 1.0  # for every token of the passages
    follows: float = 2.0  # more for those that follow the last token there
    follows_two: float = 2.0  # and still more for those that follow the last two
    sentence: float = 3.0  # for the marker of the sentence that has most in common with the question

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST:
                raise BundleError(f"copying: expected {name} from 0 to {_MOST:g}, found {value!r}")


@dataclass(frozen=True)
class Copied:
    """What can be copied: token ids of the passages as a reply would say them, one after the other, and the markers' tokens of
    whole sentences with what they have in common with the question, from 0 to 1."""

    ids: tuple[int, ...] = ()
    sentences: tuple[tuple[int, float], ...] = ()


class Source:
    """How much likelier copying makes each token; `markers` are the tokens (n,) of whole sentences."""

    def __init__(self, copied: Copied, how: Copying) -> None:
        self._ids, self._how = np.asarray(copied.ids, dtype=np.int64), how
        self._known = np.unique(self._ids)
        self.markers = np.array([token for token, _ in copied.sentences], dtype=np.int64)
        self._relevant = np.array([share for _, share in copied.sentences], dtype=np.float32) * how.sentence

    def boosts(self, last: int, before: int) -> tuple[np.ndarray, np.ndarray]:
        """Tokens (n,) and what is added to their logits (n,), after the tokens `before` and `last`."""
        if not len(self._ids):
            return self.markers, self._relevant
        added = np.full(len(self._known), self._how.known, dtype=np.float32)
        at = np.flatnonzero(self._ids[:-1] == last)
        added[np.searchsorted(self._known, np.unique(self._ids[at + 1]))] += self._how.follows
        at = at[(at > 0) & (self._ids[at - 1] == before)]
        added[np.searchsorted(self._known, np.unique(self._ids[at + 1]))] += self._how.follows_two
        return np.concatenate([self._known, self.markers]), np.concatenate([added, self._relevant])


NOTHING_COPIED = Copied()
NOTHING = Source(NOTHING_COPIED, Copying())
