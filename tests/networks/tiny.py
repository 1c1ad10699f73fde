"""A tiny bundle made for real: random weights, exported, written."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel

from distillation.vocabulary import SPACE, SPECIAL, unigram_tokenizer
from networks.bundle import CONFIG, ONNX, TOKENIZER, TORCH, write_manifest
from networks.student import Student

LABELS = {
    "intent": ["cancel_order", "greet", "track_order"],
    "language": ["en", "zh"],
    "sentiment": ["negative", "neutral", "positive"],
}
MAX_TOKENS = 32


class _Serving(torch.nn.Module):
    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student, self.names = student, [*LABELS, "embedding", "energy", "distance"]

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        outputs = self.student(input_ids, attention_mask)
        return tuple(outputs[name] for name in self.names)


def write_tiny_bundle(folder: Path, labels: dict[str, list[str]] | None = None, seed: int = 0) -> Path:
    """Three intents (or others), three heads, 32 dimensions; float32 ONNX and float16 weights."""
    labels = labels or LABELS
    torch.manual_seed(seed)
    letters = [(letter, -3.0) for letter in "abcdefghijklmnopqrstuvwxyz取消订单"]
    tokenizer = unigram_tokenizer([(piece, 0.0) for piece in SPECIAL] + [(SPACE, -2.0), *letters])
    config = BertConfig(
        vocab_size=len(letters) + 5, hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=80, type_vocab_size=1, pad_token_id=1,
    )  # fmt: skip
    body = BertModel(config, add_pooling_layer=False)
    student = Student(body, {head: len(names) for head, names in labels.items()}).eval()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER))
    (folder / CONFIG).write_text(json.dumps(config.to_diff_dict()))
    save_file({name: weight.half() for name, weight in student.state_dict().items()}, folder / TORCH)
    serving, tokens, free = _Serving(student), torch.full((2, 8), 5), {0: "batch", 1: "length"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of this exporter, which the recipe uses, too
        torch.onnx.export(
            serving, (tokens, torch.ones_like(tokens)), str(folder / ONNX), opset_version=17, dynamo=False,
            input_names=["input_ids", "attention_mask"], output_names=serving.names,
            dynamic_axes={"input_ids": free, "attention_mask": free} | {name: {0: "batch"} for name in serving.names},
        )  # fmt: skip
    write_manifest(
        folder, labels=labels, temperature=2.0, oos_score="energy", oos_threshold=50.0, max_tokens=MAX_TOKENS,
        provenance={"seed": seed},
    )  # fmt: skip
    return folder
