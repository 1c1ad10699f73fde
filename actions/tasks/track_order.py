"""Where an order is."""

from __future__ import annotations

from typing import Any

from actions.cards import order_card, tracking_card
from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.identity import OrderTask
from actions.tasks.problem_words import NOT_RECEIVED
from actions.wording import day, intent_label, items_label, label, money, status_of


class TrackOrder(OrderTask):
    name = "track_order"

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        language = context.language
        status = status_of(order)
        facts: dict[str, Any] = {
            "order_id": order.id,
            "status": label("order", status, language),
            "items": items_label(order.lines, language),
            "total": money(order.total, language),
            "pay_until": day(order.pay_until, language),
            "delivered_at": day(order.delivered_at, language),
            "cancelled_at": day(order.cancelled_at, language),
        }
        shipment = order.shipments[-1] if order.shipments else None
        if shipment is not None and status in ("shipped", "delivered"):
            event = shipment.events[-1] if shipment.events else None
            facts |= {
                "carrier": shipment.carrier,
                "tracking_number": shipment.tracking_number,
                "expected_at": day(shipment.expected_at, language),
                "last_event": (event.text_zh if language == "zh" else event.text) if event else "",
                "place": event.place if event else "",
            }
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
