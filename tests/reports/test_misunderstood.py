"""Messages that were not understood: masked, grouped by what they mean, and exported as training data."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from reports.export import export
from reports.misunderstood import Group, Message, by_letters, by_student, grouped, messages
from shop.domain.turn import Turn

AT = datetime(2024, 5, 15, tzinfo=timezone.utc)
STUDENT = Path(__file__).parents[2] / "students" / "nlu"


def turn(
    text: str | None, guess: str = "track_order", fallback: str = "unsure", language: str = "en"
) -> Turn:
    return Turn("d", AT, "web", language, "nlu_fallback", 0.6, guess=guess, fallback=fallback, text=text)


def test_the_same_text_counts_once_and_names_are_masked() -> None:
    turns = [
        turn("Jane Miller again"), turn("Jane again"), turn("Jane Miller again", fallback="ambiguous"),
        turn(None), turn("周敏的东西", language="zh"),
    ]  # fmt: skip
    found = messages(turns, {"Jane Miller", "周敏"})
    assert [(each.text, each.count, each.reasons) for each in found] == [
        ("[name] again", 3, ("ambiguous", "unsure")),
        ("[name]的东西", 1, ("unsure",)),
    ]


def message(text: str, count: int = 1, language: str = "en", guess: str | None = "track_order") -> Message:
    return Message(text, count, language, guess, ("unsure",))


def test_alike_messages_are_together_by_the_student() -> None:
    several = [
        message("can u gift wrap it"), message("what about my parcell thing", 3), message("wat about me parcell"),
        message("do you do gift wrapping"), message("能不能包装成礼物", language="zh"), message("可以礼品包装吗", 4, language="zh"),
    ]  # fmt: skip
    found = [{each.text for each in group.messages} for group in grouped(several, by_student(STUDENT))]
    assert found == [
        {"能不能包装成礼物", "可以礼品包装吗"},
        {"what about my parcell thing", "wat about me parcell"},
        {"can u gift wrap it", "do you do gift wrapping"},
    ]


def test_without_a_student_spelling_decides() -> None:
    several = [message("gift wrap please"), message("gift wrap, please!"), message("elevator music")]
    assert [group.count for group in grouped(several, by_letters)] == [2, 1]


def test_one_message_and_none() -> None:
    assert grouped([], by_letters) == []
    assert [group.count for group in grouped([message("hm", 2)], by_letters)] == [2]


def test_vectors_of_nothing_are_far_from_everything() -> None:
    assert np.isfinite(by_letters(["?!", "gift"])).all()


HOSTILE = [
    "[steal](product) this", "/restart{}", "- intent: greet", "line\nbreak: |", '"quoted" \'text\' # no comment', "{curly}", "中文：包装",
]  # fmt: skip


def test_rasa_reads_the_export_as_words_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "nlu.yml"
    assert export([Group(tuple(message(text) for text in HOSTILE))], file) == len(HOSTILE)
    examples = RasaYAMLReader().read(str(file)).training_examples
    assert {example.get("intent") for example in examples} == {"track_order"}
    assert [example.get("text") for example in examples] == [
        "(steal)(product) this", "restart()", "- intent: greet", "line break: |", '"quoted" \'text\' # no comment', "(curly)", "中文：包装",
    ]  # fmt: skip
    assert not any(example.get("entities") for example in examples)


def test_json_lines_hold_each_message(tmp_path: Path) -> None:
    export([Group((message("a", 2), message("b", guess=None)))], tmp_path / "new.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "new.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["text"], row["intent"], row["count"], row["group"]) for row in rows] == [
        ("a", "track_order", 2, 1), ("b", None, 1, 1),
    ]  # fmt: skip


def test_nothing_to_export_is_still_a_file(tmp_path: Path) -> None:
    assert export([], tmp_path / "nlu.yml") == 0
    assert RasaYAMLReader().read(str(tmp_path / "nlu.yml")).is_empty()


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.jsonl"):
        export([], tmp_path / "new.csv")
