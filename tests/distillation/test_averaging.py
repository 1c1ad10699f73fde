"""Averages of weights: by hand, and taken only as far as they help."""

from __future__ import annotations

import torch
from torch import nn

from distillation.averaging import Share, average, mixed


def test_a_quarter_of_the_other() -> None:
    own = {"weight": torch.tensor([1.0, 2.0]), "steps": torch.tensor(7), "new": torch.tensor([5.0])}
    found = mixed(own, {"weight": torch.tensor([5.0, -2.0]), "steps": torch.tensor(1)}, 0.25)
    assert found["weight"].tolist() == [2.0, 1.0]
    assert found["steps"].item() == 7
    assert found["new"].tolist() == [5.0]


def _at(value: float) -> nn.Linear:
    student = nn.Linear(1, 1, bias=False)
    student.load_state_dict({"weight": torch.tensor([[value]])})
    return student


def test_the_best_share_of_each_is_taken() -> None:
    student = _at(0.0)
    earlier = [("near", {"weight": torch.tensor([[4.0]])}), ("far", {"weight": torch.tensor([[-8.0]])})]
    taken = average(student, earlier, (0.25, 0.5), lambda: -abs(float(student.weight.detach()) - 1.0))
    assert student.weight.item() == 1.0
    assert taken == [Share("near", 0.25, 0.0), Share("far", 0.0, 0.0)]


def test_what_scores_no_better_is_left() -> None:
    student = _at(3.0)
    taken = average(student, [("same", {"weight": torch.tensor([[9.0]])})], (0.5,), lambda: 1.0)
    assert student.weight.item() == 3.0
    assert taken == [Share("same", 0.0, 1.0)]
