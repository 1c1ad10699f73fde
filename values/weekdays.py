"""Days of the week, as said: "next Friday", 上周五, "on Sun", "moved from Monday to Friday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from values.days import last, plus
from values.said import plain_pattern
from values.tense import is_ahead, is_past

_WEEKDAYS = {name: day for day, names in enumerate(
    ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
     "saturday sat", "sunday sun")) for name in names.split()}  # fmt: skip
_HAN_WEEKDAYS = {**{c: n for n, c in enumerate("一二三四五六日")}, "天": 6, "末": 5}
_NAME = "(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|tues|weds|thu|thur|thurs|fri"
_TIME = r"(?: (?:morning|afternoon|evening|night|noon))?"
# "sun hat", "I sat on it", "we wed": words of their own, unless they stand as a day does.
_ALSO_A_WORD = (
    rf"(?:(?:(?P<which>next|last|past|this)|on|by|until|till|since|before|after|from) |^\W*)(?P<weekday>sun|sat|wed)\b{_TIME}"
    r"(?=[^\w-]*$|[.,;:!?)]| (?:please|pls|thanks|at|or|and|the \d|\d|instead|is|would|works?|if|then|i|we|but)\b)"
)
_HAN = r"(?P<which>下下个?|[上下](?:个|一)?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
_PATTERNS = [
    plain_pattern(
        rf"\b(?:(?P<which>next|last|past|this) |on )?(?<!black )(?<!good )(?<!cyber )(?P<weekday>{_NAME})\b(?! week\b)"
    ),
    plain_pattern(rf"(?<![a-z]){_ALSO_A_WORD}"),
    plain_pattern(rf"{_HAN}(?![个年次起])"),
]
# From one to another is no one day, unless something is moved there.
_SOME_DAY = rf"(?:(?:next|last|this) )?(?:{_NAME}|sun|sat|wed)\b|(?:[上下这本]个?)?(?:周|星期|礼拜)[一二三四五六日天末]"
_TO = r"(?: (?:to|through|thru|till|until|and) (?:the )?| ?[-~到至] ?)"
_GOES_ON = plain_pattern(rf"{_TO}(?:{_SOME_DAY})")
_CAME_FROM = plain_pattern(rf"(?P<from>\b(?:between|from) )?(?:{_SOME_DAY}){_TO}$")
_MOVED = plain_pattern(
    r"\b(?:move|moved|change|changed|switch|push|shift|postpone|reschedul\w+|swap)\b[^.!?]{0,40}$|[改挪推换][^,。!?]{0,8}$"
)


def find_weekdays(plain: str, today: date) -> Iterator[tuple[date, int, int]]:
    """The day, and where it is said."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            if not _is_part_of_a_range(match):
                yield _weekday(match, today), *match.span()


def _is_part_of_a_range(match: re.Match[str]) -> bool:
    before, after = match.string[max(0, match.start() - 60) : match.start()], match.string[match.end() :]
    onward, came = _GOES_ON.match(after), _CAME_FROM.search(before)
    if onward and " and " in onward.group():  # "Monday and Tuesday" are two days, "between" them lies a range
        onward = onward if before.endswith("between ") else None
    if came and " and " in came.group():
        came = came if came["from"] == "between " else None
    return bool(onward) or bool(came and not _MOVED.search(before[: came.start()]))


def _weekday(match: re.Match[str], today: date) -> date:
    """上, 下 and "next" count weeks from Monday; "last" is the latest gone.

    A bare weekday is the next one to come, for things past ("bought it on Monday", "周六买的") the last one.
    """
    name = match.group("weekday")
    weekday = _WEEKDAYS[name] if name in _WEEKDAYS else _HAN_WEEKDAYS[name]
    which = match.group("which") or ""
    monday = plus(today, -today.weekday())
    if which in ("next", "下", "下个", "下一"):
        return plus(monday, 7 + weekday)
    if which in ("上", "上个", "上一"):
        return plus(monday, weekday - 7)
    if which in ("last", "past"):
        return last(weekday, today)
    if which in ("this", "这", "这个", "本"):
        return plus(monday, weekday)
    if which in ("下下", "下下个"):
        return plus(monday, 14 + weekday)
    if is_past(match) and not is_ahead(match):
        return last(weekday, today)
    return plus(today, (weekday - today.weekday()) % 7)
