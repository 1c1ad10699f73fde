"""Temperature scaling against a number worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from distillation.calibration import fit_temperature


def test_a_temperature_undoes_overconfidence() -> None:
    # right three times of four with logit gap g: the likeliest temperature gives 3/4, so g / T = ln 3
    logits = np.array([[6.0, 0.0]] * 4000)
    assert fit_temperature(logits, np.array([0, 0, 0, 1] * 1000)) == pytest.approx(6 / math.log(3), rel=1e-2)


def test_a_handful_of_right_answers_makes_nobody_certain() -> None:
    logits = np.array([[4.0, 0.0, 0.0]] * 7)
    few, many = (
        fit_temperature(np.repeat(logits, times, 0), np.zeros(7 * times, int)) for times in (1, 1000)
    )
    assert 0.5 < few < 1.0 and many < 0.4
