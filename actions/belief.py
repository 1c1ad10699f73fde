"""The belief state of each task: it stays with a task that is interrupted, and holds again when that task goes on.

The belief state is what Rasa's slots of the ontology hold. What an action empties or fills there, the state tracker takes
over at the next message (`components.turns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa_sdk.events import SlotSet

from actions.context import Context
from actions.memory import Case, Memory

# Values of one task; the next one starts without them.
TASK_SLOTS = (
    "reason", "resolution", "quantity", "rating", "address", "recipient", "phone", "email", "date", "size", "color",
    "coupon", "product", "payment_method", "tracking_number", "order_ref", "attribute",
)  # fmt: skip
_OF_TASK = frozenset({*TASK_SLOTS, "order_id"})  # an order is still spoken of when its task is over
_SAID_BEFORE = ("reason", "resolution")  # "they are too small" … "can I return them?"

# What the dialogue and Rasa keep for themselves; the other slots are the belief state.
NO_BELIEF = frozenset(
    {
        "task",
        "suspended",
        "focus",
        "offer",
        "misses",
        "reply",
        "aside",
        "language",
        "requested_slot",
        "session_started_metadata",
    }
)


def belief_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The belief slots that are filled; of several values said at once the first."""
    filled = {name: value for name, value in slots.items() if value and name not in NO_BELIEF}
    return {name: value[0] if isinstance(value, list) else value for name, value in filled.items()}


def said_before(wants: Iterable[str], context: Context) -> dict[str, str]:
    """What the customer has said of a task's values before it began, outside of any other task."""
    return {
        name: str(context.belief[name]) for name in _SAID_BEFORE if name in wants and name in context.belief
    }


def keep_with_task(context: Context, before: Memory) -> list[dict[str, Any]]:
    """Notes the belief state with the present task. Returns the slot events that make it hold.

    `before` is the memory as the turn found it. A task that goes on gets its own values back, with what this message
    says; one that interrupts another begins with what the message says alone.
    """
    found, case = dict(context.belief), context.memory.task
    holds = {name: value for name, value in found.items() if name not in context.turn.taken_back}
    said = {name for name in context.turn.entities if name in holds}
    waited = {waiting.id for waiting in before.suspended}
    if case is not None:
        if case.id in waited:
            lasting = {name: value for name, value in holds.items() if name in said or name not in _OF_TASK}
            holds = {**lasting, **{name: value for name, value in _own(case).items() if name not in said}}
        elif before.task is not None and before.task.id != case.id:
            holds = {name: value for name, value in holds.items() if name in said or name not in TASK_SLOTS}
        case.belief = {name: str(value) for name, value in holds.items()}
    changed = sorted(name for name in {*found, *holds} if found.get(name) != holds.get(name))
    return [SlotSet(name, holds.get(name)) for name in changed]


def _own(case: Case) -> dict[str, str]:
    """A waiting task's belief state; of one that has not had its turn yet, the values that it was given."""
    given = {name: str(value) for name, value in case.values.items() if name in _OF_TASK and value}
    return case.belief or given
