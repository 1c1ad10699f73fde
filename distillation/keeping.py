"""Learning something new without forgetting: a student's earlier outputs are its targets (Li and Hoiem 2016)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from distillation.losses import soft_label_loss

_VECTORS = ("embedding", "features")


@dataclass(frozen=True)
class Kept:
    """Token ids of messages, and what the student said of each: logits by head, its vectors, (messages, …).

    `message` (turns,) is the message of each turn that is learned from; messages from `others` on are of no turn.
    """

    ids: list[list[int]]
    said: Mapping[str, np.ndarray]
    message: np.ndarray
    others: int

    def rows(self, rows: np.ndarray, device: torch.device) -> dict[str, torch.Tensor]:
        """What was said of a batch."""
        return {name: torch.from_numpy(values[rows]).to(device) for name, values in self.said.items()}


def towards(logits: np.ndarray, gold: np.ndarray, share: float = 0.5) -> np.ndarray:
    """Logits (messages, classes) whose probabilities are `share` on the right class and the rest as they were; as they are where `gold`
    (messages,) is below 0."""
    exponents = np.exp(logits - logits.max(1, keepdims=True))
    probabilities = (1 - share) * exponents / exponents.sum(1, keepdims=True)
    rows = np.flatnonzero(gold >= 0)
    probabilities[rows, gold[rows]] += share
    told = np.log(np.maximum(probabilities, 1e-8)).astype(logits.dtype)
    return np.where((gold >= 0)[:, None], told, logits)


def keeping_losses(now: Mapping[str, torch.Tensor], before: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """How far heads and vectors have moved: divergences of the heads, one minus the cosine of the vectors, added up."""
    total = now["embedding"].float().sum() * 0
    for name, target in before.items():
        found = now[name].float()
        if name in _VECTORS:
            total = total + (1 - F.cosine_similarity(found, target, dim=-1)).mean()
        else:
            total = total + soft_label_loss(found, target, 1.0)
    return total
