"""Runs a bundle with torch: in float16 on a GPU, where concurrent messages share a batch, or in float32 on the CPU."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import torch

from networks.batching import MicroBatcher
from networks.bundle import TORCH, Bundle, BundleError
from networks.prediction import Prediction, predictions
from networks.state_input import Turn
from networks.student import load_student
from networks.tokens import Tokens

logger = logging.getLogger(__name__)

GPU, CPU = "cuda", "cpu"


class GpuUnusable(BundleError):
    """The GPU does not take the student's weights."""


class _Runs(Protocol):
    def predict_turns(self, turns: Sequence[Turn]) -> list[Prediction]: ...


class TorchModel:
    """A loaded bundle. Safe to share between threads; on a GPU their texts share batches.

    Where the GPU's memory does not suffice, a batch is halved and tried again; where it does not suffice for a single
    text, `fallback` reads it. Raises BundleError where the bundle has no weights for torch, GpuUnusable where the GPU has
    no room for them.
    """

    def __init__(
        self, bundle: Bundle, device: str, fallback: _Runs | None = None, threads: int | None = None
    ) -> None:
        if threads is not None:
            torch.set_num_threads(threads)
        self.bundle = bundle
        self._device = device_of(device)
        self._tokens = Tokens(bundle)
        self._fallback = fallback
        self._told_of_fallback = False
        student = load_student(bundle)
        on_gpu = device != CPU
        if on_gpu:
            student.body.half()  # the heads, small and behind float32 sums, stay as they are
        try:
            self._student = student.to(self._device)
        except RuntimeError as error:  # out of memory, or a driver that does not work
            raise GpuUnusable(
                f"expected room for {bundle.folder} on the device {device}, found that {error}; free memory there or "
                "set `device: auto`"
            ) from error
        self._batches = MicroBatcher(self._run) if on_gpu else None

    def predict(self, text: str) -> Prediction:
        """What the student says of one text; an empty text is as good as any."""
        return self.predict_batch([text])[0]

    def predict_batch(self, texts: Sequence[str]) -> list[Prediction]:
        """What the student says of each text, in their order."""
        return self.predict_turns([Turn(text) for text in texts])

    def predict_turns(self, turns: Sequence[Turn]) -> list[Prediction]:
        """What the student says of each message in its conversation, in their order."""
        if not turns:
            return []
        return self._batches(turns) if self._batches else self._run(list(turns))

    def _run(self, turns: list[Turn]) -> list[Prediction]:
        try:
            return self._forward(turns)
        except torch.cuda.OutOfMemoryError:
            torch.cuda.empty_cache()
        # Out of the `except`, whose traceback would hold on to the tensors.
        if len(turns) > 1:
            half = len(turns) // 2
            return self._run(turns[:half]) + self._run(turns[half:])
        return self._fall_back(turns)

    @torch.inference_mode()
    def _forward(self, turns: list[Turn]) -> list[Prediction]:
        batch = self._tokens.turns(turns)
        inputs = {name: torch.from_numpy(array).to(self._device) for name, array in batch.arrays.items()}
        outputs = {
            name: output.float().cpu().numpy() for name, output in self._student(*inputs.values()).items()
        }
        return predictions(self.bundle, outputs, batch.turns)

    def _fall_back(self, turns: list[Turn]) -> list[Prediction]:
        if self._fallback is None:
            raise BundleError(
                "expected room for one message on the GPU, found none; free memory or set `device: cpu`"
            )
        if not self._told_of_fallback:
            self._told_of_fallback = True
            logger.warning(
                "The GPU's memory does not suffice for one message; the CPU reads those messages. "
                "Free memory on the GPU or set `device: cpu`. This is said once."
            )
        return self._fallback.predict_turns(turns)


def device_of(name: str) -> torch.device:
    """Torch's device of that name."""
    return torch.device(name)


def missing_for_gpu(bundle: Bundle) -> str | None:
    """What the GPU lacks to run this bundle, or nothing."""
    if not torch.cuda.is_available():
        return "torch sees no GPU (a CPU-only build of torch, or a driver that is too old)"
    if not bundle.has_torch:
        return f"the bundle has no {TORCH} (packed with `gpu: false`?)"
    return None
