"""The student as a torch module: for training and for a GPU. A CPU runs its ONNX export and needs no torch.

One forward pass gives every head: intent, language, sentiment, the sentence embedding, and how far out of scope a message is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from networks.bundle import CONFIG, HEADS, TORCH, Bundle, BundleError

Outputs = dict[str, torch.Tensor]


class Student(nn.Module):
    """A small BERT with heads on the mean of its last hidden states."""

    def __init__(self, body: BertModel, classes: Mapping[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        hidden = body.config.hidden_size
        self.body = body
        self.norm = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(dropout)
        self.heads = nn.ModuleDict(
            {name: nn.Linear(hidden, classes[name]) for name in HEADS if name in classes}
        )
        self.embedding = nn.Linear(hidden, hidden, bias=False)
        nn.init.eye_(self.embedding.weight)
        # Mahalanobis distance to the nearest intent (Lee et al. 2018); filled by `distillation.out_of_scope`.
        self.register_buffer("whitening", torch.eye(hidden))
        self.register_buffer("centroids", torch.zeros(classes["intent"], hidden))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Outputs:
        """Logits (batch, classes) by head, "embedding" and "features" (batch, hidden), "energy" and "distance" (batch,), all
        float32.

        Input ids and attention mask are (batch, length).
        """
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return self.read(hidden, attention_mask)

    def read(self, hidden: torch.Tensor, mask: torch.Tensor) -> Outputs:
        """The heads on the body's last hidden states (batch, length, hidden)."""
        weights = mask[..., None].to(torch.float32)
        pooled = (hidden.float() * weights).sum(1) / weights.sum(1)
        features = self.norm(pooled)
        dropped = self.drop(features)
        outputs = {name: head(dropped) for name, head in self.heads.items()}
        outputs["embedding"] = self.embedding(pooled)
        outputs["energy"] = -torch.logsumexp(outputs["intent"], dim=-1)  # Liu et al. 2020
        outputs["features"] = features
        if self.centroids.numel():
            outputs["distance"] = self.distance(features)
        return outputs

    def forget_distance(self) -> None:
        """Makes the tensors of the distance as small as can be, where another score is served."""
        self.whitening = torch.zeros(0, 0)
        self.centroids = torch.zeros(0, 0)

    def distance(self, features: torch.Tensor) -> torch.Tensor:
        """From the nearest intent's mean: features (batch, hidden), the normalised ones, → (batch,)."""
        white = features @ self.whitening  # (batch, hidden)
        products = white @ self.centroids.T  # (batch, intents)
        squares = (white**2).sum(-1, keepdim=True) - 2 * products + (self.centroids**2).sum(-1)
        return squares.min(dim=-1).values.clamp(min=0).sqrt()


def load_student(bundle: Bundle) -> Student:
    """Reads a bundle's torch weights, float32. Raises BundleError."""
    if not bundle.has_torch:
        raise BundleError(
            f"expected {TORCH} in {bundle.folder}, found none; use backend onnx, or a bundle that has both"
        )
    try:
        classes = {head: len(labels) for head, labels in bundle.labels.items()}
        student = Student(BertModel(body_config(bundle.folder), add_pooling_layer=False), classes)
        weights = load_file(bundle.folder / TORCH)
        if not weights["centroids"].numel():
            student.forget_distance()
        student.load_state_dict({name: weight.float() for name, weight in weights.items()})
    except (RuntimeError, ValueError, TypeError, KeyError) as error:
        raise BundleError(f"{bundle.folder}: {error}; train the bundle again with this version") from error
    return student.eval()


def body_config(folder: Path) -> BertConfig:
    """The architecture of a saved body or bundle."""
    return BertConfig(**json.loads((folder / CONFIG).read_text(encoding="utf-8")))
