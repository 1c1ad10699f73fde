"""Where a refund is."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.identity import OrderTask
from actions.wording import day, intent_label, label, money, status_of


class TrackRefund(OrderTask):
    name = "track_refund"

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        language = context.language
        order = context.shop.orders.get(case.values["order_id"])
        refunds = context.shop.refunds.of_order(order.id)
        for refund in refunds:
            status = status_of(refund)
            context.reply.say(
                f"utter_refund_{status}",
                order_id=order.id,
                refund_id=refund.id,
                amount=money(refund.amount, language),
                method=label("method", refund.method, language),
                expected_by=day(refund.expected_by, language),
                paid_at=day(refund.paid_at, language),
            )
        if refunds:
            return
        returns = [
            r
            for r in context.shop.returns.of_order(order.id)
            if status_of(r) not in ("cancelled", "rejected")
        ]
        buttons = [Button(intent_label("get_refund", language), payload("get_refund", order_id=order.id))]
        if returns:
            context.reply.say(
                "utter_no_refund_but_return",
                buttons=buttons,
                order_id=order.id,
                return_id=returns[-1].id,
                status=label("return", status_of(returns[-1]), language),
            )
        else:
            context.reply.say("utter_no_refund", buttons=buttons, order_id=order.id)
