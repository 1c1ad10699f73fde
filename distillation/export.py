"""A trained student as a bundle: int8 ONNX with its tokenizer, labels, calibration and provenance."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn

from distillation.encoder import IntentModel
from networks.bundle import ONNX, TOKENIZER, write_manifest

MAX_TOKENS = 64
OPSET = 17


class _Serving(nn.Module):
    """All outputs of one forward pass: intent logits (batch, classes), sentence embedding (batch, hidden)."""

    def __init__(self, model: IntentModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.model.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask[..., None].to(hidden.dtype)
        embedding = (hidden * weights).sum(1) / weights.sum(1)
        return self.model.out(self.model.norm(embedding)), embedding


def export_bundle(
    model: IntentModel,
    tokenizer: Tokenizer,
    labels: list[str],
    temperature: float,
    card: dict[str, Any],
    out: Path,
) -> None:
    """Writes the bundle; `card` is its provenance."""
    out.mkdir(parents=True, exist_ok=True)
    serving = _Serving(model).eval()
    tokens = torch.full((1, 8), 5)
    free = {0: "batch", 1: "length"}
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "model.onnx"
        torch.onnx.export(
            serving,
            (tokens, torch.ones_like(tokens)),
            str(exact),
            input_names=["input_ids", "attention_mask"],
            output_names=["intent", "embedding"],
            dynamic_axes={
                "input_ids": free,
                "attention_mask": free,
                "intent": {0: "batch"},
                "embedding": {0: "batch"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(str(exact), str(out / ONNX), weight_type=QuantType.QInt8, per_channel=True)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / TOKENIZER))
    write_manifest(
        out, labels={"intent": labels}, temperature=temperature, max_tokens=MAX_TOKENS, provenance=card
    )
