"""What the state head is told of a batch: whose value each word is, what happens to each slot, which value; and what teachers say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from networks.state_reading import KEEP

_TAG_SCALE = 4.0  # a turn's mean over its tokens, beside sums over its slots


@dataclass(frozen=True)
class StateTargets:
    """The rows of a batch; -1 stands for "no target"."""

    gate: torch.Tensor  # (batch, slots)
    value: torch.Tensor  # (batch, slots), among all known values
    tag: torch.Tensor  # (batch, length): the slot counted from 1, 0 for none
    word: (
        torch.Tensor
    )  # (batch, length): the word that a token belongs to, counted through the turn; -1 for marks

    def to(self, device: torch.device) -> StateTargets:
        """The same on a device."""
        return StateTargets(**{name: value.to(device) for name, value in vars(self).items()})


@dataclass(frozen=True)
class SoftState:
    """What fused teachers say of the same rows, as probabilities."""

    gate: torch.Tensor  # (batch, slots, classes)
    value: torch.Tensor  # (batch, known values), of each slot summing to 1
    tags: torch.Tensor  # (batch, words, 1 + slots); zero where there is no such word


def hard_state_losses(
    outputs: Mapping[str, torch.Tensor], targets: StateTargets, owner: torch.Tensor, smoothing: float
) -> dict[str, torch.Tensor]:
    """Cross-entropies, means over the batch: "gate" and "value" summed over the slots, "tags" a scaled mean over the tokens."""
    batch, slots, classes = outputs["gate"].shape
    gate = F.cross_entropy(
        outputs["gate"].reshape(-1, classes), targets.gate.reshape(-1), ignore_index=-1, reduction="sum",
        label_smoothing=smoothing,
    )  # fmt: skip
    tags = F.cross_entropy(
        outputs["tags"].reshape(-1, outputs["tags"].shape[-1]),
        targets.tag.reshape(-1),
        ignore_index=-1,
        reduction="sum",
    )
    losses = {"gate": gate / batch, "tags": _TAG_SCALE * tags / (targets.tag >= 0).sum().clamp(min=1)}
    known = targets.value >= 0
    if known.any():
        rows = known.nonzero()[:, 0]
        values = value_log_probabilities(outputs["value"], owner, slots)
        losses["value"] = -values[rows, targets.value[known]].sum() / batch
    return losses


def soft_state_losses(
    outputs: Mapping[str, torch.Tensor],
    targets: StateTargets,
    soft: SoftState,
    owner: torch.Tensor,
    temperature: float,
) -> dict[str, torch.Tensor]:
    """Kullback-Leibler divergences from the teachers' probabilities (Hinton et al. 2015), on the scales of the hard losses.

    Tags are compared word by word, for the teachers' tokens are others; values as far as the teachers believe that the slot
    changes.
    """
    batch, slots, _ = outputs["gate"].shape
    gate = F.log_softmax(outputs["gate"] / temperature, -1)
    softened = (soft.gate.clamp(min=1e-8).log() / temperature).softmax(-1)
    losses = {"soft_gate": F.kl_div(gate, softened, reduction="sum") / batch * temperature**2}
    words = by_word(outputs["tags"].softmax(-1), targets.word, soft.tags.shape[1])
    there = soft.tags.sum(-1) > 0.5
    divergence = (soft.tags * (soft.tags.clamp(min=1e-6).log() - words.clamp(min=1e-6).log())).sum(-1)
    losses["soft_tags"] = _TAG_SCALE * (divergence * there).sum() / there.sum().clamp(min=1)
    if len(owner):
        changes = 1 - soft.gate[..., KEEP]  # (batch, slots)
        values = value_log_probabilities(outputs["value"], owner, slots)
        divergence = soft.value * (soft.value.clamp(min=1e-6).log() - values)
        losses["soft_value"] = (divergence * changes[:, owner]).sum() / batch
    return losses


def by_word(tokens: torch.Tensor, word: torch.Tensor, count: int) -> torch.Tensor:
    """Means over the tokens of each word: (batch, length, classes) → (batch, count, classes); 0 where a word has no token."""
    batch, length, classes = tokens.shape
    index = word.clamp(min=0, max=count - 1)
    inside = ((word >= 0) & (word < count)).to(tokens.dtype)
    sums = tokens.new_zeros(batch, count, classes).scatter_add(
        1, index[..., None].expand(batch, length, classes), tokens * inside[..., None]
    )
    counts = tokens.new_zeros(batch, count).scatter_add(1, index, inside)
    return sums / counts.clamp(min=1)[..., None]


def value_log_probabilities(logits: torch.Tensor, owner: torch.Tensor, slots: int) -> torch.Tensor:
    """A softmax within each slot's own values: (batch, known values) log-probabilities."""
    if not logits.shape[1]:
        return logits
    highest = logits.max(1, keepdim=True).values.detach()
    sums = logits.new_zeros(len(logits), slots).index_add(1, owner, (logits - highest).exp())
    return logits - highest - sums.clamp(min=1e-30).log()[:, owner]
