"""Tasks that something else came between: kept for later, and offered again."""

from __future__ import annotations

import copy
from dataclasses import replace

from actions.context import Context
from actions.memory import IS_ASKED, Case
from actions.planning import plan
from actions.reply import Reply
from actions.tasks import TASKS
from actions.tasks.identity import OrderTask
from actions.wording import intent_label, quoted_list


def set_aside(case: Case, context: Context) -> None:
    """Keeps an interrupted task for later, if it is one that anybody would come back to."""
    if TASKS[case.name].resumable:
        case.outcome, case.misses = None, 0
        context.memory.suspend(case)


def drop_impossible(cancelled: str, context: Context) -> None:
    """Drops what waits for an order that has just been cancelled and can no longer be done with it, and says so."""
    dropped = [each for each in context.memory.suspended if _is_refused(each, cancelled, context)]
    if not dropped:
        return
    context.memory.suspended = [each for each in context.memory.suspended if each not in dropped]
    for case in dropped:
        context.memory.end(case, "refused")
    names = dict.fromkeys(intent_label(case.name, context.language) for case in dropped)
    context.reply.say(
        "utter_dropped_as_cancelled", order_id=cancelled, tasks=quoted_list(names, context.language)
    )


def _is_refused(case: Case, order_id: str, context: Context) -> bool:
    """Whether a waiting task about this order would be refused, were it taken up now. It is only tried out."""
    if not isinstance(TASKS[case.name], OrderTask) or case.values.get("order_id") not in (None, order_id):
        return False
    if case.values.get("no_number") or case.values.get("ask_which"):
        return False
    tried = copy.deepcopy(case)
    tried.values["order_id"] = order_id
    apart = replace(context, reply=Reply(), memory=copy.deepcopy(context.memory))
    step = plan(tried, apart)
    return step is None and tried.outcome == "refused"


def offer_resume(context: Context) -> None:
    """Asks whether to go on with the interrupted task, if there is one."""
    memory = context.memory
    if not memory.suspended or (memory.offer or {}).get(IS_ASKED):  # of two questions neither could get a yes
        return
    waiting = memory.suspended[-1]
    memory.offer = {"kind": "resume"}
    order_id = waiting.values.get("order_id")
    context.reply.say(
        "utter_offer_next" if waiting.is_queued else "utter_offer_resume",
        task=intent_label(waiting.name, context.language),
        order_id=f" {order_id}" if order_id else "",
    )
