"""What every task is made of: a plan that is worked out anew at every turn, and a step that changes the shop.

A plan looks at the values known so far and names the next thing to do. Since nothing but the values is kept, a
correction needs no special case: it changes a value, and the plan comes out differently.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from actions.context import Context
from actions.memory import Case
from actions.questions import Question
from actions.reply import Button
from actions.turn import Turn


@dataclass(frozen=True)
class Ask:
    """A value is missing."""

    question: Question


@dataclass(frozen=True)
class Confirm:
    """Everything is known: say what will happen, to what, at what cost, and wait for a yes."""

    response: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    card: dict[str, Any] | None = None

    @property
    def fingerprint(self) -> str:
        """Changes when anything in the summary changes, so that a yes only counts for what was shown."""
        shown = repr((self.response, sorted((k, str(v)) for k, v in self.facts.items())))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Ready:
    """Nothing is missing: the task may be executed."""


@dataclass(frozen=True)
class Refuse:
    """The task cannot go on; the customer is told why and what is possible instead."""

    response: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Answered:
    """The reply already says all there is to say; nothing is executed."""


Step = Ask | Confirm | Ready | Refuse | Answered


class Task(ABC):
    """One thing that a customer can get done; its name is the intent that starts it."""

    name: ClassVar[str]
    wants: ClassVar[tuple[str, ...]] = ()  # entities whose values this task takes from any message
    kin: ClassVar[frozenset[str]] = (
        frozenset()
    )  # intents whose messages may still speak of this task's values

    resumable: ClassVar[bool] = True  # whether it is offered again after something else came between

    @abstractmethod
    def plan(self, case: Case, context: Context) -> Step:
        """The next step by what is known. May raise shop errors; the dialogue explains them."""

    @abstractmethod
    def execute(self, case: Case, context: Context) -> None:
        """Does it and says what was done. Called once all is known (and confirmed, if the plan asked for it)."""

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        """Takes over values from a message, asked for or not. Returns whether anything changed."""
        before = dict(case.values)
        for name in self.wants:
            value = turn.first(name)
            if value is not None:
                if str(case.values.get(name)) != value:  # 2 said again as "2" changes nothing
                    case.values[name] = value
            elif name in turn.taken_back and name != "order_id":  # without an order there is no task
                case.values.pop(name, None)
        if case.values.get("order_id") != before.get("order_id") and before.get("order_id"):
            self.forget_details(case)
        return case.values != before

    def own_sense(self, case: Case, turn: Turn) -> Turn:
        """The message as this task hears it, where the classifier may take it for another's."""
        return turn

    def answers_aside(self, case: Case, context: Context) -> bool:
        """Answers a question about the task's own matter; whether it was one. What is asked then is asked again."""
        return False

    def speaks_of_it(self, turn: Turn) -> bool:
        """Whether the message can only be about this task's values, whatever the classifier takes it for."""
        return False

    def forget_details(self, case: Case) -> None:
        """Another order was meant: what was said about the first one's lines no longer holds."""
        for name in ("items", "line", "pieces", "sku", "quantity", "kind", "proof"):
            case.values.pop(name, None)

    def store(self, case: Case, question: Question, value: Any, context: Context) -> None:
        """Keeps an answer. Tasks with answers that mean more than a value override this."""
        case.values[question.name] = value
