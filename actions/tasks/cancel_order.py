"""Cancelling an order."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Confirm, Step
from actions.tasks.identity import OrderTask
from actions.wording import items_label, label, money


class CancelOrder(OrderTask):
    name = "cancel_order"
    wants = ("order_id", "reason")
    kin = frozenset(
        {"change_order", "return_item", "get_refund", "complaint"}
    )  # they sound like it when they say why

    def plan_details(self, case: Case, context: Context) -> Step:
        terms = context.shop.orders.cancellation_terms(case.values["order_id"])
        order = context.shop.orders.get(case.values["order_id"])
        free = terms.fee.amount == 0
        unpaid = terms.refund.amount == 0
        response = (
            "utter_confirm_cancel_unpaid"
            if unpaid
            else "utter_confirm_cancel"
            if free
            else "utter_confirm_cancel_fee"
        )
        return Confirm(
            response,
            {
                "order_id": order.id,
                "items": items_label(order.lines, context.language),
                "fee": money(terms.fee, context.language),
                "refund": money(terms.refund, context.language),
                "method": label("method", terms.method, context.language),
            },
        )

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        reason = case.values.get("reason", "changed_mind")
        done = context.shop.orders.cancel(order.id, reason, context.by(case, order.customer_id))
        context.reply.say(
            "utter_cancelled_refund" if done.refund_id else "utter_cancelled",
            order_id=order.id,
            refund_id=done.refund_id,
            refund=money(done.refund, context.language),
        )
