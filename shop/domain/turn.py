"""What is kept of one turn of a conversation: how it went, not what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

# Why no rule answered a message.
FALLBACKS = (
    "unsure",  # the classifier is sure of no meaning
    "ambiguous",  # … or of two alike
    "out_of_scope",  # nothing that a shop does
    "no_answer_to_question",  # a task has asked something, and this did not answer it
    "no_rule",  # understood, but nothing says what to do
    "shop_unavailable",  # the shop or the action server failed
    "attack",  # wanted the assistant to give up its instructions
    "insult",  # nothing else
)
# What was said instead, the best first.
RESORTS = (
    "quoted",  # a text of the shop's that answers it
    "quoted_two",  # two of them, of which one is likely meant
    "generated",  # a reply that the guard let pass
    "refused",  # that the instructions stay
    "calm",  # a calm word to an insult
    "asked_back",
    "offered_person",
    "called_person",
    "said_so",  # that it cannot be helped: no business of the shop's, or an outage
)
ANSWERED = frozenset({"quoted", "quoted_two", "generated"})  # resorts that are a proper answer
# How a task came to its end.
OUTCOMES = ("done", "refused", "stopped", "handed_over")
ASSISTANT_ONLY = "desk_event"  # the intent of turns that no customer began


@dataclass(frozen=True)
class CaseStep:
    """Where a task stood: the question it waits for, or how it ended."""

    task: str  # an intent
    case: str  # the same for all turns of one task
    step: str | None = None  # what was asked last
    outcome: str | None = None  # one of OUTCOMES; None while it goes on


@dataclass(frozen=True)
class Turn:
    """A message of the customer and all that the assistant did about it.

    `events` are Rasa's, in their order, by kind and name: ("action", "task_form"), ("slot", "order_id"), … without
    their values. `text` is there only where the message was not understood, with personal data masked.
    """

    conversation: str  # its digest (shop.domain.access.hidden)
    at: datetime  # when it was over
    channel: str
    language: str | None  # en | zh, of the message; None where it has none of its own
    intent: str
    confidence: float  # 0 to 1
    guess: str | None = None  # the likeliest meaning of a message that was not understood
    guess_confidence: float | None = None  # 0 to 1
    by_button: bool = False
    fallback: str | None = None  # one of FALLBACKS
    resort: str | None = None  # one of RESORTS, with every fallback
    # Why no generated reply was said: the guard's reasons, or no_generator, too_late, nothing_fits, error, unsure_what_is_meant.
    unsaid: tuple[str, ...] = ()
    response_ms: int | None = (
        None  # from the message's arrival to the last word of the answer; None: no answer
    )
    cases: tuple[CaseStep, ...] = ()
    events: tuple[tuple[str, str], ...] = field(default=())
    text: str | None = None
