"""Linear probes on frozen embeddings: cheap teachers, and the start of every intent head."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def standardised(features: np.ndarray) -> torch.Tensor:
    """Layer normalisation without parameters of (rows, width): what a head's own normalisation begins with."""
    x = torch.as_tensor(features, dtype=torch.float32)
    return F.layer_norm(x, x.shape[-1:])


def fit_probe(
    features: np.ndarray,
    gold: np.ndarray,
    classes: int,
    *,
    epochs: int = 60,
    batch: int = 256,
    learning_rate: float = 1e-2,
    weight_decay: float = 0.1,
    smoothing: float = 0.1,
    seed: int = 0,
) -> nn.Linear:
    """A linear layer over standardised features (rows, width) that tells the gold classes (rows,)."""
    x, y = standardised(features), torch.as_tensor(gold)
    torch.manual_seed(seed)
    layer = nn.Linear(x.shape[1], classes)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    epochs = max(epochs, -(-2000 * batch // max(1, len(x) * 10)))  # few rows need more rounds
    steps = epochs * -(-len(x) // batch)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=learning_rate, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))
    rng = np.random.RandomState(seed)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            loss = F.cross_entropy(layer(x[rows]), y[rows], label_smoothing=smoothing)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return layer


@torch.inference_mode()
def probe_logits(layer: nn.Linear, features: np.ndarray) -> np.ndarray:
    """Logits (rows, classes)."""
    return layer(standardised(features)).numpy()
