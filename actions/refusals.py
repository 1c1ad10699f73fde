"""Says why a step is not possible, and what is possible instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.wording import day, intent_label, money
from shop.domain.errors import NotFound, Refused
from shop.domain.money import Money

# What the customer may want instead, by refusal code: intents, offered as buttons.
ALTERNATIVES: Mapping[str, tuple[str, ...]] = {
    "already_shipped": ("track_order", "return_item"),
    "already_packed": ("cancel_order", "human_agent"),
    "already_delivered": ("return_item", "exchange_item"),
    "already_cancelled": ("track_refund", "place_order"),
    "not_delivered": ("track_order", "cancel_order"),
    "not_paid": ("payment_methods", "cancel_order"),
    "return_window_closed": ("warranty", "human_agent"),
    "exchange_window_closed": ("warranty", "human_agent"),
    "item_not_returnable": ("delivery_problem", "human_agent"),
    "nothing_left_to_return": ("track_refund", "human_agent"),
    "nothing_to_refund": ("return_item", "human_agent"),
    "refund_in_progress": ("track_refund",),
    "refund_paid": ("track_refund", "human_agent"),
    "out_of_stock": ("check_stock", "return_item"),
    "invoice_window_closed": ("human_agent",),
    "open_orders": ("order_history",),
    "coupon_unknown": ("promotion",),
    "coupon_expired": ("promotion",),
    "coupon_used": ("promotion",),
    "coupon_other_currency": ("promotion",),
    "order_empty_after_change": ("cancel_order",),
    "unpaid_expired": ("place_order", "payment_issue"),
    "not_shipped": ("track_order", "cancel_order"),
    "problem_already_reported": ("human_agent",),
    "problem_window_closed": ("warranty", "human_agent"),
    "price_protection_window_closed": ("promotion",),
    "invoice_exists": ("check_invoice", "human_agent"),
    "not_reviewable": ("track_order",),
    "resolution_not_offered": ("human_agent",),
    "return_not_cancellable": ("human_agent",),
    "exchange_not_cancellable": ("human_agent",),
    "wrong_state": ("human_agent",),
}


def explain(refused: Refused | NotFound, case: Case, context: Context) -> None:
    """One response per refusal code, filled with the case's facts."""
    if isinstance(refused, NotFound):
        context.reply.say("utter_not_found")
        return
    facts = {"order_id": case.values.get("order_id", "")}
    facts.update({name: _told(value, context) for name, value in refused.facts.items()})
    buttons = [
        Button(
            intent_label(intent, context.language),
            payload(intent, **({"order_id": facts["order_id"]} if facts["order_id"] else {})),
        )
        for intent in ALTERNATIVES.get(refused.code, ())
        if intent != case.name
    ]
    context.reply.say(f"utter_refused_{refused.code}", buttons=buttons, **facts)


def _told(value: Any, context: Context) -> str:
    if isinstance(value, Money):
        return money(value, context.language)
    if isinstance(value, datetime):
        return day(value, context.language)
    return "" if value is None else str(value)
