"""A trained student as a bundle: int8 ONNX and float16 torch weights, tokenizer, labels, calibration and provenance."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig

from distillation.out_of_scope import OutOfScope
from networks.bundle import CONFIG, EXEMPLARS, ONNX, TOKENIZER, TORCH, write_manifest
from networks.state_input import FEATURES, STATE_INPUTS, STATE_OUTPUTS, VALUE_FEATURES
from networks.state_reading import StateReader
from networks.student import Student

MAX_TOKENS = 64
# Weights of seven bits: without VNNI a processor adds products of eight in sixteen bits, which overflow, and answers something else.
SEVEN_BITS = True
RUN_CARD = "run.json"
OPSET = 17


class _Serving(nn.Module):
    """The outputs of one forward pass that are served, in a fixed order."""

    def __init__(self, student: Student, names: Sequence[str]) -> None:
        super().__init__()
        self.student, self.names = student, names

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        outputs = self.student(*inputs)
        return tuple(outputs[name] for name in self.names)


def export_bundle(
    student: Student,
    tokenizer: Tokenizer,
    labels: Mapping[str, list[str]],
    temperature: float,
    oos: OutOfScope,
    card: dict[str, Any],
    out: Path,
    exemplars: Sequence[Mapping[str, str]] = (),
    reader: StateReader | None = None,
) -> None:
    """Writes the bundle and its run card beside it; `card` is the bundle's provenance, too."""
    out.mkdir(parents=True, exist_ok=True)
    student.eval()
    if oos.score != "distance":  # half of the file's growth for a score that nobody asks for
        student.forget_distance()
    names = [*student.heads, "embedding", *({oos.score} - {"confidence"}), *(STATE_OUTPUTS if reader else ())]
    sizes = (len(reader.schema.slots), len(reader.schema.classes)) if reader else (0, 0)
    _write_onnx(_Serving(student, names).eval(), names, *sizes, out / ONNX)
    weights = {name: weight.half().contiguous() for name, weight in student.state_dict().items()}
    save_file(weights, out / TORCH)
    (out / CONFIG).write_text(json.dumps(student.body.config.to_dict(), indent=1) + "\n", encoding="utf-8")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / TOKENIZER))
    (out / EXEMPLARS).unlink(missing_ok=True)
    if exemplars:
        lines = [json.dumps(dict(row), ensure_ascii=False) + "\n" for row in exemplars]
        (out / EXEMPLARS).write_text("".join(lines), encoding="utf-8")
    (out / RUN_CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_manifest(
        out,
        labels=labels,
        temperature=temperature,
        oos_score=oos.score,
        oos_threshold=oos.threshold,
        oos_intent=oos.intent,
        max_tokens=MAX_TOKENS,
        provenance=card,
        state=reader.to_json() if reader else None,
    )


def _write_onnx(serving: _Serving, names: Sequence[str], slots: int, known: int, target: Path) -> None:
    tokens = torch.full((1, 8), 5)
    free = {0: "batch", 1: "length"}
    inputs = {"input_ids": tokens, "attention_mask": torch.ones_like(tokens)}
    axes: dict[str, dict[int, str]] = {"input_ids": free, "attention_mask": free}
    if slots:
        parts = torch.tensor([[0] * 5 + [1] * 3])
        features = torch.zeros(1, slots, FEATURES), torch.zeros(1, known, VALUE_FEATURES)
        inputs |= dict(zip(STATE_INPUTS[2:], (parts, *[torch.zeros_like(parts)] * 2, *features), strict=True))
        axes |= dict.fromkeys(STATE_INPUTS[2:5], free) | {name: {0: "batch"} for name in STATE_INPUTS[5:]}
    axes |= {name: {0: "batch", **({1: "length"} if name == "state_tags" else {})} for name in names}
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "model.onnx"
        torch.onnx.export(
            serving,
            tuple(inputs.values()),
            str(exact),
            input_names=list(inputs),
            output_names=list(names),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        _fuse(exact, serving.student.body.config)
        quantize_dynamic(
            str(exact),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=SEVEN_BITS,
            nodes_to_exclude=_exact_nodes(exact),
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},  # of what a fused node gives
        )


def _fuse(file: Path, config: BertConfig) -> None:
    """Joins biases, activations, sums and norms into one node each: a sixth of the time of a pass."""
    heads, hidden = config.num_attention_heads, config.hidden_size
    fused = optimize_model(str(file), "bert", num_heads=heads, hidden_size=hidden, opt_level=0)
    fused.save_model_to_file(str(file))


def _exact_nodes(file: Path) -> list[str]:
    """The state head's: a matrix for each slot, which ONNX Runtime cannot multiply in int8, and few weights at that."""
    return [
        node.name
        for node in onnx.load(str(file), load_external_data=False).graph.node
        if "/state/" in node.name
    ]
