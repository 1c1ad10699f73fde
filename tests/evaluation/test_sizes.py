"""Bodies of fewer layers, and the picture of what they cost and bring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from evaluation.errors import EvaluationError
from evaluation.sizes import plot_sizes, shortened


@pytest.fixture
def body(tmp_path: Path) -> Path:
    folder = tmp_path / "body"
    folder.mkdir()
    weights = {f"encoder.layer.{at}.dense.weight": torch.full((2, 2), float(at)) for at in (0, 1, 2, 10)}
    save_file({"embeddings.word": torch.zeros(3, 2), **weights}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"num_hidden_layers": 11, "hidden_size": 2}))
    (folder / "tokenizer.json").write_text("{}")
    return folder


def test_the_first_layers_are_kept(body: Path, tmp_path: Path) -> None:
    short = shortened(body, 2, tmp_path / "short")
    kept = {"embeddings.word", "encoder.layer.0.dense.weight", "encoder.layer.1.dense.weight"}
    assert set(load_file(short / "model.safetensors")) == kept  # not the tenth, whose number begins with a 1
    assert json.loads((short / "config.json").read_text()) == {"num_hidden_layers": 2, "hidden_size": 2}
    assert (short / "tokenizer.json").is_file()
    assert shortened(body, 11, tmp_path / "whole") == body


@pytest.mark.parametrize("layers", [0, 12])
def test_more_layers_than_there_are_is_told(body: Path, tmp_path: Path, layers: int) -> None:
    with pytest.raises(EvaluationError, match="1 to 11 layers"):
        shortened(body, layers, tmp_path / "short")


def test_the_picture_is_drawn(tmp_path: Path) -> None:
    def about(mean: float) -> dict[str, float]:
        return {"mean": mean, "deviation": 0.01}

    rows = [
        {"layers": n, "accuracy": about(0.7 + n / 20), "parameters": about(n * 2e6), "p50_ms": about(n / 4)}
        for n in (1, 2)
    ]
    found = {"sizes": rows, "fused_teachers": 0.86, "tfidf": 0.75}
    plot_sizes(found, tmp_path / "x" / "size.png")
    assert (tmp_path / "x" / "size.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(EvaluationError, match="cannot be written"):
        plot_sizes(found, tmp_path / "size.nothing")
