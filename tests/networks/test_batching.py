"""Concurrent calls share a batch; a lone call waits for nobody; errors reach their callers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from networks.batching import MicroBatcher


class Doubler:
    """Stands for a model: doubles numbers, holds the first batch until told, and remembers the sizes."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.running, self.go_on = threading.Event(), threading.Event()

    def __call__(self, items: list[int]) -> list[int]:
        self.sizes.append(len(items))
        self.running.set()
        assert self.go_on.wait(10)
        if 13 in items:
            raise ValueError("unlucky")
        return [2 * item for item in items]


def test_calls_during_a_batch_share_the_next_one() -> None:
    model = Doubler()
    batcher = MicroBatcher(model, most=8)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(batcher, [0])
        assert model.running.wait(10)
        others = [pool.submit(batcher, [n]) for n in range(1, 6)]
        while batcher._waiting.qsize() < 5:  # all of them are in the queue
            threading.Event().wait(0.001)
        model.go_on.set()
        assert first.result(10) == [0]
        assert [future.result(10) for future in others] == [[2], [4], [6], [8], [10]]
    assert model.sizes == [1, 5]


def test_a_batch_holds_no_more_than_it_may() -> None:
    model = Doubler()
    model.go_on.set()
    batcher = MicroBatcher(model, most=4)
    assert batcher(list(range(10))) == [2 * n for n in range(10)]
    assert sum(model.sizes) == 10 and max(model.sizes) <= 4


def test_a_lone_call_does_not_wait() -> None:
    model = Doubler()
    model.go_on.set()
    batcher = MicroBatcher(model, deadline=3600)  # it would wait an hour, if it waited
    assert [batcher([n]) for n in range(3)] == [[0], [2], [4]]


def test_an_error_reaches_the_caller_and_the_next_call_works() -> None:
    model = Doubler()
    model.go_on.set()
    batcher = MicroBatcher(model)
    with pytest.raises(ValueError, match="unlucky"):
        batcher([13])
    assert batcher([1]) == [2]


def test_nothing_starts_before_the_first_call() -> None:
    before = threading.active_count()
    MicroBatcher(Doubler())
    assert threading.active_count() == before
