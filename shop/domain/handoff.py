"""Handing a conversation to a person: when it happens, what is passed on, and who is told what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

# Why a person is needed. The desk has words for each.
REASONS = (
    "asked_for_person", "complaint", "not_understood", "sentiment", "payment_issue", "paid_twice", "not_helped",
)  # fmt: skip
# What the assistant has yet to tell the customer: nobody came in time, or the person has finished.
EVENTS = ("nobody", "closed")


@dataclass(frozen=True)
class HandoffRules:
    """Raises ValueError for settings that cannot be right."""

    misses_to_offer: int = 2  # messages in a row that were not understood, after which a person is offered …
    misses_to_hand_over: int = 4  # … and after which one is called without asking
    negative_from: float = 0.94  # confidence, 0 to 1, from which a negative sentiment calls a person
    patience_minutes: float = 5.0  # after which a customer is told that nobody has come, or answered, yet

    def __post_init__(self) -> None:
        if not 1 <= self.misses_to_offer <= self.misses_to_hand_over:
            raise ValueError(
                "hand-off: expected 1 <= misses_to_offer <= misses_to_hand_over, found "
                f"{self.misses_to_offer} and {self.misses_to_hand_over}"
            )
        if not 0 < self.negative_from <= 1:
            raise ValueError(f"hand-off: expected negative_from in (0, 1], found {self.negative_from}")
        if not 0 < self.patience_minutes <= 24 * 60:
            raise ValueError(
                f"hand-off: expected patience_minutes above 0, at most a day, found {self.patience_minutes}"
            )

    @property
    def patience(self) -> timedelta:
        return timedelta(minutes=self.patience_minutes)


@dataclass(frozen=True)
class Situation:
    """What the assistant knows when it calls for a person; plain JSON, without proofs and codes."""

    reason: str  # one of REASONS
    intent: str = ""  # of the last message
    task: str = ""  # what was being done
    asked: str = ""  # what it waited for
    belief: Mapping[str, Any] = field(default_factory=dict)  # slot -> value
    orders: tuple[str, ...] = ()  # that this conversation has proven, the one in question first
    misses: int = 0
    last_message: str = ""
    said: tuple[str, ...] = ()  # what the customer wrote before that of the matter, the oldest first

    def with_words(self, words: str, order_id: str | None = None) -> Situation:
        """With what the customer has told since, and an order that was named with it."""
        said = (*self.said, self.last_message) if self.last_message and words else self.said
        orders = tuple(dict.fromkeys([*self.orders, *([order_id] if order_id else [])]))
        return replace(self, said=said, last_message=words or self.last_message, orders=orders)


@dataclass(frozen=True)
class Handoff:
    """One stretch of a conversation in which a person is wanted, from the call to the close."""

    ticket_id: str
    conversation: str
    situation: Situation
    opened_at: datetime
    remind_at: datetime | None = None  # when to tell the customer that nobody has come
    event: str | None = None  # one of EVENTS, until the assistant has told it
    ended_at: datetime | None = None
    person: str = ""  # who had it last, as customers see the name
    outcome: str = ""  # what the person says was done, for the customer
    contact: str = ""  # e-mail address at which the customer wants the answer
