"""Hands kept messages to their channels, in order: replies of the assistant at once, those of a person within a second.

Whoever has something to say writes it into shop.conversations, in this process or in another; this is the only
place that sends. A message that the channel could not send is tried again, and the ones after it wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sanic import Sanic

from channels.failures import place
from shop.conversations import Conversations
from shop.domain.conversation import ChatMessage, Conversation
from shop.domain.errors import NotFound

log = logging.getLogger(__name__)

Deliver = Callable[[Conversation, ChatMessage], Awaitable[None]]

INTERVAL_S = 0.5  # between two looks for what other processes have written
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0  # after a failed delivery; doubles
STOP_S = 5.0  # for what is being sent when the server stops


class Delivery:
    """One for all channels of a process (`channels.runtime`). Everything runs on the server's event loop.

    `deliver(conversation, message)` is called for every message, the customer's own included, one at a time
    within a conversation; when it raises, the message is delivered again later.
    """

    def __init__(self, conversations: Conversations, interval_s: float = INTERVAL_S) -> None:
        self._conversations = conversations
        self._interval_s = interval_s
        self._channels: dict[str, Deliver] = {}
        self._pumps: dict[str, asyncio.Task[None]] = {}  # by conversation, while it has something to send
        self._woken: set[str] = set()  # meanwhile there came more
        self._watch: asyncio.Task[None] | None = None
        self._is_stopping = False

    def register(self, channel: str, deliver: Deliver) -> None:
        """Messages of this channel's conversations go to `deliver` from now on."""
        self._channels[channel] = deliver

    def start(self) -> None:
        """To be called on the running event loop."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """What is being sent is sent, and noted as such, before this returns; unless it takes very long."""
        self._is_stopping = True
        pumps = list(self._pumps.values())
        if pumps:
            await asyncio.wait(pumps, timeout=STOP_S)
        tasks = [*pumps, *([self._watch] if self._watch else [])]
        self._watch = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """Something was written into this conversation: send it now."""
        if self._is_stopping:
            return  # it is found at the next start
        if conversation_id in self._pumps:
            self._woken.add(conversation_id)
            return
        pump = asyncio.create_task(self._pump(conversation_id))
        self._pumps[conversation_id] = pump
        pump.add_done_callback(lambda done: self._pumped(conversation_id, done))

    def _pumped(self, conversation_id: str, pump: asyncio.Task[None]) -> None:
        del self._pumps[conversation_id]
        if not pump.cancelled() and conversation_id in self._woken:
            self._woken.discard(conversation_id)
            self.wake(conversation_id)

    async def _look(self) -> None:
        is_out = False  # the database: said once, not at every look
        while True:
            try:
                found = await asyncio.to_thread(self._conversations.undelivered, tuple(self._channels))
                is_out = False
                for conversation_id in found:
                    if conversation_id not in self._pumps:
                        self.wake(conversation_id)
            except Exception as error:  # the looking must not end
                if not is_out:
                    log.warning("messages to be delivered cannot be looked up: %s", place(error))
                is_out = True
            await asyncio.sleep(self._interval_s)

    async def _pump(self, conversation_id: str) -> None:
        """Sends what waits, until nothing does; waits and tries again when it cannot be sent."""
        wait_s = FIRST_WAIT_S
        while not self._is_stopping:
            try:
                if not await self._send_next(conversation_id):
                    return
                wait_s = FIRST_WAIT_S
            except NotFound:
                return
            except Exception as error:
                log.warning(
                    "a message of conversation %s is delivered again in %.0f s: %s",
                    conversation_id, wait_s, place(error),
                )  # fmt: skip
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def _send_next(self, conversation_id: str) -> bool:
        """Whether there was anything."""
        state = await asyncio.to_thread(self._conversations.state, conversation_id)
        deliver = self._channels.get(state.conversation.channel)
        if deliver is None or state.delivered_seq >= state.last_seq:
            return False
        waiting = await asyncio.to_thread(self._conversations.since, conversation_id, state.delivered_seq)
        for message in waiting:
            if self._is_stopping:
                return False
            await deliver(state.conversation, message)
            await asyncio.to_thread(self._conversations.delivered, conversation_id, message.seq)
        if not waiting:  # they were deleted
            await asyncio.to_thread(self._conversations.delivered, conversation_id, state.last_seq)
        return True


def attach(app: Sanic, delivery: Delivery) -> None:
    """Let `delivery` run as long as the server does."""

    async def start(_app: Sanic, _loop: object = None) -> None:
        delivery.start()

    async def stop(_app: Sanic, _loop: object = None) -> None:
        await delivery.stop()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
