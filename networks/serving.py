"""Where a bundle is run: by ONNX Runtime on the CPU, or by torch on a GPU. Imports torch only for the latter."""

from __future__ import annotations

import ctypes
import importlib.util
import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

from networks.bundle import Bundle, BundleError
from networks.onnx_model import OnnxModel
from networks.prediction import Prediction
from networks.state_input import Turn

logger = logging.getLogger(__name__)

DEVICES = ("auto", "cpu", "cuda")
BACKENDS = ("auto", "torch", "onnx")
_MOST_THREADS = 256


class Model(Protocol):
    """A loaded bundle, whatever runs it. Safe to share between threads."""

    def predict(self, text: str) -> Prediction:
        """What the student says of one text."""

    def predict_batch(self, texts: Sequence[str]) -> list[Prediction]:
        """The same for several texts, in their order."""

    def predict_turns(self, turns: Sequence[Turn]) -> list[Prediction]:
        """The same for messages in their conversations, with what they change in the belief state."""


@dataclass(frozen=True)
class Serving:
    """Where and how a student runs. Raises BundleError for what cannot be meant."""

    device: str = "auto"  # auto: a GPU where there is one and torch is installed, else the CPU
    backend: str = "auto"  # auto: torch on a GPU, ONNX Runtime on the CPU
    threads: int = 1  # of one forward pass on the CPU

    def __post_init__(self) -> None:
        for name, value, known in (("device", self.device, DEVICES), ("backend", self.backend, BACKENDS)):
            if value not in known:
                raise BundleError(f"{name}: expected one of {', '.join(known)}, found {value!r}")
        if type(self.threads) is not int or not 0 < self.threads <= _MOST_THREADS:
            raise BundleError(f"threads: expected 1 to {_MOST_THREADS}, found {self.threads!r}")
        if self.device == "cuda" and self.backend == "onnx":
            raise BundleError(
                "expected backend torch or auto with device cuda, found onnx; the ONNX file is int8, for CPUs"
            )

    @classmethod
    def chosen(cls, options: dict[str, Any]) -> Serving:
        """The part of a component's configuration that is about serving."""
        return cls(**{field.name: options[field.name] for field in fields(cls) if field.name in options})


def open_model(bundle: Bundle, serving: Serving) -> Model:
    """Loads the bundle where `serving` wants it. Raises BundleError where that cannot be had.

    `device: auto` takes the CPU where anything is missing for the GPU, and says so in one line of the log.
    """
    missing = _missing_for_gpu(bundle)
    if serving.device == "cuda" and missing:
        raise BundleError(
            f"expected a GPU for device cuda, found that {missing}; set `device: auto` or mend it"
        )
    if serving.device != "cpu" and serving.backend != "onnx" and not missing:
        return _on_gpu(bundle, serving)
    if serving.backend == "torch":
        if importlib.util.find_spec("torch") is None:
            raise BundleError(
                "expected torch for backend torch, found none; install it or set `backend: auto`"
            )
        from networks.torch_model import CPU, TorchModel

        return TorchModel(bundle, CPU, threads=serving.threads)
    if serving.device == "auto":
        logger.info("The student runs on the CPU, by ONNX Runtime: %s.", missing or "`backend: onnx` is set")
    return OnnxModel(bundle, serving.threads)


def _on_gpu(bundle: Bundle, serving: Serving) -> Model:
    from networks.torch_model import GPU, GpuUnusable, TorchModel

    on_cpu = OnnxModel(bundle, serving.threads)
    try:
        model = TorchModel(bundle, GPU, fallback=on_cpu)
    except GpuUnusable as error:
        if serving.device == "cuda":
            raise
        logger.warning("The student runs on the CPU, by ONNX Runtime: %s.", error)
        return on_cpu
    logger.info("The student runs on the GPU, by torch.")
    return model


def _missing_for_gpu(bundle: Bundle) -> str | None:
    if not gpus():
        return "there is no GPU that CUDA can use"
    if importlib.util.find_spec("torch") is None:
        return "torch is not installed"
    from networks.torch_model import missing_for_gpu

    return missing_for_gpu(bundle)


def gpus() -> int:
    """How many GPUs CUDA sees. Asks the driver, since importing torch to ask takes seconds and 200 MB."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return 0
    return count.value
