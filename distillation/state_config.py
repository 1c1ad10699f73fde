"""How a run of the state recipe goes: presets, and what a recipe file can change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from distillation.errors import DistillationError
from distillation.state_variation import Variation
from distillation.trainer import TrainerConfig


@dataclass(frozen=True)
class StateWeights:
    """Of the losses: the dialogues' own labels, and what the teachers say."""

    hard: float = 0.5
    soft: float = 0.5
    kept: float = 1.0  # what a student that goes on learning said before of the same messages

    def __post_init__(self) -> None:
        if min(self.hard, self.soft, self.kept) < 0:
            raise DistillationError(f"expected weights from 0, found {self}")


@dataclass(frozen=True)
class StateConfig:
    """A whole run. `quick` and `full` are presets of it; a recipe file changes any part."""

    teachers: tuple[str, ...] = ()
    seed: int = 0
    dev_share: float = 0.08  # of the dialogues, held out for choosing
    copies: int = 5  # each dialogue is learned as written and so many times with other values
    teaching_copies: int = 1  # of which teachers, slow as they are, learn so many
    max_unlabelled: int = (
        20_000  # of the texts without a state, how many are learned from what the teachers say
    )
    # Steps from one batch of messages without a state to the next, for a student that goes on; those of turns are said again in each
    # step, since their pass is made anyway.
    beside_every: int = 3
    # Shares of an earlier student's weights in the new one's that are tried on the dev dialogues; none: no average.
    averaged: tuple[float, ...] = (0.25, 0.5)
    temperature: float = 1.0  # of the soft labels
    smoothing: float = 0.02  # of the gate's hard labels
    variation: Variation = field(default_factory=Variation)
    weights: StateWeights = field(default_factory=StateWeights)
    teaching: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(
            epochs=4, batch=32, learning_rate=1e-4, head_rate=10.0, patience=1
        )
    )
    learning: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(epochs=6, batch=32, learning_rate=3e-4, head_rate=5.0)
    )

    def __post_init__(self) -> None:
        if not 0.02 <= self.dev_share <= 0.5 or not 0 <= self.copies <= 50 or not 0 <= self.smoothing < 0.5:
            raise DistillationError(
                f"expected a dev_share from 0.02 to 0.5, 0 to 50 copies and a smoothing below 0.5, found {self.dev_share}, "
                f"{self.copies} and {self.smoothing}"
            )
        if self.beside_every < 1:
            raise DistillationError(f"expected beside_every from 1, found {self.beside_every}")
        if not all(0 < share < 1 for share in self.averaged):
            raise DistillationError(f"expected shares between 0 and 1 in averaged, found {self.averaged}")


def state_presets(name: str, teachers: tuple[str, ...], seed: int) -> StateConfig:
    """`full`: fine-tuned teachers and many copies. `quick`: the student alone on few copies. Raises DistillationError."""
    base = StateConfig(teachers=teachers, seed=seed)
    if name == "full":
        return base
    if name != "quick":
        raise DistillationError(f"expected the preset quick or full, found {name!r}")
    return replace(
        base,
        teachers=(),
        copies=2,
        learning=replace(base.learning, epochs=5),
        weights=StateWeights(hard=1.0, soft=0.0),
    )
