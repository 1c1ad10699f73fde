"""Conversations live in memory: the same slots after shortening, nothing left of a failed turn."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from components.tracker_store import LiveTrackerStore

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [inform]
    slots:
      order_id: {type: text, influence_conversation: false, mappings: [{type: custom}]}
      task: {type: any, mappings: [{type: custom}]}
    actions: [action_answer]
    forms: {task_form: {required_slots: []}}
    """
)


async def turns(store: LiveTrackerStore, sender: str, count: int, *, first: int = 1) -> DialogueStateTracker:
    """Saves that many turns, each through the store as Rasa does it."""
    for number in range(first, first + count):
        tracker = await store.get_or_create_tracker(sender)
        if not tracker.events:
            tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], DOMAIN)
            tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(f"message {number}", {"name": "inform"}), DOMAIN)
        tracker.update(ActionExecuted("task_form"), DOMAIN)
        tracker.update(SlotSet("order_id", f"ORD-{number}"), DOMAIN)
        if number == 1:
            tracker.update(SlotSet("task", {"name": "track_order", "values": {"a": [1]}}), DOMAIN)
            tracker.update(ActiveLoop("task_form"), DOMAIN)
        tracker.update(BotUttered(f"answer {number}"), DOMAIN)
        tracker.update(ActionExecuted("action_listen"), DOMAIN)
        await store.save(tracker)
    return await store.get_or_create_tracker(sender)


async def test_a_long_conversation_keeps_its_state_and_its_last_turns() -> None:
    store = LiveTrackerStore(DOMAIN, longest=8, kept=3)
    tracker = await turns(store, "ann", 40)
    said = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert said[-3:] == ["message 38", "message 39", "message 40"] and len(said) <= 8
    assert tracker.get_slot("order_id") == "ORD-40"
    assert tracker.get_slot("task") == {"name": "track_order", "values": {"a": [1]}}  # set in turn 1
    assert tracker.active_loop_name == "task_form"
    assert tracker.latest_action_name == "action_listen"


async def test_a_copy_of_a_shortened_conversation_has_the_same_state() -> None:
    # Rasa copies the tracker before every action by replaying its events
    store = LiveTrackerStore(DOMAIN, longest=8, kept=3)
    tracker = await turns(store, "ann", 20)
    copy = tracker.copy()
    assert copy.current_slot_values() == tracker.current_slot_values()
    assert copy.active_loop_name == tracker.active_loop_name


async def test_the_cost_does_not_grow_with_the_conversation() -> None:
    store = LiveTrackerStore(DOMAIN, longest=8, kept=3)
    lengths = []
    for number in range(1, 100):
        tracker = await turns(store, "ann", 1, first=number)
        lengths.append(len(tracker.events))
    assert max(lengths[50:]) <= max(lengths[:20])


async def test_a_turn_that_was_not_saved_leaves_nothing() -> None:
    store = LiveTrackerStore(DOMAIN)
    tracker = await turns(store, "ann", 2)
    tracker.update(UserUttered("half a turn", {"name": "inform"}), DOMAIN)
    tracker.update(SlotSet("order_id", "ORD-999"), DOMAIN)
    again = await store.retrieve("ann")
    assert again is not None and again.get_slot("order_id") == "ORD-2"
    assert [e.text for e in again.events if isinstance(e, UserUttered)] == ["message 1", "message 2"]


async def test_the_least_recent_conversations_are_kept_as_text() -> None:
    store = LiveTrackerStore(DOMAIN, conversations=2)
    for sender in ("ann", "bob", "cem"):
        await turns(store, sender, 2)
    assert set(store.store) == {"ann"} and set(await store.keys()) == {"ann", "bob", "cem"}
    tracker = await turns(store, "ann", 1, first=3)
    assert tracker.get_slot("order_id") == "ORD-3" and tracker.active_loop_name == "task_form"
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == [
        "message 1",
        "message 2",
        "message 3",
    ]


async def test_conversations_do_not_mix() -> None:
    store = LiveTrackerStore(DOMAIN)
    await turns(store, "ann", 1)
    bob = await store.get_or_create_tracker("bob")
    assert bob.get_slot("order_id") is None and not bob.active_loop_name


class Listening(EventBroker):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.heard.append(
            f"{event['sender_id']}: {event['event']} {event.get('text') or event.get('name') or ''}".strip()
        )


@pytest.mark.parametrize("conversations", [1, 10])
async def test_every_event_is_published_once(conversations: int) -> None:
    """Of living conversations and of those that are kept as text, shortened ones included."""
    broker = Listening()
    store = LiveTrackerStore(DOMAIN, broker, conversations=conversations, longest=4, kept=2)
    for number in range(1, 8):
        for sender in ("ann", "bob"):
            await turns(store, sender, 1, first=number)
    for sender in ("ann", "bob"):
        said = [line for line in broker.heard if line.startswith(f"{sender}: user")]
        assert said == [f"{sender}: user message {number}" for number in range(1, 8)]
        assert broker.heard.count(f"{sender}: action task_form") == 7


@pytest.mark.parametrize("settings", [{"conversations": 0}, {"longest": 3, "kept": 3}, {"kept": 0}])
def test_wrong_settings_are_named(settings: dict[str, int]) -> None:
    with pytest.raises(InvalidConfigException, match=r"endpoints\.yml"):
        LiveTrackerStore(DOMAIN, **settings)
