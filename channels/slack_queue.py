"""Takes what came in from Slack one after the other, several lanes at once, and sees to it that all of it is done."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from channels import slack_words as words
from channels.failures import place
from channels.slack_requests import Incoming
from channels.slack_turns import SlackTurns
from shop.arrivals import Arrival, Arrivals
from shop.domain.errors import ShopError

log = logging.getLogger(__name__)

AT_ONCE = 8  # turns
POLL_S = 1.0  # for what another process has left
STOP_S = 10.0  # that turns may take when the server stops
FORGET_EVERY = 3600  # rounds, an hour at most


class SlackQueue:
    """`worker` names this process."""

    def __init__(self, arrivals: Arrivals, turns: SlackTurns, worker: str) -> None:
        self._arrivals, self._turns, self._worker = arrivals, turns, worker
        self._news = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._is_stopping = False

    def start(self) -> None:
        """To be called on the running event loop."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Something has come in."""
        self._news.set()

    async def stop(self) -> None:
        """Let running turns end for a while; what is not done then is told as lost by the next server."""
        # Asked to end, not cancelled: asyncio.wait_for of Python 3.10 may swallow a cancellation (bpo-37658).
        self._is_stopping = True
        self.wake()
        if self._loop is not None:
            await self._loop
        if self._running:
            await asyncio.wait(self._running, timeout=STOP_S)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self) -> None:
        rounds = 0
        while not self._is_stopping:
            self._news.clear()
            try:
                await self.work()
                if rounds % FORGET_EVERY == 0:
                    await asyncio.to_thread(self._arrivals.forget_old)
            except ShopError as error:
                log.error("slack: what came in cannot be worked off now: %s", error)
            except Exception as error:  # the loop must live on; no text: it may hold what a person wrote
                log.error("slack: what came in cannot be taken: %s", place(error))
            rounds += 1
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), POLL_S)

    async def work(self) -> None:
        """Start everything that can be started, and tell of what was lost."""
        for arrival in await asyncio.to_thread(self._arrivals.lost):
            await self._tell(_incoming(arrival), words.INTERRUPTED)
        while len(self._running) < AT_ONCE and not self._is_stopping:
            claimed = await asyncio.to_thread(self._arrivals.claim, self._worker)
            if claimed is None:
                return
            task = asyncio.create_task(self._handle(claimed))
            self._running.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake()  # the lane is free

    async def _handle(self, arrival: Arrival) -> None:
        incoming = _incoming(arrival)
        try:
            await self._turns.handle(arrival.id, incoming)
        except Exception as error:
            # Without the error's text and traceback: they may hold what the person wrote.
            log.error("slack: a %s was not worked off: %s", incoming.kind, place(error))
            await self._tell(incoming, words.TROUBLE)
        try:
            await asyncio.to_thread(self._arrivals.finish, arrival.id)
        except ShopError as error:
            log.error("slack: a %s is done but could not be noted so: %s", incoming.kind, error)

    async def _tell(self, incoming: Incoming, text: str) -> None:
        try:
            await self._turns.apologise(incoming, text)
        except Exception as error:
            log.error("slack: a person could not be told of a trouble: %s", place(error))


def _incoming(arrival: Arrival) -> Incoming:
    return Incoming(**arrival.body)
