"""Times of parses: percentiles, what is subtracted, whose turn it is; a worker that dies is an error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluation import parse_latency
from evaluation.errors import EvaluationError
from evaluation.parse_latency import ParseConfig, Worker, compared, measure, percentiles, report


class Fake:
    """A worker whose parses take a fixed time; it notes which model has parsed what."""

    log: list[tuple[str, int]] = []  # noqa: RUF012

    def __init__(self, model: Path) -> None:
        self.name, self.loading = model.name, {"load_s": 1.0, "memory_mb": 300.0}
        self.seconds = {"ours": 0.003, "diet": 0.012, "trivial": 0.001}[self.name]

    def __enter__(self) -> Fake:
        return self

    def __exit__(self, *error: object) -> None:
        Fake.log.append((self.name, -1))

    def parse(self, texts: Sequence[str]) -> dict[str, list[float]]:
        Fake.log.append((self.name, len(texts)))
        inside = [] if self.name == "trivial" else [self.seconds / 2] * len(texts)
        return {"parse": [self.seconds] * len(texts), "inside": inside}


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    Fake.log = []
    monkeypatch.setattr(parse_latency, "Worker", Fake)


MODELS = {"config": Path("ours"), "against": Path("diet"), "trivial": Path("trivial")}


def test_the_trivial_parse_is_subtracted_from_both() -> None:
    config = ParseConfig(messages=6, warm_up=2, turn=3)
    result = compared(measure(MODELS, ["a", "b", "c", "d"], ["e"], config))
    assert result["config"]["above_trivial"]["p50_ms"] == pytest.approx(2.0)
    assert result["against"]["above_trivial"]["p50_ms"] == pytest.approx(11.0)
    assert result["ratio"] == pytest.approx(5.5)
    assert result["config"]["classifier"]["p50_ms"] == pytest.approx(1.5)
    assert "classifier" not in result["trivial"]
    told = report(result, {"config": "config.yml", "against": "config.diet.yml", "trivial": "trivial.yml"})
    assert "5.5 times faster" in told


def test_the_models_take_turns_and_all_are_stopped() -> None:
    measure(MODELS, ["a", "b"], [], ParseConfig(messages=4, warm_up=1, turn=2))
    turn = [("ours", 2), ("diet", 2), ("trivial", 2)]
    assert Fake.log == [
        ("ours", 1), ("diet", 1), ("trivial", 1), *turn, *turn, ("ours", -1), ("diet", -1), ("trivial", -1),
    ]  # fmt: skip


def test_without_a_peer_there_is_no_ratio() -> None:
    models = {key: MODELS[key] for key in ("config", "trivial")}
    result = compared(measure(models, ["a", "b"], [], ParseConfig(messages=2, warm_up=0)))
    assert "ratio" not in result
    assert "times faster" not in report(result, {"config": "config.yml", "trivial": "trivial.yml"})


def test_percentiles_by_hand() -> None:
    assert percentiles([0.001, 0.002, 0.003]) == {"p50_ms": 2.0, "p95_ms": 2.9}
    with pytest.raises(EvaluationError, match="at least 2 times"):
        percentiles([0.1])


@pytest.mark.parametrize("wrong", [{"messages": 1}, {"turn": 0}, {"warm_up": -1}])
def test_counts_that_give_no_result_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(EvaluationError):
        ParseConfig(**wrong)


def test_a_worker_that_dies_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(EvaluationError, match=r"(?s)found a process that ended.*nowhere"),
        Worker(tmp_path / "nowhere.gz"),
    ):
        pass


def test_texts_of_a_length(tmp_path: Path) -> None:
    from tests.networks.tiny import write_tiny_bundle

    bundle = write_tiny_bundle(tmp_path / "bundle")
    assert parse_latency.texts_of_length(["a", "b c", "d"], bundle, 4) == [
        "a",
        "d",
    ]  # begin, space, letter, end
    with pytest.raises(EvaluationError, match="expected texts of 16 tokens"):
        parse_latency.texts_of_length(["a"], bundle, 16)
