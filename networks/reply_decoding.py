"""Writing a reply token by token: greedy, beam search, or drawn from the likeliest; with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from networks.bundle import BundleError
from networks.reply_copying import NOTHING, Source
from networks.reply_prompt import REPLY_TOKENS

METHODS = ("greedy", "beam", "sample")


class Network(Protocol):
    """A language model with a key–value cache, whatever runs it. Safe to share between threads."""

    positions: int  # tokens of prompt and reply together

    def start(self, ids: Sequence[int]) -> tuple[np.ndarray, Any]:
        """Reads a prompt: logits (1, vocabulary) of the next token, and the cache."""

    def step(self, ids: Sequence[int], cache: Any) -> tuple[np.ndarray, Any]:
        """One more token in each row: logits (rows, vocabulary), and the cache with it."""

    def rows(self, cache: Any, rows: Sequence[int]) -> Any:
        """A cache of these rows of a cache, which may be repeated or left out."""


@dataclass(frozen=True)
class Decoding:
    """How tokens are chosen. Raises BundleError for what cannot be meant."""

    method: str = "greedy"
    beams: int = 4
    length_penalty: float = (
        0.8  # a beam's score is its log-probability by length to this power (Wu et al. 2016)
    )
    temperature: float = 0.7  # of `sample`
    top_k: int = 0  # `sample` draws from so many tokens; 0: from all
    top_p: float = 0.9  # and from the likeliest ones with this sum of probabilities (Holtzman et al. 2020)
    no_repeat: int = 4  # so many tokens in a row never come twice; 0: no such rule
    max_tokens: int = REPLY_TOKENS - 1
    grounded: bool = (
        True  # a reply says at least one sentence of its passages as it stands; else nothing is said
    )
    seed: int | None = None  # of `sample`

    def __post_init__(self) -> None:
        checks = {
            "method": (self.method in METHODS, f"one of {', '.join(METHODS)}"),
            "beams": (type(self.beams) is int and 1 <= self.beams <= 16, "1 to 16"),
            "length_penalty": (0 <= self.length_penalty <= 2, "0 to 2"),
            "temperature": (0 < self.temperature <= 5, "more than 0, at most 5"),
            "top_k": (type(self.top_k) is int and self.top_k >= 0, "0 or more"),
            "top_p": (0 < self.top_p <= 1, "more than 0, at most 1"),
            "no_repeat": (type(self.no_repeat) is int and self.no_repeat >= 0, "0 or more"),
            "grounded": (type(self.grounded) is bool, "true or false"),
            "max_tokens": (
                type(self.max_tokens) is int and 1 <= self.max_tokens < REPLY_TOKENS,
                f"1 to {REPLY_TOKENS - 1}",
            ),
        }
        for name, (right, expected) in checks.items():
            if not right:
                raise BundleError(f"decoding: expected {name} {expected}, found {getattr(self, name)!r}")


@dataclass(frozen=True)
class Written:
    """Tokens without the end, and whether the end was reached before the deadline and the longest length."""

    ids: list[int]
    finished: bool


def write(
    network: Network,
    prompt: Sequence[int],
    end: int,
    allowed: np.ndarray,
    decoding: Decoding,
    deadline: float,
    source: Source = NOTHING,
) -> Written:
    """A reply to the prompt by `deadline` (on time.monotonic()).

    `allowed` (vocabulary,) is true for tokens that may be used; `source` is what copying is favoured from.
    """
    most = min(decoding.max_tokens, network.positions - len(prompt))
    barred = np.where(allowed, np.float32(0), np.float32(-np.inf))
    if time.monotonic() >= deadline or most < 1:
        return Written([], False)
    if decoding.method == "beam" and decoding.beams > 1:
        return _beam(network, prompt, end, barred, decoding, most, deadline, source)
    choose = (
        _sampler(decoding)
        if decoding.method == "sample"
        else (lambda logits: _likeliest(logits, source.markers))
    )
    logits, cache = network.start(prompt)
    ids: list[int] = []
    while True:
        chosen = choose(_without_repeats(_favoured(logits[0], source, ids) + barred, ids, decoding.no_repeat))
        if chosen == end:
            return Written(ids, True)
        ids.append(chosen)
        if len(ids) >= most or time.monotonic() >= deadline:
            return Written(ids, False)
        logits, cache = network.step([chosen], cache)


def _likeliest(logits: np.ndarray, markers: np.ndarray) -> int:
    """The likeliest token; but where the sentences' markers together are likelier than any other one, the likeliest of them.

    What all of them say is "here a sentence of the passages follows", and no one of them need be likely for that.
    """
    best = int(logits.argmax())
    if len(markers):
        sayable = logits[markers]
        top = sayable.max()
        if np.isfinite(top) and top + np.log(np.exp(sayable - top).sum()) > logits[best]:
            return int(markers[int(sayable.argmax())])
    return best


def _favoured(logits: np.ndarray, source: Source, ids: list[int]) -> np.ndarray:
    """A copy of the logits, with what copying adds after these tokens."""
    favoured = logits.copy()
    before, last = [-1, -1, *ids][-2:]
    tokens, added = source.boosts(last, before)
    favoured[tokens] += added
    return favoured


def _without_repeats(logits: np.ndarray, ids: list[int], length: int) -> np.ndarray:
    """Logits under which no run of `length` tokens is repeated."""
    if length and len(ids) >= length:
        tail = ids[len(ids) - length + 1 :]
        for at in range(len(ids) - length + 1):
            if ids[at : at + length - 1] == tail:
                logits[ids[at + length - 1]] = -np.inf
    return logits


def _sampler(decoding: Decoding) -> Callable[[np.ndarray], int]:
    rng = np.random.default_rng(decoding.seed)

    def draw(logits: np.ndarray) -> int:
        order = np.argsort(-logits)[: decoding.top_k or None]
        scaled = logits[order] / decoding.temperature
        probabilities = np.exp(scaled - scaled[0])
        probabilities /= probabilities.sum()
        kept = int(np.searchsorted(probabilities.cumsum(), decoding.top_p)) + 1
        nucleus = probabilities[:kept] / probabilities[:kept].sum()
        return int(order[rng.choice(len(nucleus), p=nucleus)])

    return draw


def _beam(
    network: Network, prompt: Sequence[int], end: int, barred: np.ndarray, decoding: Decoding, most: int, deadline: float,
    source: Source,
) -> Written:  # fmt: skip
    logits, cache = network.start(prompt)
    beams: list[tuple[float, list[int]]] = [(0.0, [])]
    done: list[tuple[float, list[int]]] = []
    while True:
        scores = np.stack(
            [
                score
                + _log_softmax(
                    _without_repeats(_favoured(row, source, ids) + barred, ids, decoding.no_repeat)
                )
                for row, (score, ids) in zip(logits, beams, strict=True)
            ]
        )
        grown: list[tuple[float, list[int], int]] = []
        for flat in np.argsort(-scores, axis=None)[: 2 * decoding.beams]:
            row, token = divmod(int(flat), scores.shape[1])
            score, ids = float(scores[row, token]), beams[row][1]
            if token == end:
                done.append((score / (len(ids) + 1) ** decoding.length_penalty, ids))
            elif len(grown) < decoding.beams:
                grown.append((score, [*ids, token], row))
        best = max(done, default=None)
        hope = max((score / len(ids) ** decoding.length_penalty for score, ids, _ in grown), default=-np.inf)
        if best and (len(done) >= decoding.beams or best[0] >= hope):
            return Written(best[1], True)
        if not grown or len(grown[0][1]) >= most or time.monotonic() >= deadline:
            return Written(best[1], True) if best else Written(grown[0][1] if grown else [], False)
        beams = [(score, ids) for score, ids, _ in grown]
        logits, cache = network.step(
            [ids[-1] for _, ids in beams], network.rows(cache, [row for *_, row in grown])
        )


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max()
    return shifted - np.log(np.exp(shifted).sum())
