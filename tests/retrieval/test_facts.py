"""The same fact is the same however it is written, in both languages; a word that holds a number is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.facts import Fact, facts, in_digits

SAME = [
    ("day", "30", ["30 days", "thirty days", "30 working days", "30-day", "３０天", "30天", "三十天", "30日", "30个工作日"]),
    ("day", "14", ["14 days", "two weeks", "fourteen days", "两周", "2个星期", "十四天"]),
    ("day", "1", ["one day", "1天", "一天内"]),
    ("month", "24", ["24 months", "two years", "twenty-four months", "24个月", "二十四个月", "两年"]),
    ("hour", "24", ["24 hours", "24小时", "二十四小时"]),
    ("percent", "20", ["20%", "20 %", "20 percent", "twenty percent", "八折", "8折", "百分之二十", "20％"]),
    ("percent", "15", ["15% off", "八五折", "85折"]),
    ("usd", "1299", ["$1,299", "$1299.00", "1299 dollars", "US$1,299", "1299美元"]),
    ("cny", "399", ["¥399", "￥399", "399元", "399块", "三百九十九元", "399 yuan"]),
    ("eur", "4.5", ["€4.50", "4.5 euros", "4.50欧元"]),
    ("date", "3-5", ["March 5", "5 March", "5th of March", "2026-03-05", "3月5日", "３月５号"]),
    ("time", "16:00", ["16:00", "4 pm", "4:00 p.m.", "16点"]),
    ("weekday", "5", ["Friday", "fridays", "周五", "星期五", "礼拜五"]),
    ("code", "ord-1042", ["ORD-1042", "order ord-1042", "订单ORD-1042到哪了"]),
    ("url", "https://example.com/a", ["see https://example.com/a.", "打开https://example.com/a。"]),
    ("email", "service@xiaoer.example.com", ["Service@xiaoer.example.com", "写信到 service@xiaoer.example.com，"]),
    ("phone", "864005550100", ["+86 400 555 0100"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "text"), [(Fact(kind, value), text) for kind, value, texts in SAME for text in texts]
)
def test_one_fact_in_many_writings(fact: Fact, text: str) -> None:
    assert fact in facts(text)
    assert len(facts(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["this one", "no one can", "a friend", "一下", "十分抱歉", "万一不行", "一样的", "一起看看", "第一次", "下一个工作日到", "祝您一天愉快", "you may sit"],
)  # fmt: skip
def test_words_that_hold_a_number_are_none(text: str) -> None:
    assert not facts(text)


def test_what_counts_something_is_no_bare_number() -> None:
    assert facts("24 months, shoes 6") == {Fact("month", "24"), Fact("number", "6")}


@settings(max_examples=60, deadline=None)  # the first one loads the tables of simplified characters
@given(st.integers(2, 99_999))
def test_a_number_is_found_in_full_width_and_with_separators(number: int) -> None:
    expected = {Fact("cny", str(number))}
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert facts(f"{number}元") == facts(f"{number:,}元") == facts(f"{wide}元") == expected


@settings(max_examples=60, deadline=None)  # the first one loads the tables of simplified characters
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    facts(text)
    assert isinstance(in_digits(text), str)
