"""A customer's message in its conversation, as the student reads it: what was said before, and the belief state so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from os import environ
from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from networks.belief_state import DROP, SET, BeliefState, Change
from networks.state_input import Turn
from networks.state_schema import Schema

BELIEF_STATE = "belief_state"  # in the parse data of every message that was read in its conversation
_MENU = re.compile(r"\n\d+\. .*")
CHOICE = "choice"  # the entity of a button that answers the question asked


def today() -> date:
    """The day of the message: that of SHOP_NOW (ISO 8601) where it is set, else the clock's."""
    fixed = environ.get("SHOP_NOW")
    return datetime.fromisoformat(fixed.replace("Z", "+00:00")).date() if fixed else date.today()


def turn_of(text: str, tracker: DialogueStateTracker, schema: Schema) -> Turn:
    """The message as a turn of its conversation, which does not hold it yet.

    A slot that is being asked for counts as empty: the same value said again is an answer, and no mere repetition. The
    menu below the question is left out: it names every value of a closed set, and the customer none of them.
    """
    state = belief_so_far(tracker.events, schema)
    requested = tracker.slots.get(REQUESTED_SLOT)
    asked = schema.by_name.get(str(requested.value)) if requested else None
    words = assistants_words(tracker.events)
    if asked is not None:
        state = state.without(asked.name)
        words = _MENU.sub("", words) if asked.kind == "closed" else words
    return Turn(text, words, state, today())


def assistants_words(events: Sequence[Event]) -> str:
    """What the assistant has said since the customer's last message, a line for each of its messages."""
    said: list[str] = []
    for event in reversed(events):
        if isinstance(event, (UserUttered, Restarted)):
            break
        if isinstance(event, BotUttered) and event.text:
            said.append(str(event.text))
    return "\n".join(reversed(said))


def belief_so_far(conversation: Iterable[Event], schema: Schema) -> BeliefState:
    """The state of the last message that has one, with what buttons and actions have changed since.

    A conversation that was cut short (`components.tracker_store`) lives on in its slots: they are such changes, too.
    """
    events = list(conversation)
    state, begin = BeliefState(), 0
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if isinstance(event, Restarted):
            begin = at
            break
        found = event.parse_data.get(BELIEF_STATE) if isinstance(event, UserUttered) else None
        if found is not None:
            state, begin = BeliefState.from_json(found), _acted_upon(events, at)
            break
    return state.revised(_changes_since(events[begin:], schema), schema)


def _acted_upon(events: Sequence[Event], message: int) -> int:
    """Where the first action after a message stands: Rasa's slots before it are filled from that very message."""
    acted = (at for at in range(message + 1, len(events)) if isinstance(events[at], ActionExecuted))
    return next(acted, len(events))


def _changes_since(events: Iterable[Event], schema: Schema) -> Iterable[Change]:
    slots = schema.by_name
    asked: Any = None
    for event in events:
        if isinstance(event, SlotSet):
            if event.key == REQUESTED_SLOT:
                asked = event.value
            elif event.key in slots:
                value = event.value[0] if event.value and isinstance(event.value, list) else event.value
                yield Change(event.key, SET, str(value), 1.0) if value else Change(event.key, DROP, None, 1.0)
        elif isinstance(event, UserUttered) and asked in slots:
            for entity in event.entities:
                known = slots[asked].values
                if entity.get("entity") == CHOICE and (not known or entity.get("value") in known):
                    yield Change(asked, SET, str(entity["value"]), 1.0)
