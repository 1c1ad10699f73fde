"""Losses and calibration against numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from distillation.calibration import fit_temperature
from distillation.losses import embedding_loss, pair_relation_loss, soft_label_loss


def test_soft_labels_at_temperature_one() -> None:
    # teacher (ln 3, 0) is (3/4, 1/4); student (0, 0) is (1/2, 1/2); KL = 3/4 ln 3/2 + 1/4 ln 1/2
    loss = soft_label_loss(torch.zeros(1, 2), torch.tensor([[math.log(3), 0.0]]), 1.0)
    assert loss.item() == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5), abs=1e-6)


def test_soft_labels_carry_the_factor_of_the_temperature_squared() -> None:
    # at T = 2 the teacher (2 ln 3, 0) softens to (3/4, 1/4) again: the same divergence, times 4
    loss = soft_label_loss(torch.zeros(1, 2), torch.tensor([[2 * math.log(3), 0.0]]), 2.0)
    assert loss.item() == pytest.approx(4 * (0.75 * math.log(1.5) + 0.25 * math.log(0.5)), abs=1e-6)


def test_embedding_loss_is_one_minus_the_cosine() -> None:
    # (3, 4) and (4, 3): cosine 24/25; (1, 0) and (0, 1): cosine 0; the mean of 1/25 and 1
    loss = embedding_loss(torch.tensor([[3.0, 4.0], [1.0, 0.0]]), torch.tensor([[4.0, 3.0], [0.0, 1.0]]))
    assert loss.item() == pytest.approx((1 / 25 + 1) / 2, abs=1e-6)


def test_pair_relation_loss_compares_pairs() -> None:
    # the student's pair is at cosine 0, the teacher's at 1: two of the four entries differ by one
    loss = pair_relation_loss(torch.eye(2), torch.tensor([[1.0, 0.0], [2.0, 0.0]]))
    assert loss.item() == pytest.approx(0.5, abs=1e-6)


def test_a_temperature_undoes_overconfidence() -> None:
    # right three times of four with logit gap g: the likeliest temperature gives 3/4, so g / T = ln 3
    logits = np.array([[6.0, 0.0]] * 4)
    assert fit_temperature(logits, np.array([0, 0, 0, 1])) == pytest.approx(6 / math.log(3), rel=1e-3)
