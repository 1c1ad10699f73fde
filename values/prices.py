"""What something may cost at least and at most, in whatever currency the conversation is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from values.numerals import NUMBER, parse_number
from values.said import Said, Value, plain_pattern, said

_SIGN = r"(?:[$€£¥]|usd|eur|gbp|cny|rmb)"
_NAME = (
    r"(?:dollars?|euros?|pounds?|quid|bucks|yuan|usd|eur|gbp|cny|rmb"
    r"|块钱|块|元|美元|美金|欧元|欧|英镑|镑|刀|[$€£])"
)
_NO_PRICE = (
    r"(?! ?(?:(?:business |working |calendar |school )?(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?)|am\b|pm\b|o'clock|%"
    r"|percent|times?|pairs?|pieces?|pcs|of (?:them|these|those)|kg|g\b|ml|cm|mm|m\b|inch|stars?|items?|orders?|people|persons?"
    r"|points?|litres?|liters?|metres?|meters?|[天日周月年小点分号个件双次人码岁公厘米斤克升星折级倍%名单箱盒瓶包条只套位口]))(?![\d.]*\d)"
)
# "at least 10 mugs": behind such words a number may count things
_NO_COUNT = (
    r"(?! (?!thanks|plus|yes|is\b|was\b|as\b|its|this|plus|bucks|us\b|usd|pounds|euros|dollars)[a-z]{2,}s\b)"
)
_TO = r" ?(?:到|至|-|~|to) ?"


def _amount(name: str) -> str:
    return rf"(?:{_SIGN} ?)?(?P<{name}>{NUMBER})(?: ?{_NAME})?"


_HUNDREDS = "[一二两三四五六七八九]?[百千万][零一二三四五六七八九十百千]{0,6}"
_RANGES = [
    plain_pattern(rf"\b(?:between|from) {_amount('low')} ?(?:and|to|-) ?{_amount('high')}{_NO_PRICE}"),
    plain_pattern(
        rf"{_amount('low')} ?(?:到|至|-|~|—) ?{_amount('high')}(?:之间|以内|左右|上下|的?价位|这个价|预算| (?:price )?range)"
    ),
    plain_pattern(
        r"(?:预算|价位|价格|价钱|budget|price(?: range)?)(?:是|在|大概|大约|约|改成|换成| is| of| around| about|:)* ?"
        rf"{_amount('low')}{_TO}{_amount('high')}{_NO_PRICE}"
    ),
    plain_pattern(rf"(?<![\d-]){_amount('low')}{_TO}(?:{_SIGN} ?)?(?P<high>{NUMBER}) ?{_NAME}"),
    plain_pattern(rf"{_SIGN} ?(?P<low>{NUMBER}) ?(?:-|~|to|到) ?{_SIGN}? ?(?P<high>{NUMBER}){_NO_PRICE}"),
    plain_pattern(rf"(?P<low>{_HUNDREDS}) ?[到至~-] ?(?P<high>{_HUNDREDS}){_NO_PRICE}"),
    plain_pattern(rf"^\W*(?P<low>[1-9]\d{{2,3}}){_TO}(?P<high>[1-9]\d{{2,3}})(?:的|吧| please)*\W*$"),
]
# Limits, each with what turns it round: "under 300" is a most, "not under 300" a least.
_MOST, _LEAST = ("price_max", "high"), ("price_min", "low")
_LIMITS: list[tuple[tuple[str, str], re.Pattern[str], re.Pattern[str] | None]] = [
    (
        _MOST,
        plain_pattern(
            r"\b(?P<word>under|below|less than|cheaper than|lower than|sub)[ -](?:about |around )?"
            rf"{_amount('high')}{_NO_PRICE}"
        ),
        plain_pattern(
            r"(?:\b(?:not|nothing|no|never)|\bdon'?t (?:show|want|need|give|like)(?: me)?(?: anything| any| something| ones)?) $"
        ),
    ),
    (
        _MOST,
        plain_pattern(
            r"\b(?:at most|no more than|not more than|max(?:imum)?(?: of)?|up to|within|limit(?: is| of)?"
            r"|budget(?:'s| is| of| around| about|:)*|spend(?: up to)?)"
            rf" ?(?:about |around )?{_amount('high')}{_NO_PRICE}{_NO_COUNT}"
        ),
        None,
    ),
    (_MOST, plain_pattern(rf"\b(?:have|got) {_amount('high')} to spend\b"), None),
    (
        _MOST,
        plain_pattern(
            rf"(?:最多|最高|最贵|顶多|至多|撑死|控制在|预算(?:是|在|大概|大约|就|只有|也就|差不多|改成)*|上限(?:是|为)?) ?"
            rf"(?:别|不要|不能|不)?(?:花|超过|高于)* ?{_amount('high')}{_NO_PRICE}"
        ),
        None,
    ),
    (
        _MOST,
        plain_pattern(rf"(?:低于|少于|小于|便宜于) ?{_amount('high')}{_NO_PRICE}"),
        plain_pattern(r"(?:不|别|没|勿)[要能想得可]?$"),
    ),
    (
        _MOST,
        plain_pattern(
            rf"{_amount('high')} ?"
            r"(?:以内|以下|以里|之内|之下|内(?![衣裤胆存置])|封顶|打住|or (?:less|under|below|cheaper)|max\b|maximum|tops\b|at most)"
        ),
        plain_pattern(r"(?:不要|别要|不看|不买)$"),
    ),
    (_MOST, plain_pattern(rf"比 ?{_amount('high')} ?(?:还|更|再|要)?(?:便宜|低)"), None),
    (
        _LEAST,
        plain_pattern(
            r"\b(?:over|above|more than|higher than|upwards of|exceed(?:s|ing)?|beyond)"
            rf" {_amount('low')}{_NO_PRICE}{_NO_COUNT}"
        ),
        plain_pattern(
            r"(?:\b(?:not|nothing|no|never|cannot|without)\b|n't\b(?! you| find| see)|\b(?:dont|cant|wont)\b)[^.,;!?]{0,24}$"
        ),
    ),
    (
        _LEAST,
        plain_pattern(
            r"(?<!not )(?<!no )\b(?:at least|starting (?:at|from)|minimum(?: of)?|min|no less than|not less than)"
            rf" {_amount('low')}{_NO_PRICE}{_NO_COUNT}"
        ),
        None,
    ),
    (
        _LEAST,
        plain_pattern(rf"(?:超过|超出|高于|大于|多于|贵于) ?{_amount('low')}{_NO_PRICE}"),
        plain_pattern(r"(?:不|别|没|勿|甭)[^,。!?]{0,4}$"),
    ),
    (_LEAST, plain_pattern(rf"(?:至少|最少|起码|最低|下限(?:是|为)?) ?{_amount('low')}{_NO_PRICE}"), None),
    (_LEAST, plain_pattern(rf"比 ?{_amount('low')} ?(?:还|更|再|要)?(?:贵|高)"), None),
    (
        _LEAST,
        plain_pattern(
            rf"{_amount('low')} ?(?:以上|起步|起(?=$|\W|的)|往上|朝上|or more|or above|and up|and above|plus\b)"
        ),
        plain_pattern(r"(?:不要|别要|不看|不买)$"),
    ),
]
# What it shall cost more or less, which is neither a least nor a most: "around 30", 200块左右.
_AROUND = [
    plain_pattern(
        rf"(?<!what )(?<!how )(?<!think )(?<!me )(?<!ask )(?<!know )\b(?:around|about|roughly|approx(?:imately)?\.?|approximately|somewhere (?:around|near)|in the region of|~) ?(?:the )?{_amount('n')}{_NO_PRICE}{_NO_COUNT}"
    ),
    plain_pattern(rf"{_amount('n')} (?:or so|ish\b|more or less|give or take)"),
    plain_pattern(rf"{_amount('n')} ?(?:左右|上下|上下浮动|出头)"),
    plain_pattern(rf"(?:大概|大约|差不多|约) ?{_amount('n')} ?(?:块钱?|元)"),
]
_OF_A_BODY = plain_pattern(r"身高|体重|\b(?:tall|height|weigh)")
_SMALLEST_AROUND = 10  # without a currency; "about 5" counts as often
_SMALLEST_WITHOUT_CURRENCY = 5  # "at most 2" is a count
_SMALLEST_RANGE = 20  # "between 10 and 12" is a time
_CURRENCY = plain_pattern(rf"{_SIGN}|{_NAME}")
_RULED_OUT = plain_pattern(
    r" ?(?:块钱?|元)?的?,?(?:就|都)?(?:不要|免谈|不买|不考虑|别推|算了|不行)"
)  # "超过三百的不要"
_BEFORE = 32  # characters before a limit in which what turns it round stands


def find_prices(said: Said) -> Iterator[Value]:
    """`price_min` and `price_max`. A range gives both, each where its number stands."""
    ranged: list[tuple[int, int]] = []
    for pattern in _RANGES:
        for match in pattern.finditer(said.plain):
            low, high = _price(match, "price_min", "low"), _price(match, "price_max", "high", _SMALLEST_RANGE)
            if low and high and low.value < high.value:  # type: ignore[operator]
                ranged.append(match.span())
                yield low
                yield high
    for limit, pattern, turned in _LIMITS:
        for match in pattern.finditer(said.plain):
            entity, name = limit
            before = said.plain[max(0, match.start() - _BEFORE) : match.start()]
            if bool(turned and turned.search(before)) != bool(_RULED_OUT.match(said.plain, match.end())):
                entity = "price_min" if entity == "price_max" else "price_max"
            value = _price(match, entity, name)
            if value and not any(start <= value.start < end for start, end in ranged):
                yield value


def price_around(text: str) -> Decimal | None:
    """The price that is named as about what it shall cost; None where limits are named, or no price."""
    message = said(text)
    if _OF_A_BODY.search(message.plain) or any(True for _ in find_prices(message)):
        return None
    for pattern in _AROUND:
        for match in pattern.finditer(message.plain):
            value = _price(match, "price_max", "n", _SMALLEST_AROUND)
            if value:
                return Decimal(str(value.value))
    return None


def _price(
    match: re.Match[str], entity: str, name: str, least: int = _SMALLEST_WITHOUT_CURRENCY
) -> Value | None:
    """The number in group `name`. Below `least` it is a price only where a currency is named."""
    number = parse_number(match.group(name))
    if number is None or number <= 0:
        return None
    if number < least and not _CURRENCY.search(match.group()):
        return None
    return Value(entity, number, *match.span(name))
