"""One task after another: what the next takes over, and which of two orders in one message it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks import TASKS
from actions.tasks.identity import OrderTask
from actions.tasks.identity_words import ORDER_LIST, four_bare, four_beside, loose_order_id
from actions.turn import Language, Turn
from actions.wording import intent_label

ORDER_INTENTS = (
    "track_order",
    "cancel_order",
    "return_item",
    "change_address",
)  # what an order is mostly about
MOST_LIKELY = 2  # meanings of a message beside an order's number that are offered first
# Different ways to put the same goods right: turning to one of them replaces the other.
_REMEDIES = frozenset({"return_item", "exchange_item", "get_refund", "delivery_problem"})
_OF_THE_GOODS = (
    "order_id",
    "line",
    "quantity",
    "reason",
    "said",
    "proof",
    "no_number",
    "email",
    "size",
    "color",
)


def replaces(intent: str, case: Case, turn: Turn) -> bool:
    """Whether the task that the message begins is the present one's purpose by other means."""
    other_order = turn.first("order_id") not in (None, case.values.get("order_id"))
    return intent in _REMEDIES and case.name in _REMEDIES and not other_order


# Former task → what was wanted by it for goods that never came.
_WANTED_BY = {"exchange_item": "replacement", "get_refund": "refund"}


def inherit(case: Case, former: Case) -> None:
    """Which goods it is about, and what is wrong with them, is known already."""
    known = {name: former.values[name] for name in _OF_THE_GOODS if former.values.get(name)}
    case.values = {**known, **{name: value for name, value in case.values.items() if value}}
    if case.name == "delivery_problem" and former.name in _WANTED_BY:
        case.values.setdefault("resolution", _WANTED_BY[former.name])


def notice_order(context: Context) -> None:
    """The order that the message names is the one spoken of from now on, whether it is open or not."""
    focus = context.memory.focus
    said = context.turn.first("order_id")
    if said and focus.proof.get("said") == said[4:] and four_bare(context.turn):
        return  # the digits that have opened an order before are no other order's number
    if said is None and focus.order_id is None:
        said = loose_order_id(context.turn)
    if said:
        focus.order_id = said


def queue_other_orders(case: Case, context: Context) -> None:
    """Orders of one request are done one after the other; one that is spoken of apart is asked about."""
    first, *others = context.turn.entities.get("order_id") or ("",)
    others = [order for order in others if four_beside(context.turn, first) != order[4:]]  # opens the first
    for order_id in reversed(others):  # the one that is put aside last comes first
        if _listed_together(context.turn, first, order_id):
            context.memory.suspend(Case(name=case.name, values={**case.values, "order_id": order_id}))
        else:
            context.memory.focus.later = order_id


def _listed_together(turn: Turn, *order_ids: str) -> bool:
    first, second = (re.sub(r"\D", "", said) for said in order_ids)
    between = re.search(rf"{first}(.*?)(?:ord\W?)?{second}", turn.text, re.IGNORECASE | re.DOTALL)
    return between is None or bool(ORDER_LIST.fullmatch(between.group(1)))


def ask_about_later(context: Context) -> None:
    """Comes back to the order that was spoken of beside the one that is done."""
    memory = context.memory
    order_id, memory.focus.later = memory.focus.later, None
    if order_id and not memory.offer:
        memory.focus.order_id = order_id
        buttons = order_buttons(order_id, context.language)
        context.reply.say("utter_what_about_order", buttons=buttons, order_id=order_id)


def take_up(case: Case, context: Context, *, is_offered: bool) -> None:
    """The same task waits already: it is not offered once more, and if it has just been, it is the one that goes on."""
    memory = context.memory
    order_id = case.values.get("order_id")
    same = [
        waiting
        for waiting in memory.suspended
        if waiting.name == case.name and order_id in (None, waiting.values.get("order_id"))
    ]
    if same and (is_offered or order_id):
        case.values = {**same[-1].values, **{name: value for name, value in case.values.items() if value}}
        memory.suspended = [waiting for waiting in memory.suspended if waiting not in same]


def order_buttons(order_id: str, language: Language, likely: Sequence[str] = ()) -> list[Button]:
    """What is mostly wanted of an order, behind what the message is `likely` to be about."""
    named = [intent for intent in likely if isinstance(TASKS.get(intent), OrderTask)]
    intents = dict.fromkeys([*named[:MOST_LIKELY], *ORDER_INTENTS])
    return [Button(intent_label(i, language), payload(i, order_id=order_id)) for i in intents]
