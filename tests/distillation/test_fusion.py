"""Several teachers' distributions averaged."""

from __future__ import annotations

import numpy as np
import pytest

from distillation.calibration import log_softmax
from distillation.fusion import calibrated, choose_weights, fuse


def test_fusion_is_the_weighted_mean_of_probabilities() -> None:
    voices = np.log(np.array([[[0.8, 0.2]], [[0.4, 0.6]]]))
    assert np.exp(fuse(voices, np.array([0.5, 0.5]))) == pytest.approx(np.array([[0.6, 0.4]]))
    assert np.exp(fuse(voices, np.array([1.0, 0.0]))) == pytest.approx(np.array([[0.8, 0.2]]))


def test_the_better_teacher_gets_more_weight() -> None:
    rng = np.random.RandomState(0)
    gold = rng.randint(0, 3, 300)
    good = log_softmax(3.0 * np.eye(3)[gold] + rng.randn(300, 3))
    noise = log_softmax(rng.randn(300, 3))
    weights = choose_weights(np.stack([noise, good]), gold)
    assert weights.sum() == pytest.approx(1)
    assert weights[1] > 0.9


def test_without_a_dev_part_all_weigh_the_same() -> None:
    nothing = np.zeros((2, 0, 3))
    assert choose_weights(nothing, np.zeros(0, int)).tolist() == [0.5, 0.5]


def test_teachers_disagreeing_in_different_places_are_better_together() -> None:
    gold = np.zeros(100, int)
    first, second = np.full((100, 2), -0.1), np.full((100, 2), -0.1)
    first[:50], second[50:] = (2, -2), (2, -2)
    first[50:], second[:50] = (0, 0.5), (0, 0.5)
    voices = np.stack([log_softmax(first), log_softmax(second)])
    together = fuse(voices, choose_weights(voices, gold))
    assert (together.argmax(1) == 0).mean() == 1.0
    assert all((voice.argmax(1) == 0).mean() == 0.5 for voice in voices)


def test_an_overconfident_teacher_is_calmed() -> None:
    rng = np.random.RandomState(0)
    gold = rng.randint(0, 2, 400)
    said = np.where(rng.rand(400) < 0.75, gold, 1 - gold)  # right three times in four, and always sure
    logits = 8.0 * np.eye(2)[said]
    probabilities = np.exp(calibrated(logits, np.arange(400), gold)).max(1)
    assert probabilities.mean() == pytest.approx(0.75, abs=0.05)
