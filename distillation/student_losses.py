"""What a student is told of a batch: every loss that its rows allow, weighted by a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import torch
import torch.nn.functional as F

from distillation.errors import DistillationError
from distillation.examples import UNKNOWN
from distillation.losses import embedding_loss, outlier_loss, soft_label_loss


@dataclass(frozen=True)
class Weight:
    """A loss's weight, changing linearly from the first step to the last."""

    start: float
    end: float

    @property
    def counts(self) -> bool:
        """Whether it is anything but zero at some time."""
        return bool(self.start or self.end)

    def at(self, progress: float) -> float:
        """The weight at a progress from 0 to 1."""
        return self.start + (self.end - self.start) * progress


@dataclass(frozen=True)
class Weights:
    """Weights of all losses. Where a batch allows no loss of a kind, its weight does not matter."""

    hard: Weight = Weight(0.5, 0.5)
    soft: Weight = Weight(0.5, 0.5)
    embedding: Weight = Weight(0.0, 0.0)
    hidden: Weight = Weight(0.0, 0.0)
    attention: Weight = Weight(0.0, 0.0)
    outlier: Weight = Weight(0.3, 0.3)
    language: Weight = Weight(0.05, 0.05)
    sentiment: Weight = Weight(0.5, 0.5)

    def __post_init__(self) -> None:
        for item in fields(self):
            weight = getattr(self, item.name)
            if weight.start < 0 or weight.end < 0:
                raise DistillationError(f"expected a weight from 0 for the loss {item.name}, found {weight}")

    @property
    def looks_inside(self) -> bool:
        """Whether teachers have to be run beside the student."""
        return self.hidden.counts or self.attention.counts


@dataclass(frozen=True)
class Targets:
    """The rows of a batch, on the student's device."""

    intent: torch.Tensor  # (batch,)
    sentiment: torch.Tensor  # (batch,)
    language: torch.Tensor  # (batch,)
    outlier: torch.Tensor  # (batch,) bool
    soft: torch.Tensor | None  # (batch, intents) log-probabilities
    soft_sentiment: torch.Tensor | None  # (batch, sentiments) log-probabilities; NaN where unknown
    embedding: torch.Tensor | None  # (batch, width)


def student_losses(
    outputs: Mapping[str, torch.Tensor], targets: Targets, weights: Weights, progress: float, temperature: float,
    smoothing: float,
) -> dict[str, torch.Tensor]:  # fmt: skip
    """The losses by name, each a mean over the whole batch, so that rare rows do not weigh more than others."""
    intent = outputs["intent"]
    losses = {
        "hard": _cross_entropy(intent, targets.intent, smoothing),
        "language": _cross_entropy(outputs["language"], targets.language, 0.0),
    }
    if "sentiment" in outputs:
        losses["sentiment"] = _cross_entropy(outputs["sentiment"], targets.sentiment, smoothing)
        if targets.soft_sentiment is not None:
            known = ~torch.isnan(targets.soft_sentiment[:, 0])
            if known.any():
                soft = soft_label_loss(outputs["sentiment"][known], targets.soft_sentiment[known], 1.0)
                losses["sentiment"] = losses["sentiment"] + soft * known.float().mean()
    if targets.outlier.any():
        losses["outlier"] = outlier_loss(intent[targets.outlier]) * targets.outlier.float().mean()
    if targets.soft is not None:
        known = ~torch.isnan(targets.soft[:, 0])
        if known.any():
            # A loss of Hinton's scaled to the share of rows that have a target.
            losses["soft"] = (
                soft_label_loss(intent[known], targets.soft[known], temperature) * known.float().mean()
            )
    if targets.embedding is not None:
        known = targets.embedding.abs().sum(1) > 0
        if known.any():
            losses["embedding"] = embedding_loss(outputs["embedding"][known], targets.embedding[known])
    total = sum(
        (getattr(weights, name).at(progress) * loss for name, loss in losses.items()), intent.sum() * 0
    )
    return {"total": total, **losses}


def _cross_entropy(logits: torch.Tensor, target: torch.Tensor, smoothing: float) -> torch.Tensor:
    known = target != UNKNOWN
    if not known.any():
        return logits.sum() * 0
    return F.cross_entropy(logits[known], target[known], label_smoothing=smoothing) * known.float().mean()
