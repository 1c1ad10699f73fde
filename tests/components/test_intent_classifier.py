"""The student as intent classifier: alone or behind an encoder, refused where it does not fit, noticed when outdated."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.intent_classifier import LIKELIEST, DistilledIntentClassifier
from components.student import Student
from distillation.corpora import read_labelled
from networks.bundle import MANIFEST, ONNX, read_bundle
from networks.onnx_model import OnnxModel
from networks.prediction import Prediction, Ranking
from networks.provenance import examples_sha256
from tests.networks.tiny import LABELS

NLU_OF_ALL_KINDS = """
version: "3.1"
nlu:
- intent: book
  examples: |
    - a flight to [Berlin](city) from [LA]{"entity": "city", "value": "Los Angeles"}
    - 去[北京](city:beijing)的 [机票](what)
    - a [plain] bracket
- intent: faq/ask_name
  examples: |
    - who are you?
- intent: thank
  examples:
    - text: |
        - thanks
    - text: thank you
- synonym: LA
  examples: |
    - Los Angeles
- lookup: city
  examples: |
    - Rome
"""
RESOURCE = Resource("train_classifier")
FITTING = Domain.from_dict({"intents": LABELS["intent"]})


def config(bundle: Path | None, **changes: Any) -> dict[str, Any]:
    return {
        **DistilledIntentClassifier.get_default_config(),
        "bundle": str(bundle) if bundle else None, "device": "cpu", **changes,
    }  # fmt: skip


def examples(*intents: str) -> TrainingData:
    return TrainingData([Message({TEXT: f"text {intent}", INTENT: intent}) for intent in intents])


def trained(
    bundle: Path | None, storage: LocalModelStorage, context: ExecutionContext, data: TrainingData,
    model: Student | None = None, domain: Domain | None = None, **changes: Any,
) -> DistilledIntentClassifier:  # fmt: skip
    settings = config(bundle, **changes)
    DistilledIntentClassifier.create(settings, storage, RESOURCE, context).train(data, model, domain=domain)
    return DistilledIntentClassifier.load(settings, storage, RESOURCE, context)


class Fixed:
    """A model that always says the same."""

    def __init__(
        self, *intents: tuple[str, float], out_of_scope: bool = False, sentiment: Ranking = ()
    ) -> None:
        self.prediction = Prediction(intents, np.zeros(4), 3.5, out_of_scope, (), sentiment)

    def predict(self, text: str) -> Prediction:
        return self.prediction

    def predict_batch(self, texts: list[str]) -> list[Prediction]:
        return [self.prediction for _ in texts]


def told(
    bundle: Path, storage: LocalModelStorage, context: ExecutionContext, model: Fixed, **changes: Any
) -> Message:
    student = Student(read_bundle(bundle), model)
    classifier = trained(None, storage, context, examples("greet"), student, **changes)
    return classifier.process([Message({TEXT: "words"})], student)[0]


def test_alone_it_packs_its_own_student(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    classifier = trained(bundle, storage, context, examples("greet", "cancel_order"))
    shutil.rmtree(bundle)  # the model runs anywhere, without the bundle that it was made from
    message = classifier.process([Message({TEXT: "cancel"})])[0]
    expected = OnnxModel(read_bundle(tiny_bundle)).predict("cancel")
    assert message.get(INTENT) == {"name": expected.intents[0][0], "confidence": expected.intents[0][1]}
    assert message.get("sentiment")["name"] == expected.sentiment[0][0]
    assert message.get("out_of_scope") is False
    parsed = message.as_dict(only_output_properties=True)
    assert {INTENT, INTENT_RANKING_KEY, "sentiment", "out_of_scope", "oos_score"} <= set(parsed)
    json.dumps(parsed)  # events of a conversation are stored as JSON


def test_behind_an_encoder_it_reads_that_student(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    student = Student(read_bundle(tiny_bundle), Fixed(("greet", 0.7), ("cancel_order", 0.3)))
    classifier = trained(None, storage, context, examples("greet"), student)
    assert classifier.process([Message({TEXT: "hi"})], student)[0].get(INTENT)["name"] == "greet"
    with storage.read_from(RESOURCE) as folder:
        assert not (folder / ONNX).exists()
    with pytest.raises(InvalidConfigException, match="expected a DistilledEncoder before"):
        classifier.process([Message({TEXT: "hi"})])


def test_another_bundle_than_the_encoders_is_refused(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    student = Student(read_bundle(tiny_bundle), Fixed(("greet", 1.0)))
    trained(tiny_bundle, storage, context, examples("greet"), student)  # the same twice does no harm
    with pytest.raises(InvalidConfigException, match="expected one student"):
        trained(tmp_path / "other", storage, context, examples("greet"), student)


@pytest.mark.parametrize(("best", "length"), [(0.95, LIKELIEST), (0.5, 4)])
def test_a_sure_answer_has_a_short_ranking(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext, best: float, length: int
) -> None:
    model = Fixed(("greet", best), *((f"intent_{n}", (1 - best) / 6) for n in range(6)))
    message = told(tiny_bundle, storage, context, model, ranking_length=4)
    assert len(message.get(INTENT_RANKING_KEY)) == length
    assert message.get(INTENT_RANKING_KEY)[0] == message.get(INTENT)


def test_out_of_scope_is_told_and_the_likeliest_intent_stays(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    message = told(
        tiny_bundle, storage, context, Fixed(("greet", 0.7), ("cancel_order", 0.3), out_of_scope=True)
    )
    assert message.get(INTENT)["name"] == "greet"
    assert message.get("out_of_scope") is True and message.get("oos_score") == 3.5
    assert message.get("sentiment") is None  # a student without that head


@pytest.mark.parametrize(
    ("intents", "ranking", "after_fallback"),
    [
        # Nothing is likely: it is out of scope.
        ([("greet", 0.2), ("cancel_order", 0.1)], [("out", 0.8), ("greet", 0.2), ("cancel_order", 0.1)], "out"),
        # Something is likely all the same: the assistant asks back.
        ([("greet", 0.7), ("cancel_order", 0.1)], [("out", 0.3), ("greet", 0.7), ("cancel_order", 0.1)], "nlu_fallback"),
        # The student has been taught the intent, too: it stands in the ranking once.
        ([("out", 0.6), ("greet", 0.3)], [("out", 0.7), ("greet", 0.3)], "out"),
        ([("greet", 0.3), ("out", 0.25)], [("out", 0.7), ("greet", 0.3)], "out"),
        ([("out", 1.0)], [("out", 1.0)], "out"),
    ],
)  # fmt: skip
def test_out_of_scope_can_be_an_intent(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext,
    intents: list[tuple[str, float]], ranking: list[tuple[str, float]], after_fallback: str,
) -> None:  # fmt: skip
    model = Fixed(*intents, out_of_scope=True)
    message = told(tiny_bundle, storage, context, model, oos_intent="out")
    found = [(entry["name"], entry["confidence"]) for entry in message.get(INTENT_RANKING_KEY)]
    assert [name for name, _ in found] == [name for name, _ in ranking]
    assert [p for _, p in found] == pytest.approx([p for _, p in ranking])
    fallback = FallbackClassifier({"threshold": 0.45, "ambiguity_threshold": 0.08})
    assert fallback.process([message])[0].get(INTENT)["name"] == after_fallback


def test_in_scope_the_intent_for_out_of_scope_is_not_given(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    message = told(
        tiny_bundle, storage, context, Fixed(("greet", 0.2), ("cancel_order", 0.1)), oos_intent="out"
    )
    assert message.get(INTENT)["name"] == "greet"


@pytest.mark.parametrize("domain", [None, FITTING])
def test_intents_that_the_bundle_does_not_know_are_refused(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext, domain: Domain | None
) -> None:
    with pytest.raises(
        InvalidConfigException, match=r"does not know the intents feed_the_cat\. Train it again"
    ):
        trained(tiny_bundle, storage, context, examples("greet", "feed_the_cat"), domain=domain)


def test_intents_that_the_domain_does_not_know_are_refused(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    trained(tiny_bundle, storage, context, examples("greet"), domain=FITTING)
    small = Domain.from_dict({"intents": ["greet", "track_order"]})
    with pytest.raises(InvalidConfigException, match=r"can say the intents cancel_order, which the domain"):
        trained(tiny_bundle, storage, context, examples("greet"), domain=small)
    with pytest.raises(InvalidConfigException, match="can say the intents beyond_me"):
        trained(tiny_bundle, storage, context, examples("greet"), domain=FITTING, oos_intent="beyond_me")


def test_intents_without_examples_are_not_asked_of_the_bundle(
    tiny_bundle: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    """Those of buttons alone, and what Rasa makes of rules."""
    data = TrainingData([*examples("greet").training_examples, Message({INTENT: "of_a_button"})])
    domain = Domain.from_dict({"intents": [*LABELS["intent"], "of_a_button"]})
    assert trained(tiny_bundle, storage, context, data, domain=domain)


def test_a_damaged_bundle_is_refused_when_training(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    (bundle / ONNX).write_bytes(b"not a model")
    with pytest.raises(InvalidConfigException, match="checksum"):
        trained(bundle, storage, context, examples("greet"))


def test_changed_examples_are_warned_of(
    tiny_bundle: Path, tmp_path: Path, storage: LocalModelStorage, context: ExecutionContext,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    bundle = Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))
    manifest = json.loads((bundle / MANIFEST).read_text())
    known = examples_sha256([("text track_order", "track_order"), ("text greet ", "greet")])
    for trained_on in ({"sha256": known}, {}, None):
        manifest["provenance"]["data"] = trained_on
        (bundle / MANIFEST).write_text(json.dumps(manifest))
        caplog.clear()
        with caplog.at_level(logging.WARNING, "components"):
            trained(bundle, storage, context, examples("greet", "track_order", "greet"))
            assert not caplog.records
            trained(bundle, storage, context, examples("greet", "cancel_order"))
        assert ("make distill" in caplog.text) == bool(trained_on)


def test_the_toolkit_and_rasa_read_the_same_examples(tmp_path: Path) -> None:
    """Otherwise every bundle would be taken for outdated."""
    file = tmp_path / "nlu.yml"
    file.write_text(NLU_OF_ALL_KINDS, encoding="utf-8")
    data = load_data(str(file))
    ours = read_labelled(file)
    assert sorted(ours.texts) == sorted({m.get(TEXT) for m in data.intent_examples})
    assert ours.sha256 == examples_sha256((m.get(TEXT), m.get(INTENT)) for m in data.intent_examples)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"ranking_length": 0}, "ranking_length"), ({"ranking_length": "5"}, "ranking_length"),
        ({"oos_intent": ""}, "oos_intent"), ({"oos_intent": 3}, "oos_intent"),
    ],
)  # fmt: skip
def test_wrong_settings_are_refused(
    tiny_bundle: Path,
    storage: LocalModelStorage,
    context: ExecutionContext,
    wrong: dict[str, Any],
    named: str,
) -> None:
    with pytest.raises(InvalidConfigException, match=f"{named}.*expected|expected.*{named}"):
        trained(tiny_bundle, storage, context, examples("greet"), **wrong)


def test_alone_without_a_bundle_is_refused(storage: LocalModelStorage, context: ExecutionContext) -> None:
    with pytest.raises(InvalidConfigException, match="expected the folder of a student as `bundle`"):
        trained(None, storage, context, examples("greet"))
