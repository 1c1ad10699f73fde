"""Keeps conversations in memory as they are, and keeps them short.

Rasa's own in-memory store turns a conversation into JSON after every message and reads it back before the next one, event
by event, so that the cost of a message grows with all that was said before; so does every copy of the tracker that
Rasa makes on the way, and what it posts to the action server. This store keeps the trackers of the latest
conversations themselves, and lets a long one begin anew at its last turns, with all its slots as they were.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException


class LiveTrackerStore(InMemoryTrackerStore):
    """Settings, in endpoints.yml: `conversations` kept as they are (older ones as JSON), `longest` and `kept` turns.

    A conversation of more than `longest` turns is cut to its last `kept`; what came before lives on in the
    slots and, where there is one, with the event broker, which gets every event before that.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        conversations: int = 500,
        longest: int = 16,
        kept: int = 6,
        **kwargs: Any,
    ) -> None:
        if not (conversations >= 1 and longest > kept >= 1):
            raise InvalidConfigException(
                "tracker_store: expected conversations of at least 1 and longest > kept >= 1, found "
                f"conversations {conversations}, longest {longest}, kept {kept}; mend endpoints.yml"
            )
        super().__init__(domain, event_broker, **kwargs)
        self._conversations, self._longest, self._kept = conversations, longest, kept
        # The tracker, and how many of its events were saved: those of a failed turn are not.
        self._live: OrderedDict[str, tuple[DialogueStateTracker, int]] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        shortened = self._shortened(tracker)
        self._live[tracker.sender_id] = (shortened, len(shortened.events))
        self._live.move_to_end(tracker.sender_id)
        self.store.pop(tracker.sender_id, None)
        while len(self._live) > self._conversations:
            sender, (oldest, saved) = self._live.popitem(last=False)
            self.store[sender] = self.serialise_tracker(self._as_saved(oldest, saved))

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """What is new since the last save; for a living conversation known without replaying the old one."""
        living = self._live.get(tracker.sender_id)
        if self.event_broker is None or living is None or living[0] is not tracker:
            await super().stream_events(tracker)
            return
        new = list(tracker.events)[living[1] :]
        await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    async def keys(self) -> Iterable[str]:
        return [*self._live, *self.store]

    async def _retrieve(self, sender_id: str, fetch_all_sessions: bool) -> DialogueStateTracker | None:
        if sender_id not in self._live:
            return await super()._retrieve(sender_id, fetch_all_sessions)
        tracker, saved = self._live[sender_id]
        if len(tracker.events) != saved:
            tracker = self._as_saved(tracker, saved)
            self._live[sender_id] = (tracker, saved)
        return tracker

    def _as_saved(self, tracker: DialogueStateTracker, saved: int) -> DialogueStateTracker:
        """The conversation without what a turn that did not come to its end has left in it."""
        if len(tracker.events) == saved:
            return tracker
        return self._replayed(tracker.sender_id, list(tracker.events)[:saved])

    def _shortened(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        events = list(tracker.events)
        turns = [at + 1 for at, event in enumerate(events) if _listens(event)]
        if len(turns) <= self._longest:
            return tracker
        begin = turns[-self._kept - 1]  # behind the action_listen that the oldest kept turn answers
        earlier = self._replayed(tracker.sender_id, events[:begin])
        shortened = self._replayed(tracker.sender_id, [*_state(earlier), *events[begin:]])
        return shortened

    def _replayed(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)


def _listens(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _state(tracker: DialogueStateTracker) -> list[Event]:
    """Events that bring a new conversation to where this one is: a session, its slots, its form, listening."""
    slots = [
        SlotSet(name, value) for name, value in tracker.current_slot_values().items() if value is not None
    ]
    form = [ActiveLoop(tracker.active_loop_name)] if tracker.active_loop_name else []
    start: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    for event in (*start, *slots, *form):
        event.timestamp = tracker.events[-1].timestamp  # Rasa tells a session's age by its last events
    return [*start, *slots, *form, ActionExecuted(ACTION_LISTEN_NAME, timestamp=tracker.events[-1].timestamp)]
