"""A bundle is checked at the door; a good one gives probabilities."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from networks.bundle import MANIFEST, ONNX, TOKENIZER, BundleError, read_bundle
from networks.onnx_model import OnnxModel
from tests.networks.conftest import LABELS


def copy(bundle: Path, target: Path) -> Path:
    return Path(shutil.copytree(bundle, target / "bundle"))


def test_a_bundle_predicts(tiny_bundle: Path) -> None:
    model = OnnxModel(read_bundle(tiny_bundle))
    intents = model.predict("cancel 订单").intents
    assert sorted(name for name, _ in intents) == LABELS
    assert sum(p for _, p in intents) == pytest.approx(1.0)
    assert [p for _, p in intents] == sorted((p for _, p in intents), reverse=True)


@pytest.mark.parametrize("text", ["", " ", "x" * 10_000, "🙂🙂", "\x00\x01", "取消" * 3000])
def test_odd_texts_are_no_trouble(tiny_bundle: Path, text: str) -> None:
    assert len(OnnxModel(read_bundle(tiny_bundle)).predict(text).intents) == len(LABELS)


def test_the_temperature_flattens(tiny_bundle: Path, tmp_path: Path) -> None:
    hot = copy(tiny_bundle, tmp_path)
    manifest = json.loads((hot / MANIFEST).read_text())
    (hot / MANIFEST).write_text(json.dumps({**manifest, "temperature": 50.0}))
    best = OnnxModel(read_bundle(tiny_bundle)).predict("cancel").intents[0][1]
    assert OnnxModel(read_bundle(hot)).predict("cancel").intents[0][1] < best


def truncate(folder: Path) -> None:
    data = (folder / ONNX).read_bytes()
    (folder / ONNX).write_bytes(data[: len(data) // 2])


def tamper(folder: Path) -> None:
    (folder / TOKENIZER).write_text((folder / TOKENIZER).read_text().replace("-3.0", "-4.0"))


def remove(folder: Path) -> None:
    (folder / ONNX).unlink()


def garble(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


def other_version(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "format": 99}))


def fewer_labels(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "labels": {"intent": LABELS[:2]}}))


@pytest.mark.parametrize("damage", [truncate, tamper, remove, garble, other_version, fewer_labels])
def test_a_damaged_bundle_is_refused(
    tiny_bundle: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    broken = copy(tiny_bundle, tmp_path)
    damage(broken)
    with pytest.raises(BundleError):
        OnnxModel(read_bundle(broken))


def test_no_bundle_at_all(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="expected a bundle"):
        read_bundle(tmp_path)
