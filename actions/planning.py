"""What a task asks next, and how it is asked."""

from __future__ import annotations

from actions import refusals
from actions.context import Context
from actions.memory import Case
from actions.tasks import TASKS
from actions.tasks.base import Answered, Ask, Confirm, Refuse, Step
from actions.tasks.fault_words import says_fault
from actions.tasks.warranty import Warranty
from shop.domain.errors import NotFound, Refused
from shop.domain.returns import REPAIR_REASONS

CONFIRMATION = "confirmation"
_TOO_LATE = ("return_window_closed", "exchange_window_closed")


def proceed(case: Case, context: Context) -> str | None:
    """Says the next step. Returns what it asks, or None where nothing is left to ask: the case's outcome then tells why."""
    step = plan(case, context)
    if step is None:
        return None
    if _was_only_thanked(case, step, context):
        context.reply.say("utter_still_open")
        return case.asked
    if isinstance(step, Ask):
        if case.asked == step.question.name and not context.reply.messages:
            context.reply.say("utter_noted")  # what was said is kept, and still is no answer
        case.asked = step.question.name
        context.reply.say(step.question.response, buttons=step.question.buttons(), **step.question.told())
        return case.asked
    if isinstance(step, Confirm) and case.confirmed != step.fingerprint:
        case.asked, case.shown = CONFIRMATION, step.fingerprint
        context.reply.say(step.response, card=step.card, **step.facts)
        return CONFIRMATION
    if isinstance(step, Refuse):
        context.reply.say(step.response, buttons=step.buttons, **step.facts)
    case.outcome = {Refuse: "refused", Answered: "answered"}.get(type(step), "ready")
    return None


def _was_only_thanked(case: Case, step: Step, context: Context) -> bool:
    """Whether the customer has merely said thanks while the same question stands: it is not put in full again."""
    if context.turn.intent != "thank" or not context.reply.messages or context.turn.is_button:
        return False
    if isinstance(step, Ask):
        return case.asked == step.question.name
    return isinstance(step, Confirm) and case.asked == CONFIRMATION and case.shown == step.fingerprint


def plan(case: Case, context: Context) -> Step | None:
    """The task's next step, or None after an illegal one has been explained."""
    try:
        return TASKS[case.name].plan(case, context)
    except (Refused, NotFound) as refused:
        refusals.explain(refused, case, context)
        if _is_for_warranty(refused, case, context):
            case.name = Warranty.name
            return plan(case, context)
        case.outcome = "refused"
        return None


def _is_for_warranty(refused: Refused | NotFound, case: Case, context: Context) -> bool:
    """Whether goods that can no longer go back have failed."""
    if not isinstance(refused, Refused) or refused.code not in _TOO_LATE:
        return False
    return case.values.get("reason") in REPAIR_REASONS or says_fault(context.turn)
