"""A model in training follows dialogues turn by turn, as the bundle made of it will."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import nn

from distillation.state_corpus import Dialogue
from distillation.state_tracking import joint_goal_accuracy, track
from networks.belief_state import Change
from networks.gazetteer import Gazetteer
from networks.state_input import Turn, turn_arrays
from networks.state_reading import StateReader
from networks.state_schema import Schema

Outputs = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Reads:
    """A model that tracks, with its tokenizer: enough to follow a dialogue with it."""

    outputs: Callable[..., Outputs]  # ids, mask, parts and hints → the state head's outputs
    tokenizer: Tokenizer
    prefix: str
    pad: int
    device: torch.device
    gazetteer: Gazetteer

    @torch.inference_mode()
    def changes(self, turns: Sequence[Turn], reader: StateReader) -> list[tuple[Change, ...]]:
        """What each turn changes."""
        encoded, arrays = turn_arrays(
            self.tokenizer, turns, reader.schema, self.gazetteer, self.pad, self.prefix
        )
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            found = self.outputs(*(torch.from_numpy(array).to(self.device) for array in arrays))
        rows = {name: value.float().cpu().numpy() for name, value in found.items()}
        return [
            tuple(reader.changes(turn, one, {name: value[at] for name, value in rows.items()}))
            for at, (turn, one) in enumerate(zip(turns, encoded, strict=True))
        ]

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
