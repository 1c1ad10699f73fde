"""The delivery: each message once and in order, from whatever process, and again after a failure."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from channels import delivery as module
from channels.delivery import Delivery
from shop.bootstrap import Shop
from shop.domain.conversation import ChatMessage, Conversation


class Recorder:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures = 0
        self._changed = asyncio.Condition()

    async def deliver(self, conversation: Conversation, message: ChatMessage) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError(f"cannot send {message.body}")
        async with self._changed:
            self.sent.append((conversation.id, message.body["text"]))
            self._changed.notify_all()

    async def until(self, count: int) -> list[tuple[str, str]]:
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: len(self.sent) >= count), 300)
        return self.sent


async def test_what_another_process_wrote_is_found_and_sent_once_in_order(web_shop: Shop) -> None:
    recorder, conversations = Recorder(), web_shop.conversations
    for id in ("web-1", "web-2"):
        conversations.open(id, "web", "en")
    for text in ("one", "two", "three"):
        conversations.append("web-1", "person", {"text": text})
    delivery = Delivery(conversations, interval_s=0.01)
    delivery.register("web", recorder.deliver)
    delivery.start()
    await recorder.until(3)
    conversations.append("web-2", "person", {"text": "four"})
    await recorder.until(4)
    await delivery.stop()
    assert recorder.sent == [("web-1", "one"), ("web-1", "two"), ("web-1", "three"), ("web-2", "four")]
    again = Delivery(conversations, interval_s=0.01)  # after a restart
    again.register("web", recorder.deliver)
    again.start()
    conversations.append("web-1", "person", {"text": "five"})
    assert (await recorder.until(5))[4:] == [("web-1", "five")]
    await again.stop()


async def test_many_wakes_send_each_message_once(web_shop: Shop) -> None:
    recorder, conversations = Recorder(), web_shop.conversations
    conversations.open("web-1", "web", "en")
    delivery = Delivery(conversations)
    delivery.register("web", recorder.deliver)
    for number in range(10):
        await asyncio.to_thread(conversations.append, "web-1", "assistant", {"text": str(number)})
        delivery.wake("web-1")
        delivery.wake("web-1")
    assert await recorder.until(10) == [("web-1", str(number)) for number in range(10)]
    await delivery.stop()


async def test_a_failed_delivery_is_tried_again_and_keeps_the_order(
    web_shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "FIRST_WAIT_S", 0.01)
    recorder, conversations = Recorder(), web_shop.conversations
    conversations.open("web-1", "web", "en")
    recorder.failures = 3
    for text in ("Elm Street 3", "two"):
        conversations.append("web-1", "person", {"text": text})
    delivery = Delivery(conversations)
    delivery.register("web", recorder.deliver)
    with caplog.at_level(logging.WARNING):
        delivery.wake("web-1")
        assert await recorder.until(2) == [("web-1", "Elm Street 3"), ("web-1", "two")]
    await delivery.stop()
    assert "delivered again" in caplog.text and "Elm Street" not in caplog.text


async def test_a_conversation_that_fails_does_not_hold_up_the_others(web_shop: Shop) -> None:
    recorder, conversations = Recorder(), web_shop.conversations
    never = asyncio.Event()

    async def deliver(conversation: Conversation, message: ChatMessage) -> None:
        if conversation.id == "web-1":
            await never.wait()
        await recorder.deliver(conversation, message)

    for id in ("web-1", "web-2"):
        conversations.open(id, "web", "en")
        conversations.append(id, "person", {"text": id})
    delivery = Delivery(conversations, interval_s=0.01)
    delivery.register("web", deliver)
    delivery.start()
    assert await recorder.until(1) == [("web-2", "web-2")]
    await delivery.stop()


async def test_deleted_words_are_not_waited_for(web_shop: Shop) -> None:
    conversations, recorder = web_shop.conversations, Recorder()
    conversations.open("web-1", "web", "en")
    conversations.append("web-1", "person", {"text": "gone"})
    conversations.forget_before(web_shop.clock.now() + timedelta(days=1))
    delivery = Delivery(conversations, interval_s=0.01)
    delivery.register("web", recorder.deliver)
    delivery.start()
    conversations.append("web-1", "person", {"text": "after"})
    assert await recorder.until(1) == [("web-1", "after")]
    await delivery.stop()
