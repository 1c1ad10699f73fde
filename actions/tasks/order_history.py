"""The customer's past orders."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.identity import AccountTask
from actions.tasks.known_orders import HISTORY_CHOICES
from actions.wording import day, money, order_label


class OrderHistory(AccountTask):
    name = "order_history"

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        identity = context.shop.access.identity(context.conversation)
        customer_id = identity.customer_id if identity else None
        orders = context.shop.orders.history(customer_id, limit=HISTORY_CHOICES) if customer_id else []
        if not orders:
            context.reply.say("utter_no_orders")
            return
        language = context.language
        focus = context.memory.focus
        focus.orders = [order.id for order in orders]
        focus.products = []  # "the second one" now means an order
        lines = [
            f"{number}. {order_label(order, language)} · {money(order.total, language)}"
            f" · {day(order.placed_at, language)}"
            for number, order in enumerate(orders, start=1)
        ]
        context.reply.say(
            "utter_order_history",
            buttons=[Button(order.id, payload("track_order", order_id=order.id)) for order in orders],
            orders="\n".join(lines),
        )
