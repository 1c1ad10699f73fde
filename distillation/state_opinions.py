"""What trained teachers say of every turn, as probabilities that a student can learn from, and what several say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from distillation.state_losses import SoftState


@dataclass(frozen=True)
class Opinions:
    """Teachers' probabilities of each row."""

    gate: np.ndarray  # (rows, slots, classes)
    value: np.ndarray  # (rows, known values)
    tags: list[np.ndarray]  # of each row (words, 1 + slots), float16

    def batch(self, rows: np.ndarray, device: torch.device) -> SoftState:
        """The rows of a batch."""
        longest = max(len(self.tags[row]) for row in rows)
        tags = np.zeros((len(rows), longest, self.gate.shape[1] + 1), np.float32)
        for at, row in enumerate(rows):
            tags[at, : len(self.tags[row])] = self.tags[row]
        arrays = (self.gate[rows], self.value[rows], tags)
        return SoftState(*(torch.from_numpy(array).to(device) for array in arrays))


def fused_opinions(voices: Sequence[Opinions], weights: Sequence[float]) -> Opinions:
    """The weighted mean of several teachers' probabilities; weights sum to 1. A word that one teacher cut off is the others'."""
    if len(voices) == 1:
        return voices[0]
    gate = np.einsum("vrsc,v->rsc", np.stack([voice.gate for voice in voices]), np.asarray(weights))
    value = np.einsum("vrk,v->rk", np.stack([voice.value for voice in voices]), np.asarray(weights))
    tags = []
    for parts in zip(*(voice.tags for voice in voices), strict=True):
        longest = max(len(part) for part in parts)
        total = np.zeros((longest, gate.shape[1] + 1), np.float32)
        for part, share in zip(parts, weights, strict=True):
            total[: len(part)] += share * part.astype(np.float32)
        sums = total.sum(-1, keepdims=True)
        tags.append((total / np.where(sums > 0, sums, 1)).astype(np.float16))
    return Opinions(gate.astype(np.float32), value.astype(np.float32), tags)
