"""Sentences behind markers, by hand."""

from __future__ import annotations

import pytest

from networks.reply_sentences import (
    SENTENCES,
    likeness,
    relevances,
    sentence_marker,
    sentence_number,
    split_sentences,
)


def test_markers_are_told_from_other_characters() -> None:
    assert [sentence_number(sentence_marker(number)) for number in range(SENTENCES)] == list(range(SENTENCES))
    assert sentence_number("a") is None and sentence_number(chr(0xE000)) is None


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two! Three", ["One.", "Two!", "Three"]),
        ("It costs 1.5 kg.", ["It costs 1.5 kg."]),
        ("可以退。运费自理；到付不收。", ["可以退。", "运费自理；", "到付不收。"]),
        ("好。”", ["好。”"]),
        ("", []),
    ],
)
def test_sentences_are_cut_and_lose_nothing(text: str, cut: list[str]) -> None:
    assert split_sentences(text) == cut


def test_the_sentence_that_has_most_of_the_question_is_most_relevant() -> None:
    english = relevances("how long do returns take", ["We ship daily.", "Returns take long.", "Pay by card."])
    assert english == [0.0, 1.0, 0.0]
    chinese = relevances("退货运费谁出", ["退货要七天。", "退货的运费由您出。"])
    assert chinese[1] == 1.0 and 0 < chinese[0] < 1
    assert relevances("???", ["One.", "Two."]) == [0.0, 0.0] and relevances("a", []) == []


def test_likeness_counts_runs_of_characters() -> None:
    assert likeness("abcd", "abce") == pytest.approx(2 * 1 / 4)  # abc of abc, bcd and abc, bce
    assert likeness("退货要钱", "退货免费") == pytest.approx(2 * 1 / 6)  # 退货 of three pairs each
    assert likeness("", "") == 0.0
