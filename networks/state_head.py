"""The state head: for each slot what happens to it, which value of its set is meant, and where a value stands.

After TripPy (Heck et al. 2020): a gate for each slot, a span for open values, a class for closed ones, and copying from what
the assistant offered. There the copy has a gate of its own; here the span may lie in the message, in the assistant's words
or in the state so far, so that one pointer serves for all three, references to what is on the table among them. A slot reads the
tokens through attention heads of its own, as in SUMBT (Lee et al. 2019), without projections: 0.15 M parameters for 22 slots.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from networks.state_input import FEATURES

KEEP, DROP, ANY, VALUE, SPAN = 0, 1, 2, 3, 4  # the gate's classes
GATES = 5
_HEADS = 4
_RANK = 32
_FAR = -1e4  # a score that float16 can hold


class StateHead(nn.Module):
    """Heads over the tokens of a turn, for `values` known values of each slot."""

    def __init__(self, hidden: int, values: Sequence[int], dropout: float = 0.1) -> None:
        super().__init__()
        slots, known = len(values), sum(values)
        self.queries = nn.Parameter(torch.randn(slots * _HEADS, hidden) * hidden**-0.5)
        self.norm = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(dropout)
        self.gate = nn.Parameter(torch.randn(slots, hidden, GATES) * 0.02)
        self.gate_bias = nn.Parameter(torch.zeros(slots, 1, GATES))
        self.features = nn.Parameter(torch.zeros(slots, FEATURES, GATES))
        self.value = nn.Parameter(torch.randn(known, hidden) * 0.02)
        self.value_bias = nn.Parameter(torch.zeros(known))
        self.pointers = nn.Parameter(torch.randn(2 * slots, hidden) * 0.02)  # starts, then ends
        self.down = nn.Linear(hidden, _RANK)
        self.up = nn.Linear(_RANK, 2 * hidden)
        owner = torch.repeat_interleave(torch.arange(slots), torch.tensor(list(values), dtype=torch.long))
        self.register_buffer("owner", owner, persistent=False)  # the slot of each known value

    def forward(
        self, hidden: torch.Tensor, mask: torch.Tensor, features: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        """Logits, float32: "gate" (batch, slots, GATES), "value" (batch, known values), "start" and "end" (batch, slots, length).

        Hidden states (batch, length, hidden), mask (batch, length), features (batch, slots, FEATURES).
        """
        hidden = hidden.float()
        batch, length, width = hidden.shape
        slots = self.gate.shape[0]
        away = (1.0 - mask.float())[:, None, :] * _FAR  # (batch, 1, length)
        attention = (torch.matmul(hidden, self.queries.T).transpose(1, 2) * width**-0.5 + away).softmax(-1)
        attention = attention.view(batch, slots, _HEADS, length).transpose(
            1, 2
        )  # (batch, heads, slots, length)
        slices = hidden.view(batch, length, _HEADS, width // _HEADS).transpose(1, 2)
        read = torch.matmul(attention, slices).transpose(1, 2).reshape(batch, slots, width)
        read = self.drop(self.norm(read))  # (batch, slots, hidden)
        by_slot = torch.matmul(read.transpose(0, 1), self.gate) + self.gate_bias
        by_slot = by_slot + torch.matmul(features.transpose(0, 1), self.features)
        starts, ends = self._pointers(read, hidden, away)
        value = (read[:, self.owner] * self.value).sum(-1) + self.value_bias
        return {"gate": by_slot.transpose(0, 1), "value": value, "start": starts, "end": ends}

    def _pointers(
        self, read: torch.Tensor, hidden: torch.Tensor, away: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        slots, width = read.shape[1:]
        turned = self.up(torch.relu(self.down(read)))  # (batch, slots, 2 · hidden)
        tokens = hidden.transpose(1, 2) * width**-0.5
        start = torch.matmul(turned[..., :width] + self.pointers[:slots], tokens) + away
        end = torch.matmul(turned[..., width:] + self.pointers[slots:], tokens) + away
        return start, end


def sees(mask: torch.Tensor, parts: torch.Tensor) -> torch.Tensor:
    """Which token may look at which: (batch, 1, length, length) bool. The message at itself, the context at everything."""
    context = parts > 0
    seen = ~context[:, None, :] | context[:, :, None]
    return (seen & (mask > 0)[:, None, :])[:, None]
