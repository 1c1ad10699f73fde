"""The picture of confusions."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.errors import EvaluationError
from evaluation.intent_metrics import Guess, Row
from evaluation.intent_plot import confused_most, legible, plot_confusions


def rows(*pairs: tuple[str, str]) -> list[Row]:
    return [Row("hi", gold, Guess(said, 0.5, 0.5, False)) for gold, said in pairs]


def test_the_most_confused_come_first_and_the_others_are_left_out() -> None:
    names, counts, wanted = confused_most(
        rows(("a", "a"), ("b", "c"), ("b", "c"), ("c", "a"), ("d", "d")), most=2
    )
    assert names == ["c", "b"]  # wrong rows, given or taken: c three, b two, a one
    assert counts.tolist() == [[0, 0], [2, 0]]
    assert wanted.tolist() == [1, 2]


def test_no_label_holds_characters_that_the_font_lacks() -> None:
    from matplotlib import font_manager

    labels, font = legible(["取消订单", "cancel_$order", "\U0010fffd"])
    available = set(font_manager.get_font(font_manager.findfont(font)).get_charmap())
    assert {ord(character) for label in labels for character in label} <= available
    assert labels[1] == r"cancel_\$order"
    assert labels[2] == "<10FFFD>"


def test_long_labels_are_cut() -> None:
    (label,), _ = legible(["x" * 100])
    assert len(label) == 28


def test_intents_of_any_name_are_drawn(tmp_path: Path) -> None:
    file = tmp_path / "plot.png"
    plot_confusions(rows(("取消$a_{", "b$"), ("b$", "b$")), file)
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_file_of_an_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"plot\.docx"):
        plot_confusions(rows(("a", "b")), tmp_path / "plot.docx")
