"""Label spreading among neighbours."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from distillation import spreading
from distillation.errors import DistillationError
from distillation.spreading import VOICE, SpreadingConfig, neighbours_opinion, spread


def test_two_neighbours_of_different_labels_agree_by_the_share() -> None:
    # With one neighbour each the normalised graph is ((0, 1), (1, 0)), and the opinions come to (1 - s)(I - s A)⁻¹ Y: 1/(1 + s) of the
    # own label and s/(1 + s) of the other's.
    vectors = np.array([[1.0, 0.0], [0.8, 0.6]], np.float32)
    found = spread(vectors, np.eye(2, dtype=np.float32), SpreadingConfig(neighbours=1, share=0.5, rounds=200))
    assert found == pytest.approx(np.array([[2 / 3, 1 / 3], [1 / 3, 2 / 3]]), abs=1e-5)


def test_a_label_goes_along_a_chain_and_not_into_the_other_one() -> None:
    angles = np.array([0.0, 0.2, 0.4, 0.6, 2.0, 2.2, 2.4, 2.6])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    known = np.zeros((8, 2), np.float32)
    known[0, 0] = known[7, 1] = 1
    found = spread(vectors, known, SpreadingConfig(neighbours=2))
    assert found.argmax(1).tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert found.sum(1) == pytest.approx(np.ones(8))


def test_rows_outside_hear_and_say_nothing() -> None:
    vectors = np.array([[1, 0], [0.995, 0.1], [0, 1], [0.1, 0.995], [0.99, 0.14]], np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = np.zeros((4, 2), np.float32)
    known[0, 0] = known[2, 1] = 1
    config = SpreadingConfig(neighbours=1)
    found = spread(vectors, known, config)
    assert found[4] == pytest.approx([1.0, 0.0])
    assert found[:4] == pytest.approx(spread(vectors[:4], known, config))


def test_whom_no_label_reaches_has_a_flat_opinion() -> None:
    vectors = np.array([[1, 0], [0.99, 0.14], [0, 1], [0.14, 0.99]], np.float32)
    known = np.array([[1, 0], [0, 0], [0, 0], [0, 0]], np.float32)
    found = spread(vectors, known, SpreadingConfig(neighbours=1))
    assert found[2:].tolist() == [[0.5, 0.5], [0.5, 0.5]]


class _Teacher(SimpleNamespace):
    languages = ("en",)


def test_the_voice_of_the_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    angle = {"red a": 0.0, "red b": 0.1, "red c": 0.2, "blue a": 2.0, "blue b": 2.1, "blue c": 2.2}
    monkeypatch.setattr(spreading, "load_teacher", lambda name: _Teacher(name=name))
    monkeypatch.setattr(
        spreading, "embeddings",
        lambda teacher, texts, cache: np.array([[np.cos(angle.get(t, 1)), np.sin(angle.get(t, 1))] for t in texts]),
    )  # fmt: skip
    texts = ["red a", "blue a", "red b", "red c", "blue b", "blue c", "钱呢"]
    gold = np.array([0, 1, -100, -100, -100, -100, -100])
    config = SpreadingConfig(neighbours=2)
    told = neighbours_opinion(texts, gold, np.array([0, 1]), 6, 2, ("x", "y#2"), config, None)
    assert told[VOICE][:6].argmax(1).tolist() == [0, 1, 0, 0, 1, 1]
    assert np.isnan(told[VOICE][6]).all()  # no teacher speaks it
    few = neighbours_opinion(texts, gold, np.array([0, 1]), 3, 2, ("x",), config, None)
    off = neighbours_opinion(texts, gold, np.array([0, 1]), 6, 2, ("x",), SpreadingConfig(below=0), None)
    nobody = neighbours_opinion(texts, gold, np.array([0, 1]), 6, 2, (), config, None)
    assert few == off == nobody == {}


@pytest.mark.parametrize("wrong", [{"neighbours": 0}, {"width": 0}, {"share": 1.0}, {"rounds": 0}])
def test_a_wrong_recipe_is_told(wrong: dict[str, float]) -> None:
    with pytest.raises(DistillationError, match="expected"):
        SpreadingConfig(**wrong)  # type: ignore[arg-type]
