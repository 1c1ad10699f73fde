"""What the state head is told of a batch: what happens to each slot, which value, where it stands; and what teachers say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from networks.state_head import KEEP


@dataclass(frozen=True)
class StateTargets:
    """The rows of a batch. -1 stands for "no target"; `first` gives each slot's first known value, `many` their number."""

    gate: torch.Tensor  # (batch, slots)
    value: torch.Tensor  # (batch, slots), among all known values
    start: torch.Tensor  # (batch, slots), a token
    end: torch.Tensor  # (batch, slots)
    real: torch.Tensor  # (batch, length) bool: tokens that a span may begin or end with
    word: (
        torch.Tensor
    )  # (batch, length): the word that a token belongs to, counted through the turn; -1 for marks


@dataclass(frozen=True)
class SoftState:
    """What fused teachers say of the same rows, as probabilities."""

    gate: torch.Tensor  # (batch, slots, classes)
    value: torch.Tensor  # (batch, known values), of each slot summing to 1
    start: torch.Tensor  # (batch, slots, words)
    end: torch.Tensor


def hard_state_losses(
    outputs: Mapping[str, torch.Tensor], targets: StateTargets, owner: torch.Tensor, smoothing: float
) -> dict[str, torch.Tensor]:
    """Cross-entropies summed over the slots, means over the batch: "gate", "value" and "span"."""
    batch, slots, classes = outputs["gate"].shape
    gate = F.cross_entropy(
        outputs["gate"].reshape(-1, classes), targets.gate.reshape(-1), ignore_index=-1, reduction="sum",
        label_smoothing=smoothing,
    )  # fmt: skip
    losses = {"gate": gate / batch}
    values = _value_log_probabilities(outputs["value"], owner, slots)
    known = targets.value >= 0
    if known.any():
        rows = known.nonzero()[:, 0]
        losses["value"] = -values[rows, targets.value[known]].sum() / batch
    placed = (targets.start >= 0) & (targets.end >= 0)
    if placed.any():
        rows = placed.nonzero()[:, 0]
        losses["span"] = sum(
            F.cross_entropy(
                outputs[name][placed].masked_fill(~targets.real[rows], -1e4), target[placed], reduction="sum"
            )
            for name, target in (("start", targets.start), ("end", targets.end))
        ) / (2 * batch)
    return losses


def soft_state_losses(
    outputs: Mapping[str, torch.Tensor],
    targets: StateTargets,
    soft: SoftState,
    owner: torch.Tensor,
    temperature: float,
) -> dict[str, torch.Tensor]:
    """Kullback-Leibler divergences from the teachers' probabilities (Hinton et al. 2015); the span's over words, for the
    teachers' tokens are others. Value and span count as far as the teachers believe that the slot changes.
    """
    batch, slots, _ = outputs["gate"].shape
    gate = F.log_softmax(outputs["gate"] / temperature, -1)
    softened = _softened(soft.gate, temperature)
    losses = {"soft_gate": F.kl_div(gate, softened, reduction="sum") / batch * temperature**2}
    changes = (1 - soft.gate[..., KEEP]).detach()  # (batch, slots)
    values = _value_log_probabilities(outputs["value"], owner, slots)
    divergence = soft.value * (soft.value.clamp(min=1e-6).log() - values)
    losses["soft_value"] = (divergence * changes[:, owner]).sum() / batch
    span = outputs["gate"].new_zeros(())
    for name, wanted in (("start", soft.start), ("end", soft.end)):
        logits = outputs[name].masked_fill(~targets.real[:, None], -1e4)
        words = by_word(logits.softmax(-1), targets.word, wanted.shape[-1])
        divergence = (wanted * (wanted.clamp(min=1e-6).log() - words.clamp(min=1e-6).log())).sum(-1)
        span = span + (divergence * changes).sum() / (2 * batch)
    losses["soft_span"] = span
    return losses


def by_word(tokens: torch.Tensor, word: torch.Tensor, count: int) -> torch.Tensor:
    """Probabilities of tokens (batch, slots, length) added up to words (batch, slots, count)."""
    batch, slots, length = tokens.shape
    index = word.clamp(min=0, max=count - 1)[:, None, :].expand(batch, slots, length)
    inside = ((word >= 0) & (word < count))[:, None, :].to(tokens.dtype)
    return torch.zeros(batch, slots, count, dtype=tokens.dtype, device=tokens.device).scatter_add(
        2, index, tokens * inside
    )


def value_probabilities(logits: torch.Tensor, owner: torch.Tensor, slots: int) -> torch.Tensor:
    """Probabilities of the known values (batch, known values), of each slot summing to 1."""
    return _value_log_probabilities(logits, owner, slots).exp()


def _value_log_probabilities(logits: torch.Tensor, owner: torch.Tensor, slots: int) -> torch.Tensor:
    """A softmax within each slot's own values."""
    if not logits.shape[1]:
        return logits
    highest = logits.max(1, keepdim=True).values.detach()
    sums = torch.zeros(len(logits), slots, dtype=logits.dtype, device=logits.device).index_add(
        1, owner, (logits - highest).exp()
    )
    return logits - highest - sums.clamp(min=1e-30).log()[:, owner]


def _softened(probabilities: torch.Tensor, temperature: float) -> torch.Tensor:
    return (probabilities.clamp(min=1e-8).log() / temperature).softmax(-1)
