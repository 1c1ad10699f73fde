from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.value_recognizer import ValueRecognizer, catalogue_words, today

Conversation = Callable[..., DialogueStateTracker]
LOOKUPS = [
    {"name": "brand", "elements": ["Ridgefox", "岭狐"]},
    {"name": "product", "elements": ["Marten Trail Running Shoes"]},
    {"name": "weather", "elements": ["rain"]},
]
TEXT = "the Ridgefox marten trail running shoes from order 1042, 42码"


def entities(recognizer: ValueRecognizer, text: str, tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    message = Message({"text": text})
    recognizer.process([message], tracker)
    found = message.as_dict(only_output_properties=True)["entities"]
    assert isinstance(found, list)
    return found


@pytest.fixture
def trained(storage: LocalModelStorage, resource: Resource, context: ExecutionContext) -> ValueRecognizer:
    recognizer = ValueRecognizer.create({}, storage, resource, context)
    recognizer.train(TrainingData(lookup_tables=LOOKUPS))
    return recognizer


def test_says_the_same_after_loading(
    trained: ValueRecognizer,
    storage: LocalModelStorage,
    resource: Resource,
    context: ExecutionContext,
    conversation: Conversation,
) -> None:
    loaded = ValueRecognizer.load({}, storage, resource, context)
    found = entities(loaded, TEXT, conversation())
    assert found == entities(trained, TEXT, conversation())
    assert [(e["entity"], e["value"]) for e in found] == [
        ("brand", "Ridgefox"),
        ("product", "marten trail running shoes"),
        ("order_id", "ORD-1042"),
        ("size", "42"),
    ]


def test_an_entity_is_what_rasa_expects(trained: ValueRecognizer, conversation: Conversation) -> None:
    assert entities(trained, "訂單1042", conversation()) == [
        {
            "entity": "order_id",
            "value": "ORD-1042",
            "start": 2,
            "end": 6,
            "confidence_entity": 1.0,
            "extractor": "ValueRecognizer",
        }
    ]


def test_what_other_extractors_found_stays(trained: ValueRecognizer, conversation: Conversation) -> None:
    message = Message({"text": "blue", "entities": [{"entity": "mood", "value": "sad"}]})
    trained.process([message], conversation())
    assert [e["entity"] for e in message.get("entities")] == ["mood", "color"]


def test_the_last_question_decides_about_bare_numbers(
    trained: ValueRecognizer, conversation: Conversation
) -> None:
    assert entities(trained, "1042", conversation(SlotSet("requested_slot", "proof"))) == []
    assert entities(trained, "1042", conversation(SlotSet("requested_slot", "order_id")))
    assert entities(trained, "1042", DialogueStateTracker.from_events("nobody", []))


def test_a_model_without_its_words_is_refused(
    storage: LocalModelStorage, resource: Resource, context: ExecutionContext
) -> None:
    with pytest.raises(ValueError):
        ValueRecognizer.load({}, storage, resource, context)


def test_only_the_shops_tables_are_taken() -> None:
    assert catalogue_words(TrainingData(lookup_tables=LOOKUPS)) == {
        "brand": ["Ridgefox", "岭狐"],
        "product": ["Marten Trail Running Shoes"],
    }


def test_the_clock_can_be_fixed(
    trained: ValueRecognizer, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_NOW", "2026-11-22T09:30:00Z")
    assert entities(trained, "yesterday", conversation())[0]["value"] == "2026-11-21"
    monkeypatch.setenv("SHOP_NOW", "2026-01-01")
    assert entities(trained, "昨天", conversation())[0]["value"] == "2025-12-31"


def test_without_a_fixed_clock_today_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_NOW", raising=False)
    assert today().year >= 2024


def test_a_wrong_fixed_clock_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_NOW", "soon")
    with pytest.raises(ValueError):
        today()


def test_it_tells_only_the_entities_asked_for(
    trained: ValueRecognizer,
    storage: LocalModelStorage,
    resource: Resource,
    context: ExecutionContext,
    conversation: Conversation,
) -> None:
    exact = ValueRecognizer.load({"entities": ["order_id", "size"]}, storage, resource, context)
    assert [e["entity"] for e in entities(exact, TEXT, conversation())] == ["order_id", "size"]
    with pytest.raises(InvalidConfigException, match="entities: expected a list"):
        ValueRecognizer.create({"entities": "order_id"}, storage, resource, context)
