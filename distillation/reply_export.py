"""A reply model as a bundle: one file of int8 weights that ONNX Runtime and torch share, the graph, the vocabulary, the run card."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import save_file
from transformers import GPT2LMHeadModel

from distillation.export import OPSET, RUN_CARD, SEVEN_BITS
from networks.bundle import ONNX, TOKENIZER, TORCH
from networks.reply_bundle import write_reply_manifest
from networks.reply_copying import Copying
from networks.reply_decoding import Decoding
from networks.reply_onnx import INPUTS, OUTPUTS
from networks.reply_prompt import PromptTokens
from networks.reply_torch import HEAD, INT8, SCALE, CachedGpt2, from_gpt2

_ALIGNED = 1024  # bytes; smaller tensors stay in the graph


def export_reply(
    model: GPT2LMHeadModel,
    tokens: PromptTokens,
    decoding: Decoding,
    copying: Copying,
    card: Mapping[str, Any],
    out: Path,
) -> None:
    """Writes the bundle and its run card."""
    out.mkdir(parents=True, exist_ok=True)
    cached = from_gpt2(model.state_dict(), model.config.n_head)
    with tempfile.TemporaryDirectory() as folder:
        exact, small = Path(folder) / "exact.onnx", Path(folder) / "small.onnx"
        _trace(cached, exact)
        quantize_dynamic(
            str(exact), str(small), op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=SEVEN_BITS, extra_options={"WeightSymmetric": True, "MatMulConstBOnly": True},
        )  # fmt: skip
        graph = onnx.load(str(small))
    _look_up_in_int8(graph)
    _move_weights(graph, cached, out)
    (out / ONNX).write_bytes(graph.SerializeToString())
    tokens.tokenizer.save(str(out / TOKENIZER))
    (out / RUN_CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_reply_manifest(out, cached.sizes, decoding, copying, card)


def _trace(model: CachedGpt2, target: Path) -> None:
    past = torch.zeros(*model.empty().shape[:4], 3, model.empty().shape[5])
    free = {0: "rows", 1: "new"}
    torch.onnx.export(
        model, (torch.tensor([[5, 6]]), past), str(target), input_names=list(INPUTS), output_names=list(OUTPUTS),
        dynamic_axes={"ids": free, "past": {2: "rows", 4: "before"}, "logits": {0: "rows"}, "cache": {2: "rows", 4: "length"}},
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def _named(graph: onnx.ModelProto, name: str) -> onnx.TensorProto:
    return next(each for each in graph.graph.initializer if each.name == name)


def _look_up_in_int8(graph: onnx.ModelProto) -> None:
    """Embeddings are looked up in the int8 matrix of the output layer, so that the file holds it once."""
    nodes = graph.graph.node
    head = next(
        name for name in (each.name for each in graph.graph.initializer) if name.endswith(HEAD + INT8)
    )
    exact = head.removesuffix(INT8)
    at, lookup = next((i, n) for i, n in enumerate(nodes) if n.op_type == "Gather" and n.input[0] == exact)
    ids = lookup.input[1]
    new = [
        helper.make_node("Gather", [head, ids], ["embedding_int8"], axis=1),
        helper.make_node("Cast", ["embedding_int8"], ["embedding_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [exact + SCALE, ids], ["embedding_scale"], axis=0),
        helper.make_node("Mul", ["embedding_float", "embedding_scale"], list(lookup.output)),
    ]
    nodes.remove(lookup)
    for back, node in enumerate(new):
        nodes.insert(at + back, node)
    graph.graph.initializer.remove(_named(graph, exact))


def _move_weights(graph: onnx.ModelProto, model: CachedGpt2, out: Path) -> None:
    """All weights into a safetensors file, to which the graph's big tensors refer (ONNX's external data)."""
    stored = {_plain(each.name): numpy_helper.to_array(each) for each in graph.graph.initializer}
    tensors = {name: value for name, value in stored.items() if name.endswith((INT8, SCALE))}
    for name, value in model.weights.items():  # not of the graph, where equal ones are shared
        if _plain(name) + INT8 not in tensors:
            tensors[_plain(name)] = value.detach().numpy()
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, out / TORCH)
    raw = (out / TORCH).read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    for each in graph.graph.initializer:
        place = header.get(_plain(each.name))
        if place is None or place["data_offsets"][1] - place["data_offsets"][0] < _ALIGNED:
            continue
        start, end = place["data_offsets"]
        each.ClearField("raw_data")
        each.ClearField("float_data")
        each.ClearField("int32_data")
        each.data_location = TensorProto.EXTERNAL
        for key, value in (("location", TORCH), ("offset", 8 + size + start), ("length", end - start)):
            entry = each.external_data.add()
            entry.key, entry.value = key, str(value)


def _plain(name: str) -> str:
    """A weight's name as in GPT-2, of its name in the graph."""
    return name.removeprefix("weights.").replace("__", ".")
