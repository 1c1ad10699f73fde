"""Telling texts apart by their wordings, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.discriminant import Discriminant

# Two texts side by side; their wordings lie apart along the second direction, which says nothing of either.
WORDINGS = np.array([[0.6, 0.8], [0.6, -0.8], [-0.6, 0.8], [-0.6, -0.8]])
OWNERS = np.array([0, 0, 1, 1])


def test_what_tells_wordings_of_one_text_apart_counts_little() -> None:
    towards_first = np.array([0.28, 0.96])
    cosines = WORDINGS @ towards_first
    assert cosines[0] - cosines[2] == pytest.approx(0.336)  # the plain difference between the texts
    near = Discriminant(WORDINGS, OWNERS).similarities(towards_first)
    assert near[0] > 0.8 and near[0] - near[1] > 1.0


def test_by_hand() -> None:
    """Variances 0 and 0.64, with a tenth of their mean (0.032) added: scales 1/sqrt(0.032) and 1/sqrt(0.672)."""
    question = np.array([1.0, 0.0])
    wide, narrow = 0.6 / np.sqrt(0.032), 0.8 / np.sqrt(0.672)
    nearest = wide / np.hypot(wide, narrow)  # to either wording of the first text
    expected = [(nearest + 1) / 2, (-nearest - 1) / 2]  # the mean with the centre, (0.6, 0)
    assert Discriminant(WORDINGS, OWNERS).similarities(question) == pytest.approx(expected, abs=1e-5)


def test_one_wording_each_is_compared_as_it_is() -> None:
    """Nothing tells how wordings differ: only their mean, (0.5, 0.5), is taken off."""
    near = Discriminant(np.eye(2), np.array([0, 1])).similarities(np.array([1.0, 0.0]))
    assert near == pytest.approx([1.0, -1.0], abs=1e-5)


def test_one_text_alone_is_never_far() -> None:
    near = Discriminant(np.array([[1.0, 0.0]]), np.array([0])).similarities(np.array([1.0, 0.0]))
    assert near.shape == (1,) and np.isfinite(near).all()
