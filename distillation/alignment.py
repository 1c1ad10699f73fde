"""Two tokenizers on one text: which tokens of one lie on which tokens of the other."""

from __future__ import annotations

from collections.abc import Sequence

import torch

Offsets = Sequence[tuple[int, int]]  # characters [start, end) of each token; (0, 0) for special ones


def alignment(student: Offsets, teacher: Offsets, shift: int = 0) -> torch.Tensor:
    """Weights (student tokens, teacher tokens) that average the teacher's tokens lying on each of the student's.

    `shift` is the length of a prefix that only the teacher reads. First and last tokens, the special ones, belong to
    each other. A row is zero where nothing of the teacher's lies on the student's token.
    """
    s = torch.tensor(student, dtype=torch.float32)  # (length, 2)
    t = torch.tensor(teacher, dtype=torch.float32) - shift
    overlap = (
        torch.minimum(s[:, None, 1], t[None, :, 1]) - torch.maximum(s[:, None, 0], t[None, :, 0])
    ).clamp(min=0)
    overlap[0, 0] = overlap[-1, -1] = 1.0
    return overlap / overlap.sum(1, keepdim=True).clamp(min=1e-9)


def batch_alignment(student: Sequence[Offsets], teacher: Sequence[Offsets], shift: int = 0) -> torch.Tensor:
    """Alignments of a batch, padded with zeros: (batch, longest student, longest teacher)."""
    whole = torch.zeros(len(student), max(map(len, student)), max(map(len, teacher)))
    for at, (s, t) in enumerate(zip(student, teacher, strict=True)):
        whole[at, : len(s), : len(t)] = alignment(s, t, shift)
    return whole
