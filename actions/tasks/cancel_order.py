"""Cancelling an order; one thing of several is taken out of it instead."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Answered, Confirm, Step
from actions.tasks.cancel_words import part_called_off
from actions.tasks.change_order import ChangeOrder
from actions.tasks.line_task import LineTask
from actions.tasks.refund_words import keeps_order
from actions.tasks.wishes import REMOVE, count_said, line_at
from actions.turn import Turn
from actions.wording import items_label, label, money


class CancelOrder(LineTask):
    name = "cancel_order"
    wants = ("order_id", "reason")
    kin = frozenset(
        {"change_order", "return_item", "get_refund", "complaint"}
    )  # they sound like it when they say why

    details = ("part", "count")

    def plan(self, case: Case, context: Context) -> Step:
        order_id = case.values.get("order_id") or context.memory.focus.order_id
        if case.asked is None and keeps_order(context.turn) and order_id and context.is_open(order_id):
            context.reply.say("utter_order_stays", order_id=order_id)
            return Answered()
        return super().plan(case, context)

    def plan_details(self, case: Case, context: Context) -> Step:
        order = context.shop.orders.get(case.values["order_id"])
        self.catch_up(case, order, context)
        if case.values.get("part") and order.status in ("placed", "paid"):
            return _take_out(case, context)
        terms = context.shop.orders.cancellation_terms(order.id)
        if case.values.pop("part", None):
            context.reply.say("utter_cancel_only_whole", order_id=order.id)
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

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        part = part_called_off(order.lines, turn)
        if part is None and context.memory.focus.last == "change_order" and not context.memory.focus.orders:
            part = line_at(order.lines, turn)  # "the second one as well", after one was taken out
        if part is not None:
            case.values.update(part=part, count=count_said(turn))

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


def _take_out(case: Case, context: Context) -> Step:
    """The order stays, without the one thing that was called off."""
    change = ChangeOrder()
    case.name = change.name
    case.values.update(action=REMOVE, line=case.values.pop("part"))
    return change.plan_details(case, context)
