"""Giving up, and then wanting it after all: the task goes on with what was known of it."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.tasks import TASKS
from actions.turn import Turn

_AFTER_ALL = re.compile(
    r"\b(?:after all|actually|on second thoughts?|changed my mind|carry on|continue|resume|let'?s do it|do it then|go (?:on|back to it))\b"
    r"|还是|接着(?:办|来|弄)|继续|反悔|想好了|又想|那就",
    re.IGNORECASE,
)


def note_given_up(case: Case, context: Context) -> None:
    """Keeps what was known of a task that has just been given up, and of no other."""
    given_up = case.outcome == "stopped" and TASKS[case.name].resumable
    values = {name: value for name, value in case.values.items() if name != "proof"}
    context.memory.focus.given_up = {"name": case.name, "values": values} if given_up else {}


def wants_after_all(turn: Turn) -> bool:
    """Whether the message takes the giving up back."""
    return not turn.is_button and bool(_AFTER_ALL.search(turn.text))


def comes_back(context: Context) -> bool:
    """Whether a yes outside of any task means the one that was given up; then that one goes on."""
    given_up, turn = context.memory.focus.given_up, context.turn
    if not given_up or not wants_after_all(turn) or not (turn.intent == "affirm" or turn.says_yes):
        return False
    context.memory.focus.given_up = {}
    context.memory.task = Case(name=str(given_up["name"]), values=dict(given_up["values"]))
    return True


def take_back(case: Case, context: Context) -> None:
    """The task that was given up is begun anew in words: "actually, do return them"."""
    given_up = context.memory.focus.given_up
    known = dict(given_up.get("values") or {})
    same_order = case.values.get("order_id") in (None, known.get("order_id"))
    if given_up.get("name") == case.name and same_order and wants_after_all(context.turn):
        case.values = {**known, **{name: value for name, value in case.values.items() if value}}
    context.memory.focus.given_up = {}
