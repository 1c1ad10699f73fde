"""The figures that reports print, against numbers worked by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.errors import EvaluationError, FormatError, ModelMissing
from evaluation.latency import LatencyConfig, percentiles
from evaluation.models import find_model, inputs_hash
from evaluation.nlu import Example, Guess, by_language, read_examples, scores
from evaluation.table import table
from evaluation.utterances import Report, draw


def test_percentiles_of_a_hundred_and_one_times() -> None:
    found = percentiles([n / 1000 for n in range(101)])
    assert found == {"p50_ms": 50.0, "p95_ms": 95.0, "turns": 101}


def test_percentiles_need_two_times() -> None:
    with pytest.raises(EvaluationError, match="at least 2"):
        percentiles([0.1])


def test_latency_needs_conversations() -> None:
    with pytest.raises(EvaluationError):
        LatencyConfig(conversations=1)


def test_scores_by_hand() -> None:
    pairs = [
        ("greet", Guess("greet", unsure=False)),
        ("greet", Guess("greet", unsure=True)),
        ("greet", Guess("thank", unsure=False)),
        ("thank", Guess("thank", unsure=False)),
    ]
    found = scores(pairs)
    assert found["accuracy"] == 0.75
    assert found["macro_f1"] == round((0.8 + 2 / 3) / 2, 4)
    assert found["asked_back"] == 0.25
    assert found["sure_and_wrong"] == 0.25
    assert found["intents"]["greet"] == {"examples": 3, "precision": 1.0, "recall": 0.6667, "f1": 0.8}
    assert found["confusions"] == [{"intent": "greet", "taken_for": "thank", "count": 1}]


def test_languages_are_scored_apart() -> None:
    examples = [Example("hello there", "greet"), Example("你好呀", "greet")]
    found = by_language(examples, [Guess("greet", False), Guess("thank", False)])
    assert {language: result["accuracy"] for language, result in found.items()} == {"en": 1.0, "zh": 0.0}


def test_examples_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "hi", "intent": "greet"}\n{"text": "hi"}\n', encoding="utf-8")
    with pytest.raises(FormatError, match=r"a\.jsonl, line 2"):
        read_examples([file])


def test_drawing_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(f'{{"text": "message {n % 50}"}}\n' for n in range(100)), encoding="utf-8")
    assert draw(file, 10, seed=1) == draw(file, 10, seed=1)
    assert draw(file, 10, seed=1) != draw(file, 10, seed=2)
    assert len(set(draw(file, 50, seed=1))) == 50
    with pytest.raises(FormatError, match="found 50"):
        draw(file, 51, seed=1)


def test_a_violation_is_counted() -> None:
    report = Report(messages=2, violations=[{"kind": "crash", "text": "", "found": ""}])
    report.outcomes["action_ask_back"] = 1
    assert report.summary()["violations"] == {"crash": 1}
    assert report.summary()["asked_back_share"] == 0.5


def test_the_newest_model_is_found(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="make model"):
        find_model(project=tmp_path)
    (tmp_path / "models").mkdir()
    for number, name in enumerate(("old", "new")):
        file = tmp_path / "models" / f"{name}.tar.gz"
        file.touch()
        os.utime(file, (number, number))
    assert find_model(project=tmp_path).name == "new.tar.gz"


def test_a_changed_input_means_another_model(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline: []")
    (tmp_path / "data").mkdir()
    before = inputs_hash(config, tmp_path)
    assert inputs_hash(config, tmp_path) == before
    (tmp_path / "data" / "nlu.yml").write_text("nlu: []")
    assert inputs_hash(config, tmp_path) != before


def test_tables_line_up_with_chinese() -> None:
    lines = table(["name", "n"], [("订单", 1), ("a", 20)]).splitlines()
    assert lines[2:] == ["订单   1", "a     20"]
