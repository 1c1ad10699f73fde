"""Batches of token ids, grouped by length so that little is padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

PAD = 1
_POOL = 50  # batches that are sorted by length among themselves

Batch = tuple[
    np.ndarray, torch.Tensor, torch.Tensor
]  # row numbers, input ids and attention mask (batch, length)


def shuffled(
    ids: Sequence[Sequence[int]], rows: np.ndarray, size: int, rng: np.random.RandomState, pad: int = PAD
) -> Iterator[Batch]:
    """One epoch in random order."""
    lengths = np.array([len(ids[row]) for row in rows])
    order = rng.permutation(len(rows))
    pools = [
        pool[np.argsort(lengths[pool])]
        for pool in np.array_split(order, max(1, len(order) // (size * _POOL)))
    ]
    batches = [pool[at : at + size] for pool in pools for at in range(0, len(pool), size)]
    rng.shuffle(batches)
    for batch in batches:
        yield padded(ids, rows[batch], pad)


def in_order_of_length(ids: Sequence[Sequence[int]], size: int, pad: int = PAD) -> Iterator[Batch]:
    """All rows once, the short ones first; for inference."""
    order = np.argsort([len(row) for row in ids], kind="stable")
    for at in range(0, len(order), size):
        yield padded(ids, order[at : at + size], pad)


def padded(ids: Sequence[Sequence[int]], rows: np.ndarray, pad: int = PAD) -> Batch:
    longest = max(len(ids[row]) for row in rows)
    tokens = torch.full((len(rows), longest), pad)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for at, row in enumerate(rows):
        tokens[at, : len(ids[row])] = torch.tensor(ids[row])
        mask[at, : len(ids[row])] = 1
    return rows, tokens, mask
