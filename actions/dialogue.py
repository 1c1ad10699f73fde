"""The task form's turn: reads the message against what was asked, then plans the next step.

A message during a task is one of these, tried in this order: giving up, asking for a person, something else (another
task or a question: it is answered, the task waits), a yes to the summary, an answer, a correction, or a miss.
"""

from __future__ import annotations

from typing import Any

from actions import answers, refusals
from actions.beginning import begin, start_case, start_offered
from actions.calling_off import asks_why, calls_off, gives_reason, wants_instead
from actions.coming_back import note_given_up
from actions.context import Context
from actions.hand_over import hand_over
from actions.interruption import offer_resume, set_aside
from actions.memory import Case
from actions.people import CALL_BACK, DESK_EVENT, answer_offer, tell_event
from actions.questions import Question
from actions.rating import RATE, ask_rating
from actions.reading import (
    SURE,
    agrees,
    changes_summary,
    digresses,
    gives_up,
    other_deed,
    picks_option,
    repeats,
    skips,
)
from actions.so_far import asks_again, tell_so_far
from actions.succession import ask_about_later, inherit, notice_order, replaces
from actions.tasks import TASKS
from actions.tasks.base import Answered, Ask, Confirm, Refuse, Step
from actions.tasks.identity import OrderTask
from actions.tasks.identity_words import WHY_ASKED
from actions.tasks.lines import speak_of_goods
from actions.wording import intent_label
from shop.domain.errors import NotFound, Refused

CONFIRMATION = "confirmation"


def take_turn(context: Context) -> str | None:
    """Advances the task by the customer's message. Returns what is asked next, or None when it is over.

    A task that lacks nothing any more is executed. If that fails, nothing of the turn is kept: the task still waits
    for the same answer, which then does the same thing once, by the case's key.
    """
    asked = _advance(context)
    notice_order(context)  # not before: what is asked depends on the order spoken of so far
    if asked is None:
        _finish(context)
    return asked


def _advance(context: Context) -> str | None:
    memory = context.memory
    if context.turn.intent == DESK_EVENT:
        return _advance_by_event(context)
    offer, memory.offer = memory.offer or {}, None
    if memory.task and memory.task.asked:
        chosen = answer_offer(offer, context)
        if chosen is not None:
            return _after_waiting(memory.task, chosen, context)
    if memory.task and memory.task.asked and context.turn.opens_form:  # left over from an earlier session
        memory.suspend(memory.task)
        memory.task = None
    case = memory.task
    if case is None or case.outcome is not None:
        if offer.get("kind") == "start" and agrees(
            context.turn, str(offer["task"])
        ):  # "refund me", whatever it sounds like
            return _proceed(start_offered(offer, context), context)
        if context.turn.intent not in TASKS:
            context.reply.say("utter_what_next")
            return None
        return _begin(offer, context)
    if case.asked is None:  # resumed, or started by an offer: the message was the yes to that
        return _proceed(case, context)
    _interpret(case, context)
    current = memory.task
    return None if current is None or current.outcome else _proceed(current, context)


def _advance_by_event(context: Context) -> str | None:
    """What the desk has decided is told in the middle of a task, which then goes on; an old yes no longer counts."""
    case = context.memory.task
    tell_event(context)
    if case is None:
        return None
    case.forget_consent()
    return case.asked if context.memory.offer else _proceed(case, context)


def _after_waiting(case: Case, chosen: str, context: Context) -> str | None:
    """The customer has chosen what to do while nobody comes; the task on the way goes on, after the e-mail address."""
    if chosen == CALL_BACK:
        set_aside(case, context)
        case = start_case(CALL_BACK, context)
    return _proceed(case, context)


def _begin(offer: dict[str, Any], context: Context) -> str | None:
    case = begin(offer, context)
    return None if case is None else _proceed(case, context)


def _interpret(case: Case, context: Context) -> None:
    """Applies the message to the case; leaves in memory whatever task is to go on."""
    turn = context.turn
    pending = _plan(case, context)
    if pending is None:
        return
    deed = other_deed(pending, case, turn)
    if deed or wants_instead(pending, case, turn):
        _turn_to(deed or turn.intent, case, context)
    elif _stops(pending, case, context):
        case.outcome = "stopped"
        context.reply.say("utter_task_stopped")
    elif turn.intent == "human_agent" and turn.confidence >= SURE and not picks_option(pending, turn):
        waits = context.shop.handoffs.running(context.conversation) is not None
        hand_over(context, reason="not_helped" if case.name == RATE else "asked_for_person", case=case)
        case.outcome = None if waits else "handed_over"  # nobody there yet: meanwhile the task goes on
    elif case.asked in WHY_ASKED and asks_why(pending, turn):
        context.reply.say(WHY_ASKED[case.asked])
    elif asks_again(pending, turn):
        tell_so_far(pending, case, context)
    elif digresses(pending, case, context):
        _digress(case, context)
    elif isinstance(pending, Confirm):
        _read_confirmation(pending, case, context)
    elif isinstance(pending, Ask):
        _read_answer(pending.question, case, context)


