"""A real bundle whose predictions can be worked out by hand: the logits of a text are the sums of its words' logits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from networks.bundle import ONNX, TOKENIZER, write_manifest

_SPECIAL = ["<unk>", "<pad>"]  # no logits: they say nothing


def write_word_bundle(
    folder: Path,
    labels: Mapping[str, Sequence[str]],
    words: Mapping[str, Mapping[str, float]],
    oos_threshold: float = 0.5,
) -> Path:
    """`words` gives each word's logits by label, of any head; others are 0. Out of scope is, as a score, one minus the
    confidence. A text of unknown words is as likely of every label."""
    vocabulary = [*_SPECIAL, *words]
    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(vocabulary)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER))
    tables = {
        head: np.array(
            [[words.get(word, {}).get(name, 0.0) for name in names] for word in vocabulary], np.float32
        )
        for head, names in labels.items()
    }
    onnx.save(_model({**tables, "embedding": np.zeros((len(vocabulary), 2), np.float32)}), str(folder / ONNX))
    write_manifest(
        folder, labels={head: list(names) for head, names in labels.items()}, temperature=1.0,
        oos_score="confidence", oos_threshold=oos_threshold, max_tokens=16, provenance={"parameters": 123},
    )  # fmt: skip
    return folder


def _model(tables: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """For each table (words, width) an output (batch, width): the masked sum of the words' rows."""
    constants = [
        numpy_helper.from_array(np.array([2]), "last"),
        numpy_helper.from_array(np.array([1]), "length"),
    ]
    nodes = [
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["weights"]),
    ]
    for name, table in tables.items():
        constants.append(numpy_helper.from_array(table, f"{name}_table"))
        nodes += [
            helper.make_node("Gather", [f"{name}_table", "input_ids"], [f"{name}_rows"]),
            helper.make_node("Mul", [f"{name}_rows", "weights"], [f"{name}_masked"]),
            helper.make_node("ReduceSum", [f"{name}_masked", "length"], [name], keepdims=0),
        ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", table.shape[1]])
        for name, table in tables.items()
    ]
    graph = helper.make_graph(nodes, "words", inputs, outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
