"""Days, said in either language, as ISO 8601 against the day of the message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from values.days import (
    BEFORE_A_DAY,
    HAN_DAY,
    ORDINAL,
    day_number,
    day_of,
    in_year,
    last_of_month,
    likeliest,
    plus,
)
from values.holidays import find_holidays
from values.numerals import parse_number
from values.said import Said, Value, plain_pattern
from values.tense import is_ahead
from values.weekdays import find_weekdays

_YEARS_BACK, _YEARS_AHEAD = 10, 3  # beyond these a date is a slip, or no date at all

Reading = Callable[["re.Match[str]", date], date | None]

_RELATIVE: dict[str, int] = {
    "the day before yesterday": -2, "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0,
    "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "the day after tomorrow": 2,
    "day after tomorrow": 2, "tomorrow": 1,
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨儿": -1, "今天": 0, "今日": 0, "今早": 0,
    "今晚": 0, "今儿": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "大后天": 3, "后天": 2,
}  # fmt: skip
_MONTHS = {name: month for month, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"),
    start=1) for name in names.split()}  # fmt: skip
_SPANS = {
    "day": 1, "week": 7, "fortnight": 14, "天": 1, "日": 1, "周": 7, "星期": 7, "个星期": 7,
    "礼拜": 7, "个礼拜": 7,
}  # fmt: skip

_A_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_A_DAY = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{ORDINAL})"
_A_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d)(?!\d))?"  # "July 12. 4761": what else has four digits is an order
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|couple of|a couple of)"
_HAN_COUNT = r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})"


def _relative(match: re.Match[str], today: date) -> date:
    return plus(today, _RELATIVE[match.group()])


def _full(match: re.Match[str], today: date) -> date | None:
    return day_of(int(match.group("year")), int(match.group("month")), int(match.group("day")))


def _slashed(match: re.Match[str], today: date) -> date | None:
    """11/02/2026 is read as month first, unless only day first makes a date; with dots always day first."""
    first, second, year = int(match.group("first")), int(match.group("second")), int(match.group("year"))
    month_first = match.group("mark") != "." and first <= 12
    return day_of(year, first, second) if month_first else day_of(year, second, first)


def _named_month(match: re.Match[str], today: date) -> date | None:
    return in_year(match.group("year"), _MONTHS[match.group("month")], day_number(match.group("day")), today)


def _numbered_month(match: re.Match[str], today: date) -> date | None:
    month, day = parse_number(match.group("month")), day_number(match.group("day"))
    return in_year(match.group("year"), int(month or 0), day, today)


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    """The nearest such day of the last, this or the next month; of the month that is named, or the next to come."""
    first = today.replace(day=1)
    months = (plus(first, -1), first, plus(first, 32))
    day = day_number(match.group("day"))
    days = [day_of(month.year, month.month, day) for month in months]
    which = match.groupdict().get("month_of") or ""
    if which:
        return days[0 if "上" in which or "last" in which else 2 if "下" in which or "next" in which else 1]
    if is_ahead(match):
        return min((one for one in days if one and one >= today), default=None)
    return likeliest(days, today)


def _end(match: re.Match[str], today: date) -> date:
    """The last day of a month or year, where that is what is meant: "by the end of the month", not "at" it."""
    named, is_next = match.groupdict().get("month"), match.group("next")
    if match.group("span") in ("year", "年"):
        return date(today.year + bool(is_next), 12, 31)
    month = plus(last_of_month(today), 1) if is_next else today
    if named:
        month = date(today.year + (_MONTHS[named] < today.month), _MONTHS[named], 1)
    return last_of_month(month)


def _from_now(match: re.Match[str], today: date) -> date | None:
    count = match.group("count")
    days = 1 if count in ("a", "an") else 2 if "couple" in count else int(parse_number(count) or 0)
    start = plus(today, 1) if match.group("start") == "tomorrow" else today
    return plus(start, days * _SPANS[match.group("span").rstrip("s")])


def _ago(match: re.Match[str], today: date) -> date | None:
    said_count = match.group("count")
    count = 2 if "couple" in said_count else 1 if said_count in ("a", "an") else parse_number(said_count)
    days = (
        int(count or 0)
        * _SPANS[match.group("span").rstrip("s") if match.group("span").isascii() else match.group("span")]
    )
    ahead = match.groupdict().get("ahead")
    return plus(today, days if ahead else -days)


_WRITTEN: list[tuple[re.Pattern[str], Reading]] = [
    (
        plain_pattern(
            r"(?<![\d/.-])(?P<year>\d{4}) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2})(?:日|号"
            r"|(?![\d-]))"
        ),
        _full,
    ),
    (
        plain_pattern(
            r"(?<![\d/.-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})"
            r"(?![\d/.-])"
        ),
        _slashed,
    ),
    (
        plain_pattern(
            rf"\b(?<!it )(?<!that )(?<!this )(?<!they )(?<!we )(?<!i )(?P<month>{_A_MONTH})\.? (?:the )?{_A_DAY}{_A_YEAR}\b"
            r"(?! (?:be|days?|weeks?|of|or|people|pairs?|pieces?|stars?|items?)\b)"
        ),
        _named_month,
    ),
    (plain_pattern(rf"\b{_A_DAY}(?: of)? (?P<month>{_A_MONTH})\b\.?{_A_YEAR}"), _named_month),
    (
        plain_pattern(
            r"(?:(?P<year>\d{4}) ?年 ?)?(?P<month>(?<!\d)\d{1,2}|十[一二]?|[一二三四五六七八九]) ?月 ?"
            rf"(?P<day>\d{{1,2}}|{HAN_DAY})(?: ?[日号]|(?![\d个天]))"
        ),
        _numbered_month,
    ),
]

_DAY_WORD = "|".join(rf"\b{w}\b" if w.isascii() else w for w in sorted(_RELATIVE, key=len, reverse=True))
_NO_DAY = (
    r"(?! (?:of (?:this|last|next) month|one|order|item|time|option|floor|birthday|street|avenue|ave|st\b))"
)
_SAID: list[tuple[re.Pattern[str], Reading]] = [
    (
        plain_pattern(
            rf"\b{_COUNT} (?P<span>days?|weeks?|fortnights?) (?:from|after) (?P<start>today|tomorrow|now)\b"
        ),
        _from_now,
    ),
    (plain_pattern(_DAY_WORD), _relative),
    (
        plain_pattern(
            r"(?<![\d一二三四五六七八九十])(?P<month_of>[上下这本]个?月)(?:的)?(?P<day>[1-9]|[12]\d|3[01]|"
            + HAN_DAY
            + r")[号日]"
        ),
        _day_of_month,
    ),
    (
        plain_pattern(
            r"\bthe (?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th) of (?P<month_of>this|last|next) month\b"
        ),
        _day_of_month,
    ),
    (plain_pattern(rf"\b{_COUNT} (?P<span>days?|weeks?|fortnights?) (?:ago|back|earlier)\b"), _ago),
    (plain_pattern(rf"\b(?P<ahead>in) {_COUNT} (?P<span>days?|weeks?|fortnights?)\b"), _ago),
    (plain_pattern(rf"{_HAN_COUNT}(?P<span>天|日|周|个?星期|个?礼拜)(?:之|以)?前"), _ago),
    (plain_pattern(rf"{_HAN_COUNT}(?P<span>天|日|周|个?星期|个?礼拜)(?P<ahead>(?:之|以)?后)"), _ago),
    (
        plain_pattern(
            rf"\b(?:on |by |until |since |from )?the (?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b{_NO_DAY}"
        ),
        _day_of_month,
    ),
    (
        plain_pattern(
            rf"\b(?:{BEFORE_A_DAY}) the (?P<day>{ORDINAL})(?=[^\w-]*$|[.,;:!?]| (?:please|pls|at|if|or|but|and)\b)"
        ),
        _day_of_month,
    ),
    (
        plain_pattern(
            r"\b(?:by|before|until) the end of (?:(?:the|this|(?P<next>next)) (?P<span>month|year)"
            rf"|(?P<month>{_A_MONTH}))\b"
        ),
        _end,
    ),
    (plain_pattern(r"\b(?:on )?the last day of (?:the|this|(?P<next>next)) (?P<span>month|year)\b"), _end),
    (plain_pattern(r"(?:(?P<next>下)个?|[这本]个?|(?<!月)的?)(?P<span>[月年])(?:底|末)(?:之|以)?前"), _end),
    (
        # not a house number, a building, a line, a battery: only what goes on as a date does
        plain_pattern(
            rf"(?<![\d第单订路街道巷弄栋段院区附月十大小-])(?P<day>[1-9]|[12]\d|3[01]|{HAN_DAY})号"
            r"(?=$|[^0-9\u4e00-\u9fff]|[之以前后到发送来能想要需收下吧早上中晚左不就付买更也行可是]|的(?:时候|订单))(?!上门)"
        ),
        _day_of_month,
    ),
]


def find_written_dates(said: Said, today: date) -> Iterator[Value]:
    """Days written with their year, "2026-11-02": apart, for finders of other numbers would take them."""
    yield from _read(said, today, _WRITTEN)


def find_dates(said: Said, today: date) -> Iterator[Value]:
    """Days as ISO 8601. A day that does not exist, or is years away, gives nothing."""
    yield from _days(said, today)


@lru_cache(maxsize=32)  # one message, several askers
def _days(said: Said, today: date) -> tuple[Value, ...]:
    others = (*find_weekdays(said.plain, today), *find_holidays(said.plain, today))
    return (
        *_read(said, today, _SAID),
        *(Value("date", day.isoformat(), start, end) for day, start, end in others),
    )


def _read(said: Said, today: date, patterns: list[tuple[re.Pattern[str], Reading]]) -> Iterator[Value]:
    for pattern, read in patterns:
        for match in pattern.finditer(said.plain):
            day = _within_reach(read, match, today)
            if day:
                yield Value("date", day.isoformat(), *match.span())


def _within_reach(read: Reading, match: re.Match[str], today: date) -> date | None:
    try:
        day = read(match, today)
    except OverflowError:
        return None
    return day if day and -_YEARS_BACK <= day.year - today.year <= _YEARS_AHEAD else None
