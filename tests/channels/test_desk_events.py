"""What the desk decides is told in the conversation without being asked, once, in its language, or tried again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.delivery import Delivery
from channels.desk_events import INTENT, DeskEvents
from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.domain.clock import FixedClock, SystemClock
from shop.domain.handoff import Situation
from shop.service.tickets import NewTicket


class Woken(Delivery):
    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.conversations)
        self.conversations: list[str] = []

    def wake(self, conversation_id: str) -> None:
        self.conversations.append(conversation_id)


class FakeAgent:
    """Stands where Rasa's agent would: says two things and marks the event as told, as the action does."""

    def __init__(self, shop: Shop, *, works: bool = True, heard: bool = True) -> None:
        self.shop, self.works = shop, works
        self.locked: list[str] = []
        self.lock_store = SimpleNamespace(lock=self._lock)
        self.processor = SimpleNamespace(fetch_tracker_and_update_session=self._fetch)
        events = [UserUttered("hi")] if heard else []
        self.tracker = DialogueStateTracker.from_events("c", events, Domain.empty().slots)

    def is_ready(self) -> bool:
        return True

    @asynccontextmanager
    async def _lock(self, conversation: str) -> Any:
        self.locked.append(conversation)
        yield

    async def _fetch(self, conversation: str, output: Any) -> DialogueStateTracker:
        await output.send_response(conversation, {"text": "a greeting that nobody wants now"})
        return self.tracker

    async def trigger_intent(self, intent: str, entities: list[Any], output: Any, tracker: Any) -> None:
        assert (intent, entities, tracker) == (INTENT, [], self.tracker) and self.locked
        buttons = [{"title": "Keep waiting", "payload": '/inform{"choice": "keep_waiting"}'}]
        await output.send_response("c", {"text": "nobody is there", "buttons": buttons})
        if self.works:
            handoff = self.shop.handoffs.untold("web-1")
            assert handoff is not None
            self.shop.handoffs.told(handoff.ticket_id)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(SystemClock().now())


@pytest.fixture
def shop(shop_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Shop]:
    (tmp_path / "own.db").write_bytes(shop_template.read_bytes())
    made = open_shop(f"sqlite:///{tmp_path}/own.db", clock)
    made.conversations.open("web-1", "web", "zh")
    made.conversations.append("web-1", "customer", {"text": "人工"})
    new = NewTicket("question", "reason: asked_for_person", "web-1", "zh")
    made.handoffs.open(new, Situation("asked_for_person"), By("conversation:x", "web", "k"))
    yield made
    made.store.engine.dispose()


def events(shop: Shop, agent: Any) -> tuple[DeskEvents, Woken]:
    app, delivery = SimpleNamespace(ctx=SimpleNamespace(agent=agent)), Woken(shop)
    return DeskEvents(app, shop, delivery), delivery  # type: ignore[arg-type]


def said(shop: Shop) -> list[tuple[str, str]]:
    return [(each.author, each.body["text"]) for each in shop.conversations.since("web-1", 1)]


async def test_it_is_told_once(shop: Shop, clock: FixedClock) -> None:
    telling, delivery = events(shop, FakeAgent(shop))
    await telling.tell_due()
    assert said(shop) == []  # not yet
    clock.move(timedelta(minutes=6))
    for _ in range(2):
        await telling.tell_due()
    assert said(shop) == [("assistant", "nobody is there")]
    assert shop.conversations.since("web-1", 1)[0].body["buttons"][0]["title"] == "Keep waiting"
    assert delivery.conversations == ["web-1"]


async def test_what_fails_is_told_later(
    shop: Shop, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    agent = FakeAgent(shop, works=False)
    telling, _ = events(shop, agent)
    clock.move(timedelta(minutes=6))
    with caplog.at_level(logging.ERROR):
        await telling.tell_due()
    assert said(shop) == [] and "is not told yet" in caplog.text
    agent.works = True
    await telling.tell_due()
    assert said(shop) == []  # another server may be at it
    clock.move(timedelta(minutes=2))
    await telling.tell_due()
    assert said(shop) == [("assistant", "nobody is there")]


async def test_a_server_that_never_heard_the_customer_knows_the_language(
    shop: Shop, clock: FixedClock
) -> None:
    agent = FakeAgent(shop, heard=False)
    clock.move(timedelta(minutes=6))
    await events(shop, agent)[0].tell_due()
    assert SlotSet("language", "zh") in agent.tracker.events
    other = FakeAgent(shop)
    assert SlotSet("language", "zh") not in other.tracker.events


@pytest.mark.parametrize("agent", [None, SimpleNamespace(is_ready=lambda: False)])
async def test_without_a_model_nothing_is_claimed(shop: Shop, clock: FixedClock, agent: Any) -> None:
    clock.move(timedelta(minutes=6))
    await events(shop, agent)[0].tell_due()
    assert [due.event for due in shop.handoffs.claim_due()] == ["nobody"]
