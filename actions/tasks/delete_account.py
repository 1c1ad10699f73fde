"""Closing an account for good."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Confirm, Refuse, Step
from actions.tasks.identity import AccountTask
from actions.wording import intent_label, label
from shop.domain.errors import Refused
from shop.service.erasure import OPEN_STATES

LOOK_BACK = 100  # orders; open ones are among the newest


class DeleteAccount(AccountTask):
    name = "delete_account"

    def plan(self, case: Case, context: Context) -> Step:
        known = context.shop.access.identity(context.conversation) is not None
        if not known and not case.values.get("told"):
            case.values["told"] = True
            context.reply.say("utter_what_closing_means")
        return super().plan(case, context)

    def plan_details(self, case: Case, context: Context) -> Step:
        identity = context.shop.access.identity(context.conversation)
        if identity is None or not identity.customer_id:
            return Refuse("utter_no_account", buttons=())
        orders = context.shop.orders.history(identity.customer_id, limit=LOOK_BACK)
        still_open = [order.id for order in orders if order.status in OPEN_STATES]
        if still_open:
            history = Button(intent_label("order_history", context.language), payload("order_history"))
            return Refuse(
                "utter_account_has_open_orders", {"orders": ", ".join(still_open)}, buttons=(history,)
            )
        member = context.shop.accounts.membership(identity.customer_id)
        return Confirm(
            "utter_confirm_delete_account",
            {
                "email": identity.email,
                "level": label("level", member.level, context.language),
                "points": member.points,
                "orders": len(orders),
            },
        )

    def execute(self, case: Case, context: Context) -> None:
        identity = context.shop.access.identity(context.conversation)
        if identity is None or not identity.customer_id:
            raise Refused("account_deleted")
        context.shop.accounts.delete(identity.customer_id, context.by(case, identity.customer_id))
        context.memory.focus = type(context.memory.focus)()
        context.reply.say("utter_account_deleted")
