"""A model in training follows dialogues turn by turn, as the bundle made of it will."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from distillation.precision import mixed_precision
from distillation.state_corpus import Dialogue
from distillation.state_tracking import joint_goal_accuracy, track
from networks.belief_state import Change
from networks.gazetteer import Gazetteer
from networks.state_input import Encoded, Turn, turn_arrays
from networks.state_reading import StateReader
from networks.state_schema import Schema

Outputs = dict[str, torch.Tensor]
Heard = tuple[Encoded, Mapping[str, np.ndarray]]  # a turn as it was read, and what the model says of it


@dataclass(frozen=True)
class Reads:
    """A model that tracks, with its tokenizer: enough to follow a dialogue with it."""

    outputs: Callable[..., Outputs]  # ids, mask, parts and hints → the state head's outputs
    tokenizer: Tokenizer
    prefix: str
    pad: int
    device: torch.device
    gazetteer: Gazetteer

    def changes(
        self, turns: Sequence[Turn], reader: StateReader, heard: dict[str, Heard] | None = None
    ) -> list[tuple[Change, ...]]:
        """What each turn changes. Readers of other thresholds need not run the model anew on what is `heard` already."""
        heard = {} if heard is None else heard
        new = [turn for turn in turns if repr(turn) not in heard]
        heard |= {repr(turn): found for turn, found in zip(new, self._heard(new, reader.schema), strict=True)}
        return [tuple(reader.changes(turn, *heard[repr(turn)])) for turn in turns]

    @torch.inference_mode()
    def _heard(self, turns: Sequence[Turn], schema: Schema) -> list[Heard]:
        if not turns:
            return []
        encoded, arrays = turn_arrays(self.tokenizer, turns, schema, self.gazetteer, self.pad, self.prefix)
        with mixed_precision(self.device):
            found = self.outputs(*(torch.from_numpy(array).to(self.device) for array in arrays))
        rows = {name: value.float().cpu().numpy() for name, value in found.items()}
        return [(one, {name: value[at] for name, value in rows.items()}) for at, one in enumerate(encoded)]

    def joint_goal_accuracy(self, dialogues: Sequence[Dialogue], reader: StateReader) -> float:
        """On dialogues followed with its own states."""
        followed = track(dialogues, reader.schema, lambda turns: self.changes(turns, reader))
        return joint_goal_accuracy(followed, reader.schema)

    def score_on(self, dialogues: Sequence[Dialogue], schema: Schema) -> Callable[[nn.Module], float] | None:
        """For early stopping: the joint goal accuracy on these dialogues; None where there are none."""

        def score(model: nn.Module) -> float:
            model.eval()
            return self.joint_goal_accuracy(dialogues, unhesitating(schema))

        return score if dialogues else None


def unhesitating(schema: Schema) -> StateReader:
    """A reader that takes what is likelier than not."""
    return StateReader(schema, threshold=0.5, exact_threshold=0.5, gate_threshold=0.0)
