"""Lets the assistant speak without being asked: nobody at the desk answers, or a person has finished.

What is due is read from the shop once a second; each is told as Rasa's external event, so that the dialogue knows of
it (actions/people.py), and what the assistant says is kept and delivered like any reply.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import SlotSet, UserUttered
from sanic import Sanic

from channels.delivery import Delivery
from channels.messages import Message, from_rasa
from shop.bootstrap import Shop
from shop.domain.errors import ShopError
from shop.service.handoffs import Due

log = logging.getLogger(__name__)

INTENT = "desk_event"
INTERVAL_S = 1.0


class Said(OutputChannel):
    """Collects what the assistant says, until it is known whether the turn came to its end."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        return "desk"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        neutral = from_rasa(message)
        if neutral is not None:
            self.messages.append(neutral)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        await self.send_response(recipient_id, {"text": text})


class DeskEvents:
    """One a server process. `app.ctx.agent` is Rasa's agent, from the moment on when the model is loaded."""

    def __init__(self, app: Sanic, shop: Shop, delivery: Delivery, interval_s: float = INTERVAL_S) -> None:
        self._app, self._shop, self._delivery = app, shop, delivery
        self._interval_s = interval_s
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """To be called on the running event loop."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._look())

    async def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None

    async def tell_due(self) -> None:
        """Tells what is due now. What fails is told by whoever looks a minute later."""
        agent = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return
        for due in await asyncio.to_thread(self._shop.handoffs.claim_due):
            try:
                await self._tell(agent, due)
            except Exception as error:  # its text may hold what the customer said
                log.error(
                    "%s of ticket %s is not told yet: %s", due.event, due.ticket_id, type(error).__name__
                )

    async def _look(self) -> None:
        while True:
            try:
                await self.tell_due()
            except ShopError as error:
                log.warning("what the desk has decided could not be looked up: %s", error)
            await asyncio.sleep(self._interval_s)

    async def _tell(self, agent: Any, due: Due) -> None:
        said = Said()
        async with agent.lock_store.lock(due.conversation):
            tracker = await agent.processor.fetch_tracker_and_update_session(due.conversation, said)
            said.messages.clear()  # a greeting at the start of a session is out of place here
            if not any(isinstance(event, UserUttered) for event in tracker.events):
                tracker.update(
                    SlotSet("language", due.language)
                )  # this server has not heard the customer yet
            await agent.trigger_intent(INTENT, [], said, tracker)
        if await asyncio.to_thread(self._shop.handoffs.untold, due.conversation) is not None:
            log.error("%s of ticket %s is not told yet: the action failed", due.event, due.ticket_id)
            return
        for message in said.messages:
            body = message.as_body()
            await asyncio.to_thread(self._shop.conversations.append, due.conversation, "assistant", body)
        self._delivery.wake(due.conversation)


def attach(app: Sanic, shop: Shop, delivery: Delivery) -> None:
    """Let the assistant tell what is due as long as the server runs."""
    events = DeskEvents(app, shop, delivery)

    async def start(_app: Sanic, _loop: object = None) -> None:
        events.start()

    async def stop(_app: Sanic, _loop: object = None) -> None:
        await events.stop()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
