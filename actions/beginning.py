"""How a case of a task begins: with what its message says, what was said before, and what waits already."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.belief import said_before
from actions.calling_off import denies
from actions.coming_back import take_back
from actions.context import Context
from actions.goods_beside import part_goods, queue_goods
from actions.memory import Case
from actions.other_wishes import by_its_deed, part_wishes, queue_wishes
from actions.products import listed_products
from actions.recall import earlier
from actions.references import same_for_another
from actions.rules_beside import part_rules, say_beside
from actions.search_beside import part_search
from actions.succession import queue_other_orders, take_up
from actions.tasks import TASKS
from actions.turn import Turn
from actions.wording import status_of

_ORDER_ALONE = re.compile(
    r"\W*(?:(?:and|what about|how about|also|那|还有|订单|order)\W*)*(?:ORD-?)?\d{4,5}\W*(?:号|订单|too|as well|呢|也一样|也是|同样|一样)*\W*",
    re.IGNORECASE,
)


def start_case(name: str, context: Context, said: Sequence[Turn] = ()) -> Case:
    """A new case with the values that the message holds, and those `said` before it."""
    case = Case(name=name)
    context.memory.task = case
    for turn in (*said, context.turn):
        TASKS[name].note(case, turn, context)
    return case


def start_offered(offer: Mapping[str, Any], context: Context) -> Case:
    """The task that the assistant has offered, with the values that it knew."""
    case = start_case(str(offer["task"]), context)
    case.values.update(offer.get("values", {}))
    return case


def begin(offer: Mapping[str, Any], context: Context) -> Case | None:
    """The case that the message begins; None where it denies the one that was offered."""
    turn, memory = context.turn, context.memory
    resumes = offer.get("kind") == "resume" and bool(memory.suspended)
    if resumes and memory.suspended[-1].name == turn.intent and denies(memory.suspended[-1], turn):
        memory.suspended.pop()
        context.reply.say("utter_dropped")
        return None
    if resumes:  # "ok, a replacement please" is the waiting task's own
        turn = TASKS[memory.suspended[-1].name].own_sense(memory.suspended[-1], turn)
    turn, rules = part_rules(turn)
    say_beside(rules, context)
    if not rules and context.turn.aside is not None and context.turn.aside.is_beside:
        context.says_aside()
    turn, searches = part_search(turn, context)
    say_beside(searches, context)
    context.turn, rest = part_wishes(_by_status(by_its_deed(turn), context))
    context.turn, goods = (context.turn, []) if rest else part_goods(context.turn, context)
    turn = context.turn
    again = (
        same_for_another(context) if _ORDER_ALONE.fullmatch(turn.text) else None
    )  # 1043呢, whatever it sounds like
    name = "place_order" if _buys_listed(context) else again[0] if again else turn.intent
    case = start_case(name, context, earlier(offer, turn.intent, turn))
    if again:
        case.values["order_id"] = again[1]
    take_up(case, context, is_offered=resumes)
    take_back(case, context)
    case.values |= {**said_before(TASKS[case.name].wants, context), **case.values}
    queue_other_orders(case, context)
    queue_wishes(case, rest, context)
    queue_goods(goods, context)
    return case


def _by_status(turn: Turn, context: Context) -> Turn:
    """Goods that have arrived are exchanged, where another size or colour sounds like a change of the order."""
    order_id = turn.first("order_id") or context.memory.focus.order_id
    if turn.intent != "change_order" or turn.is_button or not (turn.first("size") or turn.first("color")):
        return turn
    if not order_id or not context.is_open(order_id):
        return turn
    is_there = status_of(context.shop.orders.get(order_id)) == "delivered"
    return replace(turn, intent="exchange_item") if is_there else turn


def _buys_listed(context: Context) -> bool:
    """Whether something is to be added to an order while none is spoken of, but goods are: "add the second one to my cart"."""
    no_order = not context.turn.first("order_id") and not context.memory.focus.order_id
    return context.turn.intent == "change_order" and no_order and bool(listed_products(context))
