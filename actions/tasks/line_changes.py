"""One change of an order's lines: what is still to be asked about it, and how the shop takes it."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question, read_quantity
from actions.reply import Button, payload
from actions.tasks.base import Ask, Refuse, Step
from actions.tasks.variants import VARIANT_KIN, ask_variant
from actions.tasks.wishes import ADD, CHANGE_QUANTITY, CHANGE_VARIANT, REMOVE, action_said
from actions.wording import intent_label, item_label
from shop.domain.order_changes import LineChange

CHANGE_KIN = VARIANT_KIN | {"cancel_order"}
_ACTIONS = {
    CHANGE_VARIANT: ("Another size or colour", "换尺码或颜色"),
    CHANGE_QUANTITY: ("Another quantity", "改数量"),
    REMOVE: ("Remove it", "删掉这件"),
    ADD: ("Add a product", "再加一件商品"),
}


def plan_variant(case: Case, line: Any, context: Context) -> Step | None:
    product = context.shop.catalogue.get(line.product_id)
    offered = [v for v in product.variants if v.sku != line.sku and v.stock > 0]
    if not offered:
        buttons = tuple(
            Button(intent_label(intent, context.language), payload(intent, order_id=case.values["order_id"]))
            for intent in ("cancel_order", "human_agent")
        )
        return Refuse("utter_no_other_variant", {"item": item_label(line, context.language)}, buttons)
    return ask_variant(case, product, offered, line, "utter_question_change_variant", context)


def plan_quantity(case: Case, line: Any, context: Context) -> Step | None:
    values = case.values
    if values.get("double"):
        values["quantity"] = line.quantity * 2
    elif values.get("count") and not values.get("quantity"):
        values["quantity"] = values["count"]
    if values.get("quantity"):
        return None
    facts = {"item": item_label(line, context.language), "quantity": line.quantity}
    return Ask(
        Question("quantity", "utter_question_change_quantity", read_quantity, facts=facts, kin=CHANGE_KIN)
    )


def ask_action(line: Any, context: Context) -> Ask:
    options = [action_option(action, context) for action in _ACTIONS]
    facts = {"item": item_label(line, context.language)}
    return Ask(
        Question(
            "action", "utter_question_change_what", action_said, options=options, facts=facts, kin=CHANGE_KIN
        )
    )


def action_option(action: str, context: Context) -> Option:
    return Option(action, _ACTIONS[action][context.language == "zh"])


def changes_of(case: Case, order: Any) -> list[LineChange]:
    """The wish as the shop takes it."""
    values, action = case.values, case.values["action"]
    if action == ADD:
        return [LineChange(None, values["sku"], int(values.get("count") or 1))]
    line = order.line(int(values["line"]))
    count = values.get("count") or line.quantity
    some = 0 < count < line.quantity
    if action == REMOVE:
        return [LineChange(line.line, None, line.quantity - count if some else 0)]
    if action == CHANGE_QUANTITY:
        return [LineChange(line.line, None, int(values["quantity"]))]
    if some:  # "one of them in blue": that one becomes a line of its own
        return [LineChange(line.line, None, line.quantity - count), LineChange(None, values["sku"], count)]
    return [LineChange(line.line, values["sku"], None)]
