"""Thresholds chosen anew, without learning."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from distillation.__main__ import main
from distillation.errors import DistillationError
from distillation.state import StateSources, distil_state
from distillation.state_config import StateConfig
from distillation.state_corpus import Dialogue, Exchange
from distillation.state_recalibration import recalibrate
from distillation.state_slots import schema_of
from distillation.trainer import TrainerConfig
from networks.bundle import TORCH, read_bundle


def _dialogues(first: int, count: int) -> list[Dialogue]:
    return [
        Dialogue(f"d{at}", (Exchange("", f"order {at} please", {"order": str(at)}),)) for at in range(first, first + count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def tracker(tiny_body: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tracker")
    learned = _dialogues(1000, 40)
    config = replace(StateConfig(), copies=0, learning=TrainerConfig(epochs=1, batch=16, learning_rate=1e-3))
    sources = StateSources(learned, schema_of(learned, None), dev=_dialogues(3000, 60))
    distil_state(sources, tiny_body, out, config)
    return out


def test_only_the_dialogues_held_out_count_and_the_weights_stay(tracker: Path, tmp_path: Path) -> None:
    found = recalibrate(tracker, [*_dialogues(1000, 40), *_dialogues(3000, 60)], tmp_path / "again")
    assert found["dialogues"] == 60
    again = read_bundle(tmp_path / "again")
    assert again.state is not None
    assert found["calibration"]["threshold"] == again.state.threshold
    assert (tmp_path / "again" / TORCH).read_bytes() == (tracker / TORCH).read_bytes()


def test_with_none_held_out_all_count_and_it_is_told(
    tracker: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recalibrate(tracker, _dialogues(5000, 3), tmp_path / "again")["dialogues"] == 3
    assert "too sure" in capsys.readouterr().err


def test_the_command(tracker: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "dev.jsonl"
    line = {"dialogue_id": "a", "turns": [{"system": "", "user": "order 7 please", "state": {"order": "7"}}]}
    file.write_text(json.dumps(line))
    assert (
        main(["calibrate", "--bundle", str(tracker), "--dev", str(file), "--out", str(tmp_path / "b")]) == 0
    )
    assert json.loads(capsys.readouterr().out)["dialogues"] == 1
    assert (
        main(["calibrate", "--bundle", str(tmp_path), "--dev", str(file), "--out", str(tmp_path / "c")]) == 1
    )
    assert "error:" in capsys.readouterr().err


def test_what_cannot_be_done_is_told(tracker: Path, tmp_path: Path) -> None:
    with pytest.raises(DistillationError, match="another folder"):
        recalibrate(tracker, _dialogues(1, 1), tracker)
    with pytest.raises(DistillationError, match="found none"):
        recalibrate(tracker, [], tmp_path / "x")
