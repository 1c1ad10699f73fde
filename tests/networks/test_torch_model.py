"""Torch runs the same student; a fake GPU shows batching and what happens when its memory is short."""

from __future__ import annotations

import logging
import pickle
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from networks import torch_model
from networks.bundle import CONFIG, TORCH, BundleError, read_bundle
from networks.onnx_model import OnnxModel
from networks.prediction import Prediction
from networks.state_input import Turn
from networks.torch_model import CPU, GPU, TorchModel
from tests.networks.test_bundle import ODD_TEXTS, resealed


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """The CPU, called "cuda": float16, batches and all."""
    monkeypatch.setattr(torch_model, "device_of", lambda name: torch.device("cpu"))


class SmallGpu(TorchModel):
    """Has memory for so many texts at once, and remembers the batches that it was given."""

    room = 2

    def _forward(self, turns: list[Turn]) -> list[Prediction]:
        self.batches = [*getattr(self, "batches", []), len(turns)]
        if len(turns) > self.room:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")
        return super()._forward(turns)


class Fallback:
    def __init__(self, model: OnnxModel) -> None:
        self.model, self.read = model, []

    def predict_turns(self, turns: Sequence[Turn]) -> list[Prediction]:
        self.read += [turn.user for turn in turns]
        return self.model.predict_turns(turns)


def test_torch_and_onnx_agree(tiny_bundle: Path) -> None:
    bundle = read_bundle(tiny_bundle)
    for text in ("cancel my order", "取消订单", ""):
        ours, theirs = TorchModel(bundle, CPU).predict(text), OnnxModel(bundle).predict(text)
        assert [name for name, _ in ours.intents] == [name for name, _ in theirs.intents]
        assert ours.intents[0][1] == pytest.approx(theirs.intents[0][1], abs=2e-3)
        assert ours.oos_score == pytest.approx(theirs.oos_score, abs=2e-3)
        np.testing.assert_allclose(ours.embedding, theirs.embedding, atol=2e-3)


@pytest.mark.usefixtures("gpu")
def test_half_precision_gives_the_same_answers(tiny_bundle: Path) -> None:
    bundle = read_bundle(tiny_bundle)
    half, full = TorchModel(bundle, GPU).predict("cancel"), TorchModel(bundle, CPU).predict("cancel")
    assert [name for name, _ in half.intents] == [name for name, _ in full.intents]
    assert half.intents[0][1] == pytest.approx(full.intents[0][1], abs=1e-2)


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_no_trouble(tiny_bundle: Path, text: str) -> None:
    assert TorchModel(read_bundle(tiny_bundle), GPU).predict(text).intents


@pytest.mark.usefixtures("gpu")
def test_concurrent_callers_get_their_own_answers(tiny_bundle: Path) -> None:
    bundle = read_bundle(tiny_bundle)
    model, alone = TorchModel(bundle, GPU), TorchModel(bundle, CPU)
    texts = [f"{letter}ancel order" for letter in "abcdefghij"] * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(model.predict, texts))
    for text, answer in zip(texts[:10], answers, strict=False):
        np.testing.assert_allclose(answer.embedding, alone.predict(text).embedding, atol=2e-2)


@pytest.mark.usefixtures("gpu")
def test_a_batch_too_big_for_the_memory_is_halved(tiny_bundle: Path) -> None:
    bundle = read_bundle(tiny_bundle)
    model, fallback = SmallGpu(bundle, GPU), Fallback(OnnxModel(bundle))
    model._fallback = fallback
    texts = ["cancel", "track", "greet", "order", "abc"]
    answers = model._run([Turn(text) for text in texts])
    assert model.batches == [5, 2, 3, 1, 2]
    assert not fallback.read
    for text, answer in zip(texts, answers, strict=True):
        assert answer.intents[0][0] == TorchModel(bundle, CPU).predict(text).intents[0][0]


@pytest.mark.usefixtures("gpu")
def test_without_room_for_one_text_the_cpu_reads_it_and_says_so_once(
    tiny_bundle: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bundle = read_bundle(tiny_bundle)
    fallback = Fallback(OnnxModel(bundle))
    model = SmallGpu(bundle, GPU, fallback)
    model.room = 0
    with caplog.at_level(logging.WARNING):
        assert model.predict("cancel").intents[0] == OnnxModel(bundle).predict("cancel").intents[0]
        model.predict_batch(["track", "greet"])
    assert fallback.read == ["cancel", "track", "greet"]
    assert [record.message for record in caplog.records if "memory" in record.message][1:] == []
    model.room = 1  # memory is there again: the GPU is used again
    model.predict("order")
    assert "order" not in fallback.read


def test_a_bundle_without_torch_weights_is_refused(tiny_bundle: Path, tmp_path: Path) -> None:
    slim = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    (slim / TORCH).unlink()
    with pytest.raises(BundleError, match=r"expected model.safetensors"):
        TorchModel(read_bundle(slim), CPU)


class Opened:
    """What a pickle does when it is read."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return pytest.fail, ("expected weights that are read, found a pickle that ran",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (TORCH, b""), (TORCH, b"\x08" * 300), (TORCH, pickle.dumps(Opened())), (CONFIG, b""), (CONFIG, b"[]"),
        (CONFIG, b'{"hidden_size": 64}'), (CONFIG, b'{"hidden_size": "wide"}'),
    ],
)  # fmt: skip
def test_damaged_weights_are_told_though_the_checksums_fit(
    tiny_bundle: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    broken = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    (broken / name).write_bytes(content)
    resealed(broken)
    with pytest.raises(BundleError, match="train the bundle again"):
        TorchModel(read_bundle(broken), CPU)


def test_truncated_weights_are_told_though_the_checksums_fit(tiny_bundle: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    (broken / TORCH).write_bytes((broken / TORCH).read_bytes()[:-100])
    resealed(broken)
    with pytest.raises(BundleError, match="train the bundle again"):
        TorchModel(read_bundle(broken), CPU)
