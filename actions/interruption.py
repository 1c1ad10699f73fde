"""Tasks that something else came between: kept for later, and offered again."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.tasks import TASKS
from actions.wording import intent_label


def set_aside(case: Case, context: Context) -> None:
    """Keeps an interrupted task for later, if it is one that anybody would come back to."""
    if TASKS[case.name].resumable:
        case.outcome, case.misses = None, 0
        context.memory.suspend(case)


def offer_resume(context: Context) -> None:
    """Asks whether to go on with the interrupted task, if there is one."""
    memory = context.memory
    if not memory.suspended:
        return
    waiting = memory.suspended[-1]
    memory.offer = {"kind": "resume"}
    order_id = waiting.values.get("order_id")
    context.reply.say(
        "utter_offer_next" if waiting.is_queued else "utter_offer_resume",
        task=intent_label(waiting.name, context.language),
        order_id=f" {order_id}" if order_id else "",
    )
