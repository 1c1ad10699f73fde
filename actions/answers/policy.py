"""The shop's rules, and what they come to for the order that was just spoken of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from actions.answers.delivery_countries import period_for, says_where
from actions.answers.payment import says_which
from actions.context import Context
from actions.reply import Button, payload
from actions.wording import day, intent_label, money, status_of
from shop.domain.errors import Refused
from shop.domain.order import Order
from values.countries import country_of_place

TOPICS = (
    "delivery_options", "delivery_period", "delivery_cost", "refund_policy", "payment_methods",
    "contact_info", "create_account", "switch_account", "recover_password", "registration_problem",
)  # fmt: skip
_OF_DELIVERY = ("delivery_options", "delivery_period", "delivery_cost")
# The parcel that is on its way is meant, and no rule.
_ARRIVES = re.compile(
    r"\b(?:it|that|this|they|my (?:order|parcel|package))\b.{0,24}\b(?:arrive|here|come|get here|delivered|make it|reach)\b|\b(?:arrive|be here|get here|come)\b.{0,16}\b(?:by|before|on|in time|today|tomorrow)\b"
    r"|(?:能|会|可以|准时|按时).{0,3}到[吗嘛么不没]|(?:今天|明天|后天|周[一二三四五六日]|星期.|\d号).{0,6}到|到得了|赶得上",
    re.IGNORECASE,
)
# What customers mostly want next.
NEXT = {
    "refund_policy": ("return_item", "exchange_item"),
    "delivery_period": ("track_order",),
    "payment_methods": ("payment_issue",),
    "contact_info": ("human_agent",),
    "registration_problem": ("human_agent",),
    "recover_password": ("human_agent",),
}


def policy(topic: str) -> Callable[[Context], None]:
    """The responder of one topic."""

    def respond(context: Context) -> None:
        language = context.language
        buttons = [Button(intent_label(intent, language), payload(intent)) for intent in NEXT.get(topic, ())]
        text = context.shop.policies.text(topic, language)
        order = open_order(context)
        if topic == "delivery_period" and order is not None and _asks_of_arrival(order, context):
            _expected_day(order, context)
            return
        if topic == "payment_methods":
            says_which(text, context)
        if topic in _OF_DELIVERY:
            if topic == "delivery_period" and (period := _period_where(context)):
                context.reply.say("utter_delivery_takes", period=period)
            says_where(topic, context.shop.policies.text("delivery_options", language), context)
        context.reply.say("utter_policy", buttons=buttons, text=text)
        if order is not None and topic in _OF_ORDER:
            _OF_ORDER[topic](order, context)

    return respond


def _period_where(context: Context) -> str:
    """How long it takes to the place that the message names; empty where it names none, or one that is not delivered to."""
    country = None if context.turn.is_button else country_of_place(context.turn.text)
    return period_for(country, context) if country else ""


def open_order(context: Context) -> Order | None:
    """The order in focus, while this conversation may see it."""
    order_id = context.memory.focus.order_id
    if order_id and context.is_open(order_id):
        return context.shop.orders.get(order_id)
    return None


def _return_until(order: Order, context: Context) -> None:
    if status_of(order) != "delivered":
        return
    try:
        terms = context.shop.returns.terms(order.id)
    except Refused as refused:
        if refused.code == "return_window_closed":
            context.reply.say("utter_policy_return_closed", order_id=order.id)
        return
    until = day(terms.until, context.language)
    context.reply.say("utter_policy_return_until", order_id=order.id, until=until)


def _expected_at(order: Order) -> datetime | None:
    """When an order that is on its way is expected."""
    shipment = order.shipments[-1] if order.shipments else None
    return shipment.expected_at if status_of(order) == "shipped" and shipment is not None else None


def _expected_day(order: Order, context: Context) -> None:
    if expected := _expected_at(order):
        told = day(expected, context.language)
        context.reply.say("utter_policy_expected_day", order_id=order.id, expected_at=told)


def _asks_of_arrival(order: Order, context: Context) -> bool:
    """Whether nothing but the day that this order is expected is asked: 后天能到吗, "will it be here by friday"."""
    text = context.turn.text
    if context.turn.is_button or _expected_at(order) is None:
        return False
    return bool(_ARRIVES.search(text)) and country_of_place(text) is None


def _fee_paid(order: Order, context: Context) -> None:
    response = "utter_policy_order_fee" if order.shipping_fee else "utter_policy_order_ships_free"
    context.reply.say(response, order_id=order.id, fee=money(order.shipping_fee, context.language))


def _to_pay(order: Order, context: Context) -> None:
    if status_of(order) == "placed" and not order.has_expired(context.shop.clock.now()):
        due = context.shop.orders.payment_findings(order.id).due
        until = day(order.pay_until, context.language)
        context.reply.say(
            "utter_policy_to_pay", order_id=order.id, due=money(due, context.language), until=until
        )


_OF_ORDER = {
    "refund_policy": _return_until,
    "delivery_period": _expected_day,
    "delivery_cost": _fee_paid,
    "payment_methods": _to_pay,
}
