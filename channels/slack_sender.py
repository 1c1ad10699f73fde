"""Posts what was said in Slack's conversations: everything, in order, however often Slack says "not now".

`channels.delivery` hands the messages over, those of the assistant as those of a person. Several processes may do
so at once: one of them has a conversation's turn, and each message is noted as delivered before the turn ends. A
process that ends between Slack's answer and that note posts this one message again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from channels.buttons import signed_button
from channels.messages import from_body
from channels.slack_api import Misconfigured, Passing, RateLimited, SlackApi, SlackProblem, Undeliverable
from channels.slack_blocks import post_of
from shop.arrivals import Arrivals, Sendings
from shop.conversations import Conversations
from shop.domain.conversation import ChatMessage, Conversation

log = logging.getLogger(__name__)

OTHERS_TURN_S = 1.0  # between two looks whether another process is done


@dataclass(frozen=True)
class Timing:
    """Seconds on a clock that only goes forward, and a way to wait for some of them."""

    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


class SlackSender:
    """`secret` signs the buttons; `worker` names this process."""

    def __init__(
        self,
        api: SlackApi,
        conversations: Conversations,
        arrivals: Arrivals,
        sendings: Sendings,
        secret: str,
        worker: str,
        timing: Timing | None = None,
    ) -> None:
        self._api, self._conversations = api, conversations
        self._arrivals, self._sendings = arrivals, sendings
        self._secret, self._worker, self._timing = secret, worker, timing or Timing()
        self._not_before = 0.0  # on the clock: Slack has asked for quiet until then

    async def deliver(self, conversation: Conversation, message: ChatMessage) -> None:
        """Returns when the message is posted, or never can be. Raises SlackProblem when it is to be tried again."""
        if message.author == "customer":
            return  # Slack has it
        while not await self._deliver_now(conversation, message):
            pass

    async def _deliver_now(self, conversation: Conversation, message: ChatMessage) -> bool:
        """Whether it is done with."""
        await self._quiet()
        if not await asyncio.to_thread(self._sendings.claim, conversation.id, self._worker):
            await self._timing.pause(OTHERS_TURN_S)
            return await self._is_delivered(message)
        try:
            if await self._is_delivered(message):
                return True
            await self._post(conversation, message)
            await asyncio.to_thread(self._conversations.delivered, conversation.id, message.seq)
            return True
        except RateLimited as limit:
            log.info("slack: asked to wait for %.0f s", limit.seconds)
            self._not_before = max(self._not_before, self._timing.clock() + limit.seconds)
            return False
        except (Passing, Misconfigured) as problem:
            remedy = "; mend the app (docs/slack.md)" if isinstance(problem, Misconfigured) else ""
            log.error("slack: expected a message to be taken, found %s; it waits%s", problem, remedy)
            raise
        except (Undeliverable, ValueError) as problem:
            word = problem if isinstance(problem, SlackProblem) else "no message"
            log.error("slack: message %d of %s is given up: %s", message.seq, conversation.id, word)
            return True
        finally:
            await asyncio.to_thread(self._sendings.release, conversation.id, self._worker)

    async def _post(self, conversation: Conversation, message: ChatMessage) -> None:
        """To where the customer spoke last before it."""
        said = await asyncio.to_thread(self._arrivals.thread_before, conversation.id, message.seq)
        thread = said[0] if said else conversation.address.get("thread")

        def value_of(index: int) -> str:
            return signed_button(self._secret, conversation.id, message.seq, index)

        post = post_of(from_body(message.body), value_of, from_person=message.author == "person")
        await self._api.post(str(conversation.address["channel"]), thread, post)

    async def _is_delivered(self, message: ChatMessage) -> bool:
        state = await asyncio.to_thread(self._conversations.state, message.conversation_id)
        return state.delivered_seq >= message.seq

    async def _quiet(self) -> None:
        while (left := self._not_before - self._timing.clock()) > 0:
            await self._timing.pause(left)
