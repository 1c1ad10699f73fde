"""What the customer said goes to Rasa, one message after the other, and what Rasa says is kept and delivered."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from channels.delivery import Delivery
from channels.failures import place
from channels.messages import Message, from_rasa
from channels.sessions import Session
from shop.bootstrap import Shop
from shop.domain.errors import NotFound, ShopError

log = logging.getLogger(__name__)

NAME = "web"
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
OnTyping = Callable[[str, bool], Awaitable[None]]

NO_ANSWER = (
    "Sorry, I can't answer right now. Please try again in a moment.\n抱歉，我现在没法回答，请稍后再试。"
)


class WebOutput(OutputChannel):
    """Keeps what Rasa says; the delivery sends it. `said` counts the messages."""

    def __init__(self, shop: Shop, delivery: Delivery) -> None:
        self._shop = shop
        self._delivery = delivery
        self.said = 0

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Text, buttons and card of one reply stay one message."""
        neutral = from_rasa(message)
        if neutral is None:
            return
        body = neutral.as_body()
        try:
            is_kept = await asyncio.to_thread(self._keep, recipient_id, body)
        except NotFound:
            log.error("a reply for the web belongs to no conversation of the web")
            return
        self.said += 1
        if not is_kept:
            return
        self._delivery.wake(recipient_id)

    def _keep(self, conversation_id: str, body: dict[str, Any]) -> bool:
        """False when a person has taken the conversation since the customer asked: the assistant is silent."""
        conversations = self._shop.conversations
        if conversations.holder(conversation_id) == "person":
            return False
        conversations.append(conversation_id, "assistant", body)
        return True

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        await self.send_response(recipient_id, {"text": text})

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        await self.send_response(recipient_id, {"custom": json_message})

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        await self.send_response(recipient_id, {"image": image})


class Turns:
    """One queue a conversation: Rasa gets the messages in the order in which they are numbered."""

    def __init__(self, shop: Shop, delivery: Delivery, on_new_message: OnNewMessage) -> None:
        self._shop = shop
        self._delivery = delivery
        self._on_new_message = on_new_message
        self._queues: dict[str, deque[tuple[Session, Message]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_typing: OnTyping | None = None

    def add(self, session: Session, message: Message) -> None:
        """To be called on the event loop, in the order of the messages."""
        conversation_id = session.conversation_id
        queue = self._queues.get(conversation_id)
        if queue is not None:
            queue.append((session, message))
            return
        self._queues[conversation_id] = deque([(session, message)])
        task = asyncio.create_task(self._work(conversation_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def is_typing(self, conversation_id: str) -> bool:
        return conversation_id in self._queues

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, conversation_id: str) -> None:
        queue, is_shown = self._queues[conversation_id], False
        try:
            while queue:
                session, message = queue.popleft()
                if await self._is_silent(conversation_id):
                    continue  # the desk shows the message
                if not is_shown:
                    is_shown = True
                    await self._show(conversation_id, True)
                await self._turn(session, message)
        finally:
            del self._queues[conversation_id]
            if is_shown:
                await self._show(conversation_id, False)

    async def _turn(self, session: Session, message: Message) -> None:
        conversation_id, customer_id = session.conversation_id, session.customer_id
        output = WebOutput(self._shop, self._delivery)
        user_message = UserMessage(
            message.button or message.text, output, conversation_id, input_channel=NAME, metadata={}
        )
        try:
            if customer_id is not None:
                # Here and nowhere else is said who the customer is: nothing of it comes from the message.
                await asyncio.to_thread(self._shop.access.sign_in, conversation_id, customer_id)
            await self._on_new_message(user_message)
        except Exception as error:
            # Without text and traceback: they may hold what the customer said.
            log.error("no answer in conversation %s: %s", conversation_id, place(error))
        if not output.said:
            await self._apologize(conversation_id)

    async def _is_silent(self, conversation_id: str) -> bool:
        """Whether a person has the conversation."""
        try:
            return await asyncio.to_thread(self._shop.conversations.holder, conversation_id) == "person"
        except ShopError:
            return False  # then the turn fails, too, and says so

    async def _apologize(self, conversation_id: str) -> None:
        """Rasa said nothing: it failed, or has no model yet. Unless a person has come meanwhile."""
        if await self._is_silent(conversation_id):
            return
        post, body = self._shop.conversations.append, Message(NO_ANSWER).as_body()
        try:
            await asyncio.to_thread(post, conversation_id, "system", body)
        except ShopError as error:
            log.error("no apology in conversation %s: %s", conversation_id, place(error))
        self._delivery.wake(conversation_id)

    async def _show(self, conversation_id: str, is_typing: bool) -> None:
        if self.on_typing is not None:
            await self.on_typing(conversation_id, is_typing)
