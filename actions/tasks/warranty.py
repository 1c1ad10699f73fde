"""How long the shop answers for what it sold: for one order's items, or in general."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from actions.hand_over import hand_over
from actions.memory import IS_ASKED, Case
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ready, Step
from actions.tasks.fault_words import asks_first, says_fault, wants_repair
from actions.tasks.policy_or_order import PolicyOrOrder
from actions.turn import Turn
from actions.wording import day, intent_label, item_name
from shop.domain.errors import NotFound, Refused

# State of a line's warranty → (English, Chinese).
_TOLD = {
    "valid": ("{item}: {months} months, until {until}", "{item}：保修{months}个月，到{until}为止"),
    "over": ("{item}: the warranty ended on {until}", "{item}：保修已于{until}到期"),
    "waiting": ("{item}: {months} months from the day it arrives", "{item}：签收之日起保修{months}个月"),
    "none": ("{item}: no warranty beyond your statutory rights", "{item}：没有额外保修，按国家三包规定处理"),
}


class Warranty(PolicyOrOrder):
    name = "warranty"
    wants = ("order_id", "resolution")

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        super().note(case, turn, context)
        if wants_repair(turn):
            case.values["resolution"] = "repair"
        if says_fault(turn):
            case.values["fails"] = True
        return case.values != before

    def plan_details(self, case: Case, context: Context) -> Step:
        focus, named = context.memory.focus, context.turn.first("order_id")
        told_before = focus.done == self.name and case.asked is None and named in (None, focus.order_id)
        wishes = case.values.get("resolution") in ("repair", "exchange")
        if not told_before or not (wishes or case.values.get("fails") or case.values.get("asks_on")):
            return Ready()
        if wishes and not asks_first(context.turn):
            hand_over(context, reason="asked_for_person", case=case)  # what is covered has been told
        else:
            if case.values.get("fails"):
                context.reply.say("utter_noted")
            offer_colleague("utter_offer_colleague", context)
        return Answered()

    def execute(self, case: Case, context: Context) -> None:
        language = context.language
        order_id = case.values["order_id"]
        lines = context.shop.orders.warranty(order_id)
        facts = {"order_id": order_id, "items": "\n".join(_told(line, context) for line in lines)}
        valid = any(line.valid for line in lines)
        if valid and not may_be_exchanged(order_id, context):
            offer_colleague("utter_warranty_colleague", context, **facts)
            return
        wishes = ("exchange_item", "human_agent") if valid else ("human_agent",)
        context.reply.say(
            "utter_warranty_valid" if valid else "utter_warranty",
            buttons=[Button(intent_label(i, language), payload(i, order_id=order_id)) for i in wishes],
            **facts,
        )


def may_be_exchanged(order_id: str, context: Context) -> bool:
    """Whether goods of the order that are still covered may be exchanged by the ordinary rule, too."""
    return any(
        line.valid and _is_exchangeable(order_id, line.line, context)
        for line in context.shop.orders.warranty(order_id)
    )


def _is_exchangeable(order_id: str, line: int, context: Context) -> bool:
    try:
        context.shop.exchanges.options(order_id, line)
    except (Refused, NotFound):
        return False
    return True


def offer_colleague(response: str, context: Context, **facts: Any) -> None:
    """Asks whether to pass it on, as the last word of a task; a yes does so."""
    context.reply.say(response, **facts)
    context.memory.offer = {"kind": "person", "reason": "asked_for_person", IS_ASKED: True}


def _told(line: Any, context: Context) -> str:
    state = "valid" if line.valid else "over" if line.until else "waiting" if line.months else "none"
    text = _TOLD[state][context.language == "zh"]
    return text.format(
        item=item_name(line, context.language), months=line.months, until=day(line.until, context.language)
    )
