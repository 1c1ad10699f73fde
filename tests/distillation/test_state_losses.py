"""The state head's losses, against numbers worked by hand."""

from __future__ import annotations

import math

import pytest
import torch

from distillation.state_losses import (
    SoftState,
    StateTargets,
    by_word,
    hard_state_losses,
    soft_state_losses,
    value_log_probabilities,
)

OWNER = torch.tensor([0, 0, 1])


def outputs() -> dict[str, torch.Tensor]:
    return {
        "gate": torch.zeros(1, 2, 4),
        "value": torch.tensor([[0.0, math.log(3), 5.0]]),
        "tags": torch.zeros(1, 3, 3),
    }


def targets(**changed: list[list[int]]) -> StateTargets:
    given = {"gate": [[3, 0]], "value": [[1, -1]], "tag": [[-1, 1, 0]], "word": [[-1, 0, 1]], **changed}
    return StateTargets(**{name: torch.tensor(value) for name, value in given.items()})


def test_values_are_shares_of_their_own_slot() -> None:
    found = value_log_probabilities(outputs()["value"], OWNER, 2).exp()
    assert found[0].tolist() == pytest.approx([0.25, 0.75, 1.0])


def test_hard_losses_by_hand() -> None:
    losses = hard_state_losses(outputs(), targets(), OWNER, 0.0)
    assert float(losses["gate"]) == pytest.approx(2 * math.log(4))  # two slots, four classes, all alike
    assert float(losses["value"]) == pytest.approx(-math.log(0.75))
    assert float(losses["tags"]) == pytest.approx(4 * math.log(3))  # the mean over two real tokens, scaled
    assert "value" not in hard_state_losses(outputs(), targets(value=[[-1, -1]]), OWNER, 0.0)


def test_an_unknown_gate_teaches_nothing() -> None:
    losses = hard_state_losses(outputs(), targets(gate=[[-1, 0]]), OWNER, 0.0)
    assert float(losses["gate"]) == pytest.approx(math.log(4))


def test_soft_losses_are_nothing_where_teacher_and_student_agree() -> None:
    found = outputs()
    soft = SoftState(
        found["gate"].softmax(-1),
        value_log_probabilities(found["value"], OWNER, 2).exp(),
        torch.full((1, 2, 3), 1 / 3),
    )
    losses = soft_state_losses(found, targets(), soft, OWNER, 2.0)
    assert all(float(loss) == pytest.approx(0.0, abs=1e-5) for loss in losses.values())


def test_soft_losses_by_hand() -> None:
    certain = torch.tensor([[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]])
    soft = SoftState(
        torch.tensor([[[0.0, 0, 0, 1.0], [1.0, 0, 0, 0]]]), torch.tensor([[1.0, 0.0, 1.0]]), certain
    )
    losses = soft_state_losses(outputs(), targets(), soft, OWNER, 1.0)
    assert float(losses["soft_gate"]) == pytest.approx(2 * math.log(4), rel=1e-4)
    assert float(losses["soft_tags"]) == pytest.approx(4 * math.log(3), rel=1e-4)
    assert float(losses["soft_value"]) == pytest.approx(
        -math.log(0.25), rel=1e-4
    )  # the kept slot's value does not count


def test_words_are_means_of_their_tokens() -> None:
    tokens = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [9.0, 9.0]]])
    found = by_word(tokens, torch.tensor([[0, 0, 1, -1]]), 3)
    assert found[0].tolist() == [[0.5, 0.5], [1.0, 0.0], [0.0, 0.0]]
