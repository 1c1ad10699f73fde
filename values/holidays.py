"""Holidays that are one day, and always the same: Boxing Day, 元旦. Those of the lunar calendar are none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from values.days import day_of
from values.said import plain_pattern
from values.tense import is_past

_HOLIDAYS: dict[str, tuple[int, int]] = {
    r"christmas eve|xmas eve|平安夜|圣诞前夜": (12, 24), r"(?:christmas|xmas)(?: day)?|圣诞节?": (12, 25),
    r"boxing day|st\.? stephen'?s day|节礼日": (12, 26), r"new year'?s eve|跨年夜": (12, 31),
    r"new year'?s(?: day)?|元旦": (1, 1), r"valentine'?s(?: day)?|情人节": (2, 14), r"halloween|万圣节": (10, 31),
    r"st\.? patrick'?s day": (3, 17), r"三八节?|妇女节": (3, 8), r"愚人节|april fools'? day": (4, 1),
    r"五一节?|(?:五一)?劳动节": (5, 1), r"六一(?:儿童节)?|儿童节": (6, 1), r"教师节": (9, 10), r"国庆节?": (10, 1),
    r"光棍节|双十一|双11": (11, 11), r"双十二|双12": (12, 12),
}  # fmt: skip
# "christmas socks", 圣诞树, 国庆假期: a kind of thing, or more than one day.
_ONE_DAY = (
    r"(?=$|[^a-z]*$| ?[^a-z ]| (?:is|was|would|will|please|pls|if|or|and|at|the|this|i|i'm|we|it|when|in|for|though|so|but|then"
    r"|morning|afternoon|evening|can|ok|that|as|a|an|my|to|not|because|latest|last|works?|instead|thanks)\b)(?!-)"
    r"(?!节?(?:假|期间|长假|黄金周|活动|促|大促|优惠|价|预售|树|礼|帽|袜|装|老人|卡|贺|限|款|季|歌|毛衣|元素|主题|风|图案|特|周"
    r"|快乐|气氛|氛围|狂欢|满减|折|红包|券|晚会|联名))(?![一二三四五六七八九十百千\d个件双只])"
)
_HOLIDAY = plain_pattern(
    rf"(?<![a-z一二三四五六七八九十百千\d])(?P<name>{'|'.join(_HOLIDAYS)})(?![a-z])(?:那天|当天)?{_ONE_DAY}"
)


def find_holidays(plain: str, today: date) -> Iterator[tuple[date, int, int]]:
    """The next one, and where it is said; one that is just over is meant only where the words say so."""
    for match in _HOLIDAY.finditer(plain):
        month, number = next(
            day for name, day in _HOLIDAYS.items() if re.fullmatch(name, match.group("name"))
        )
        days = [day_of(today.year + offset, month, number) for offset in (-1, 0, 1)]
        if is_past(match):
            day = max((one for one in days if one and one <= today), default=None)
        else:
            day = min((one for one in days if one and one >= today), default=None)
        if day:
            yield day, *match.span()
