"""The training loop: it learns, stops early, keeps the best epoch, and goes on where it was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from distillation import trainer
from distillation.errors import DistillationError
from distillation.trainer import Task, TrainerConfig, rounds, train

X = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
Y = torch.tensor([[1.0], [-1.0]])


class _Line(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Linear(2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(x)


def _line() -> _Line:
    torch.manual_seed(3)
    return _Line()


def _task(**given: Any) -> Task:
    def batches(epoch: int) -> Iterator[Any]:
        for _ in range(5):
            yield X, Y

    def losses(model: nn.Module, batch: Any, progress: float) -> dict[str, torch.Tensor]:
        assert 0 <= progress < 1
        return {"total": ((model(batch[0]) - batch[1]) ** 2).mean()}

    return Task(**{"name": "line", "batches": batches, "losses": losses, "steps": 5, **given})


def test_it_learns() -> None:
    model = _line()
    history = train(model, [model.out], _task(), TrainerConfig(epochs=40, learning_rate=0.01))
    assert history[-1]["total"] < 0.02 < history[0]["total"]


def test_it_keeps_the_best_epoch_and_stops_after_patience() -> None:
    scores = iter([0.1, 0.9, 0.5, 0.4, 0.3, 0.2])
    seen: list[torch.Tensor] = []

    def score(model: nn.Module) -> float:
        seen.append(next(model.parameters()).detach().clone())
        return next(scores)

    model = _line()
    history = train(model, [model.out], _task(score=score), TrainerConfig(epochs=6, patience=2))
    assert [entry["score"] for entry in history] == [0.1, 0.9, 0.5, 0.4]
    assert torch.equal(model.out.weight, seen[1])


def test_a_run_that_was_cut_off_ends_like_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "_SECONDS_BETWEEN_CHECKPOINTS", 0)
    config = TrainerConfig(epochs=4, learning_rate=0.01)
    whole = _line()
    train(whole, [whole.out], _task(), config)

    def cut(epoch: int) -> Iterator[Any]:
        if epoch == 2:
            raise KeyboardInterrupt
        yield from _task().batches(epoch)

    first = _line()
    with pytest.raises(KeyboardInterrupt):
        train(first, [first.out], _task(batches=cut), config, tmp_path)
    assert (tmp_path / "checkpoint/progress.json").is_file()
    second = _line()
    history = train(second, [second.out], _task(), config, tmp_path)
    assert len(history) == 4
    assert torch.allclose(second.out.weight, whole.out.weight, atol=1e-6)
    assert not (tmp_path / "checkpoint").exists()


def test_nothing_on_disk_is_a_pickle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer, "_SECONDS_BETWEEN_CHECKPOINTS", 0)
    monkeypatch.setattr(trainer._Progress, "clean", lambda self: None)
    model = _line()
    train(model, [model.out], _task(), TrainerConfig(epochs=1), tmp_path)
    kinds = {file.suffix for file in (tmp_path / "checkpoint").iterdir()}
    assert kinds == {".safetensors", ".json"}
    assert any((tmp_path / "tensorboard").iterdir())


def test_few_rows_are_gone_through_often() -> None:
    config = TrainerConfig(epochs=10, batch=32)
    assert rounds(320, config, 100) == (1, 10)
    assert rounds(33, config, 100) == (
        5,
        10,
    )  # two steps a pass; ten epochs of five passes make a hundred steps


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"epochs": 1, "batch": 0}, {"epochs": 1, "learning_rate": 2.0}]
)
def test_a_senseless_configuration_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DistillationError, match="expected"):
        TrainerConfig(**wrong)
