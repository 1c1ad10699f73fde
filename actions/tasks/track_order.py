"""Where an order is."""

from __future__ import annotations

from typing import Any

from actions.cards import order_card, tracking_card
from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Ready, Step
from actions.tasks.identity import OrderTask
from actions.wording import day, items_label, label, money, status_of


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
            context.reply.say(f"utter_order_{status}", card=tracking_card(order, shipment, language), **facts)
        else:
            context.reply.say(f"utter_order_{status}", card=order_card(order, language), **facts)
