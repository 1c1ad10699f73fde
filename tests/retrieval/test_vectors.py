"""Vectors of the shop's texts that are packed in training and read at the start."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from retrieval.library import _Remembering
from retrieval.vectors import PackedVectors, digest, read_vectors, save_vectors

TEXTS = ["do you have an app?", "包装环保吗？"]
VECTORS = np.array([[0.5, -1.0, 0.25], [1.0, 0.0, 2.0]], dtype=np.float32)


def test_what_was_saved_is_read(tmp_path: Path) -> None:
    save_vectors(tmp_path / "v.npz", "student-1", TEXTS, VECTORS)
    packed = read_vectors(tmp_path / "v.npz")
    assert packed.of("another student") == {}
    assert {key: vector.tolist() for key, vector in packed.of("student-1").items()} == {
        digest(text): vector.tolist() for text, vector in zip(TEXTS, VECTORS, strict=True)
    }


def test_no_file_is_nothing(tmp_path: Path) -> None:
    assert read_vectors(tmp_path / "v.npz") == PackedVectors()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_nothing(content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "v.npz").write_bytes(content)
    assert read_vectors(tmp_path / "v.npz") == PackedVectors() and "made anew" in caplog.text


def test_another_shape_is_nothing(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "v.npz", student=np.array("s"), digests=np.zeros((2, 16), np.uint8), vectors=VECTORS[:1]
    )
    assert read_vectors(tmp_path / "v.npz") == PackedVectors()


def test_only_what_is_not_packed_is_encoded() -> None:
    asked: list[str] = []

    def encode(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.ones((len(texts), 3), dtype=np.float32)

    remembering = _Remembering(encode, threading.Event(), {digest(TEXTS[0]): VECTORS[0]})
    assert remembering([*TEXTS, TEXTS[0]]).tolist() == [[0.5, -1.0, 0.25], [1, 1, 1], [0.5, -1.0, 0.25]]
    assert asked == [TEXTS[1]]
