"""Sums that a customer would have to do with the shop's rules: what delivery costs for goods of 45 euros, how far 4,200 points are
from gold."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from actions.context import Context
from actions.products import PAIR, currency, current, named_currency
from actions.tasks.wishes import count_said
from actions.wording import item_name, label, money
from shop.domain.membership import THRESHOLDS, level_for
from shop.domain.money import Money
from values.sums import LEVEL_WORDS, LONGEST, amount_to_deliver, points_to_go_from

_HOW_MUCH = re.compile(
    r"\bhow much\b|\bwhat (?:would|do|does|is)\b.{0,24}\bcost|多少钱|几块|啥价|什么价|一共多少", re.IGNORECASE
)
_WORDS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_BARE_COUNT = re.compile(
    rf"\b(?:for|are|buy|take|get|would) (\d{{1,2}}|{'|'.join(_WORDS)})\b(?! ?(?:euros?|dollars?|pounds?|days?|weeks?|%))",
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
    if turn.is_button or len(turn.text) > LONGEST or turn.first("order_id"):
        return False
    return _delivery(context) or _points(context) or _several(context)


def _delivery(context: Context) -> bool:
    amount = amount_to_deliver(context.turn.text)
    if amount is None:
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
    points = points_to_go_from(text)
    if points is None:
        return False
    named = next((level for level, words in _LEVELS.items() if words.search(text)), None)
    above = [level for level, least in THRESHOLDS.items() if least > points]
    goal = named or (above[0] if above else None)
    if goal is None or (named is None and "会员" not in text and not LEVEL_WORDS.search(text)):
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


def _several(context: Context) -> bool:
    """ "How much for 2?", 两瓶多少钱, of the product spoken of."""
    turn = context.turn
    if not _HOW_MUCH.search(turn.text) or turn.first("coupon") or turn.first("category"):
        return False
    pieces = pieces_said(context)
    if pieces is None or pieces < PAIR:
        return False
    product, prices = current(context), currency(context)
    if product is None or prices not in product.prices:
        return False
    each = product.prices[prices]
    context.reply.say(
        "utter_sum_several",
        count=pieces,
        name=item_name(product, context.language),
        each=money(each, context.language),
        total=money(each * pieces, context.language),
    )
    return True


def pieces_said(context: Context) -> int | None:
    """How many pieces the message speaks of, if it does and the shop sells so many at once."""
    said = count_said(context.turn)
    if said is None and (bare := _BARE_COUNT.search(context.turn.text)):
        said = int(bare.group(1)) if bare.group(1).isdigit() else _WORDS[bare.group(1).casefold()]
    return said if said is not None and 1 <= said <= context.shop.rules.max_quantity else None
