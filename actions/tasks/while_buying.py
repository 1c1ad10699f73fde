"""Questions about what comes after a purchase, asked in the middle of it: the invoice, sending it back, when it comes. They are about
the goods that are being bought, and no wish about some order from before."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions import answers
from actions.context import Context
from actions.memory import Case
from actions.reading import IS_QUESTION

_RESPONSES: Mapping[str, str] = {
    "get_invoice": "utter_buying_invoice",
    "check_invoice": "utter_buying_invoice",
    "price_protection": "utter_buying_price_falls",
}
_POLICIES: Mapping[str, str] = {
    "return_item": "refund_policy",
    "get_refund": "refund_policy",
    "exchange_item": "refund_policy",
    "track_order": "delivery_period",
}
_OTHER_ORDER = re.compile(
    r"\b(?:my|last|previous|other|earlier|old|first) (?:orders?|purchase|parcel|invoice)\b|\balready (?:ordered|bought|have)\b|\bi (?:ordered|bought)\b"
    r"|上次|之前|上一?[单個个]|以前|那[个笔]?订单|已经[买下]|我买过|买的那|前几天|昨天|上周",
    re.IGNORECASE,
)


def answers_for_purchase(case: Case, context: Context) -> bool:
    """Answers such a question; whether the message was one."""
    turn = context.turn
    if case.name != "place_order" or turn.is_button or turn.first("order_id"):
        return False
    if turn.intent not in (*_RESPONSES, *_POLICIES) or _OTHER_ORDER.search(turn.text):
        return False
    if context.memory.focus.order_id and not IS_QUESTION.search(turn.text):
        return False
    if turn.intent in _RESPONSES:
        context.reply.say(_RESPONSES[turn.intent])
    else:
        answers.respond(_POLICIES[turn.intent], context)
    return True
