"""Drawing few examples, keeping what was trained, and the tables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from distillation.corpora import Labelled
from distillation.intent import presets
from distillation.recipe import configured
from evaluation import benchmarks
from evaluation.benchmarks import (
    Benchmark,
    Paths,
    ablation,
    drawn,
    figures_of,
    read_benchmark,
    report,
    spread,
    student_of,
    variants,
)
from evaluation.errors import FormatError


def test_so_many_of_each_intent_are_drawn_by_the_seed() -> None:
    data = Labelled([f"t{i}" for i in range(20)], ["a"] * 15 + ["b"] * 5)
    first = drawn(data, 4, seed=0)
    assert (first.intents.count("a"), first.intents.count("b")) == (4, 4)
    assert first == drawn(data, 4, seed=0) != drawn(data, 4, seed=1)


def test_unlabelled_text_is_what_was_not_drawn(tmp_path: Path) -> None:
    rows = [{"text": f"t{i}", "intent": "ab"[i % 2]} for i in range(10)]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    train, test, unlabelled = read_benchmark(
        Benchmark("x", file, (file,), (), shots=2, unlabelled="train"), 0
    )
    assert (len(train.texts), len(test.texts), len(unlabelled)) == (4, 10, 6)
    assert not set(train.texts) & set(unlabelled)


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="--data"):
        read_benchmark(Benchmark("x", tmp_path / "no.jsonl", (tmp_path / "no.jsonl",), ()), 0)


def test_the_spread_is_that_of_a_sample() -> None:
    assert spread([0.8, 0.9, 1.0]) == {"mean": 0.9, "deviation": 0.1}
    assert spread([0.8]) == {"mean": 0.8, "deviation": 0.0}


def test_every_variant_is_a_recipe() -> None:
    for variant in variants():
        configured(presets("full", variant.teachers, 0), variant.recipe, variant.name)


def test_what_was_trained_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "banking77"
    folder.mkdir()
    rows = [{"text": f"t{i}", "intent": "ab"[i % 2]} for i in range(60)]
    for name in ("train", "test"):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    body = tmp_path / "body"
    body.mkdir()
    (body / "model.safetensors").write_bytes(b"weights")
    trained: list[str] = []

    def train(sources: Any, body: Path, out: Path, config: Any, cache: Path) -> None:
        trained.append(f"{len(config.teachers)} {len(sources.unlabelled)}")
        out.mkdir(parents=True)
        (out / "run.json").write_text(json.dumps({"test": {"student": 0.5 + config.seed / 10}}))

    monkeypatch.setattr(benchmarks, "distil_intent", train)
    monkeypatch.setattr(benchmarks, "evaluate", lambda *_: ({"accuracy": 0.5}, []))
    paths = Paths(tmp_path, tmp_path / "kept", body, tmp_path / "cards")
    first = ablation(paths, range(2), [], lambda line: None)
    assert trained == ["0 0"] * 2 + ["1 0"] * 6 + ["4 0"] * 2 + ["4 40"] * 4
    assert {(row["mean"], row["seeds"]) for row in first} == {(0.55, 2)}
    assert ablation(paths, range(2), [], lambda line: None) == first
    assert len(trained) == 14
    shutil.rmtree(tmp_path / "kept")  # the cards are enough
    assert ablation(paths, range(2), [], lambda line: None) == first
    assert len(trained) == 14
    (body / "model.safetensors").write_bytes(b"another")
    student_of(
        Benchmark("n", folder / "train.jsonl", (folder / "test.jsonl",), ()), 0, paths, [], lambda line: None
    )
    assert len(trained) == 15


def test_what_has_no_effect_changes_no_name(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    file = tmp_path / "all.jsonl"
    file.write_text("\n".join(json.dumps({"text": f"t{i}", "intent": "ab"[i % 2]}) for i in range(40)))

    def name(recipe: dict[str, Any] | None, **more: Any) -> str:
        return benchmarks._name(Benchmark("n", file, (file,), (), recipe=recipe, **more), 0, tmp_path)

    narrow, off = {"spreading": {"neighbours": 3}}, {"spreading": {"below": 0}}
    assert name(None) == name(narrow) == name(off)
    texts: dict[str, Any] = {"shots": 2, "unlabelled": "train"}
    assert len({name(None, **texts), name(narrow, **texts), name(off, **texts)}) == 3


def test_a_shipped_student_is_measured_and_none_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps({"text": f"t{i}", "intent": "ab"[i % 2]}) for i in range(10)))
    shipped = tmp_path / "student"
    shipped.mkdir()
    (shipped / "model.safetensors").write_bytes(b"weights")
    measured: list[Path] = []

    def evaluate(bundle: Path, *_: Any) -> tuple[dict[str, Any], list[Any]]:
        measured.append(bundle)
        return {"accuracy": 0.9}, []

    monkeypatch.setattr(benchmarks, "evaluate", evaluate)
    monkeypatch.setattr(benchmarks, "distil_intent", lambda *_: pytest.fail("a student was trained"))
    paths = Paths(tmp_path, tmp_path / "kept", tmp_path / "body", tmp_path / "cards")
    own = Benchmark("project", file, (file,), (), shipped=shipped)
    found = figures_of(own, 0, paths, [], lambda line: None)
    assert (found["accuracy"], found["test"]) == (0.9, {"student": 0.9})
    assert figures_of(own, 0, paths, [], lambda line: None) == found
    assert measured == [shipped]
    (shipped / "model.safetensors").write_bytes(b"others")
    figures_of(own, 0, paths, [], lambda line: None)
    assert len(measured) == 2


def test_the_report_has_a_line_for_each_competitor() -> None:
    row = {
        "benchmark": "x", "student": {"accuracy": {"mean": 0.9312, "deviation": 0}, "parameters": {"mean": 11.8e6, "deviation": 0}},
        "fused_teachers": {"mean": 0.94, "deviation": 0}, "against": {"tfidf": {"accuracy": 0.91, "p50_ms": 1.234}},
    }  # fmt: skip
    lines = report([row]).splitlines()
    assert "93.1" in lines[2] and "11.8 M" in lines[2]
    assert "94.0" in lines[3]
    assert "tfidf" in lines[4] and "1.23" in lines[4]
