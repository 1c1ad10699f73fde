"""What cancelling costs: of one order, or in general."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.policy_or_order import PolicyOrOrder
from actions.wording import intent_label, label, money


class CancellationFee(PolicyOrOrder):
    name = "cancellation_fee"

    def plan_details(self, case: Case, context: Context) -> Step:
        context.shop.orders.cancellation_terms(
            case.values["order_id"]
        )  # what cannot be cancelled is said at once
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        terms = context.shop.orders.cancellation_terms(case.values["order_id"])
        order = context.shop.orders.get(terms.order_id)
        language = context.language
        if order.status == "packed":
            response = "utter_cancellation_costs"
        else:
            response = "utter_cancellation_free" if terms.refund.amount else "utter_cancellation_free_unpaid"
        context.reply.say(
            response,
            buttons=[
                Button(intent_label("cancel_order", language), payload("cancel_order", order_id=order.id))
            ],
            order_id=order.id,
            fee=money(terms.fee, language),
            refund=money(terms.refund, language),
            method=label("method", terms.method, language),
        )
