"""Where a refund is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.memory import IS_ASKED, Case
from actions.tasks.base import Ready, Step
from actions.tasks.identity import OrderTask
from actions.wording import day, label, money, status_of


class TrackRefund(OrderTask):
    name = "track_refund"

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        refunds = standing_refunds(context.shop.refunds.of_order(order.id))
        for refund in refunds:
            tell_refund(refund, order, context)
        if not refunds or any(status_of(refund) == "failed" for refund in refunds):
            offer_refund(order.id, context)
        if refunds:
            return
        language = context.language
        returns = [r for r in context.shop.returns.of_order(order.id) if r.live]
        if returns:
            status = label("return", status_of(returns[-1]), language)
            context.reply.say(
                "utter_no_refund_but_return", order_id=order.id, return_id=returns[-1].id, status=status
            )
        else:
            context.reply.say("utter_no_refund", order_id=order.id)


def offer_refund(order_id: str, context: Context) -> None:
    """Lets a yes request the money; the question itself is put by the response that is said."""
    values = {"order_id": order_id}
    context.memory.offer = {"kind": "start", "task": "get_refund", "values": values, IS_ASKED: True}


def tell_refund(refund: Any, order: Any, context: Context) -> None:
    """Says how a refund of an order stands."""
    language = context.language
    context.reply.say(
        f"utter_refund_{status_of(refund)}",
        order_id=order.id,
        refund_id=refund.id,
        amount=money(refund.amount, language),
        method=label("method", refund.method, language),
        expected_by=day(refund.expected_by, language),
        paid_at=day(refund.paid_at, language),
    )


def standing_refunds(refunds: Sequence[Any]) -> list[Any]:
    """The refunds of an order without those that failed and were requested anew since."""

    def made_good(refund: Any) -> bool:
        later = [r for r in refunds if r.live and r.requested_at > refund.requested_at]
        return any(r.kind == refund.kind and r.return_id == refund.return_id for r in later)

    return [refund for refund in refunds if refund.live or not made_good(refund)]
