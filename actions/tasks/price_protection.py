"""The price fell soon after the purchase: the difference back (价保)."""

from __future__ import annotations

import re
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Confirm, Step
from actions.tasks.identity import OrderTask
from actions.tasks.policy_or_order import knows_order
from actions.turn import Language
from actions.wording import day, item_name, label, listing, money

_ASKS_RULE = re.compile(
    r"[?？]|\b(?:how|do (?:you|i|u)|is there|window|if)\b|多久|多长|几天|怎么|支持|吗|不$|能不能|什么",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(r"\bautomatic\w*|\bby (?:itself|yourselves)\b|自动|主动(?:退|补|返)", re.IGNORECASE)


class PriceProtection(OrderTask):
    name = "price_protection"

    def plan(self, case: Case, context: Context) -> Step:
        if not knows_order(self, case, context) and "told_rule" not in case.values:
            case.values["told_rule"] = bool(_ASKS_RULE.search(context.turn.text))
            if case.values["told_rule"]:
                if _BY_ITSELF.search(context.turn.text):
                    context.reply.say("utter_price_protection_is_claimed")
                text = context.shop.policies.text("price_protection", context.language)
                context.reply.say("utter_policy", text=text)
        return super().plan(case, context)

    def plan_details(self, case: Case, context: Context) -> Step:
        order_id = case.values["order_id"]
        terms = context.shop.price_protection.terms(order_id)
        language = context.language
        items = listing((_fall(line, language) for line in terms.lines), language)
        return Confirm(
            "utter_confirm_price_protection",
            {
                "order_id": order_id,
                "items": items,
                "amount": money(terms.amount, language),
                "until": day(terms.until, language),
            },
        )

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        refund = context.shop.price_protection.claim(order.id, context.by(case, order.customer_id))
        context.reply.say(
            "utter_price_protection_made",
            order_id=order.id,
            refund_id=refund.id,
            amount=money(refund.amount, context.language),
            method=label("method", refund.method, context.language),
            expected_by=day(refund.expected_by, context.language),
        )


def _fall(line: Any, language: Language) -> str:
    """1 × Wool socks ($12.00 → $10.00)."""
    prices = f"{money(line.paid, language)} → {money(line.now, language)}"
    return f"{line.quantity} × {item_name(line, language)} ({prices})"
