from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from values.dates import find_dates, find_written_dates
from values.said import said

WEDNESDAY = date(2026, 11, 18)


def days(text: str, today: date = WEDNESDAY) -> list[str]:
    found = [*find_written_dates(said(text), today), *find_dates(said(text), today)]
    return list(dict.fromkeys(str(value.value) for value in found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2026-11-17"),
        ("the day before yesterday", "2026-11-16"),
        ("昨天", "2026-11-17"),
        ("大前天", "2026-11-15"),
        ("tomorrow after 5", "2026-11-19"),
        ("next Wednesday", "2026-11-25"),
        ("下周三", "2026-11-25"),
        ("下個星期一", "2026-11-23"),
        ("上周五", "2026-11-13"),
        ("last Monday", "2026-11-16"),
        ("last wednesday", "2026-11-11"),
        ("friday afternoon", "2026-11-20"),
        ("on wednesday", "2026-11-18"),
        ("i bought it on monday", "2026-11-16"),
        ("周六买的", "2026-11-14"),
        ("i asked for a refund on monday", "2026-11-16"),
        ("这个周末", "2026-11-21"),
        ("need it by tuesday", "2026-11-24"),
        ("it has to be here on Monday", "2026-11-23"),
        ("by the 3rd please", "2026-12-03"),
        ("改到3号吧", "2026-12-03"),
        ("下下周一", "2026-11-30"),
        ("上个月28号买的", "2026-10-28"),
        ("on the 5th of next month", "2026-12-05"),
        ("will it be here by christmas eve", "2026-12-24"),
        ("元旦前能到吗", "2027-01-01"),
        ("12 月 24 日送", "2026-12-24"),
        ("国庆那天买的", "2026-10-01"),
        ("3月5日", "2026-03-05"),
        ("12月24号", "2026-12-24"),
        ("十月八号", "2026-10-08"),
        ("2026-11-02", "2026-11-02"),
        ("2026年10月18日", "2026-10-18"),
        ("02.11.2026", "2026-11-02"),
        ("12/03/2025", "2025-12-03"),
        ("25/12/2025", "2025-12-25"),
        ("the 5th", "2026-11-05"),
        ("on the 25th", "2026-11-25"),
        ("五号就签收了", "2026-11-05"),
        ("march 15", "2026-03-15"),
        ("3rd of June 2025", "2025-06-03"),
        ("Dec 24th, 2026", "2026-12-24"),
        ("two weeks ago", "2026-11-04"),
        ("in 3 days", "2026-11-21"),
        ("三天前", "2026-11-15"),
        ("兩周後", "2026-12-02"),
    ],
)
def test_days(text: str, expected: str) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "31 Feb",
        "2月31日",
        "2026-13-01",
        "9999-01-01",
        "0001-01-01",
        "1999-01-01",
        "0月0日",
        "13月1日",
        "999 weeks ago",
        "black friday",
        "3号楼",
        "5号电池",
        "建国路88号",
        "单号1042",
        "下周",
        "the 5th one",
        "may i",
        "sat down",
        "3-5 days",
        "小一号",
        "",
    ],
)
def test_no_day(text: str) -> None:
    assert days(text) == []


def test_a_leap_day_needs_a_leap_year() -> None:
    assert days("2月29日") == []
    assert days("2024-02-29") == ["2024-02-29"]
    assert days("29 Feb", date(2024, 3, 1)) == ["2024-02-29"]


@settings(deadline=None)
@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.text(max_size=40))
def test_any_day_at_any_time(today: date, text: str) -> None:
    for word in ("上周日", "下周一", "the 31st", "2月29号", "last sunday", "in 999 weeks"):
        for found in days(word + text, today):
            assert date.fromisoformat(found)


def test_a_span_from_a_day_is_longer_than_the_day() -> None:
    found = list(find_dates(said("a week from tomorrow"), WEDNESDAY))
    assert max(found, key=lambda value: value.end - value.start).value == "2026-11-26"
