"""A word of regret before all else, where a customer comes with something that has gone wrong."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Memory
from actions.people import SORRY, say_first

_TROUBLE = frozenset({"delivery_problem"})  # tasks that nobody begins but for that
_REASONS = frozenset(
    {"damaged", "defective", "missing_parts", "wrong_item", "not_as_described", "not_received"}
)


def express_regret(context: Context, before: Memory) -> None:
    """Says it in the turn in which such a matter comes up for the first time; `before` is the memory before the turn."""
    turn, memory = context.turn, context.memory
    if any(message["response"] in SORRY for message in context.reply.messages):
        memory.focus.regretted = True
    if turn.is_button or memory.task is None or memory.focus.regretted:
        return
    known = {case.id for case in (before.task, *before.suspended) if case is not None}
    reasons = {*turn.entities.get("reason", ()), memory.task.values.get("reason")}
    is_trouble = memory.task.name in _TROUBLE or bool(_REASONS & reasons)
    if not is_trouble or memory.task.id in known:
        return
    memory.focus.regretted = True
    say_first("utter_sorry", context)
