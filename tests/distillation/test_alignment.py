"""Tokens of two tokenizers on one text."""

from __future__ import annotations

import torch

from distillation.alignment import alignment, batch_alignment


def test_a_word_gets_the_mean_of_its_pieces() -> None:
    # "refunds": one token of the student's, two of the teacher's (refund, s): five sixths and one sixth by length.
    weights = alignment([(0, 0), (0, 6), (0, 0)], [(0, 0), (0, 5), (5, 6), (0, 0)])
    assert torch.allclose(weights[1], torch.tensor([0, 5 / 6, 1 / 6, 0]))
    assert weights[0].tolist() == [1, 0, 0, 0]
    assert weights[2].tolist() == [0, 0, 0, 1]


def test_a_prefix_of_the_teacher_shifts_its_tokens() -> None:
    weights = alignment([(0, 0), (0, 2), (0, 0)], [(0, 0), (0, 6), (7, 9), (0, 0)], shift=7)
    assert weights[1].tolist() == [0, 0, 1, 0]


def test_a_token_without_counterpart_has_no_weights() -> None:
    assert alignment([(0, 0), (4, 5), (0, 0)], [(0, 0), (0, 3), (0, 0)])[1].sum() == 0


def test_batches_are_padded() -> None:
    short, long = [(0, 0), (0, 0)], [(0, 0), (0, 2), (2, 4), (0, 0)]
    weights = batch_alignment([short, long], [short, long])
    assert weights.shape == (2, 4, 4)
    assert weights[0, 2:].sum() == 0
    assert torch.equal(weights[1], torch.eye(4))
