"""Days, said in either language, as ISO 8601 against the day of the message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from values.numerals import parse_number
from values.said import Said, Value, plain_pattern
from values.tense import is_ahead, is_past

_YEARS_BACK, _YEARS_AHEAD = 10, 3  # beyond these a date is a slip, or no date at all

Reading = Callable[["re.Match[str]", date], date | None]

_RELATIVE: dict[str, int] = {
    "the day before yesterday": -2, "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0,
    "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "the day after tomorrow": 2,
    "day after tomorrow": 2, "tomorrow": 1,
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨儿": -1, "今天": 0, "今日": 0, "今早": 0,
    "今晚": 0, "今儿": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "大后天": 3, "后天": 2,
}  # fmt: skip
_WEEKDAYS = {name: day for day, names in enumerate(
    ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
     "saturday sat", "sunday sun")) for name in names.split()}  # fmt: skip
_HAN_WEEKDAYS = {**{c: n for n, c in enumerate("一二三四五六日")}, "天": 6, "末": 5}
_MONTHS = {name: month for month, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"),
    start=1) for name in names.split()}  # fmt: skip
_SPANS = {
    "day": 1, "week": 7, "fortnight": 14, "天": 1, "日": 1, "周": 7, "星期": 7, "个星期": 7,
    "礼拜": 7, "个礼拜": 7,
}  # fmt: skip

_HOLIDAYS: dict[str, tuple[int, int]] = {
    r"christmas eve|平安夜|圣诞前夜": (12, 24), r"christmas(?: day)?|圣诞节?": (12, 25), r"new year'?s eve|跨年夜": (12, 31),
    r"new year'?s(?: day)?|元旦": (1, 1), r"valentine'?s(?: day)?|情人节": (2, 14), r"halloween|万圣节": (10, 31),
    r"三八节?|妇女节": (3, 8), r"愚人节|april fools'? day": (4, 1), r"五一节?|劳动节": (5, 1), r"六一(?:儿童节)?|儿童节": (6, 1),
    r"教师节": (9, 10), r"国庆节?": (10, 1), r"双十一|双11": (11, 11), r"双十二|双12": (12, 12),
}  # fmt: skip
_A_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_A_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_A_YEAR = r"(?:,? (?P<year>\d{4}))?"
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|couple of|a couple of)"
_HAN_COUNT = r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})"


def _plus(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _relative(match: re.Match[str], today: date) -> date:
    return _plus(today, _RELATIVE[match.group()])


def _full(match: re.Match[str], today: date) -> date | None:
    return _day(int(match.group("year")), int(match.group("month")), int(match.group("day")))


def _slashed(match: re.Match[str], today: date) -> date | None:
    """11/02/2026 is read as month first, unless only day first makes a date; with dots always day first."""
    first, second, year = int(match.group("first")), int(match.group("second")), int(match.group("year"))
    month_first = match.group("mark") != "." and first <= 12
    return _day(year, first, second) if month_first else _day(year, second, first)


def _named_month(match: re.Match[str], today: date) -> date | None:
    return _in_year(match.group("year"), _MONTHS[match.group("month")], int(match.group("day")), today)


def _numbered_month(match: re.Match[str], today: date) -> date | None:
    month, day = parse_number(match.group("month")), parse_number(match.group("day"))
    return _in_year(match.group("year"), int(month or 0), int(day or 0), today)


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    """The nearest such day of the last, this or the next month; of the month that is named, or the next to come."""
    first = today.replace(day=1)
    months = (_plus(first, -1), first, _plus(first, 32))
    day = int(parse_number(match.group("day")) or 0)
    days = [_day(month.year, month.month, day) for month in months]
    which = match.groupdict().get("month_of") or ""
    if which:
        return days[0 if "上" in which or "last" in which else 2 if "下" in which or "next" in which else 1]
    if is_ahead(match):
        return min((one for one in days if one and one >= today), default=None)
    return _likeliest(days, today)


def _holiday(match: re.Match[str], today: date) -> date | None:
    """The next one; one that is just over is meant only where the words say so."""
    month, day = next(value for name, value in _HOLIDAYS.items() if re.fullmatch(name, match.group("name")))
    days = [_day(today.year + offset, month, day) for offset in (-1, 0, 1)]
    if is_past(match):
        return max((one for one in days if one and one <= today), default=None)
    return min((one for one in days if one and one >= today), default=None)


def _from_now(match: re.Match[str], today: date) -> date | None:
    count = match.group("count")
    days = 1 if count in ("a", "an") else 2 if "couple" in count else int(parse_number(count) or 0)
    start = _plus(today, 1) if match.group("start") == "tomorrow" else today
    return _plus(start, days * _SPANS[match.group("span").rstrip("s")])


def _ago(match: re.Match[str], today: date) -> date | None:
    said_count = match.group("count")
    count = 2 if "couple" in said_count else 1 if said_count in ("a", "an") else parse_number(said_count)
    days = (
        int(count or 0)
        * _SPANS[match.group("span").rstrip("s") if match.group("span").isascii() else match.group("span")]
    )
    ahead = match.groupdict().get("ahead")
    return _plus(today, days if ahead else -days)


def _weekday(match: re.Match[str], today: date) -> date:
    """上, 下 and "next" count weeks from Monday; "last" is the latest gone.

    A bare weekday is the next one to come, for things past ("bought it on Monday", "周六买的") the last one.
    """
    name = match.group("weekday")
    weekday = _WEEKDAYS[name] if name in _WEEKDAYS else _HAN_WEEKDAYS[name]
    which = match.group("which") or ""
    monday = _plus(today, -today.weekday())
    if which in ("next", "下", "下个", "下一"):
        return _plus(monday, 7 + weekday)
    if which in ("上", "上个", "上一"):
        return _plus(monday, weekday - 7)
    if which in ("last", "past"):
        return _last(weekday, today)
    if which in ("this", "这", "这个", "本"):
        return _plus(monday, weekday)
    if which in ("下下", "下下个"):
        return _plus(monday, 14 + weekday)
    if is_past(match) and not is_ahead(match):
        return _last(weekday, today)
    return _plus(today, (weekday - today.weekday()) % 7)


def _last(weekday: int, today: date) -> date:
    return _plus(today, -((today.weekday() - weekday - 1) % 7 + 1))


def _in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    """The date in `year`; without one the likeliest."""
    if year:
        return _day(int(year), month, day)
    return _likeliest([_day(today.year + offset, month, day) for offset in (-1, 0, 1)], today)


def _likeliest(days: list[date | None], today: date) -> date | None:
    """The nearest to today, where a day ahead counts thrice: customers speak more of what was."""
    return min((day for day in days if day), key=lambda day: _distance(day, today), default=None)


def _distance(day: date, today: date) -> int:
    days = (day - today).days
    return 3 * days if days > 0 else -days


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_WITH_YEAR: list[tuple[re.Pattern[str], Reading]] = [
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
]

_HAN_DAY = "[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY_WORD = "|".join(rf"\b{w}\b" if w.isascii() else w for w in sorted(_RELATIVE, key=len, reverse=True))
_A_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|tues|wed|weds|thu|thur|thurs|fri|sun"
_NO_DAY = (
    r"(?! (?:of (?:this|last|next) month|one|order|item|time|option|floor|birthday|street|avenue|ave|st\b))"
)
_WITHOUT_YEAR: list[tuple[re.Pattern[str], Reading]] = [
    (plain_pattern(rf"\b(?P<month>{_A_MONTH})\.? (?:the )?{_A_DAY}{_A_YEAR}\b"), _named_month),
    (plain_pattern(rf"\b{_A_DAY}(?: of)? (?P<month>{_A_MONTH})\b\.?{_A_YEAR}"), _named_month),
    (
        plain_pattern(
            r"(?:(?P<year>\d{4}) ?年 ?)?(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九]) ?月 ?"
            rf"(?P<day>\d{{1,2}}|{_HAN_DAY})(?: ?[日号]|(?![\d个天]))"
        ),
        _numbered_month,
    ),
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
            + _HAN_DAY
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
            r"\b(?:(?P<which>next|last|past|this) |on )?(?<!black )(?<!good )(?<!cyber )"
            rf"(?P<weekday>{_A_WEEKDAY})\b"
        ),
        _weekday,
    ),
    (
        plain_pattern(
            r"(?P<which>下下个?|[上下](?:个|一)?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
            r"(?![个年次起])"
        ),
        _weekday,
    ),
    (
        plain_pattern(
            rf"\b(?:on |by |until |since |from )?the (?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b{_NO_DAY}"
        ),
        _day_of_month,
    ),
    (
        # not a house number, a building, a line, a battery: only what goes on as a date does
        plain_pattern(
            rf"(?<![\d第单订路街道巷弄栋段院区附月十大小-])(?P<day>[1-9]|[12]\d|3[01]|{_HAN_DAY})号"
            r"(?=$|[^0-9\u4e00-\u9fff]|[之以前后到发送来收下吧早上中晚左不就付买更也行可是]|的(?:时候|订单))(?!上门)"
        ),
        _day_of_month,
    ),
    (
        plain_pattern(
            rf"(?<![a-z])(?P<name>{'|'.join(_HOLIDAYS)})(?![a-z])(?:那天|当天)?(?! (?:present|gift|tree|sale|card))"
        ),
        _holiday,
    ),
]


def find_written_dates(said: Said, today: date) -> Iterator[Value]:
    """Days written with their year, "2026-11-02": apart, for finders of other numbers would take them."""
    yield from _read(said, today, _WITH_YEAR)


def find_dates(said: Said, today: date) -> Iterator[Value]:
    """Days as ISO 8601. A day that does not exist, or is years away, gives nothing."""
    yield from _read(said, today, _WITHOUT_YEAR)


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
