"""Current offers, and what is the matter with a coupon that the customer names."""

from __future__ import annotations

import re

from actions import refusals
from actions.answers.sums import pieces_said
from actions.context import Context
from actions.memory import Case
from actions.products import currency, current
from actions.turn import Language
from actions.wording import day, item_name, money
from shop.domain.coupon import Coupon
from shop.domain.errors import InvalidValue, Refused

# What looks like a code where none was recognised; not the number of an order or the like.
_CODE = re.compile(
    r"(?<![A-Za-z\d_-])(?!(?:ORD|PRD|RMA|EXC|REF|INV|TKT|CUS)\d)[A-Z]{3,}\d{1,3}(?![A-Za-z\d_-])"
)


_COMBINED = re.compile(
    r"\b(?:combin\w*|stack\w*|add(?:ed)? up|(?:both|two|several|multiple) (?:of them|codes?|coupons?|vouchers?)|together(?: with)?|on top of)\b"
    r"|\bwork with (?:it|that|this|[A-Z]+\d+)\b|叠加|疊加|同时用|同時用|一起用|合着用|(?:两|兩|几|多)[张個个]?(?:优惠)?[券码]",
    re.IGNORECASE,
)


_HOLDS_FOR = re.compile(
    r"\b(?:does|do|can|will|would|is|and) (?:it|that|this|the (?:code|coupon|voucher))\b.{0,12}\b(?:work|apply|valid|count|good|used)\b"
    r"|(?:能|可以|可不可以)用(?:吗|么|不|嘛|在|\W*$)|适用|用得了",
    re.IGNORECASE,
)
_LONGEST = 40  # characters; a longer message says itself what it is about
_LOOKBACK = 2  # messages before this one


def promotion(context: Context) -> None:
    if not context.turn.is_button and _COMBINED.search(context.turn.text):
        context.reply.say("utter_coupon_one_an_order")
        return
    like_one = _CODE.search(context.turn.text)
    code = context.turn.first("coupon") or (like_one.group() if like_one else None)
    if code:
        _explain_coupon(code, context)
        return
    offers = context.shop.promotions.current(context.language)
    if not offers:
        context.reply.say("utter_no_offers")
        return
    prices = currency(context)
    lines = [f"• {offer_line(coupon, prices, context.language)}" for coupon in offers]
    context.reply.say("utter_offers", offers="\n".join(lines))


def tells_of_coupon(context: Context) -> bool:
    """Answers what else the coupon just asked about holds for: "and does it work on tea?"; whether the message was that."""
    turn = context.turn
    if (
        turn.is_button
        or len(turn.text) > _LONGEST
        or turn.first("coupon")
        or not _HOLDS_FOR.search(turn.text)
    ):
        return False
    said = [found.group() for text in turn.before[-_LOOKBACK:] for found in _CODE.finditer(text)]
    if not said:
        return False
    _explain_coupon(said[-1], context)
    return True


def offer_line(coupon: Coupon, prices: str, language: Language) -> str:
    """SPRING20: 20% off everything, from $50.00, until 22 Jun 2026."""
    zh = language == "zh"
    title = coupon.title_zh if zh else coupon.title
    minimum = coupon.minimums.get(prices)
    parts = [title]
    if minimum is not None and minimum.amount > 0:
        least = money(minimum, language)
        parts.append(f"商品满{least}可用" if zh else f"for goods from {least}")
    until = day(coupon.ends_at, language)
    parts.append(f"有效期至{until}" if zh else f"until {until}")
    return f"{coupon.code}：{'，'.join(parts)}" if zh else f"{coupon.code}: {', '.join(parts)}"


def _explain_coupon(code: str, context: Context) -> None:
    try:
        coupon = context.shop.promotions.check(code)
    except InvalidValue:
        context.reply.say("utter_coupon_not_readable")
        return
    except Refused as refused:
        refusals.explain(refused, Case(name="promotion"), context)
        return
    if _takes_off(coupon, context):
        return
    line = offer_line(coupon, currency(context), context.language)
    context.reply.say("utter_coupon_holds_once" if coupon.once else "utter_coupon_holds", offer=line)


def _takes_off(coupon: Coupon, context: Context) -> bool:
    """What the coupon takes off the product spoken of, or what is still lacking for it; whether there is one."""
    product, prices = current(context), currency(context)
    if product is None or prices not in product.prices:
        return False
    pieces = pieces_said(context) or 1
    goods, language = product.prices[prices] * pieces, context.language
    try:
        context.shop.promotions.check(coupon.code, goods)
    except Refused as refused:
        refusals.explain(refused, Case(name="promotion"), context)
        return True
    off = coupon.discount(goods)
    context.reply.say(
        "utter_coupon_takes_off",
        coupon=coupon.code,
        count=pieces,
        name=item_name(product, language),
        goods=money(goods, language),
        discount=money(off, language),
        rest=money(goods - off, language),
    )
    return True
