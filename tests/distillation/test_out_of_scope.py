"""Scores and thresholds for what is out of scope."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from distillation.general import load_body
from distillation.out_of_scope import choose, fit_mahalanobis, really_outside
from networks.student import Student


def test_the_score_that_separates_best_is_chosen() -> None:
    inside = {"energy": np.array([0.0, 1.0, 2.0, 3.0]), "distance": np.arange(4.0)}
    outside = {"energy": np.array([1.5, 2.5]), "distance": np.array([8.0, 9.0])}
    found = choose(inside, outside)
    # Energies: of the eight pairs five are in order; distances: all.
    assert found.auroc == {"energy": 0.625, "distance": 1.0}
    assert found.score == "distance"
    assert 2.0 < found.threshold <= 8.0


def test_without_outliers_nearly_everything_in_scope_is_let_through() -> None:
    inside = {"energy": np.arange(100.0), "distance": np.zeros(100)}
    found = choose(inside, {"energy": np.zeros(0), "distance": np.zeros(0)})
    assert (found.score, found.auroc) == ("energy", {})
    assert (inside["energy"] < found.threshold).mean() == pytest.approx(0.98, abs=0.011)


def test_distances_are_mahalanobis(tiny_body: Path) -> None:
    _, body = load_body(tiny_body)
    student = Student(body, {"intent": 2})
    rng = np.random.RandomState(0)
    gold = np.repeat([0, 1], 400)
    scale = np.r_[3.0, np.ones(23)]  # one direction varies thrice as much
    features = rng.randn(800, 24) * scale + np.where(gold[:, None] == 0, -5.0, 5.0)
    fit_mahalanobis(student, features, gold, shrinkage=0.0)
    at = torch.tensor(
        np.stack([np.full(24, 5.0), np.r_[8.0, np.full(23, 5.0)], np.r_[5.0, 8.0, np.full(22, 5.0)]])
    ).float()
    middle, along, across = student.distance(at).tolist()
    assert middle < 0.5
    assert along == pytest.approx(1.0, abs=0.25)  # three units where three are a deviation
    assert across == pytest.approx(3.0, abs=0.4)


def test_outliers_that_are_this_assistants_business_are_left_out() -> None:
    examples = np.array([[1.0, 0.0, 0.1], [0.9, 0.5, 0.0], [0.0, 1.0, 0.1], [0.4, 0.9, 0.0]])
    outliers = np.array([[-1.0, -1.0, 0.0], [0.99, 0.05, 0.1]])
    assert really_outside(outliers, examples, np.array([0, 0, 1, 1])).tolist() == [True, False]
