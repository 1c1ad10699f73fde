"""Facts of a context behind markers, and a reply's values in their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.reply_context import ReplyContext
from networks.reply_facts import MARKERS, Names, clean, find_facts, mark, mark_reply, marker, markers_in
from networks.reply_sentences import sentence_marker


def found(text: str, *names: str) -> list[str]:
    return [text[start:end] for start, end in find_facts(text, Names(names))]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("It costs $1,299.50 now.", ["$1,299.50"]),
        ("满¥99减¥10，8.8折", ["¥99", "¥10", "8.8"]),
        ("takes 3–5 days, or 2 - 4", ["3–5", "2 - 4"]),
        ("from 9:00 to 21:00", ["9:00", "21:00"]),
        ("9:00–21:00都在", ["9:00", "21:00"]),
        ("until 30 June, or May 3rd, 2024", ["30 June", "May 3rd, 2024"]),
        ("2025年3月5日前，6月1号", ["2025年3月5日", "6月1号"]),
        ("mail service@xiaoer.example.com. Thanks", ["service@xiaoer.example.com"]),
        ("see https://xiaoer.example.com/help/1。好", ["https://xiaoer.example.com/help/1"]),
        ("order ORD-1042 with SPRING20", ["ORD-1042", "SPRING20"]),
        ("call +86 400 555 0100 or 400 555 0100", ["+86 400 555 0100", "400 555 0100"]),
        ("500ml, A5", ["500", "A5"]),
        ("nothing here, 什么都没有", []),
    ],
)
def test_facts_are_found_by_pattern(text: str, facts: list[str]) -> None:
    assert found(text) == facts


def test_names_are_found_whatever_their_capitals_and_not_within_words() -> None:
    assert found("the GEYSER electric kettle", "Geyser Electric Kettle", "Geyser") == [
        "GEYSER electric kettle"
    ]
    assert found("teapots and tea", "Tea") == ["tea"]
    assert found("间歇泉电热水壶多少钱", "间歇泉电热水壶") == ["间歇泉电热水壶"]
    assert found("Nova 12 Pro or Nova 12", "Nova 12", "Nova 12 Pro") == ["Nova 12 Pro", "Nova 12"]


def test_equal_facts_share_a_marker_and_a_reply_gets_it_back() -> None:
    context = ReplyContext("en", "30 days?", ("Within 30 days, for $5.",))
    marked = mark(context, Names())
    assert marked.context.passages == (f"Within{marker(0)} 30 days, for{marker(1)} $5.{sentence_marker(0)}",)
    assert marked.context.question == f"{marker(0)} 30 days?"
    reply, missing = mark_reply("Yes, 30 days, and $5.", marked, Names())
    assert reply == f"Yes,{marker(0)} days, and{marker(1)}." and missing == []
    assert marked.fill(reply) == "Yes, 30 days, and $5."


def test_a_sentence_s_marker_says_the_sentence_once_with_its_facts() -> None:
    context = ReplyContext("en", "how long?", ("Free from $5. Within 30 days!", "Ask us."))
    marked = mark(context, Names(), sentence_numbers=[7, 3])
    assert marked.context.passages[0] == (
        f"Free from{marker(0)} $5.{sentence_marker(7)} Within{marker(1)} 30 days!{sentence_marker(3)}"
    )
    assert marked.context.passages[1] == "Ask us."  # no number was left
    reply = f"Sure.{sentence_marker(3)} Fine.{sentence_marker(3)}"
    assert marked.fill(marked.expanded(reply)) == "Sure. Within 30 days! Fine."
    with pytest.raises(KeyError):
        marked.expanded(sentence_marker(0))


def test_a_half_sentence_ends_as_a_whole_one() -> None:
    marked = mark(ReplyContext("zh", "几天", ("30天内可退；运费自理。",)), Names())
    assert marked.fill(marked.expanded(f"亲，{sentence_marker(0)}")) == "亲，30天内可退。"


def test_a_reply_s_fact_that_the_context_lacks_is_told() -> None:
    marked = mark(ReplyContext("zh", "几天", ("30天内",)), Names())
    assert mark_reply("60天", marked, Names()) == ("60天", ["60"])


def test_a_marker_that_stands_for_nothing_is_an_error() -> None:
    marked = mark(ReplyContext("en", "hi"), Names())
    with pytest.raises(KeyError):
        marked.fill(f"Only{marker(3)}.")


def test_facts_past_the_last_marker_get_none() -> None:
    text = " ".join(f"{number} a." for number in range(100, 100 + MARKERS + 5))
    marked = mark(ReplyContext("en", "", (text,)), Names())
    assert len(marked.values) == MARKERS
    assert len(list(markers_in(marked.context.passages[0]))) == MARKERS


def test_nobody_can_type_a_marker() -> None:
    marked = mark(ReplyContext("en", f"say {marker(0)} please \ue045", ("Free.",)), Names())
    assert list(markers_in(marked.context.question)) == [] and "\ue045" not in marked.context.question


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["en", "zh"]))
def test_any_text_can_be_marked_and_filled_again(question: str, passage: str, language: str) -> None:
    marked = mark(ReplyContext(language, question, (passage,)), Names(["Nova", "云足"]))
    reply, missing = mark_reply(clean(passage), marked, Names(["Nova", "云足"]))
    assert not missing
    assert marked.fill(reply).lower().replace(" ", "") == clean(passage).lower().replace(" ", "")
