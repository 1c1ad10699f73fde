"""Writing token by token, on a network whose probabilities are known."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from networks.bundle import BundleError
from networks.reply_copying import Copied, Copying, Source
from networks.reply_decoding import Decoding, write

END = 0
FOREVER = float("inf")
OPEN = np.ones(6, dtype=bool)


class Table:
    """Probabilities of the next token given the last one; the cache is the sequences themselves."""

    positions = 100

    def __init__(self, table: dict[int, dict[int, float]]) -> None:
        self.table = table
        self.steps = 0

    def _logits(self, cache: list[list[int]]) -> np.ndarray:
        found = np.full((len(cache), 6), -50.0, dtype=np.float32)
        for row, ids in enumerate(cache):
            for token, probability in self.table[ids[-1]].items():
                found[row, token] = np.log(probability)
        return found

    def start(self, ids: Sequence[int]) -> tuple[np.ndarray, Any]:
        cache = [list(ids)]
        return self._logits(cache), cache

    def step(self, ids: Sequence[int], cache: Any) -> tuple[np.ndarray, Any]:
        self.steps += 1
        cache = [[*row, token] for row, token in zip(cache, ids, strict=True)]
        return self._logits(cache), cache

    def rows(self, cache: Any, rows: Sequence[int]) -> Any:
        return [cache[row] for row in rows]


# Greedy goes 1 → 2 → 3 → end (0.6 · 0.4 · 1); the likeliest whole is 1 → 4 → end (0.4 · 1).
TRAP = {1: {2: 0.6, 4: 0.4}, 2: {3: 0.4, 5: 0.35, END: 0.25}, 3: {END: 1.0}, 4: {END: 1.0}, 5: {END: 1.0}}


def test_greedy_takes_the_likeliest_token() -> None:
    written = write(Table(TRAP), [1], END, OPEN, Decoding(), FOREVER)
    assert written.ids == [2, 3] and written.finished


def test_a_beam_finds_the_likelier_whole() -> None:
    decoding = Decoding(method="beam", beams=3, length_penalty=0.0)
    assert write(Table(TRAP), [1], END, OPEN, decoding, FOREVER).ids == [4]


def test_a_token_that_is_barred_is_never_used() -> None:
    allowed = OPEN.copy()
    allowed[2] = False
    for method in ("greedy", "beam", "sample"):
        written = write(Table(TRAP), [1], END, allowed, Decoding(method=method, seed=0), FOREVER)
        assert written.ids == [4]


def test_drawing_from_one_token_is_greedy_and_a_seed_gives_the_same_again() -> None:
    assert write(Table(TRAP), [1], END, OPEN, Decoding(method="sample", top_k=1), FOREVER).ids == [2, 3]
    drawn = {
        tuple(
            write(Table(TRAP), [1], END, OPEN, Decoding(method="sample", top_p=1.0, seed=seed), FOREVER).ids
        )
        for seed in range(40)
    }
    assert {(4,), (2, 3), (2, 5), (2,)} <= drawn
    again = [
        write(Table(TRAP), [1], END, OPEN, Decoding(method="sample", seed=7), FOREVER).ids for _ in range(2)
    ]
    assert again[0] == again[1]


def test_the_nucleus_leaves_unlikely_tokens_out() -> None:
    decodings = [Decoding(method="sample", top_p=0.55, temperature=1.0, seed=seed) for seed in range(30)]
    assert {write(Table(TRAP), [1], END, OPEN, each, FOREVER).ids[0] for each in decodings} == {2}


def test_no_run_of_tokens_comes_twice() -> None:
    loop = {1: {2: 1.0}, 2: {3: 0.9, END: 0.1}, 3: {2: 0.9, 4: 0.1}, 4: {END: 1.0}}
    assert write(Table(loop), [1], END, OPEN, Decoding(no_repeat=2), FOREVER).ids == [2, 3, 2]
    assert len(write(Table(loop), [1], END, OPEN, Decoding(no_repeat=0, max_tokens=9), FOREVER).ids) == 9


def test_copying_leads_along_what_stands_in_the_passages() -> None:
    even = {token: {other: 0.2 for other in range(1, 6)} | {END: 0.1} for token in range(1, 6)}
    source = Source(Copied((5, 3, 4, END)), Copying(1.0, 2.0, 3.0))
    assert write(Table(even), [1], END, OPEN, Decoding(), FOREVER, source).ids == [3, 4]
    assert write(Table(even), [1], END, OPEN, Decoding(max_tokens=3), FOREVER).ids == [1, 1, 1]
    assert Source(Copied(), Copying()).boosts(1, 2)[0].size == 0
    with pytest.raises(BundleError, match="follows"):
        Copying(follows=-1)


@pytest.mark.parametrize("method", ["greedy", "beam", "sample"])
def test_a_deadline_that_has_passed_ends_it_at_once(method: str) -> None:
    network = Table(TRAP)
    written = write(network, [1], END, OPEN, Decoding(method=method), time.monotonic() - 1)
    assert written.ids == [] and not written.finished and network.steps == 0


def test_a_reply_has_no_more_tokens_than_there_are_positions() -> None:
    endless = Table({1: {1: 1.0}})
    endless.positions = 5
    written = write(endless, [1, 1], END, OPEN, Decoding(no_repeat=0), FOREVER)
    assert written.ids == [1, 1, 1] and not written.finished


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "best"},
        {"beams": 0},
        {"top_p": 0.0},
        {"temperature": 0.0},
        {"max_tokens": 1000},
        {"top_k": -1},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BundleError, match=next(iter(wrong))):
        Decoding(**wrong)