def _stops(pending: Step, case: Case, context: Context) -> bool:
    """Whether the task is given up; "算了还是一副" to the summary is another number and no farewell."""
    turn = context.turn
    if skips(pending, turn):
        return False
    if calls_off(pending, case, turn):
        return True
    if isinstance(pending, Ask) and gives_reason(case, turn):
        return False
    return gives_up(pending, case, context) and not changes_summary(pending, case, context)


def _turn_to(intent: str, case: Case, context: Context) -> None:
    """The customer wants something else in place of the task."""
    context.memory.end(case, "stopped")
    new = start_case(intent, context)
    if replaces(intent, case, context.turn):
        inherit(new, case)
    elif case.values.get("order_id"):
        new.values.setdefault("order_id", case.values["order_id"])


def _digress(case: Case, context: Context) -> None:
    """Answers a question on the way, or turns to another task and keeps this one for later."""
    intent = context.turn.intent
    if replaces(intent, case, context.turn):
        _turn_to(intent, case, context)
    elif intent in TASKS:
        set_aside(case, context)
        context.reply.say("utter_switching", task=intent_label(intent, context.language))
        start_case(intent, context)
    elif not context.says_aside():
        speak_of_goods(case, context)
        answers.respond(intent, context)


def _read_confirmation(confirm: Confirm, case: Case, context: Context) -> None:
    turn = context.turn
    changed = TASKS[case.name].note(case, turn, context)
    if changed and turn.says_yes and _still_shown(confirm, case, context):
        case.confirmed = confirm.fingerprint
    elif changed or (repeats(case, turn) and not turn.says_yes):
        case.forget_consent()
        _understood(case)
    elif turn.says_yes or agrees(turn, case.name):
        if case.shown == confirm.fingerprint:  # else the world moved on: the new summary is shown first
            case.confirmed = confirm.fingerprint
    elif turn.says_no:
        case.outcome = "stopped"
        context.reply.say("utter_left_as_it_was")
    else:
        _missed(case, context)


def _still_shown(confirm: Confirm, case: Case, context: Context) -> bool:
    """Whether the summary that was agreed to holds with the new values: they only say what it said."""
    replanned = _plan(case, context)
    return isinstance(replanned, Confirm) and replanned.fingerprint == confirm.fingerprint == case.shown


def _read_answer(question: Question, case: Case, context: Context) -> None:
    task = TASKS[case.name]
    value = question.answer(context.turn)
    changed = task.note(case, context.turn, context)
    if value is not None:
        task.store(case, question, value, context)
        _understood(case)
    elif changed:
        _understood(case)
    else:
        _missed(case, context)


def _understood(case: Case) -> None:
    case.misses = 0


def _missed(case: Case, context: Context) -> None:
    if context.says_aside():
        return
    case.misses += 1
    rules = context.shop.handoffs.rules
    if case.misses >= rules.misses_to_hand_over:
        hand_over(context, reason="not_understood", case=case)
        case.outcome = "handed_over"
    elif case.misses >= rules.misses_to_offer:
        context.reply.say("utter_offer_person_or_stop")
    else:
        context.reply.say("utter_not_understood_here")


def _proceed(case: Case, context: Context) -> str | None:
    step = _plan(case, context)
    if step is None:
        return None
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


def _plan(case: Case, context: Context) -> Step | None:
    """The task's next step, or None after an illegal one has been explained."""
    try:
        return TASKS[case.name].plan(case, context)
    except (Refused, NotFound) as refused:
        refusals.explain(refused, case, context)
        case.outcome = "refused"
        return None


def _finish(context: Context) -> None:
    """Executes a task that is ready, clears it away and offers the one that was interrupted."""
    memory = context.memory
    case = memory.task
    if case is None:
        return
    is_done = case.outcome == "answered"
    if case.outcome == "ready":
        try:
            TASKS[case.name].execute(case, context)
            is_done = True
        except (Refused, NotFound) as refused:  # the world moved on between the summary and the yes
            refusals.explain(refused, case, context)
    note_given_up(case, context)
    memory.task = None
    outcome = "refused" if case.outcome == "ready" else str(case.outcome)
    memory.end(case, "done" if is_done else outcome)
    if case.values.get("order_id") and context.is_open(case.values["order_id"]):
        memory.focus.order_id = case.values["order_id"]
    if isinstance(TASKS[case.name], OrderTask):
        memory.focus.last = case.name
    if case.outcome == "handed_over":  # offered again once the person has finished
        set_aside(case, context)
        return
    offer_resume(context)
    ask_about_later(context)
    if is_done:
        memory.focus.done = case.name if case.outcome == "ready" else memory.focus.done
        ask_rating(context, case.name, memory.focus.order_id if case.values.get("order_id") else None)
