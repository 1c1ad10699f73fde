"""Averages of a student's weights with those of its earlier selves, which know more together than the last of them.

Students that learned one after the other lie in one basin of the loss, where the mean of their weights is a good student, too, and tells unseen text
better (WiSE-FT, Wortsman et al. 2022, arXiv 2109.01903). Of several only those are taken that help (greedy soup, Wortsman et al. 2022,
arXiv 2203.05482).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from networks.bundle import Bundle
from networks.state_schema import Schema
from networks.student import load_student

_BY_VALUE = ("value", "value_bias", "value_hint")  # a state head's parameters with a row for each known value
Weights = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Share:
    """How much of the average is an earlier student's, and the score on the dev part with it."""

    student: str
    share: float
    score: float


def average(
    student: nn.Module, earlier: Sequence[tuple[str, Weights]], shares: Sequence[float], score: Callable[[], float]
) -> list[Share]:  # fmt: skip
    """Takes in, one earlier student after the other, the share of its weights with which the student scores best, or nothing of it.

    The student is changed in place; `score` measures it as it stands. Earlier weights have the student's names and shapes.
    """
    best, taken = score(), []
    for name, weights in earlier:
        own = {key: tensor.clone() for key, tensor in student.state_dict().items()}
        chosen = 0.0
        for share in shares:
            student.load_state_dict(mixed(own, weights, share))
            if (found := score()) > best:
                best, chosen = found, share
        student.load_state_dict(mixed(own, weights, chosen))
        taken.append(Share(name, chosen, round(best, 4)))
    return taken


def mixed(own: Weights, other: Weights, share: float) -> dict[str, torch.Tensor]:
    """Weights of which `share` is the other's; those that only one has, or that are no floating point, are the own."""
    return {
        name: torch.lerp(weight, other[name].to(weight), share)
        if name in other and weight.is_floating_point()
        else weight
        for name, weight in own.items()
    }


def weights_of(bundle: Bundle, student: nn.Module, schema: Schema) -> dict[str, torch.Tensor]:
    """A bundle's weights as those of this student, which knows more values: rows of those that the bundle does not know are the student's.

    Parameters of other shapes, and a state head of other slots, are left out. Raises BundleError.
    """
    own = student.state_dict()
    found = dict(load_student(bundle).state_dict())
    if bundle.state is None or bundle.state.schema.names != schema.names:
        found = {name: weight for name, weight in found.items() if not name.startswith("state.")}
    else:
        theirs = {pair: row for row, pair in enumerate(bundle.state.schema.classes)}
        rows = [(row, theirs[pair]) for row, pair in enumerate(schema.classes) if pair in theirs]
        for name in (f"state.{part}" for part in _BY_VALUE):
            known, whole = found[name], own[name].clone()
            whole[[row for row, _ in rows]] = known[[row for _, row in rows]].to(whole)
            found[name] = whole
    return {name: weight for name, weight in found.items() if name in own and weight.shape == own[name].shape}
