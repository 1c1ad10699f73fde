"""A yes, no or stop with more behind it: "yes, and then a new mug please", 好的 什么时候能到, "no, rather send it again".

The answer counts, and what stands behind it is not lost: a question is answered, another wish is taken up.
"""

from __future__ import annotations

import re
from dataclasses import replace

from actions import answers
from actions.beginning import start_case
from actions.clauses import asks_for, narrowed
from actions.context import Context
from actions.memory import Case
from actions.other_wishes import queued
from actions.own_questions import answers_own, changes
from actions.reading import IS_QUESTION, SURE
from actions.succession import inherit, replaces
from actions.tasks import TASKS
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.identity import OrderTask
from actions.turn import NOT_UNDERSTOOD, Turn
from values.policy_topics import policy_topics

_SENTENCE = re.compile(r"(?<=[.!?,;。！？，；])\s*")
_NO_WISH = frozenset(
    {"affirm", "deny", "stop_task", "inform", "chitchat", "out_of_scope", "thank", "greet", "goodbye"}
)
# Said of the very thing that is going on, they are no wish besides.
_ABOUT_IT = {
    "cancel_order": frozenset({"cancellation_fee"}),
    "place_order": frozenset({"search_product", "change_order"}),
    "change_order": frozenset({"place_order"}),
}


def rest_behind(turn: Turn) -> Turn | None:
    """The message without the answer that it begins with, by its own intent; None where it is all answer."""
    behind = turn.behind
    if behind is None or turn.is_button:
        return None
    rest = narrowed(turn, [(behind.start, len(turn.text))])
    intent = behind.intent if behind.confidence >= SURE else NOT_UNDERSTOOD
    if intent in ("inform", NOT_UNDERSTOOD) and rest.first("address"):  # "now the address: 12 Elm Street, …"
        intent = "change_address"
    elif intent == NOT_UNDERSTOOD:
        intent = asks_for(rest.text) or NOT_UNDERSTOOD
    return replace(rest, intent=intent, confidence=behind.confidence, ranking=(behind.intent,), behind=None)


def takes_both(pending: Step, case: Case, context: Context) -> bool:
    """Acts upon a message that answers the summary and says more; False where it is to be read as a whole."""
    rest = rest_behind(context.turn)
    if rest is None or context.turn.behind is None:
        return False
    answer = context.turn.behind.answer
    if answer == "stop":
        return _stops(pending, case, context, rest)
    if (
        not isinstance(pending, Confirm)
        or answer == "but"
        or changes(pending, case, replace(context, turn=rest))
    ):
        return False
    if answer == "yes":
        return pending.fingerprint == case.shown and _agrees(pending, case, context, rest)
    return _declines(pending, case, context, rest)


def _agrees(confirm: Confirm, case: Case, context: Context, rest: Turn) -> bool:
    apart = replace(context, turn=rest)
    if TASKS[case.name].answers_aside(case, apart) or answers_own(confirm, case, apart):
        pass
    elif _wishes_besides(case, rest):
        waiting = queued(rest, apart)
        if case.values.get("order_id") and isinstance(TASKS[rest.intent], OrderTask):
            waiting.values.setdefault("order_id", case.values["order_id"])
        context.memory.suspend(waiting)
    elif not _responds(context, rest):
        return False
    case.confirmed = confirm.fingerprint
    return True


def _declines(confirm: Confirm, case: Case, context: Context, rest: Turn) -> bool:
    """Another wish takes the place of what was declined; a question leaves it open."""
    if answers_own(confirm, case, replace(context, turn=rest)):
        return True
    if _wishes_besides(case, rest) or (replaces(rest.intent, case, rest) and rest.intent != case.name):
        context.memory.end(case, "stopped")
        context.turn = rest
        new = start_case(rest.intent, context)
        if replaces(rest.intent, case, rest):
            inherit(new, case)
        elif case.values.get("order_id") and isinstance(TASKS[rest.intent], OrderTask):
            new.values.setdefault("order_id", case.values["order_id"])
        return True
    return _responds(context, rest)


def _stops(pending: Step, case: Case, context: Context, rest: Turn) -> bool:
    """The task is given up, whatever was asked; a question behind it is answered."""
    if isinstance(pending, Ask) and pending.question.answer(context.turn) is not None:
        return False
    if _is_another(case, rest) or (
        isinstance(pending, Confirm) and changes(pending, case, replace(context, turn=rest))
    ):
        return False
    case.outcome = "stopped"
    context.reply.say("utter_task_stopped")
    _responds(context, rest)
    return True


def _is_another(case: Case, rest: Turn) -> bool:
    return rest.intent in TASKS and rest.intent != case.name and rest.intent not in _NO_WISH


def _wishes_besides(case: Case, rest: Turn) -> bool:
    """Whether the rest asks for something that the task does not do."""
    about_it = rest.intent in _ABOUT_IT.get(case.name, ()) or replaces(rest.intent, case, rest)
    return _is_another(case, rest) and not about_it


def _responds(context: Context, rest: Turn) -> bool:
    """Says the rule that the rest asks about, if it does."""
    if not any(IS_QUESTION.search(sentence) for sentence in _SENTENCE.split(rest.text)):
        return False
    topics = policy_topics(rest.text) or ((rest.intent,) if rest.intent in answers.RESPONDERS else ())
    for topic in topics:
        answers.respond(topic, replace(context, turn=replace(rest, intent=topic)))
    return bool(topics)
