"""The encoder in Rasa: it packs the student, hands one on to all, and is noticed when it changes."""

from __future__ import annotations

import json
import os
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoder import DistilledEncoder
from components.student import Student, without_addresses
from networks import serving
from networks.bundle import CONFIG, EXEMPLARS, MANIFEST, ONNX, TOKENIZER, TORCH, read_bundle
from networks.onnx_model import OnnxModel
from networks.prediction import Prediction
from tests.networks.test_bundle import ODD_TEXTS, resealed

TRAINED, PROVIDED = (
    Resource("train_components.encoder.DistilledEncoder2"),
    Resource("provide_components.encoder.DistilledEncoder2"),
)


def config(bundle: Path | None, **changes: Any) -> dict[str, Any]:
    return {**DistilledEncoder.get_default_config(), "bundle": str(bundle) if bundle else None, **changes}


def packed(bundle: Path, storage: LocalModelStorage, context: ExecutionContext, **changes: Any) -> None:
    DistilledEncoder.create(config(bundle, **changes), storage, TRAINED, context).train(TrainingData())


def loaded(storage: LocalModelStorage, context: ExecutionContext, **changes: Any) -> Student:
    return DistilledEncoder.load(config(None, **changes), storage, PROVIDED, context).provide()


class Counting:
    """A model that counts its forward passes."""

    def __init__(self, bundle: Path) -> None:
        self.model, self.passes = OnnxModel(read_bundle(bundle)), 0

    def predict(self, text: str) -> Prediction:
        self.passes += 1
        return self.model.predict(text)

    def predict_batch(self, texts: list[str]) -> list[Prediction]:
        self.passes += 1
        return self.model.predict_batch(texts)


