"""Losses against numbers worked by hand."""

from __future__ import annotations

import math

import pytest
import torch

from distillation.losses import (
    attention_loss,
    attention_scores,
    embedding_loss,
    hidden_state_loss,
    outlier_loss,
    pair_relation_loss,
    soft_label_loss,
    token_relation_loss,
)


def test_soft_labels_keep_hintons_factor() -> None:
    # Softmax of (ln 3, 0) is (3/4, 1/4), of (0, 0) is (1/2, 1/2); KL = 3/4 ln(3/2) + 1/4 ln(1/2).
    expected = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
    student = torch.zeros(1, 2)
    assert soft_label_loss(student, torch.tensor([[math.log(3), 0.0]]), 1.0).item() == pytest.approx(expected)
    # At temperature 2 the teacher's logits 2 ln 3 give the same distribution: the loss is 2² times as large.
    softened = soft_label_loss(student, torch.tensor([[2 * math.log(3), 0.0]]), 2.0).item()
    assert softened == pytest.approx(4 * expected)


def test_embeddings_are_compared_by_angle() -> None:
    student = torch.tensor([[2.0, 0.0], [0.0, 3.0]])
    teacher = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    assert embedding_loss(student, teacher).item() == pytest.approx(0.5)  # cosines 1 and 0


def test_pairs_keep_their_relations() -> None:
    teacher = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    student = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    # Two of four cosines are 0 instead of 1.
    assert pair_relation_loss(student, teacher).item() == pytest.approx(0.5)


def test_hidden_states_of_padding_do_not_count() -> None:
    student = torch.tensor([[[1.0, 3.0], [9.0, 9.0]]])
    teacher = torch.tensor([[[0.0, 1.0], [0.0, 0.0]]])
    # (1² + 2²) / 2 over the one real token.
    assert hidden_state_loss(student, teacher, torch.tensor([[1, 0]])).item() == pytest.approx(2.5)


def test_attention_scores_are_scaled_by_the_heads_width() -> None:
    vectors = torch.tensor([[[1.0, 2.0, 3.0, 4.0]]])
    scores = attention_scores(vectors, vectors, heads=2)
    assert scores.shape == (1, 2, 1, 1)
    # (1·1 + 2·2) / √2 and (3·3 + 4·4) / √2.
    assert scores.flatten().tolist() == pytest.approx([5 / math.sqrt(2), 25 / math.sqrt(2)])


def test_attention_is_compared_between_real_tokens_only() -> None:
    student = torch.zeros(1, 1, 2, 2)
    teacher = torch.tensor([[[[2.0, 7.0], [7.0, 7.0]]]])
    assert attention_loss(student, teacher, torch.tensor([[1, 0]])).item() == pytest.approx(4.0)
    assert attention_loss(student, teacher, torch.tensor([[1, 1]])).item() == pytest.approx((4 + 3 * 49) / 4)


def test_token_relations_need_no_equal_widths() -> None:
    torch.manual_seed(0)
    teacher = torch.randn(2, 3, 8)
    mask = torch.tensor([[1, 1, 1], [1, 1, 0]])
    assert token_relation_loss(teacher, teacher, mask, heads=2).item() == pytest.approx(0.0, abs=1e-6)
    # All of the student's vectors alike: its relations are uniform over n real tokens, and the divergence of a row of the
    # teacher's relations p is ln n + Σ p ln p.
    student = torch.ones(2, 3, 4)
    relations = torch.softmax(
        attention_scores(teacher, teacher, 2) + (mask[:, None, None, :] == 0) * -1e4, -1
    )
    rows = [
        math.log(n) + sum(p * math.log(p) for p in relations[b, h, i].tolist() if p > 1e-9)
        for b, n in ((0, 3), (1, 2)) for h in range(2) for i in range(n)
    ]  # fmt: skip
    found = token_relation_loss(student, teacher, mask, heads=2).item()
    assert found == pytest.approx(sum(rows) / len(rows), rel=1e-4)


def test_outliers_are_told_to_be_uniform() -> None:
    assert outlier_loss(torch.zeros(1, 4)).item() == pytest.approx(math.log(4))
    # Probabilities 3/4 and 1/4: the mean of -ln p.
    sure = torch.tensor([[math.log(3), 0.0]])
    assert outlier_loss(sure).item() == pytest.approx(-(math.log(0.75) + math.log(0.25)) / 2)
