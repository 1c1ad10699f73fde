"""The student as a torch module: for training and for a GPU. A CPU runs its ONNX export and needs no torch.

One forward pass gives every head: intent, language, sentiment, the sentence embedding, and how far out of scope a message is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError  # type: ignore[attr-defined]  # it is there, in Rust
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from networks.bundle import CONFIG, HEADS, TORCH, Bundle, BundleError
from networks.state_head import StateHead, sees

Outputs = dict[str, torch.Tensor]


class Student(nn.Module):
    """A small BERT with heads on the mean of the message's last hidden states, and a state head on those of the whole turn."""

    def __init__(
        self,
        body: BertModel,
        classes: Mapping[str, int],
        dropout: float = 0.1,
        state: Sequence[int] | None = None,
    ) -> None:
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
        self.register_buffer("centroids", torch.zeros(classes.get("intent", 0), hidden))
        self.state = StateHead(hidden, state) if state is not None else None

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, parts: torch.Tensor | None = None,
        *hints: torch.Tensor,
    ) -> Outputs:  # fmt: skip
        """Logits (batch, classes) by head, "embedding" and "features" (batch, hidden), "energy" and "distance" (batch,), all
        float32; of a turn with its context also the state head's, their names behind "state_".

        Input ids, attention mask and parts (`networks.state_input`) are (batch, length); hints as `StateHead` takes them.
        """
        if parts is None:
            hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return self.read(hidden, attention_mask)
        hidden = self.body(input_ids=input_ids, attention_mask=sees(attention_mask, parts)).last_hidden_state
        outputs = self.read(hidden, attention_mask * (parts == 0))
        if self.state is not None and hints:
            found = self.state(hidden, attention_mask, parts, *hints)
            outputs |= {f"state_{name}": value for name, value in found.items()}
        return outputs

    def read(self, hidden: torch.Tensor, mask: torch.Tensor) -> Outputs:
        """The heads on the body's last hidden states (batch, length, hidden)."""
        weights = mask[..., None].to(torch.float32)
        pooled = (hidden.float() * weights).sum(1) / weights.sum(1)
        features = self.norm(pooled)
        dropped = self.drop(features)
        outputs = {name: head(dropped) for name, head in self.heads.items()}
        outputs["embedding"] = self.embedding(pooled)
        if "intent" in outputs:
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
        known = [len(slot.values) for slot in bundle.state.schema.slots] if bundle.state else None
        body = BertModel(body_config(bundle.folder), add_pooling_layer=False)
        student = Student(body, classes, state=known)
        weights = load_file(bundle.folder / TORCH)
        if not weights["centroids"].numel():
            student.forget_distance()
        student.load_state_dict({name: weight.float() for name, weight in weights.items()})
    except (SafetensorError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise BundleError(f"{bundle.folder}: {error}; train the bundle again with this version") from error
    return student.eval()


def body_config(folder: Path) -> BertConfig:
    """The architecture of a saved body or bundle."""
    return BertConfig(**json.loads((folder / CONFIG).read_text(encoding="utf-8")))
