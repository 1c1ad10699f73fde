"""What cancelling costs: of one order, or in general."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ready, Step
from actions.tasks.policy_or_order import PolicyOrOrder
from actions.wording import intent_label, label, money, status_of
from shop.domain.order import Order


class CancellationFee(PolicyOrOrder):
    name = "cancellation_fee"

    def plan(self, case: Case, context: Context) -> Step:
        if not context.turn.first("order_id") and (
            order := _cancelled(self.only_candidate(case, context), context)
        ):
            _tell_rule(order, context)  # it is too late to ask it of the order spoken of
            return Answered()
        return super().plan(case, context)

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


def _cancelled(order_id: str | None, context: Context) -> Order | None:
    """The order, if it may be seen and has been cancelled already."""
    if not order_id or not context.is_open(order_id):
        return None
    order = context.shop.orders.get(order_id)
    return order if status_of(order) == "cancelled" else None


def _tell_rule(order: Order, context: Context) -> None:
    context.reply.say("utter_policy", text=context.shop.policies.text("cancellation_fee", context.language))
    done = context.shop.orders.cancellation(order.id)
    if done is not None:
        context.reply.say(
            "utter_cancelling_has_cost", order_id=order.id, fee=money(done.fee, context.language)
        )
