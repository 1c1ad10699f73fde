"""The facts that a text states and that could be wrong: numbers with what they count, dates, codes, addresses.

The same fact is the same however it is written: "30 days", "thirty days", "３０天", "三十天"; "20% off" and "八折";
"two weeks" and "14 days"; "4 pm" and "16:00".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from values.numerals import ENGLISH, parse_number
from values.said import plain_pattern
from values.writing import simplify


class Fact(NamedTuple):
    """`kind` says what `value` counts or is: percent, usd, day, number, date, time, weekday, code, url, email, phone."""

    kind: str
    value: str


WORDS = frozenset({"date", "weekday", "code", "url", "email", "phone"})  # kinds whose values are no numbers
DURATIONS = frozenset({"minute", "hour", "day", "month"})

_CURRENCIES = {
    "usd": ("us$", "$", "usd", "us dollars", "us dollar", "dollars", "dollar", "bucks", "美元", "美金"),
    "eur": ("€", "eur", "euros", "euro", "欧元"),
    "gbp": ("£", "gbp", "pounds", "pound", "quid", "英镑"),
    "cny": ("¥", "cny", "rmb", "yuan", "人民币", "块钱", "元", "块"),
}
_CURRENCY = {name: currency for currency, names in _CURRENCIES.items() for name in names}
_UNITS = {  # unit → kind, and how many of it
    "minute": ("minute", 1), "分钟": ("minute", 1), "hour": ("hour", 1), "小时": ("hour", 1), "钟头": ("hour", 1),
    "day": ("day", 1), "工作日": ("day", 1), "天": ("day", 1), "日": ("day", 1), "week": ("day", 7), "周": ("day", 7),
    "星期": ("day", 7), "礼拜": ("day", 7), "month": ("month", 1), "月": ("month", 1), "year": ("month", 12),
    "年": ("month", 12),
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _any(names: Mapping[str, object]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_N = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH_UNIT = r"(?:minute|hour|day|week|month|year)s?\b"
_HAN_UNIT = r"个?(?:小时|分钟|钟头|工作日|天|日|周|星期|礼拜|月|年)"
_FACT = plain_pattern(
    r"(?P<email>[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"|(?P<url>(?:https?://|www\.)[a-z0-9./_?=&%#~:-]+"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|cn|io|shop|uk|de|eu|example)\b(?:/[a-z0-9./_?=&%#-]*)?)"
    rf"|(?P<date>\b20\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\d{{1,2}}月\d{{1,2}}[日号]?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b)"
    r"|(?P<time>\b(?:[01]?\d|2[0-4]):[0-5]\d(?: ?[ap]\.?m\b)?|\b1?\d ?[ap]\.?m\b|(?:[01]?\d|2[0-4])点(?:[0-5]\d分?)?)"
    rf"|(?P<money>(?:us\$|[$€£¥]|\b(?:usd|eur|gbp|cny|rmb)) ?{_N}|{_N} ?(?:{_any(_CURRENCY)})(?![a-z]))"
    rf"|(?P<percent>{_N} ?(?:%|percent\b|per cent\b)|\d(?:\.\d|\d)?折)"
    rf"|(?P<duration>{_N}[ -]?(?:full |more |working |business |whole )*{_ENGLISH_UNIT}|{_N}{_HAN_UNIT})"
    r"|(?P<code>\b(?=[a-z-]*\d)[a-z]{2,}-?[a-z0-9]*\d[a-z0-9-]*)"
    r"|(?P<phone>\+?\d(?:[ ()-]?\d){7,})"
    r"|(?P<weekday>\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:周|星期|礼拜)[1-6一二三四五六日天末])"
    rf"|(?P<number>{_N})"
)
_DIGITS = re.compile(_N)
# A Chinese numeral counts before what is counted; elsewhere it is as often a part of a word (一下, 万一, 十分).
_HAN = re.compile(
    r"百分之(?P<share>[零〇一二两三四五六七八九十百]{1,5})"
    r"|(?<![零〇一二两三四五六七八九十百千万第几下上前])(?P<n>[零〇一二两三四五六七八九十百千万]{1,8})"
    r"(?=个?(?:小时|分钟|钟头|工作日|月|星期|礼拜)|[天日周年元块折件双条台岁期倍克斤升寸码张只套支盒瓶箱颗粒层成%]|公斤|千克|厘米|毫|美元|欧元|英镑|次(?!性)|款(?!式))"
    r"|(?<![零〇一二两三四五六七八九十百千万第几])(?P<long>[二三四五六七八九]?十[一二三四五六七八九]|[二三四五六七八九]十|[一二三四五六七八九]百[零〇一二三四五六七八九十]*)"
)
_ENGLISH = plain_pattern(ENGLISH)
_ARTICLES = frozenset({"one", "a", "an", "一"})  # more often an article than a number
_LIMIT = plain_pattern(
    rf" (?:working |business |full )?{_ENGLISH_UNIT}|个?(?:小时|工作日|天|周|星期|月|年)[之以]?[内后到]|元|折"
)


def facts(text: str) -> frozenset[Fact]:
    """All facts of a text; what is read as one kind (a date, a code) is not counted again as a bare number."""
    found: set[Fact] = set()
    for match in _FACT.finditer(in_digits(text)):
        kind = str(match.lastgroup)
        found.add(_READ[kind](match.group()) if kind in _READ else Fact(kind, match.group().rstrip(".,/-")))
    return frozenset(found)


def in_digits(text: str) -> str:
    """The text in half-width and lower case, simplified, with its numbers in digits."""
    plain = simplify(unicodedata.normalize("NFKC", text)).lower()
    plain = plain.translate({ord(dash): "-" for dash in "–—−‑~～"} | {ord("￥"): "¥", ord("’"): "'"})
    plain = _HAN.sub(_han_in_digits, plain)
    return _ENGLISH.sub(_english_in_digits, plain)


def numbers(found: frozenset[Fact]) -> frozenset[str]:
    """The values of all facts that are numbers, whatever they count."""
    return frozenset(fact.value for fact in found if fact.kind not in WORDS)


def _han_in_digits(match: re.Match[str]) -> str:
    said = match["share"] or match["n"] or match["long"]
    is_article = said in _ARTICLES and not _LIMIT.match(match.string, match.end())
    number = None if is_article else parse_number(said)
    if number is None:
        return match.group()
    if match["n"] and match.string[match.end() : match.end() + 1] == "折" and len(said) == 2 and number > 10:
        return str(number)  # 八五折
    return f"{number}%" if match["share"] else str(number)


def _english_in_digits(match: re.Match[str]) -> str:
    said = match.group().strip()
    is_article = said in _ARTICLES and not _LIMIT.match(match.string, match.end())
    number = None if is_article else parse_number(said)
    return match.group() if number is None else str(number)


def _number(text: str) -> str:
    """The first number of `text`, without separators and trailing zeros: "1,299.00" → "1299"."""
    digits = _DIGITS.search(text)
    value = (digits.group() if digits else "0").replace(",", "")
    return str(int(float(value))) if float(value).is_integer() else value.rstrip("0")


def _money(text: str) -> Fact:
    name = re.sub(rf"{_N}|\s+(?=\d)|(?<=\d)\s+", "", text).strip()
    return Fact(_CURRENCY.get(name, "money"), _number(text))


def _percent(text: str) -> Fact:
    if not text.endswith("折"):
        return Fact("percent", _number(text))
    share = float(_number(text))
    return Fact("percent", _number(f"{100 - share * (10 if share < 10 else 1):.1f}"))


def _duration(text: str) -> Fact:
    unit = re.sub(r"^[\d.,]+", "", text).split(" ")[-1].lstrip("-个").removesuffix("s")
    kind, times = _UNITS[unit]
    return Fact(kind, _number(str(float(_number(text)) * times)))


def _date(text: str) -> Fact:
    """Month and day; the year is seldom said."""
    told = [int(part) for part in re.findall(r"\d+", text)]
    named = re.search("|".join(_MONTHS), text)
    if named:
        return Fact("date", f"{_MONTHS.index(named.group()) + 1}-{told[0]}")
    return Fact("date", f"{told[-2]}-{told[-1]}")


def _time(text: str) -> Fact:
    told = [int(part) for part in re.findall(r"\d+", text)]
    hour, minute = told[0], told[1] if len(told) > 1 else 0
    if re.search(r"p\.?m", text) and hour < 12:
        hour += 12
    return Fact("time", f"{hour}:{minute:02}")


def _weekday(text: str) -> Fact:
    if text[:3] in _WEEKDAYS:
        return Fact("weekday", str(_WEEKDAYS.index(text[:3]) + 1))
    said = text[-1]
    return Fact(
        "weekday",
        "7" if said in "日天" else said if said.isdigit() else str("一二三四五六末".index(said) + 1),
    )


_READ: Mapping[str, Callable[[str], Fact]] = {
    "date": _date,
    "time": _time,
    "money": _money,
    "percent": _percent,
    "duration": _duration,
    "weekday": _weekday,
    "phone": lambda text: Fact("phone", re.sub(r"\D", "", text)),
    "number": lambda text: Fact("number", _number(text)),
}
