"""Sums that a customer would have to do with the shop's rules: what delivery costs for goods of 45 euros, how far 4,200 points are
from gold."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from actions.context import Context
from actions.products import currency, named_currency
from actions.wording import label, money
from shop.domain.membership import THRESHOLDS, level_for
from shop.domain.money import Money

_LONGEST = 90  # characters; a longer message is about more
_DELIVERY = re.compile(
    r"\b(?:shipping|postage|delivery)\b.{0,24}\b(?:costs?|fees?|charges?|free|price|how much)\b|\b(?:costs?|fees?|charges?|free|how much)\b.{0,24}\b(?:shipping|postage|delivery|deliver|ship)\b|\bshipping\?"
    r"|运费|邮费|快递费|包邮|免邮|配送费",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:[€£$¥￥]\s?(?P<before>\d{1,5}(?:\.\d{1,2})?))"
    r"|(?P<behind>\d{1,5}(?:\.\d{1,2})?)\s?(?:euros?\b|eur\b|€|pounds?\b|quid\b|gbp\b|£|dollars?\b|bucks\b|usd\b|\$|块钱?|元|欧元?|美元|美金|英镑|镑|rmb\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?P<points>\d{1,3}(?:[,，]\d{3})+|\d{1,6})\s?(?:points?\b|pts\b|积?分(?!期|钟))", re.IGNORECASE
)
_TO_GO = re.compile(
    r"\b(?:how (?:many|much|far)|till|until|to (?:get|reach|go|be)|away|missing|left|next|need|enough|for)\b"
    r"|差|还要|还得|够|升|到(?:白银|黄金|铂金|金卡|银卡)|距离|能(?:到|是|升)",
    re.IGNORECASE,
)
_LEVELS = {
    "silver": re.compile(r"\bsilver\b|白银|银卡|银牌", re.IGNORECASE),
    "gold": re.compile(r"\bgold\b|黄金|金卡|金牌", re.IGNORECASE),
    "platinum": re.compile(r"\bplatinum\b|铂金|白金", re.IGNORECASE),
}


def tells_sum(context: Context) -> bool:
    """Does the sum that the message asks for; whether it asks for one."""
    turn = context.turn
    if turn.is_button or len(turn.text) > _LONGEST or turn.first("order_id"):
        return False
    return _delivery(context) or _points(context)


def _delivery(context: Context) -> bool:
    text = context.turn.text
    amount = _AMOUNT.search(text)
    if amount is None or not _DELIVERY.search(text):
        return False
    rules, unit = context.shop.rules, _unit(amount.group(), context)
    goods = Decimal(amount.group("before") or amount.group("behind"))
    missing = rules.free_shipping_from - goods
    facts: dict[str, Any] = {
        "goods": money(Money.of(goods, unit), context.language),
        "least": money(Money.of(rules.free_shipping_from, unit), context.language),
    }
    if missing <= 0:
        context.reply.say("utter_sum_delivery_free", **facts)
        return True
    facts["fee"] = money(Money.of(rules.shipping_fee, unit), context.language)
    facts["missing"] = money(Money.of(missing, unit), context.language)
    context.reply.say("utter_sum_delivery", **facts)
    return True


def _unit(said: str, context: Context) -> str:
    return "EUR" if said.endswith("欧") else named_currency(said) or currency(context)


def _points(context: Context) -> bool:
    text = context.turn.text
    said = _POINTS.search(text)
    if said is None or not _TO_GO.search(text):
        return False
    points = int(re.sub(r"\D", "", said.group("points")))
    named = next((level for level, words in _LEVELS.items() if words.search(text)), None)
    above = [level for level, least in THRESHOLDS.items() if least > points]
    goal = named or (above[0] if above else None)
    if goal is None or (named is None and "会员" not in text and not _LEVEL_WORDS.search(text)):
        return False
    language = context.language
    facts: dict[str, Any] = {
        "points": points,
        "level": label("level", goal, language),
        "least": THRESHOLDS[goal],
        "present": label("level", level_for(points), language),
    }
    missing = THRESHOLDS[goal] - points
    if missing > 0:
        context.reply.say("utter_sum_points", **facts, missing=missing)
    else:
        context.reply.say("utter_sum_points_reached", **facts)
    return True


_LEVEL_WORDS = re.compile(r"\b(?:level|tier|status|member|next)\b|级|差多少|还差|下一", re.IGNORECASE)
