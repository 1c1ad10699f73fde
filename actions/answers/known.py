"""Questions that the shop's data answer by themselves, whatever they sound like to the classifier."""

from __future__ import annotations

from actions.answers.delivery_countries import says_where_too
from actions.answers.goods import tells_of_goods
from actions.answers.order_facts import tells_of_order
from actions.answers.own_money import tells_of_own_money
from actions.answers.promotion import tells_of_coupon
from actions.answers.rule_too import says_rule_too
from actions.answers.sums import tells_sum
from actions.context import Context


def tells_what_is_known(context: Context) -> bool:
    """Answers such a question: a sum, a country, goods, the order spoken of; whether the message was one."""
    return any(
        tell(context)
        for tell in (
            tells_of_own_money,
            tells_of_coupon,
            tells_sum,
            says_where_too,
            says_rule_too,
            tells_of_goods,
            tells_of_order,
        )
    )
