"""Where an order is."""

from __future__ import annotations

import re
from typing import Any

from actions.cards import order_card, tracking_card
from actions.context import Context
from actions.memory import IS_ASKED, Case
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.identity import OrderTask
from actions.tasks.problem_words import NOT_RECEIVED
from actions.turn import Language, Turn
from actions.wording import day, intent_label, items_label, label, money, status_of
from shop.domain.order import Order

# A parcel, or the sending of an order, is to be hurried.
HURRY = re.compile(
    r"催|[快赶加]紧?(?:点|一点|些)?(?:发货|派送|送)|加急|(?:能不能|可以|能)(?:再)?快(?:点|一点|些)"
    r"|\b(?:chas(?:e|ing)|nudge|expedite|prioriti[sz]e)\b|\b(?:hurry|speed|push|rush)\b.{0,24}\b(?:it|them|up|this|that|courier|order|parcel|package|delivery|driver|along)\b"
    r"|\b(?:make|get) (?:it|them)\b.{0,16}\bfaster\b|\b(?:send|ship|deliver) (?:it|them|my order) (?:faster|sooner|quicker)\b",
    re.IGNORECASE,
)


class TrackOrder(OrderTask):
    name = "track_order"

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        changed = super().note(case, turn, context)
        if not turn.is_button and HURRY.search(turn.text):
            case.values["hurry"] = True
        return changed

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        language = context.language
        status = status_of(order)
        facts = order_facts(order, context)
        if has_left(order):
            shipment = order.shipments[-1]
            is_late = status == "shipped" and _is_late(shipment, context)
            response = "utter_order_overdue" if is_late else f"utter_order_{status}"
            buttons = _help_buttons(order.id, context) if is_late else []
            card = tracking_card(order, shipment, language)
            context.reply.say(response, buttons=buttons, card=card, **facts)
        else:
            response = (
                "utter_order_unpaid"
                if order.has_expired(context.shop.clock.now())
                else f"utter_order_{status}"
            )
            context.reply.say(response, card=order_card(order, language), **facts)
        if case.values.get("hurry") and status in ("paid", "packed", "shipped") and not context.memory.offer:
            _offer_colleague(order, "utter_offer_chasing", context)


def has_left(order: Order) -> bool:
    """Whether there is a parcel to speak of."""
    return bool(order.shipments) and status_of(order) in ("shipped", "delivered")


def order_facts(order: Order, context: Context) -> dict[str, Any]:
    """What responses on an order tell, with its last parcel where there is one."""
    language = context.language
    facts: dict[str, Any] = {
        "order_id": order.id,
        "status": label("order", status_of(order), language),
        "items": items_label(order.lines, language),
        "total": money(order.total, language),
        "pay_until": day(order.pay_until, language),
        "delivered_at": day(order.delivered_at, language),
        "cancelled_at": day(order.cancelled_at, language),
    }
    if not has_left(order):
        return facts
    shipment = order.shipments[-1]
    event = shipment.events[-1] if shipment.events else None
    return facts | {
        "carrier": label("carrier", shipment.carrier, language),
        "tracking_number": shipment.tracking_number,
        "expected_at": day(shipment.expected_at, language),
        "last_event": (event.text_zh if language == "zh" else event.text) if event else "",
        "place": _place(event.place, language) if event and event.place else "",
    }


def _place(place: str, language: Language) -> str:
    """Where the last news comes from: the courier's station, which may be called after another town than the customer's."""
    name = label("place", place, language)
    return f"（站点：{name}）" if language == "zh" else f" (station: {name})"


def offer_chasing(order: Order, context: Context) -> None:
    """Says that the courier cannot be hurried from here, how the parcel stands, and that a colleague can ask."""
    response = "utter_cannot_hurry_parcel" if has_left(order) else "utter_cannot_hurry_order"
    _offer_colleague(order, response, context)


def _offer_colleague(order: Order, response: str, context: Context) -> None:
    context.reply.say(response, **order_facts(order, context))
    if context.memory.task is None or context.memory.task.outcome is not None:  # else its question comes last
        context.memory.offer = {"kind": "person", "reason": "asked_for_person", IS_ASKED: True}


def _is_late(shipment: Any, context: Context) -> bool:
    """Whether the day on which it was expected is over."""
    expected = shipment.expected_at
    return expected is not None and expected.date() < context.shop.clock.now().date()


def _help_buttons(order_id: str, context: Context) -> list[Button]:
    """What is late is offered to be put right; a yes will do."""
    values = {"order_id": order_id, "kind": NOT_RECEIVED}
    context.memory.offer = {"kind": "start", "task": "delivery_problem", "values": values}
    title = intent_label("delivery_problem", context.language)
    return [Button(title, payload("delivery_problem", order_id=order_id))]
