"""Distillation losses: pure functions of tensors, each with its source."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def soft_label_loss(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """KL divergence of softened distributions, times T² (Hinton et al. 2015, section 2).

    Both (batch, classes), logits. The factor keeps the gradient's size when the temperature changes.
    """
    target = F.softmax(teacher / temperature, dim=-1)
    return (
        F.kl_div(F.log_softmax(student / temperature, dim=-1), target, reduction="batchmean") * temperature**2
    )


def embedding_loss(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """One minus the cosine between sentence embeddings, both (batch, hidden); the teacher's centred beforehand."""
    return (1 - F.cosine_similarity(student, teacher, dim=-1)).mean()


def relation_loss(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Squared difference of the cosines between all pairs of a batch (relational distillation, Park et al. 2019)."""
    s, t = F.normalize(student, dim=-1), F.normalize(teacher, dim=-1)
    return ((s @ s.T - t @ t.T) ** 2).mean()
