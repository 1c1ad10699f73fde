"""Writes turns in the background: bounded, patient with a database that is down, and honest about what is lost."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence

from channels.failures import place
from shop.domain.errors import ShopError
from shop.domain.turn import Turn

log = logging.getLogger(__name__)

Making = Callable[[], Turn | None]

BACKLOG_MOST = 10_000  # turns that wait for a database that is down
AT_ONCE = 200  # turns of one transaction
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0  # between two tries
TOLD_EACH = 1_000  # lost turns between two lines of the log


class TurnWriter:
    """`keep` writes several turns or raises. `kept` and `lost` count turns. Starts its thread when it is needed."""

    def __init__(
        self,
        keep: Callable[[Sequence[Turn]], None],
        most: int = BACKLOG_MOST,
        first_wait_s: float = FIRST_WAIT_S,
    ) -> None:
        self._keep = keep
        self._most = most
        self._first_wait_s = first_wait_s
        self._waiting: deque[Making] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self.kept = self.lost = 0

    def put(self, making: Making) -> None:
        """A turn to be made and kept by the thread; at once, whatever the database does."""
        with self._changed:
            if self._closing or len(self._waiting) >= self._most:
                self._lose(1, "too many are waiting for the database")
                return
            self._waiting.append(making)
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="turn-writer", daemon=True)
                self._thread.start()

    def close(self, within_s: float) -> None:
        """Writes what is waiting, for so long at most; what is left then is lost, and told."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(within_s)
        with self._changed:
            if self._waiting:
                self._lose(len(self._waiting), "the server has stopped")
                self._waiting.clear()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing)
                makings = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            if not makings:
                return
            self._write(self._made(makings))

    def _made(self, makings: Sequence[Making]) -> list[Turn]:
        turns: list[Turn] = []
        for making in makings:
            try:
                turn = making()
            except Exception as error:  # an event of a form that nobody knows yet
                self._lose(1, place(error))
                continue
            if turn is not None:
                turns.append(turn)
        return turns

    def _write(self, turns: list[Turn]) -> None:
        wait_s, is_told, is_last = self._first_wait_s, False, False
        while turns:
            try:
                self._keep(turns)
                self.kept += len(turns)
                return
            except ShopError as error:
                if not is_told:
                    log.warning("turns for the report wait for the database: %s", place(error))
                    is_told = True
                if is_last:
                    self._lose(len(turns), "the server has stopped, and the database does not answer")
                    return
                is_last = not self._go_on(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            except Exception as error:  # one that the database refuses; the others are none the worse
                if len(turns) == 1:
                    self._lose(1, place(error))
                    return
                for turn in turns:
                    self._write([turn])
                return

    def _go_on(self, wait_s: float) -> bool:
        """Waits; False when the server stops meanwhile, or has been stopping."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closing, wait_s)

    def _lose(self, count: int, why: str) -> None:
        before, self.lost = self.lost, self.lost + count
        if before == 0 or before // TOLD_EACH != self.lost // TOLD_EACH:
            log.error("%d turns are lost for the report so far: %s", self.lost, why)
