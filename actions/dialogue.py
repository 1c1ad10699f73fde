"""The task form's turn: reads the message against what was asked, then plans the next step."""

from __future__ import annotations

from typing import Any

from actions import refusals
from actions.answers.known import tells_what_is_known
from actions.answers.product import search, sounds_like_a_task
from actions.beginning import begin, start_case, start_offered
from actions.coming_back import note_given_up
from actions.context import Context
from actions.interpretation import interpret
from actions.interruption import drop_impossible, offer_resume, set_aside
from actions.memory import Case
from actions.people import CALL_BACK, DESK_EVENT, answer_offer, tell_event
from actions.planning import proceed
from actions.rating import ask_rating
from actions.reading import agrees
from actions.references import tells_of_old_goods
from actions.succession import ask_about_later, notice_order
from actions.tasks import TASKS
from actions.tasks.identity import OrderTask
from actions.wording import status_of
from shop.domain.errors import NotFound, Refused

CANCELLING = ("cancel_order", "get_refund")  # the tasks after which an order may be cancelled


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
            return proceed(start_offered(offer, context), context)
        if tells_of_old_goods(context):
            return None
        if context.turn.intent not in TASKS:
            context.reply.say("utter_what_next")
            return None
        if sounds_like_a_task(context):
            search(context)
            return None
        if tells_what_is_known(context):
            return None
        return _begin(offer, context)
    if case.asked is None:  # resumed, or started by an offer: the message was the yes to that
        return proceed(case, context)
    interpret(case, context)
    current = memory.task
    return None if current is None or current.outcome else proceed(current, context)


def _advance_by_event(context: Context) -> str | None:
    """What the desk has decided is told in the middle of a task, which then goes on; an old yes no longer counts."""
    case = context.memory.task
    tell_event(context)
    if case is None:
        return None
    case.forget_consent()
    return case.asked if context.memory.offer else proceed(case, context)


def _after_waiting(case: Case, chosen: str, context: Context) -> str | None:
    """The customer has chosen what to do while nobody comes; the task on the way goes on, after the e-mail address."""
    if chosen == CALL_BACK:
        set_aside(case, context)
        case = start_case(CALL_BACK, context)
    return proceed(case, context)


def _begin(offer: dict[str, Any], context: Context) -> str | None:
    case = begin(offer, context)
    return None if case is None else proceed(case, context)


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
    if is_done and case.outcome == "ready" and case.name in CANCELLING:
        _drop_of_cancelled(case.values["order_id"], context)
    offer_resume(context)
    ask_about_later(context)
    if is_done:
        memory.focus.done = case.name if case.outcome == "ready" else memory.focus.done
        ask_rating(context, case.name, memory.focus.order_id if case.values.get("order_id") else None)


def _drop_of_cancelled(order_id: str, context: Context) -> None:
    if status_of(context.shop.orders.get(order_id)) == "cancelled":
        drop_impossible(order_id, context)
