"""How goods go back, asked once a return or an exchange is set up."""

from __future__ import annotations

import re
from typing import Any

from actions.context import Context
from actions.wording import status_of
from shop.domain.order import Order

# Where the goods go that are to come back, and how.
_BACK_TO = re.compile(
    r"\b(?:where|how|which (?:address|courier|counter))\b.{0,20}\b(?:send|post|ship|mail|bring|return|drop|take|hand)\b.{0,12}\b(?:it|them|this|that|back|return|parcel|package|to|off|in)\b"
    r"|\bwhat(?:'s| is) the (?:return )?address\b"
    r"|(?:寄|退|送|发|邮)回?(?:到|去|给)?(?:哪|什么地方|什么地址|谁)|(?:怎么|咋|如何|往哪|去哪)(?:儿|里)?.{0,3}(?:寄|退回|送回)|(?:退货|寄回|退回)的?地址",
    re.IGNORECASE,
)


def tells_way_back(order: Order, context: Context) -> bool:
    """How goods go back whose return, or exchange, has just been set up: "where do I post it to?", 寄到哪里."""
    if context.memory.focus.done not in ("return_item", "exchange_item") or not _BACK_TO.search(
        context.turn.text
    ):
        return False
    cases: list[Any] = [*context.shop.returns.of_order(order.id), *context.shop.exchanges.of_order(order.id)]
    open_cases = [each for each in cases if status_of(each) in ("requested", "approved")]
    if not open_cases:
        return False
    context.reply.say("utter_way_back", number=open_cases[-1].id)
    return True
