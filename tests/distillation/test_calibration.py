"""Temperature scaling against a number worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from distillation.calibration import fit_temperature


def test_a_temperature_undoes_overconfidence() -> None:
    # right three times of four with logit gap g: the likeliest temperature gives 3/4, so g / T = ln 3
    logits = np.array([[6.0, 0.0]] * 4)
    assert fit_temperature(logits, np.array([0, 0, 0, 1])) == pytest.approx(6 / math.log(3), rel=1e-3)
