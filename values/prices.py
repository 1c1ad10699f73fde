"""What something may cost at least and at most, in whatever currency the conversation is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.numerals import NUMBER, parse_number
from values.said import Said, Value, plain_pattern

_SIGN = r"(?:[$€£¥]|usd|eur|gbp|cny|rmb)"
_NAME = (
    r"(?:dollars?|euros?|pounds?|quid|bucks|yuan|usd|eur|gbp|cny|rmb"
    r"|块钱|块|元|美元|美金|欧元|欧|英镑|镑|刀|[$€£])"
)
_NO_PRICE = (
    r"(?! ?(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|am\b|pm\b|o'clock|%|percent|times?"
    r"|pairs?"
    r"|pieces?|pcs|of (?:them|these|those)|kg|g\b|ml|cm|mm|m\b|inch|stars?|items?|orders?|people|persons?"
    r"|points?|"
    r"[天日周月年小点分号个件双次人码岁公厘米斤克升星折级倍%名单箱盒瓶包条只套]))(?![\d.]*\d)"
)


def _amount(name: str) -> str:
    return rf"(?:{_SIGN} ?)?(?P<{name}>{NUMBER})(?: ?{_NAME})?"


_RANGES = [
    plain_pattern(rf"\b(?:between|from) {_amount('low')} ?(?:and|to|-) ?{_amount('high')}{_NO_PRICE}"),
    plain_pattern(
        rf"{_amount('low')} ?(?:到|至|-|~|—) ?{_amount('high')}(?:之间|以内|左右|上下|的?价位|这个价|预算)"
    ),
    plain_pattern(
        r"(?:预算|价位|价格|价钱|budget|price(?: range)?)(?:是|在|大概|大约|约| is| of| around|:)? ?"
        rf"{_amount('low')} ?(?:到|至|-|~|to) ?{_amount('high')}{_NO_PRICE}"
    ),
    plain_pattern(
        rf"(?<![\d-]){_amount('low')} ?(?:到|至|-|~|to) ?(?:{_SIGN} ?)?(?P<high>{NUMBER}) ?{_NAME}"
    ),
    plain_pattern(rf"{_SIGN} ?(?P<low>{NUMBER}) ?(?:-|~|to|到) ?{_SIGN}? ?(?P<high>{NUMBER}){_NO_PRICE}"),
]
_MOST = [
    plain_pattern(
        r"\b(?:under|below|less than|at most|no more than|not more than|max(?:imum)?(?: of)?|up to"
        r"|cheaper than"
        r"|within|not over|nothing over|budget(?: is| of| around| about|:)*|spend(?: up to)?|limit(?: is"
        r"| of)?)"
        rf" ?(?:about |around )?{_amount('high')}{_NO_PRICE}"
    ),
    plain_pattern(
        r"(?:不(?:要|能|想|得)?(?:超过|高于|多于|大于)|别超过|低于|少于|小于|最多|最高|顶多|至多|控制在"
        r"|预算(?:是|在|大概|大约|就|只有|也就|差不多)?|上限)"
        rf" ?{_amount('high')}{_NO_PRICE}"
    ),
    plain_pattern(
        rf"{_amount('high')} ?"
        r"(?:以内|以下|之内|之下|内(?![衣裤胆存置])|封顶|打住|or (?:less|under|below)|max\b|maximum"
        r"|tops\b|at most)"
    ),
]
_LEAST = [
    plain_pattern(
        r"(?<!not )(?<!no )\b(?:over|above|more than|at least|starting (?:at|from)|minimum(?: of)?|min"
        r"|upwards of"
        r"|no less than|not less than)"
        rf" {_amount('low')}{_NO_PRICE}"
    ),
    plain_pattern(
        rf"(?:(?<!不)(?<!不要)(?<!不能)(?<!别)(?:超过|高于|大于)|不(?:低于|少于|小于)|至少|最少"
        rf"|起码) ?{_amount('low')}{_NO_PRICE}"
    ),
    plain_pattern(rf"{_amount('low')} ?(?:以上|起步|往上|朝上|or more|or above|and up|and above|plus\b)"),
]
_SMALLEST_WITHOUT_CURRENCY = 5  # "at most 2" is a count
_SMALLEST_RANGE = 20  # "between 10 and 12" is a time
_CURRENCY = plain_pattern(rf"{_SIGN}|{_NAME}")


def find_prices(said: Said) -> Iterator[Value]:
    """`price_min` and `price_max`. A range gives both, each where its number stands."""
    for pattern in _RANGES:
        for match in pattern.finditer(said.plain):
            low, high = _price(match, "price_min", "low"), _price(match, "price_max", "high", _SMALLEST_RANGE)
            if low and high and low.value < high.value:  # type: ignore[operator]
                yield low
                yield high
    for entity, name, patterns in (("price_max", "high", _MOST), ("price_min", "low", _LEAST)):
        for pattern in patterns:
            for match in pattern.finditer(said.plain):
                value = _price(match, entity, name)
                if value:
                    yield value


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
