"""What trained teachers say of every turn, as probabilities that a student can learn from, and what several say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from distillation.cache import cached
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


def kept_opinions(folder: Path | None, depends_on: Sequence[Any], make: Callable[[], Opinions]) -> Opinions:
    """What was made from the same `depends_on` before, or new; as float16, for soft labels need no more."""
    said = lru_cache(maxsize=1)(make)  # asked only where something is missing

    def part(name: str, of: Callable[[Opinions], np.ndarray]) -> np.ndarray:
        return cached(folder, [*depends_on, name], lambda: of(said()))

    gate = part("gate", lambda one: one.gate.astype(np.float16))
    value = part("value", lambda one: one.value.astype(np.float16))
    lengths = part("lengths", lambda one: np.array([len(words) for words in one.tags]))
    tags = part("tags", lambda one: np.concatenate(one.tags))
    return Opinions(
        gate.astype(np.float32), value.astype(np.float32), np.split(tags, np.cumsum(lengths)[:-1])
    )


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
