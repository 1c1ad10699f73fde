"""The student inside Rasa: packed into the model, refused where it does not fit, noticed when it changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.intent_classifier import LIKELIEST, DistilledIntentClassifier, classified_text
from networks.bundle import MANIFEST, ONNX, read_bundle

STUDENT = Path(__file__).resolve().parent.parent.parent / "students" / "nlu"
CONTEXT = ExecutionContext(GraphSchema({}))


def config(bundle: Path) -> dict[str, object]:
    return {**DistilledIntentClassifier.get_default_config(), "bundle": str(bundle)}


def examples(*intents: str) -> TrainingData:
    return TrainingData([Message({TEXT: f"text {intent}", INTENT: intent}) for intent in intents])


def trained(bundle: Path, storage: LocalModelStorage, data: TrainingData) -> DistilledIntentClassifier:
    resource = Resource("classifier")
    DistilledIntentClassifier.create(config(bundle), storage, resource, CONTEXT).train(data)
    return DistilledIntentClassifier.load(config(bundle), storage, resource, CONTEXT)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("where is my order?", "track_order"),
        ("我要退货", "return_item"),
        ("please cancel my order", "cancel_order"),
    ],
)
def test_trained_packed_and_loaded_it_answers(tmp_path: Path, text: str, intent: str) -> None:
    bundle = Path(shutil.copytree(STUDENT, tmp_path / "bundle"))
    storage = LocalModelStorage.create(tmp_path / "model") if (tmp_path / "model").mkdir() is None else None
    assert storage is not None
    classifier = trained(bundle, storage, examples("track_order", "return_item"))
    shutil.rmtree(bundle)  # the model runs anywhere, without the bundle that it was made from
    message = classifier.process([Message({TEXT: text})])[0]
    assert message.get(INTENT)["name"] == intent
    assert 0 < message.get(INTENT)["confidence"] <= 1
    assert len(message.get("intent_ranking")) == LIKELIEST
    unsure = classifier.process([Message({TEXT: "account parcel"})])[0]
    assert len(unsure.get("intent_ranking")) == classifier._config["ranking_length"]


def test_intents_that_the_bundle_does_not_know_are_refused(tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    with pytest.raises(InvalidConfigException, match="feed_the_cat"):
        trained(STUDENT, storage, examples("track_order", "feed_the_cat"))


def test_a_damaged_bundle_is_refused_when_training(tmp_path: Path) -> None:
    bundle = Path(shutil.copytree(STUDENT, tmp_path / "bundle"))
    (bundle / ONNX).write_bytes(b"not a model")
    (tmp_path / "model").mkdir()
    with pytest.raises(InvalidConfigException, match="checksum"):
        trained(bundle, LocalModelStorage.create(tmp_path / "model"), examples("track_order"))


def test_another_bundle_is_another_fingerprint(tmp_path: Path) -> None:
    bundle = Path(shutil.copytree(STUDENT, tmp_path / "bundle"))
    before = DistilledIntentClassifier.fingerprint_addon(config(bundle))
    (bundle / MANIFEST).write_text((bundle / MANIFEST).read_text().replace('"seed": 0', '"seed": 1'))
    assert DistilledIntentClassifier.fingerprint_addon(config(bundle)) != before


def test_the_shipped_student_knows_the_training_data() -> None:
    from distillation.corpora import read_labelled

    labels = set(read_labelled(STUDENT.parent.parent / "data" / "nlu").labels)
    assert labels <= set(read_bundle(STUDENT).labels["intent"])


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
    assert classified_text(text) == left
