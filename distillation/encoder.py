"""Sentence vectors and intent heads over a pretrained body, and running them over many texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from distillation.batches import PAD, in_order_of_length
from distillation.precision import mixed_precision


def mean_of_tokens(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over real tokens of (batch, length, hidden): (batch, hidden), float32."""
    weights = mask[..., None].to(torch.float32)
    return (hidden.float() * weights).sum(1) / weights.sum(1)


def mean_pooled(body: nn.Module, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of the last hidden states over real tokens: (batch, hidden), float32."""
    with mixed_precision(tokens.device):
        hidden = body(input_ids=tokens, attention_mask=mask).last_hidden_state
    return mean_of_tokens(hidden, mask)


class TeacherModel(nn.Module):
    """A pretrained body with an intent head on its sentence vector."""

    def __init__(self, body: nn.Module, hidden: int, classes: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.body = body
        self.norm = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, classes)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits (batch, classes)."""
        return self.out(self.drop(self.norm(mean_pooled(self.body, tokens, mask))))


def encode(tokenizer: Tokenizer, texts: Sequence[str], prefix: str = "") -> list[list[int]]:
    """Token ids of each text."""
    tokenizer.no_padding()
    return [encoding.ids for encoding in tokenizer.encode_batch([prefix + text for text in texts])]


@torch.inference_mode()
def run(
    model: nn.Module,
    ids: list[list[int]],
    width: int,
    size: int = 128,
    *,
    pad: int = PAD,
    pooled: bool = False,
) -> np.ndarray:
    """The model's outputs (rows, width) in the order of `ids`: logits, or with `pooled` the body's vectors."""
    model.eval()
    device = next(model.parameters()).device
    outputs = np.zeros((len(ids), width), np.float32)
    for rows, tokens, mask in in_order_of_length(ids, size, pad):
        tokens, mask = tokens.to(device), mask.to(device)
        found = mean_pooled(model, tokens, mask) if pooled else model(tokens, mask)
        outputs[rows] = found.float().cpu().numpy()
    return outputs