def test_packed_and_loaded_it_runs_anywhere(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    packed(bundle, storage, context)
    shutil.rmtree(bundle)
    student = loaded(storage, context, device="cpu")
    assert student.read([Message({TEXT: "cancel"})])[0].intents
    assert student.fingerprint() == read_bundle(tiny_bundle).fingerprint


@pytest.mark.parametrize(
    ("gpu", "left"),
    [(True, {MANIFEST, TOKENIZER, ONNX, TORCH, CONFIG}), (False, {MANIFEST, TOKENIZER, ONNX})],
)
def test_only_what_serving_needs_is_packed(
    tiny_bundle: Path,
    tmp_path: Path,
    storage: LocalModelStorage,
    context: ExecutionContext,
    gpu: bool,
    left: set[str],
) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    (bundle / EXEMPLARS).write_text('{"text": "a customer\'s words"}\n')
    (bundle / "notes.txt").write_text("not named in the manifest")
    resealed(bundle)
    packed(bundle, storage, context, gpu=gpu)
    with storage.read_from(TRAINED) as folder:
        assert {file.name for file in folder.iterdir()} == left
    assert loaded(storage, context, device="cpu")


def test_each_message_is_read_once_for_all_components(tiny_bundle: Path) -> None:
    model = Counting(tiny_bundle)
    student = Student(read_bundle(tiny_bundle), model)
    message = Message({TEXT: "cancel"})
    first, second = student.read([message])[0], student.read([message])[0]
    assert model.passes == 1 and first is second
    message.set(TEXT, "track")  # a component before has changed it: what was read no longer counts
    assert student.read([message])[0].intents != first.intents
    assert model.passes == 2
    student.read([Message({TEXT: "greet"}), message, Message({TEXT: "order"})])
    assert model.passes == 3  # the two new ones together


def test_a_copied_message_has_been_read_by_the_same_student(tiny_bundle: Path) -> None:
    """`rasa test nlu` copies all that a message holds; ONNX Runtime's session cannot be copied."""
    model = Counting(tiny_bundle)
    student = Student(read_bundle(tiny_bundle), model)
    message = Message({TEXT: "cancel"})
    first = student.read([message])[0]
    assert student.read([deepcopy(message)])[0].intents == first.intents
    assert model.passes == 1


def test_two_students_read_a_message_by_themselves(tiny_bundle: Path) -> None:
    one, other = (Student(read_bundle(tiny_bundle), Counting(tiny_bundle)) for _ in range(2))
    message = Message({TEXT: "cancel"})
    assert one.read([message])[0] is not other.read([message])[0]


@pytest.mark.parametrize("text", [None, *ODD_TEXTS])
def test_odd_messages_are_no_trouble(tiny_bundle: Path, text: str | None) -> None:
    student = Student(read_bundle(tiny_bundle), OnnxModel(read_bundle(tiny_bundle)), leave_out_addresses=True)
    assert student.read([Message({TEXT: text})])[0].intents


@pytest.mark.parametrize("bundle", [None, "", 7, ["a"]])
def test_no_bundle_named_is_an_error_with_the_remedy(
    bundle: Any, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    encoder = DistilledEncoder.create({**config(None), "bundle": bundle}, storage, TRAINED, context)
    with pytest.raises(InvalidConfigException, match="expected the folder of a student as `bundle`"):
        encoder.train(TrainingData())


def test_a_bundle_that_is_not_there_is_an_error(
    tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    with pytest.raises(InvalidConfigException, match=r"expected a bundle in .*nowhere"):
        packed(tmp_path / "nowhere", storage, context)


def test_a_model_without_a_packed_student_is_an_error(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    with pytest.raises(InvalidConfigException, match="train the model again"):
        loaded(storage, context)


def test_a_student_damaged_in_the_model_is_an_error(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    packed(tiny_bundle, storage, context)
    with storage.read_from(TRAINED) as folder:
        (folder / ONNX).write_bytes(b"")
    with pytest.raises(InvalidConfigException, match="checksum"):
        loaded(storage, context)


def test_files_that_do_not_run_are_an_error_when_training(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    tokenizer = json.loads((bundle / TOKENIZER).read_text())
    tokenizer["model"]["vocab"] += [
        [f"▁x{n}", 0.0] for n in range(1000)
    ]  # tokens that the weights do not know
    tokenizer["model"]["vocab"][4][1] = -99.0
    (bundle / TOKENIZER).write_text(json.dumps(tokenizer))
    onnx = (bundle / ONNX).read_bytes().replace(b"input_ids", b"input_idz")
    (bundle / ONNX).write_bytes(onnx)
    resealed(bundle)
    with pytest.raises(InvalidConfigException, match=r"expected a student in .* do not run"):
        packed(bundle, storage, context)


def test_a_manifest_that_is_a_link_out_of_the_folder_is_refused(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    shutil.move(bundle / MANIFEST, tmp_path / "elsewhere.json")
    os.symlink(tmp_path / "elsewhere.json", bundle / MANIFEST)
    with pytest.raises(InvalidConfigException, match="link out of its folder"):
        packed(bundle, storage, context)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"device": "gpu"}, "device"), ({"backend": "tf"}, "backend"), ({"threads": 0}, "threads")],
)
def test_wrong_settings_are_refused(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext, wrong: dict[str, Any], told: str
) -> None:
    packed(tiny_bundle, storage, context)
    with pytest.raises(InvalidConfigException, match=f"{told}: expected"):
        loaded(storage, context, **wrong)


def test_cuda_without_a_gpu_is_refused_and_auto_is_not(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "gpus", lambda: 0)
    packed(tiny_bundle, storage, context, device="cuda")  # training needs no GPU
    with pytest.raises(InvalidConfigException, match="expected a GPU for device cuda"):
        loaded(storage, context, device="cuda")
    assert loaded(storage, context, device="auto")


def test_another_bundle_is_another_fingerprint(tiny_bundle: Path, tmp_path: Path) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    before = DistilledEncoder.fingerprint_addon(config(bundle))
    assert before == DistilledEncoder.fingerprint_addon(config(tiny_bundle))
    (bundle / MANIFEST).write_text((bundle / MANIFEST).read_text().replace('"seed": 0', '"seed": 1'))
    assert DistilledEncoder.fingerprint_addon(config(bundle)) != before
    assert DistilledEncoder.fingerprint_addon(config(None)) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cancel ORD-1042, ann@example.com", "cancel ORD-1042,  "),
        ("我要退ORD-1042的跑鞋，邮箱ann@example.com", "我要退ORD-1042的跑鞋，邮箱 "),
        ("ann@example.com", "ann@example.com"),
        ("it's ann@example.com", "it's ann@example.com"),
        ("my email is ann@example.com", "my email is ann@example.com"),
        ("邮箱是ann@example.com", "邮箱是ann@example.com"),
        ("", ""),
    ],
)
def test_an_address_does_not_drown_what_is_wanted(text: str, left: str) -> None:
    assert without_addresses(text) == left
