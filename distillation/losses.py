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


def pair_relation_loss(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Squared difference of the cosines between all pairs of a batch (relational distillation, Park et al. 2019)."""
    s, t = F.normalize(student, dim=-1), F.normalize(teacher, dim=-1)
    return ((s @ s.T - t @ t.T) ** 2).mean()


def hidden_state_loss(student: torch.Tensor, teacher: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean squared difference of hidden states over real tokens (FitNets, Romero et al. 2015; TinyBERT, Jiao et al. 2020).

    Both (batch, length, width), the student's after its learned projection; mask (batch, length), 1 for real tokens.
    """
    weights = mask[..., None].to(student.dtype)
    return (((student - teacher) ** 2) * weights).sum() / (weights.sum() * student.shape[-1]).clamp(min=1)


def attention_scores(queries: torch.Tensor, keys: torch.Tensor, heads: int) -> torch.Tensor:
    """Scaled dot products before the softmax: (batch, heads, length, length) of (batch, length, width) vectors."""
    q, k = _by_head(queries, heads), _by_head(keys, heads)
    return q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5


def attention_loss(student: torch.Tensor, teacher: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean squared difference of unnormalised attention scores between real tokens (TinyBERT, Jiao et al. 2020, eq. 7).

    Both (batch, heads, length, length) with as many heads; mask (batch, length).
    """
    pairs = (mask[:, None, :, None] * mask[:, None, None, :]).to(student.dtype)
    return (((student - teacher) ** 2) * pairs).sum() / (pairs.sum() * student.shape[1]).clamp(min=1)


def token_relation_loss(
    student: torch.Tensor, teacher: torch.Tensor, mask: torch.Tensor, heads: int
) -> torch.Tensor:
    """KL divergence of the self-relations of queries, keys or values (MiniLMv2, Wang et al. 2021, eq. 4 and 5).

    Vectors (batch, length, width) are cut anew into `heads` relation heads, so that widths and head counts may differ;
    both widths must be multiples of it. mask (batch, length).
    """
    nothing = (mask[:, None, None, :] == 0) * -1e4
    s = F.log_softmax(attention_scores(student, student, heads) + nothing, dim=-1)
    t = F.softmax(attention_scores(teacher, teacher, heads) + nothing, dim=-1)
    divergence = (t * (t.clamp(min=1e-9).log() - s)).sum(-1)  # (batch, heads, length)
    rows = mask[:, None, :].to(s.dtype)
    return (divergence * rows).sum() / (rows.sum() * heads).clamp(min=1)


def outlier_loss(logits: torch.Tensor) -> torch.Tensor:
    """Cross-entropy to the uniform distribution on text that is out of scope (outlier exposure, Hendrycks et al. 2019)."""
    return -F.log_softmax(logits, dim=-1).mean(-1).mean()


def _by_head(vectors: torch.Tensor, heads: int) -> torch.Tensor:
    batch, length, width = vectors.shape
    return vectors.view(batch, length, heads, width // heads).transpose(1, 2)
