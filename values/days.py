"""Days reckoned from others: the likeliest year or month of a day, the last Monday, the number that "twenty-first" is."""

from __future__ import annotations

import re
from datetime import date, timedelta

from values.numerals import parse_number

_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
         "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
         "twentieth"), start=1)
} | {"thirtieth": 30}  # fmt: skip
_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
ORDINAL = rf"(?:(?:twenty|thirty)[ -](?:{_ONES})|{'|'.join(_ORDINALS)})"  # of a day, in words
BEFORE_A_DAY = "on|by|until|till|since|before"  # after these "the first" is a day, and no first thing
HAN_DAY = "[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九]"
_SHORT_TENS = {"廿": 20, "卅": 30}


def day_number(text: str) -> int:
    """The day of a month that plain `text` is: "3", "3rd", "twenty-first", 廿五; 0 for none."""
    text = text.strip()
    if text[:1] in _SHORT_TENS:
        return _SHORT_TENS[text[0]] + int(parse_number(text[1:]) or 0) if text[1:] else _SHORT_TENS[text[0]]
    if text[:1].isalpha() and text.isascii():
        tens, _, ones = text.replace("-", " ").rpartition(" ")
        return {"": 0, "twenty": 20, "thirty": 30}[tens] + _ORDINALS[ones]
    return int(parse_number(re.sub(r"(?:st|nd|rd|th)$", "", text)) or 0)


def plus(today: date, days: int) -> date:
    """The day so many days later. Raises OverflowError."""
    return today + timedelta(days=days)


def last(weekday: int, today: date) -> date:
    """The latest such weekday before today."""
    return plus(today, -((today.weekday() - weekday - 1) % 7 + 1))


def last_of_month(month: date) -> date:
    """The last day of the month in which `month` lies."""
    return plus(plus(month.replace(day=1), 32).replace(day=1), -1)


def in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    """The date in `year`; without one the likeliest."""
    if year:
        return day_of(int(year), month, day)
    return likeliest([day_of(today.year + offset, month, day) for offset in (-1, 0, 1)], today)


def likeliest(days: list[date | None], today: date) -> date | None:
    """The nearest to today, where a day ahead counts thrice: customers speak more of what was."""
    return min((day for day in days if day), key=lambda day: _distance(day, today), default=None)


def _distance(day: date, today: date) -> int:
    days = (day - today).days
    return 3 * days if days > 0 else -days


def day_of(year: int, month: int, day: int) -> date | None:
    """None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
