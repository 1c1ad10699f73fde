"""Micro-batching: calls that come at the same time, from several threads, share one forward pass."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

DEADLINE = 0.002  # seconds that a call may wait for others to join it
MOST = 64  # items of one batch


class MicroBatcher(Generic[Item, Result]):
    """Gathers the items of concurrent calls and gives them to `run` together.

    A lone caller does not wait: only after a batch that several calls had shared does the next one stay open, until
    it holds as many items, at most for the deadline. While a batch runs, later calls gather for the next.
    """

    def __init__(
        self,
        run: Callable[[list[Item]], list[Result]],
        deadline: float = DEADLINE,
        most: int = MOST,
    ) -> None:
        self._run, self._deadline, self._most = run, deadline, most
        self._waiting: queue.SimpleQueue[tuple[Item, Future[Result]]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._expected = 1  # items of the last batch: so many are likely to come again

    def __call__(self, items: Sequence[Item]) -> list[Result]:
        """The results in the order of `items`. Raises what `run` raises. Blocks; safe to call from many threads."""
        self._start()
        futures: list[Future[Result]] = []
        for item in items:
            futures.append(Future())
            self._waiting.put((item, futures[-1]))
        return [future.result() for future in futures]

    def _start(self) -> None:
        """Starts the thread at the first call and not before, so that a server may fork in between."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="micro-batches", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            batch = self._gather()
            try:
                results = self._run([item for item, _ in batch])
                for (_, future), result in zip(batch, results, strict=True):
                    future.set_result(result)
            except Exception as error:  # each caller gets it, and the thread lives on
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)

    def _gather(self) -> list[tuple[Item, Future[Result]]]:
        batch = [self._waiting.get()]
        until = time.monotonic() + self._deadline
        while len(batch) < self._most:
            left = until - time.monotonic() if len(batch) < self._expected else 0.0
            try:
                batch.append(self._waiting.get(timeout=left) if left > 0 else self._waiting.get_nowait())
            except queue.Empty:
                break
        self._expected = len(batch)
        return batch
