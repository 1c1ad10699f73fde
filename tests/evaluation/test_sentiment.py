"""`python -m evaluation sentiment` from end to end, on a bundle whose predictions are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.__main__ import main
from tests.evaluation.word_bundle import write_word_bundle

LABELS = {"intent": ["a", "b"], "sentiment": ["negative", "neutral", "positive"]}
WORDS = {"bad": {"negative": 2.0}, "good": {"positive": 2.0}, "ok": {"neutral": 2.0}, "好": {"positive": 2.0}}


def write(file: Path, *rows: tuple[object, str]) -> Path:
    lines = [json.dumps({"text": text, "sentiment": sentiment}) for text, sentiment in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_the_whole_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = write_word_bundle(tmp_path / "bundle", LABELS, WORDS)
    test = write(
        tmp_path / "test.jsonl",
        ("bad", "negative"),
        ("ok", "negative"),
        ("good", "positive"),
        ("好", "positive"),
    )
    assert main(["sentiment", "--bundle", str(bundle), "--test", str(test), "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    # negative: precision 1, recall 1/2, F1 2/3; positive: 1. Neutral is nowhere gold, so it has no part in the mean.
    assert (found["accuracy"], found["macro_f1"]) == (0.75, round((0.6667 + 1) / 2, 4))
    assert found["by_language"]["zh"] == {"accuracy": 1.0, "macro_f1": 1.0, "examples": 1}
    assert found["confusions"] == [{"intent": "negative", "taken_for": "neutral", "count": 1}]


def test_a_bundle_without_the_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = write_word_bundle(tmp_path / "bundle", {"intent": ["a", "b"]}, {"x": {"a": 1.0}})
    test = write(tmp_path / "test.jsonl", ("bad", "negative"))
    assert main(["sentiment", "--bundle", str(bundle), "--test", str(test)]) == 1
    assert "sentiment head" in capsys.readouterr().err


@pytest.mark.parametrize("row", [("fine", "great"), (7, "neutral")])
def test_wrong_rows_are_told(
    tmp_path: Path, row: tuple[object, str], capsys: pytest.CaptureFixture[str]
) -> None:
    test = write(tmp_path / "test.jsonl", ("ok", "neutral"), row)
    assert main(["sentiment", "--bundle", str(tmp_path), "--test", str(test)]) == 1
    assert f"{test}, line 2" in capsys.readouterr().err


def test_no_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sentiment", "--bundle", str(tmp_path), "--test", str(write(tmp_path / "test.jsonl"))]) == 1
    assert "at least one test row" in capsys.readouterr().err
