"""Which library and device run a student; what cannot be had is said, and `auto` makes do."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from networks import serving, torch_model
from networks.bundle import TORCH, BundleError, read_bundle
from networks.onnx_model import OnnxModel
from networks.serving import Serving, open_model
from networks.torch_model import TorchModel


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "gpus", lambda: 1)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch_model, "device_of", lambda name: torch.device("cpu"))


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "gpus", lambda: 0)


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("device", ["auto", "cuda"])
def test_with_a_gpu_torch_runs_on_it(tiny_bundle: Path, device: str) -> None:
    model = open_model(read_bundle(tiny_bundle), Serving(device=device))
    assert isinstance(model, TorchModel) and model._batches is not None
    assert model.predict("cancel").intents


@pytest.mark.usefixtures("gpu")
def test_the_cpu_is_used_where_it_is_asked_for(tiny_bundle: Path) -> None:
    assert isinstance(open_model(read_bundle(tiny_bundle), Serving(device="cpu")), OnnxModel)
    assert isinstance(open_model(read_bundle(tiny_bundle), Serving(backend="onnx")), OnnxModel)


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_auto_takes_the_cpu_in_one_line(
    tiny_bundle: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "networks.serving"):
        assert isinstance(open_model(read_bundle(tiny_bundle), Serving()), OnnxModel)
    assert len(caplog.records) == 1 and "there is no GPU" in caplog.text


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_cuda_is_refused(tiny_bundle: Path) -> None:
    with pytest.raises(BundleError, match=r"expected a GPU for device cuda.*device: auto"):
        open_model(read_bundle(tiny_bundle), Serving(device="cuda"))


@pytest.mark.usefixtures("no_gpu")
def test_torch_may_run_on_the_cpu(tiny_bundle: Path) -> None:
    threads = torch.get_num_threads()
    try:
        model = open_model(read_bundle(tiny_bundle), Serving(backend="torch"))
        assert isinstance(model, TorchModel) and model._batches is None
    finally:
        torch.set_num_threads(threads)


@pytest.mark.usefixtures("gpu")
def test_a_gpu_is_of_no_use_without_its_weights(tiny_bundle: Path, tmp_path: Path) -> None:
    slim = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    (slim / TORCH).unlink()
    assert isinstance(open_model(read_bundle(slim), Serving()), OnnxModel)
    with pytest.raises(BundleError, match="gpu: false"):
        open_model(read_bundle(slim), Serving(device="cuda"))


@pytest.mark.usefixtures("gpu")
def test_without_torch_auto_takes_the_cpu(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving.importlib.util, "find_spec", lambda name: None)
    assert isinstance(open_model(read_bundle(tiny_bundle), Serving()), OnnxModel)
    for asked in (Serving(device="cuda"), Serving(device="cpu", backend="torch")):
        with pytest.raises(BundleError, match="torch"):
            open_model(read_bundle(tiny_bundle), asked)


@pytest.mark.usefixtures("gpu")
def test_a_full_gpu_leaves_auto_on_the_cpu_and_is_an_error_for_cuda(
    tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(self: torch.nn.Module, device: torch.device) -> torch.nn.Module:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(torch.nn.Module, "to", no_room)
    assert isinstance(open_model(read_bundle(tiny_bundle), Serving()), OnnxModel)
    with pytest.raises(BundleError, match=r"expected room for .* found that CUDA out of memory"):
        open_model(read_bundle(tiny_bundle), Serving(device="cuda"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"device": "gpu"}, {"device": None}, {"backend": "tensorflow"}, {"threads": 0}, {"threads": "2"},
        {"threads": True}, {"device": "cuda", "backend": "onnx"},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BundleError, match="expected"):
        Serving.chosen(wrong)


def test_asking_for_gpus_needs_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_driver(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(serving.ctypes, "CDLL", no_driver)
    assert serving.gpus() == 0
