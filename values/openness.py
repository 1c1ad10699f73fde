"""Slots that are left open: any value will do ("颜色随便"), or the one that was said is given up ("leave the coupon out")."""

from __future__ import annotations

from values.said import Said, plain_pattern

# What the slots are called. Of a coupon nobody says that any will do.
_NAMES: dict[tuple[str, ...], str] = {
    ("color",): r"colou?rs?|shades?|颜色",
    ("size",): r"sizes?|尺码|尺寸|码数",
    ("brand",): r"brands?|品牌|牌子",
    (
        "price_max",
        "price_min",
    ): r"price(?: range| limit)?|budget|cost|价格|价钱|价位|预算|价格限制|多少钱|贵不贵",
    ("date",): r"day|date|哪天|日期",
    ("payment_method",): r"payment(?: method)?|支付方式|付款方式",
}
_DROPPED: dict[tuple[str, ...], str] = {
    **_NAMES,
    ("coupon",): r"(?:coupon|voucher|promo|discount|gift)(?: code| card)?|code|优惠[券码]|折扣[券码]|券",
}
_FINE = r"(?:fine|ok|okay|good|great|will do|works?|goes|is all right|alright)"
_ANY = (
    r"\bany (?:{n}) (?:is |are |would be |'s )?"
    + _FINE
    + r"\b|^\W*any (?:{n})(?: please| really)?\W*$|\bin any (?:{n})\b"
    r"|\b(?:{n}) (?:really |itself )?(?:doesn'?t|does not|don'?t|do not|isn'?t|is not|is no|won'?t) (?:really )?(?:matter|important|object|an issue|a problem)\b"
    r"|\b(?:don'?t|do not) (?:really )?(?:care|mind)(?: about)?(?: what| which)?(?: the)? (?:{n})\b|\b(?:whatever|whichever) (?:{n})\b"
    r"|\bno (?:particular|specific|special|preferred) (?:{n})\b|\bno preference (?:on|for|about|as to)(?: the)? (?:{n})\b"
    r"|\bnot (?:fussy|picky) about(?: the)? (?:{n})\b|\bno (?:{n}) limit\b|\bregardless of (?:the )?(?:{n})\b"
    r"|(?:什么|啥|任何|哪种|哪个|随便什么|随便哪个)样?的?(?:{n})(?:都|也)(?:可以|行|好|成|没关系|无所谓|没问题|ok)"
    r"|(?:{n})(?:嘛|呢|什么的|方面)?,? ?(?:就|都|也|我)*(?:随便|无所谓|不限|都行|都可以|都成|不重要|不挑|没要求|没有要求|不要求|不是问题|没关系|任意|看着来)"
    r"|(?:不限|不挑|不管|不在乎|不在意|不要求|不考虑|不计较|随便(?:什么|哪个|啥)?)(?:什么|哪个|啥|哪种)?(?:{n})(?!不对|错)"
)
_DROP = (
    r"\b(?:never ?mind|forget(?: about)?|drop|remove|leave out|leave off|skip|ignore|scrap|take off|without|no)(?: the| my| a| that| any)? (?:{n})\b(?! ?(?:is|was|works|arrived|came|yet|sent|received))"
    r"|\b(?:leave|take)(?: the| my| that)? (?:{n})(?: limit)? (?:out|off|away)\b"
    r"|(?:不用|别用|不要|去掉|取消|删掉|删除|拿掉|别管|不用管|先不管|不看)(?:那个|这个|什么|啥)?(?:{n})(?:限制|条件|要求)?(?:了|吧|啦|$|\W)"
    r"|(?:{n})(?:限制|条件|要求)?(?:就|先|也)?(?:不用了|不要了|去掉|取消|算了|拿掉)"
)
_PATTERNS = [
    *((slots, plain_pattern(_ANY.replace("{n}", name))) for slots, name in _NAMES.items()),
    *((slots, plain_pattern(_DROP.replace("{n}", name))) for slots, name in _DROPPED.items()),
]
_BARE = plain_pattern(
    r"^\W*(?:(?:i )?(?:really )?(?:don'?t|do not) (?:care|mind)|(?:it )?(?:doesn'?t|does not) matter|any(?:thing|one|(?: of them)?)?(?: is fine| will do| works)?"
    r"|whatever|whichever|no preference|you choose|up to you|surprise me"
    r"|(?:都|也)?(?:随便|无所谓|都行|都可以|都好|哪个都行|不限|没要求|你定|您定|随意|看着办))(?:吧|啦|的|了|呢| really| please)*\W*$"
)


def find_opened(said: Said, requested_slot: str | None) -> frozenset[str]:
    """The slots that the message leaves open; a bare "whatever" those that were asked for."""
    found = {slot for slots, pattern in _PATTERNS if pattern.search(said.plain) for slot in slots}
    if _BARE.match(said.plain):
        found |= {slot for slots in _NAMES for slot in slots if requested_slot in slots}
    return frozenset(found)
