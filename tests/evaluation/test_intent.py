"""`python -m evaluation intent` from end to end, on a bundle whose predictions are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.__main__ import main
from evaluation.intent import read_rows
from tests.evaluation.word_bundle import write_word_bundle

LABELS = {"intent": ["cancel", "greet", "track"]}
WORDS = {
    "cancel": {"cancel": 3.0},
    "hello": {"greet": 3.0},
    "where": {"track": 3.0},
    "取消": {"cancel": 3.0},
    "maybe": {"track": 0.2},
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_word_bundle(tmp_path_factory.mktemp("bundle"), LABELS, WORDS)


def write(file: Path, rows: list[tuple[str, str]]) -> Path:
    lines = [json.dumps({"text": text, "intent": intent}, ensure_ascii=False) for text, intent in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.fixture
def test_file(tmp_path: Path) -> Path:
    """18 in-scope rows, one of them wrong and one unsure, and two others."""
    rows = [("cancel it", "cancel"), ("hello you", "greet"), ("where now", "track"), ("取消", "cancel")] * 4
    rows += [
        ("maybe", "track"),
        ("cancel", "track"),
        ("weather", "oos"),
        ("football", "oos"),
    ]
    return write(tmp_path / "test.jsonl", rows)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["intent", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def last_line(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.rstrip("\n").splitlines()[-1])
    return found


def test_the_whole_command(
    bundle: Path, test_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot, written = tmp_path / "new" / "confusions.png", tmp_path / "figures" / "out.json"
    code, out, err = run(
        capsys, "--bundle", bundle, "--test", test_file, "--oos-label", "oos", "--plot", plot, "--out", written, "--json"
    )  # fmt: skip
    assert (code, err) == (0, "")
    found = last_line(out)
    assert json.loads(written.read_text(encoding="utf-8")) == found
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert found["accuracy"] == round(17 / 18, 4)  # "cancel" is taken for cancel
    assert found["confusions"] == [{"intent": "track", "taken_for": "cancel", "count": 1}]
    # "maybe": e^0.2 / (e^0.2 + 2) = 0.38 of track, more than any other, less than the threshold asks for.
    assert found["in_scope_accuracy"] == round(16 / 18, 4)
    assert found["oos_recall"] == 1.0  # unknown words: a third each
    assert found["oos_auroc"] == 1.0
    assert found["parameters"] == 123
    assert found["bytes"] == (bundle / "model.onnx").stat().st_size
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert found["by_language"]["zh"] == {"accuracy": 1.0, "macro_f1": 1.0, "examples": 4}
    assert "true intent" in out


def test_without_a_label_every_row_counts(
    bundle: Path, test_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--bundle", bundle, "--test", test_file, "--test", test_file, "--json")
    assert code == 0
    assert last_line(out)["examples"] == 40
    assert "mcc" not in last_line(out)
    assert "warning: 4 of 40 test rows count as wrong" in err
    assert "oos" in err


def test_a_bundle_that_has_the_out_of_scope_intent_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = {"intent": ["greet", "oos", "track"]}
    words = {
        "hello": {"greet": 3.0},
        "where": {"track": 3.0},
        "weather": {"oos": 9.0},
        "hm": {"oos": 2.0, "greet": 1.0},
    }
    bundle = write_word_bundle(tmp_path / "bundle", labels, words, oos_threshold=0.9)
    rows = [("hello", "greet"), ("where", "track"), ("hm", "greet"), ("weather", "oos")]
    test = write(tmp_path / "test.jsonl", rows)
    code, out, _ = run(capsys, "--bundle", bundle, "--test", test, "--oos-label", "oos", "--json")
    found = last_line(out)
    assert code == 0
    assert found["accuracy"] == 1.0  # "hm" is greet, once oos is out of the ranking
    assert found["in_scope_accuracy"] == round(2 / 3, 4)  # and yet it was rejected
    assert found["oos_recall"] == 1.0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "expected labelled examples"),
        ('{"text": "hello", "intent": "greet"}\n{"text": "hello"}', "line 2"),
        ("hello", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_wrong_files_are_told(
    bundle: Path, tmp_path: Path, content: str | bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.jsonl"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, _, err = run(capsys, "--bundle", bundle, "--test", file)
    assert code == 1
    assert said in err
    assert str(file) in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--oos-label", "nonsense"], "out-of-scope label 'nonsense'"),
        (["--against", "tfidf"], "--train"),
        (["--against", "bert"], "'bert'"),
        (["--against", "diet", "--diet-epochs", "0"], "at least one epoch"),
        (["--plot", "/dev/null/plot.png"], "/dev/null"),
        (["--out", "/dev/null/out.json"], "/dev/null"),
    ],
)
def test_wrong_arguments_are_told(
    bundle: Path, test_file: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "--bundle", bundle, "--test", test_file, *arguments)
    assert code == 1
    assert err.rstrip().splitlines()[-1].startswith("error: ")
    assert said in err


def test_rows_without_others_cannot_be_judged_for_scope(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = write(tmp_path / "test.jsonl", [("hello", "oos")])
    code, _, err = run(capsys, "--bundle", bundle, "--test", test, "--oos-label", "oos")
    assert code == 1
    assert "found no others" in err


def test_no_bundle(test_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "--bundle", tmp_path, "--test", test_file)
    assert code == 1
    assert "manifest.json" in err


def test_rows_come_from_files_and_from_rasa_folders(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - hello\n", encoding="utf-8")
    file = write(tmp_path / "more.jsonl", [("where", "track")])
    rows = read_rows([tmp_path, file])
    assert (rows.texts, rows.intents) == (["hello", "where"], ["greet", "track"])
