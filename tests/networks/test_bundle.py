"""A bundle is checked at the door; a good one gives probabilities."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest

from networks.bundle import (
    MANIFEST,
    ONNX,
    OPTIONAL,
    TOKENIZER,
    TORCH,
    BundleError,
    read_bundle,
    write_manifest,
)
from networks.onnx_model import OnnxModel
from tests.networks.tiny import LABELS

ODD_TEXTS = ["", " ", "x" * 10_000, "🙂🙂", "\x00\x01", "取消" * 5000, "\ud83d", "a\udc00b", "\u202e\ufeff"]


def copy(bundle: Path, target: Path) -> Path:
    return Path(shutil.copytree(bundle, target / "bundle"))


def rewrite(folder: Path, **changes: Any) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))


def resealed(folder: Path) -> None:
    """As if the files, such as they are, had been exported like this: checksums that fit."""
    manifest = json.loads((folder / MANIFEST).read_text())
    write_manifest(
        folder, labels=manifest["labels"], temperature=manifest["temperature"], max_tokens=manifest["max_tokens"],
        oos_score=manifest["out_of_scope"]["score"], oos_threshold=manifest["out_of_scope"]["threshold"],
        provenance={},
    )  # fmt: skip


def test_a_bundle_predicts_with_all_heads(tiny_bundle: Path) -> None:
    prediction = OnnxModel(read_bundle(tiny_bundle)).predict("cancel 订单")
    for head, ranking in (
        ("intent", prediction.intents), ("language", prediction.language), ("sentiment", prediction.sentiment),
    ):  # fmt: skip
        assert sorted(name for name, _ in ranking) == sorted(LABELS[head])
        assert sum(p for _, p in ranking) == pytest.approx(1.0)
        assert [p for _, p in ranking] == sorted((p for _, p in ranking), reverse=True)
    assert prediction.embedding.shape == (32,)
    assert type(prediction.oos_score) is float


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_no_trouble(tiny_bundle: Path, text: str) -> None:
    assert len(OnnxModel(read_bundle(tiny_bundle)).predict(text).intents) == len(LABELS["intent"])


def test_a_batch_says_what_its_texts_say_alone(tiny_bundle: Path) -> None:
    model = OnnxModel(read_bundle(tiny_bundle))
    texts = ["cancel", "where is my order please", "订单"]
    for text, together in zip(texts, model.predict_batch(texts), strict=True):
        alone = model.predict(text)
        assert [name for name, _ in together.intents] == [name for name, _ in alone.intents]
        assert together.intents[0][1] == pytest.approx(alone.intents[0][1], abs=1e-5)
    assert model.predict_batch([]) == []


def test_the_temperature_flattens(tiny_bundle: Path, tmp_path: Path) -> None:
    hot = copy(tiny_bundle, tmp_path)
    rewrite(hot, temperature=50.0)
    best = OnnxModel(read_bundle(tiny_bundle)).predict("cancel").intents[0][1]
    assert OnnxModel(read_bundle(hot)).predict("cancel").intents[0][1] < best


def test_from_the_threshold_on_a_message_is_out_of_scope(tiny_bundle: Path, tmp_path: Path) -> None:
    score = OnnxModel(read_bundle(tiny_bundle)).predict("cancel").oos_score
    strict = copy(tiny_bundle, tmp_path)
    for threshold, outside in ((score - 0.01, True), (score + 0.01, False)):
        rewrite(strict, out_of_scope={"score": "energy", "threshold": threshold})
        assert OnnxModel(read_bundle(strict)).predict("cancel").out_of_scope is outside


def test_what_only_a_gpu_reads_may_be_missing(tiny_bundle: Path, tmp_path: Path) -> None:
    slim = copy(tiny_bundle, tmp_path)
    for name in OPTIONAL:
        (slim / name).unlink(missing_ok=True)
    assert read_bundle(tiny_bundle).has_torch and not read_bundle(slim).has_torch
    assert OnnxModel(read_bundle(slim)).predict("cancel").intents


def truncate(folder: Path) -> None:
    data = (folder / ONNX).read_bytes()
    (folder / ONNX).write_bytes(data[: len(data) // 2])


def truncate_as_exported(folder: Path) -> None:
    truncate(folder)
    resealed(folder)


def tamper(folder: Path) -> None:
    (folder / TOKENIZER).write_text((folder / TOKENIZER).read_text().replace("-3.0", "-4.0"))


def tamper_with_gpu_weights(folder: Path) -> None:
    (folder / TORCH).write_bytes((folder / TORCH).read_bytes()[:-1] + b"x")


def remove_model(folder: Path) -> None:
    (folder / ONNX).unlink()


def remove_tokenizer(folder: Path) -> None:
    (folder / TOKENIZER).unlink()


def no_tokenizer_in_tokenizer_file(folder: Path) -> None:
    (folder / TOKENIZER).write_text("{}")
    resealed(folder)


def empty_model(folder: Path) -> None:
    (folder / ONNX).write_bytes(b"")
    resealed(folder)


def garble(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


def empty_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"")


def not_unicode(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b'{"format": "\xff\xfe"}')


def a_list(folder: Path) -> None:
    (folder / MANIFEST).write_text("[]")


def format_1(folder: Path) -> None:
    rewrite(folder, format=1)


def later_format(folder: Path) -> None:
    rewrite(folder, format=99)


def fewer_labels(folder: Path) -> None:
    rewrite(folder, labels={**LABELS, "intent": LABELS["intent"][:2]})


def labels_of_numbers(folder: Path) -> None:
    rewrite(folder, labels={"intent": [1, 2, 3]})


def temperature_zero(folder: Path) -> None:
    rewrite(folder, temperature=0)


def endless_threshold(folder: Path) -> None:
    rewrite(folder, out_of_scope={"score": "energy", "threshold": float("inf")})


def outputs_missing(folder: Path) -> None:
    model = onnx.load(str(folder / ONNX))
    del model.graph.output[1:]
    onnx.save(model, str(folder / ONNX))
    resealed(folder)


def link_to_elsewhere(folder: Path) -> None:
    outside = folder.parent / "outside.onnx"
    shutil.move(folder / ONNX, outside)
    os.symlink(outside, folder / ONNX)


def file_elsewhere(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    rewrite(folder, files={**manifest["files"], "../../etc/passwd": "0" * 64})


@pytest.mark.parametrize(
    "damage",
    [
        truncate, truncate_as_exported, tamper, tamper_with_gpu_weights, remove_model, remove_tokenizer,
        no_tokenizer_in_tokenizer_file, empty_model, garble, empty_manifest, not_unicode, a_list, format_1, later_format,
        fewer_labels, labels_of_numbers, temperature_zero, endless_threshold, outputs_missing, link_to_elsewhere,
        file_elsewhere,
    ],
)  # fmt: skip
def test_a_damaged_bundle_is_refused(
    tiny_bundle: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    broken = copy(tiny_bundle, tmp_path)
    damage(broken)
    with pytest.raises(BundleError, match=r"expected|train the bundle again|damaged"):
        OnnxModel(read_bundle(broken))


def test_an_older_format_is_named_with_the_remedy(tiny_bundle: Path, tmp_path: Path) -> None:
    old = copy(tiny_bundle, tmp_path)
    format_1(old)
    with pytest.raises(BundleError, match=r"expected bundle format 2 .* found 1; train it again"):
        read_bundle(old)


def test_no_bundle_at_all(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="expected a bundle"):
        read_bundle(tmp_path)
    with pytest.raises(BundleError, match="expected a bundle"):
        read_bundle(tmp_path / "nowhere")
