"""Short questions that lean on the order just spoken of and sound like ones about the shop: "is it lost?", 怎么这么慢."""

from __future__ import annotations

import re

from actions.answers.policy import open_order
from actions.context import Context
from actions.reply import Button, payload
from actions.tasks.problem_words import NOT_RECEIVED
from actions.tasks.track_refund import offer_refund, tell_refund
from actions.wording import intent_label, status_of
from shop.domain.order import Order

LONGEST = 60  # characters; a longer message says itself what it is about
_LOST = re.compile(
    r"丢件|丢失|丢了|弄丢|寄丢|搞丢|送丢|不见了|被偷|偷走|卡住|\b(?:lost|stolen|gone astray|vanished|disappeared|stuck)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:邻居|鄰居|家人|门卫|保安|物业|别人|前台).{0,6}(?:拿|收|领|取|签)|放.{0,4}(?:邻居|门卫|物业|快递柜|驿站)"
    r"|\b(?:neighbou?rs?|doorman|reception|concierge|flatmate|someone else|somebody else)\b.{0,30}\b(?:taken?|took|got|has|have|signed|accepted|picked)\b",
    re.IGNORECASE,
)
# Where it shall be left, and not where it was: 放驿站行不.
_WISHED = re.compile(
    r"行不|行吗|可以[吗么不]|能不能|能.{0,4}放|可不可以|\b(?:please|leave|put it|be left|drop it|ask (?:them|him|her|the))\b",
    re.IGNORECASE,
)
_PARCEL = re.compile(
    r"快递|包裹|[发發]货|送[货到达]|寄|物流|运费|\b(?:deliver\w*|ship\w*|parcels?|packages?|courier)\b",
    re.IGNORECASE,
)
_SLOW = re.compile(
    r"慢|(?:这么|那么|要|还要|得|需要)(?:久|长)|多久|多长|几天|啥时候|什么时候|还没|\b(?:slow\w*|so long|how long|take long|taking|when|yet)\b",
    re.IGNORECASE,
)
_TO_WHERE = re.compile(
    r"[到退回去](?:到|回)?(?:的是)?(?:我的?)?(?:支付宝|微信|银行|信用卡|卡|哪|什么|原)|还是(?:支付宝|微信|银行|信用卡)"
    r"|\b(?:go|goes|going|refunded|paid|come|comes|sent|back|get it)\b.{0,15}\b(?:to|on|onto|in|into)\b.{0,40}(?:card|paypal|bank|account|alipay|wechat|wallet)"
    r"|\b(?:which|what) (?:card|account)\b",
    re.IGNORECASE,
)
# What a question about a parcel or a refund was mistaken for.
_ABOUT_GOODS = frozenset({"check_stock", "product_info", "delivery_options", "delivery_period", "size_guide"})
_ABOUT_MONEY = frozenset({"delivery_period", "payment_methods", "product_info", "refund_policy"})


def answers_about_order(intent: str, context: Context) -> bool:
    """Answers such a question; whether the message was one."""
    turn = context.turn
    if turn.is_button or len(turn.text) > LONGEST or turn.first("product"):
        return False
    order = open_order(context)
    if order is None:
        return False
    if (
        intent in _ABOUT_MONEY
        and context.memory.focus.last == "track_refund"
        and not _PARCEL.search(turn.text)
    ):
        return _tell_refund(order, context)
    return intent in _ABOUT_GOODS and _tell_parcel(order, context)


def _tell_refund(order: Order, context: Context) -> bool:
    """Why a refund takes its time, and where to it goes, with how it stands."""
    text = context.turn.text
    where, slow = _TO_WHERE.search(text), _SLOW.search(text)
    refunds = [
        each for each in context.shop.refunds.of_order(order.id) if each.live or status_of(each) == "paid"
    ]
    if not (where or slow):
        return False
    if not (where or refunds):
        return _offer_refund(order, context)
    if where:
        context.reply.say("utter_refund_goes_back")
    else:
        context.reply.say("utter_refund_takes_time", days=context.shop.rules.refund_days)
    if refunds:
        tell_refund(refunds[-1], order, context)
    return True


def _offer_refund(order: Order, context: Context) -> bool:
    """Why no money has come back: nobody has asked for it yet, which can be done now."""
    if not any(each.live for each in context.shop.returns.of_order(order.id)):
        return False
    offer_refund(order.id, context)
    context.reply.say("utter_refund_not_asked_for", order_id=order.id)
    return True


def _tell_parcel(order: Order, context: Context) -> bool:
    """Whether a parcel may be lost, or with somebody else, is offered to be looked into."""
    if status_of(order) not in ("shipped", "delivered"):
        return False
    elsewhere = _ELSEWHERE.search(context.turn.text) and not _WISHED.search(context.turn.text)
    if not elsewhere and not _LOST.search(context.turn.text):
        return False
    context.reply.say("utter_parcel_with_others" if elsewhere else "utter_parcel_may_be_lost")
    if context.memory.task is not None:  # which asks its question again
        return True
    values = {"order_id": order.id, "kind": NOT_RECEIVED}
    context.memory.offer = {"kind": "start", "task": "delivery_problem", "values": values}
    button = Button(
        intent_label("delivery_problem", context.language), payload("delivery_problem", order_id=order.id)
    )
    context.reply.say("utter_offer_parcel_problem", buttons=[button], order_id=order.id)
    return True
