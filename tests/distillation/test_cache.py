"""Expensive arrays on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from distillation.cache import cached, cached_rows


def test_the_same_question_is_answered_once(tmp_path: Path) -> None:
    asked: list[int] = []

    def make() -> np.ndarray:
        asked.append(1)
        return np.arange(3.0)

    for _ in range(2):
        assert cached(tmp_path, ["a", 1], make).tolist() == [0, 1, 2]
    cached(tmp_path, ["a", 2], make)
    assert len(asked) == 2


def test_only_new_texts_are_embedded(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def embed(texts: list[str]) -> np.ndarray:
        asked.append(texts)
        return np.array([[len(text), 1.0] for text in texts])

    assert cached_rows(tmp_path, "t", ["a", "bb", "a"], embed)[:, 0].tolist() == [1, 2, 1]
    assert cached_rows(tmp_path, "t", ["bb", "ccc"], embed)[:, 0].tolist() == [2, 3]
    assert asked[1] == ["ccc"]
    assert cached_rows(tmp_path, "other", ["a"], embed).tolist() == [[1, 1]]
    assert len(asked) == 3
