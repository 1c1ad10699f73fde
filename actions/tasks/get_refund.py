"""Wanting the money back: for a cancelled order, for a return under way, or by returning first."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Confirm, Step
from actions.tasks.cancel_order import CancelOrder
from actions.tasks.refund_words import keeps_order, wants_overpaid_back
from actions.tasks.return_item import ReturnItem
from actions.turn import Turn
from actions.wording import day, label, money, status_of
from shop.domain.errors import Refused

_NOT_LEFT = frozenset({"paid", "packed"})


class GetRefund(ReturnItem):
    name = "get_refund"

    def plan_details(self, case: Case, context: Context) -> Step:
        order_id = case.values["order_id"]
        try:
            terms = context.shop.refunds.terms(order_id)
        except Refused as refused:
            order = context.shop.orders.get(order_id)
            if refused.code == "nothing_to_refund" and order.delivered_at is not None:
                case.values["by_return"] = True
                return super().plan_details(case, context)
            if refused.code == "nothing_to_refund" and status_of(order) in _NOT_LEFT:
                return _call_off(case, context)
            raise
        case.values["by_return"] = False
        return Confirm(
            f"utter_confirm_refund_{terms.kind}",
            {
                "order_id": order_id,
                "amount": money(terms.amount, context.language),
                "return_id": terms.return_id or "",
                "method": label("method", terms.method, context.language),
                "days": terms.days,
            },
        )

    def own_sense(self, case: Case, turn: Turn) -> Turn:
        """ "Refund what was taken twice" is a yes to the summary that does that."""
        if (
            case.asked == "confirmation"
            and case.values.get("by_return") is False
            and wants_overpaid_back(turn)
        ):
            return replace(turn, intent="affirm")
        return super().own_sense(case, turn)

    def answers_aside(self, case: Case, context: Context) -> bool:
        """Says that the order stays, where only money that was paid too much goes back."""
        order_id = case.values.get("order_id")
        if case.values.get("by_return") is not False or not keeps_order(context.turn):
            return super().answers_aside(case, context)
        context.reply.say("utter_order_stays", order_id=order_id)
        return True

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        by = context.by(case, order.customer_id)
        if case.values.get("by_return"):
            made = self.request(case, context)
            self.tell(made, by, context, refund_too=made.resolution != "repair")
            return
        refund = context.shop.refunds.request(order.id, by)
        context.reply.say(
            "utter_refund_requested",
            order_id=order.id,
            refund_id=refund.id,
            amount=money(refund.amount, context.language),
            method=label("method", refund.method, context.language),
            expected_by=day(refund.expected_by, context.language),
        )


def _call_off(case: Case, context: Context) -> Step:
    """What has not left yet is paid back by cancelling it."""
    context.reply.say("utter_refund_by_cancelling", order_id=case.values["order_id"])
    case.name = CancelOrder.name
    return CancelOrder().plan_details(case, context)
