"""What the conversation remembers between turns, kept in Rasa's slots as plain JSON.

`task` is the case being worked on, `suspended` the interrupted ones (the last one on top), `focus` what was just
spoken of, `offer` a question asked outside of any task, `misses` how often in a row nothing was understood.
"""

from __future__ import annotations

import copy
import uuid
from dataclasses import asdict, dataclass, field, fields
from typing import Any

IS_ASKED = "is_asked"  # of an offer: it has been put as a question that a yes or a no answers
MAX_SUSPENDED = 3  # more than that nobody remembers either


@dataclass
class Case:
    """One task with the values gathered for it.

    `id` makes the changing step's idempotency key: one case changes the shop once, however often it is sent.
    `shown` is the fingerprint of the
    summary that the customer has seen last, `confirmed` of the one that was said yes to. `belief` is the belief state
    as the task's last turn left it, which holds again when an interrupted task goes on.
    """

    name: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    values: dict[str, Any] = field(default_factory=dict)
    asked: str | None = None
    shown: str | None = None
    confirmed: str | None = None
    misses: int = 0
    belief: dict[str, str] = field(default_factory=dict)
    waited_for: str | None = None  # what it asked last, before something else came between
    outcome: str | None = None  # None while open; ready, answered, refused, stopped, handed_over
    is_queued: bool = False  # wished for beside the task that came first

    def forget_consent(self) -> None:
        self.shown = self.confirmed = None


@dataclass
class Focus:
    """What "it", "that order", "the second one" can mean."""

    order_id: str | None = None
    orders: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    query: dict[str, Any] = field(default_factory=dict)
    later: str | None = None  # an order that was named beside the one that comes first
    done: str | None = None  # the last task that was carried out
    given_up: dict[str, Any] = field(default_factory=dict)  # the last task, if it was given up: name, values
    last: str | None = None  # the last task about an order, however it ended
    address: str | None = None  # the address that was given for an order last
    proof: dict[str, str] = field(default_factory=dict)  # what opened an order last: order_id, said
    angered: int | None = (
        None  # the turn in which a strongly negative message was met with the offer of a person
    )
    regretted: bool = False  # whether a word of regret has been said for what went wrong
    ticket: dict[str, Any] = field(default_factory=dict)  # the last one opened, and its turn: id, turn


@dataclass
class Misses:
    """Consecutive messages that were not understood; `turn` is the number of the last of them."""

    count: int = 0
    turn: int = 0


@dataclass
class Memory:
    task: Case | None = None
    suspended: list[Case] = field(default_factory=list)
    focus: Focus = field(default_factory=Focus)
    offer: dict[str, Any] | None = None
    misses: Misses = field(default_factory=Misses)
    ended: list[dict[str, Any]] = field(default_factory=list)  # in this turn: what the event stream is told

    def end(self, case: Case, outcome: str) -> None:
        """Notes that a case is over, and how (shop.domain.turn.OUTCOMES); its values are left out."""
        told = {"name": case.name, "id": case.id, "asked": case.asked, "misses": case.misses}
        self.ended.append({**told, "outcome": outcome})

    def suspend(self, case: Case) -> None:
        """Keeps an interrupted task; an older one of the same kind and order gives way."""
        case.forget_consent()
        case.waited_for, case.asked = case.asked or case.waited_for, None
        same = (case.name, case.values.get("order_id"))
        others = [c for c in self.suspended if c.is_queued or (c.name, c.values.get("order_id")) != same]
        self.suspended = [*others, case][-MAX_SUSPENDED:]

    def slots(self) -> dict[str, Any]:
        """The slot values to store."""
        return {
            "task": asdict(self.task) if self.task else None,
            "suspended": [asdict(case) for case in self.suspended] or None,
            "focus": asdict(self.focus),
            "offer": self.offer,
            "misses": asdict(self.misses),
        }


def memory_from_tracker(tracker: Any) -> Memory:
    """Reads the memory; anything that does not fit (an older version's slots) starts afresh.

    It is a copy: what is changed in it must be found different from the slots, or it would not be stored.
    """
    task = tracker.get_slot("task")
    offer = tracker.get_slot("offer")
    return Memory(
        task=_read(Case, task) if isinstance(task, dict) and task.get("name") else None,
        suspended=[_read(Case, c) for c in tracker.get_slot("suspended") or [] if c.get("name")],
        focus=_read(Focus, tracker.get_slot("focus") or {}),
        offer=offer if isinstance(offer, dict) else None,
        misses=_read(Misses, tracker.get_slot("misses") or {}),
    )


def _read(kind: Any, stored: dict[str, Any]) -> Any:
    known = {f.name for f in fields(kind)}
    return kind(**{name: copy.deepcopy(value) for name, value in stored.items() if name in known})
