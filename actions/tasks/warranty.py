"""How long the shop answers for what it sold: for one order's items, or in general."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from actions.hand_over import hand_over
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ready, Step
from actions.tasks.policy_or_order import PolicyOrOrder
from actions.wording import day, intent_label, item_name

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

    def plan_details(self, case: Case, context: Context) -> Step:
        told_before = context.memory.focus.done == self.name
        if told_before and case.values.get("resolution") == "repair":
            hand_over(context, reason="asked_for_person", case=case)  # what is covered has been told
            return Answered()
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        language = context.language
        order_id = case.values["order_id"]
        lines = context.shop.orders.warranty(order_id)
        valid = any(line.valid for line in lines)
        wishes = ("exchange_item", "human_agent") if valid else ("human_agent",)
        context.reply.say(
            "utter_warranty_valid" if valid else "utter_warranty",
            buttons=[Button(intent_label(i, language), payload(i, order_id=order_id)) for i in wishes],
            order_id=order_id,
            items="\n".join(_told(line, context) for line in lines),
        )


def _told(line: Any, context: Context) -> str:
    state = "valid" if line.valid else "over" if line.until else "waiting" if line.months else "none"
    text = _TOLD[state][context.language == "zh"]
    return text.format(
        item=item_name(line, context.language), months=line.months, until=day(line.until, context.language)
    )
