"""What a reply model is told of a batch: the next token, and what its teachers think of it; each weighted by a schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import GPT2LMHeadModel

from distillation.internals import matched_layers
from distillation.losses import hidden_state_loss, soft_label_loss, token_relation_loss
from distillation.student_losses import Weight
from networks.reply_copying import Source

RELATION_HEADS = 8


@dataclass(frozen=True)
class ReplyWeights:
    """Weights of all losses; 0 switches one off."""

    hard: Weight = field(default_factory=lambda: Weight(0.3, 0.3))
    soft: Weight = field(default_factory=lambda: Weight(0.7, 0.7))
    hidden: Weight = field(default_factory=lambda: Weight(0.5, 0.0))
    attention: Weight = field(default_factory=lambda: Weight(0.0, 0.0))

    @property
    def looks_inside(self) -> bool:
        """Whether anything but the distributions is imitated."""
        return self.hidden.counts or self.attention.counts


@dataclass
class Seen:
    """What one model makes of a batch: logits (places, vocabulary), hidden states of all layers, the last queries, keys and values."""

    logits: torch.Tensor
    hidden: tuple[torch.Tensor, ...]
    qkv: torch.Tensor


def places(begins: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """(batch, length): true where the next token counts, from the last of the prompt to the one before the last."""
    at = torch.arange(mask.shape[1], device=mask.device)[None, :]
    return (at >= begins[:, None] - 1) & (at < mask.sum(1, keepdim=True) - 1)


def look(model: GPT2LMHeadModel, tokens: torch.Tensor, where: torch.Tensor, inside: bool) -> Seen:
    """One forward pass; the vocabulary's logits only where they count. Padding is on the right, where nothing looks."""
    found: list[torch.Tensor] = []
    last = model.transformer.h[-1].attn.c_attn
    handle = (
        last.register_forward_hook(lambda module, given, output: found.append(output)) if inside else None
    )
    try:
        body = model.transformer(tokens, output_hidden_states=inside, use_cache=False)
    finally:
        if handle is not None:
            handle.remove()
    logits = model.lm_head(body.last_hidden_state[where]).float()
    return Seen(logits, body.hidden_states if inside else (), found[0] if inside else logits)


def copying_logits(
    tokens: torch.Tensor, where: torch.Tensor, sources: Sequence[Source], begins: Sequence[int], size: int
) -> torch.Tensor:
    """What copying adds to the logits (places, vocabulary) of the next tokens; a source and a reply's beginning for each row."""
    added = torch.zeros(int(where.sum()), size)
    ids = tokens.tolist()
    for place, (row, at) in enumerate(where.nonzero().tolist()):
        before, last = [-1, -1, *ids[row][begins[row] : at + 1]][-2:]
        known, more = sources[row].boosts(last, before)
        added[place, torch.from_numpy(known)] = torch.from_numpy(more)
    return added


def hard_loss(logits: torch.Tensor, targets: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Cross-entropy of the next tokens (places,), with some probability on all others (Szegedy et al. 2016)."""
    return F.cross_entropy(logits, targets, label_smoothing=smoothing)


def fused_logits(logits: Sequence[torch.Tensor], weights: np.ndarray) -> torch.Tensor:
    """The log of the weighted mean of several teachers' distributions, which serves as logits: distillation.fusion.fuse, in torch."""
    if len(logits) == 1:
        return logits[0]
    weighted = [
        F.log_softmax(each, dim=-1) + float(np.log(max(w, 1e-12)))
        for each, w in zip(logits, weights, strict=True)
    ]
    return torch.logsumexp(torch.stack(weighted), dim=0)


def soft_loss(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """KL divergence for each token, mean over the places, times T²."""
    return soft_label_loss(student, teacher, temperature)


class Imitation(nn.Module):
    """The student's projections into each teacher's width, and the losses of what happens inside."""

    def __init__(self, student: GPT2LMHeadModel, teachers: Sequence[GPT2LMHeadModel]) -> None:
        super().__init__()
        self._layers = student.config.n_layer
        self.projections = nn.ModuleList(
            nn.ModuleList(nn.Linear(student.config.n_embd, t.config.n_embd) for _ in range(self._layers))
            for t in teachers
        )

    def hidden(self, student: Seen, teachers: Sequence[Seen], mask: torch.Tensor) -> torch.Tensor:
        """Mean squared difference of matched layers' hidden states (TinyBERT), which are made of one length first."""
        losses = []
        for projections, teacher in zip(self.projections, teachers, strict=True):
            matches = matched_layers(self._layers, len(teacher.hidden) - 1)
            for layer, match in enumerate(matches):
                theirs = teacher.hidden[match + 1].float()
                theirs = F.layer_norm(theirs, theirs.shape[-1:])
                losses.append(
                    hidden_state_loss(projections[layer](student.hidden[layer + 1].float()), theirs, mask)
                )
        return torch.stack(losses).mean()

    def attention(self, student: Seen, teachers: Sequence[Seen], mask: torch.Tensor) -> torch.Tensor:
        """Relations of queries, keys and values of the last layer (MiniLMv2)."""
        losses = [
            token_relation_loss(mine.float(), theirs.float(), mask, RELATION_HEADS)
            for teacher in teachers
            for mine, theirs in zip(student.qkv.chunk(3, dim=-1), teacher.qkv.chunk(3, dim=-1), strict=True)
        ]
        return torch.stack(losses).mean()
