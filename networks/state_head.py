"""The state head: which words are whose value, what happens to each slot, and which value of a closed set is meant.

After TripPy (Heck et al. 2020): a gate for each slot, open values copied from the message or from what the assistant offered, and a
class for each value of a closed set. Two things are simpler, for a small model that learns from few dialogues: instead of a
pointer for each slot the words are tagged with slots (as in slot filling), so that every word of every dialogue teaches, and the tags
may lie on the message, on the assistant's words or on the state so far, so that one mechanism copies from all three. A slot's gate
reads the tokens through attention of its own (SUMBT, Lee et al. 2019). Words known beforehand, such as a shop's colours, enter as hints
beside the tokens, as a gazetteer does in named entity recognition, and so does what recognisers read; the model decides what it means.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from networks.state_input import FEATURES, VALUE_FEATURES
from networks.state_reading import GATES

_HEADS = 4
_RANK = 32
_FAR = -1e4  # a score that float16 can hold


class StateHead(nn.Module):
    """Heads over the tokens of a turn, for slots with so many known `values` each."""

    def __init__(self, hidden: int, values: Sequence[int], dropout: float = 0.1) -> None:
        super().__init__()
        slots, known = len(values), sum(values)
        self.hints = nn.Parameter(
            torch.zeros(slots + 1, hidden)
        )  # of a token that may be a slot's value; 0: of none
        self.recognized = nn.Parameter(torch.zeros(slots + 1, hidden))  # of one that recognisers take for it
        self.token_norm = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(dropout)
        self.tags = nn.Linear(hidden, slots + 1)
        self.asked = nn.Linear(hidden, slots + 1)  # what the context makes likely
        self.token_rank, self.context_rank = nn.Linear(hidden, _RANK), nn.Linear(hidden, _RANK)
        self.both = nn.Linear(_RANK, slots + 1, bias=False)  # what it makes likely of such a token
        self.queries = nn.Parameter(torch.randn(slots * _HEADS, hidden) * hidden**-0.5)
        self.norm = nn.LayerNorm(hidden)
        self.gate = nn.Parameter(torch.randn(slots, hidden, GATES) * 0.02)
        self.gate_bias = nn.Parameter(torch.zeros(slots, 1, GATES))
        self.features = nn.Parameter(torch.zeros(slots, FEATURES, GATES))
        self.value = nn.Parameter(torch.randn(known, hidden) * 0.02)
        self.value_bias = nn.Parameter(torch.zeros(known))
        self.value_hint = nn.Parameter(torch.ones(known, VALUE_FEATURES))  # how much a known word says
        owner = torch.repeat_interleave(torch.arange(slots), torch.tensor(list(values), dtype=torch.long))
        self.register_buffer("owner", owner, persistent=False)  # the slot of each known value

    def forward(
        self, hidden: torch.Tensor, mask: torch.Tensor, parts: torch.Tensor, hints: torch.Tensor,
        recognized: torch.Tensor, slot_features: torch.Tensor, value_features: torch.Tensor,
    ) -> dict[str, torch.Tensor]:  # fmt: skip
        """Logits, float32: "tags" (batch, length, 1 + slots), "gate" (batch, slots, GATES), "value" (batch, known values).

        Hidden states (batch, length, hidden); mask, parts, hints and what was recognized (batch, length); features of slots (batch,
        slots, FEATURES) and of known values (batch, known values, VALUE_FEATURES).
        """
        tokens = self.token_norm(hidden.float() + self.hints[hints] + self.recognized[recognized])
        context = (mask * (parts > 0)).to(tokens.dtype)[..., None]
        about = (tokens * context).sum(1) / context.sum(1).clamp(min=1)  # (batch, hidden)
        dropped = self.drop(tokens)
        met = torch.tanh(self.token_rank(dropped)) * torch.tanh(self.context_rank(about))[:, None]
        tags = self.tags(dropped) + self.asked(about)[:, None] + self.both(met)
        read = self._read(tokens, mask)
        gate = torch.matmul(read.transpose(0, 1), self.gate) + self.gate_bias
        gate = gate + torch.matmul(slot_features.transpose(0, 1), self.features)
        said = (value_features * self.value_hint).sum(-1)
        value = (read[:, self.owner] * self.value).sum(-1) + self.value_bias + said
        return {"tags": tags, "gate": gate.transpose(0, 1), "value": value}

    def _read(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What each slot makes of the turn: (batch, slots, hidden)."""
        batch, length, width = tokens.shape
        slots = self.gate.shape[0]
        away = (1.0 - mask.float())[:, None, :] * _FAR  # (batch, 1, length)
        attention = (torch.matmul(tokens, self.queries.T).transpose(1, 2) * width**-0.5 + away).softmax(-1)
        attention = attention.view(batch, slots, _HEADS, length).transpose(
            1, 2
        )  # (batch, heads, slots, length)
        slices = tokens.view(batch, length, _HEADS, width // _HEADS).transpose(1, 2)
        read = torch.matmul(attention, slices).transpose(1, 2).reshape(batch, slots, width)
        return self.drop(self.norm(read))


def sees(mask: torch.Tensor, parts: torch.Tensor) -> torch.Tensor:
    """Which token may look at which: (batch, 1, length, length), 0 where it may. The message at itself, the context at everything.

    To be added to the scores: of a mask of truths, exported graphs guard against rows that see nothing, which there are none of.
    """
    context = parts > 0
    seen = (~context[:, None, :] | context[:, :, None]) & (mask > 0)[:, None, :]
    return (~seen).float()[:, None] * _FAR
