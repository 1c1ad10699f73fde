"""The state tracker in Rasa: entities and belief state from the student's changes and exact candidates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.intent_classifier import DistilledIntentClassifier
from components.state_tracker import DistilledStateTracker
from components.student import Student
from networks.belief_state import CORRECT, DONTCARE, DROP, SET, Change
from networks.bundle import read_bundle
from networks.onnx_model import OnnxModel
from tests.components.told_state import told_student

Conversation = Callable[..., DialogueStateTracker]
Component = Callable[..., DistilledStateTracker]


@pytest.fixture
def component(storage: LocalModelStorage, resource: Resource, context: ExecutionContext) -> Component:
    def make(**settings: Any) -> DistilledStateTracker:
        config = {**DistilledStateTracker.get_default_config(), **settings}
        return DistilledStateTracker.create(config, storage, resource, context)

    return make


def found(entity: str, value: Any, text: str, said: str) -> dict[str, Any]:
    """An entity as the value recognizer tells it."""
    start = text.index(said)
    return {
        "entity": entity,
        "value": value,
        "start": start,
        "end": start + len(said),
        "extractor": "ValueRecognizer",
    }


def read(
    component: DistilledStateTracker,
    student: Student,
    tracker: DialogueStateTracker,
    text: str,
    *entities: Any,
) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """The entities and the belief state of one message."""
    message = Message({TEXT: text, ENTITIES: list(entities)})
    component.process([message], tracker, student)
    told = message.as_dict(only_output_properties=True)
    return [(e["entity"], e["value"]) for e in told["entities"]], told["belief_state"]


def test_a_sure_change_is_an_entity_and_in_the_state(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle, Change("product", SET, "Mug", 0.9, True, "mug"))
    message = Message({TEXT: "the mug"})
    component().process([message], conversation(), student)
    assert message.get(ENTITIES) == [
        {
            "entity": "product", "value": "Mug", "start": 4, "end": 7, "confidence_entity": 0.9,
            "extractor": "DistilledStateTracker",
        }
    ]  # fmt: skip
    told = message.as_dict(only_output_properties=True)["belief_state"]
    assert told["values"] == {"product": "Mug"}
    assert told["changes"] == [
        {
            "slot": "product",
            "operation": "set",
            "value": "Mug",
            "confidence": 0.9,
            "sure": True,
            "said": "mug",
        }
    ]


def test_an_unsure_change_is_told_and_changes_nothing(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle, Change("color", SET, "red", 0.3, False))
    entities, state = read(component(), student, conversation(), "reddish")
    assert entities == [] and state["values"] == {}
    assert state["changes"][0]["sure"] is False


def test_dropped_and_any_will_do_are_no_entities(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    before = UserUttered("x", parse_data={"belief_state": {"values": {"color": "red"}}})
    student, _ = told_student(
        tiny_bundle, Change("color", DROP, None, 0.9), Change("product", DONTCARE, "dontcare", 0.9)
    )
    text = "whatever, not red"
    entities, state = read(
        component(), student, conversation(before), text, found("color", "red", text, "red")
    )
    assert entities == []
    assert state["values"] == {"product": "dontcare"} and state["former"] == {"color": ["red"]}


def test_what_is_recognised_exactly_holds_against_the_student(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle, Change("email", SET, "a@b.cn", 0.2, False))
    text = "order 1042, ann@b.cn"
    entities, state = read(
        component(), student, conversation(), text,
        found("order_id", "ORD-1042", text, "1042"), found("email", "ann@b.cn", text, "ann@b.cn"),
    )  # fmt: skip
    assert entities == [("order_id", "ORD-1042"), ("email", "ann@b.cn")]
    assert state["values"] == {"email": "ann@b.cn", "order_id": "ORD-1042"}
    assert all(change["sure"] for change in state["changes"])


def test_of_several_numbers_the_student_chooses(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    text = "not 2 pieces, 3"
    numbers = (found("quantity", 2.0, text, "2"), found("quantity", 3.0, text, "3"))
    student, _ = told_student(tiny_bundle, Change("quantity", SET, "3", 0.4, False, "3"))
    entities, state = read(component(), student, conversation(), text, *numbers)
    assert entities == [("quantity", 3.0)] and state["values"] == {"quantity": "3"}
    # Two orders are two orders, unless one corrects the other.
    text = "cancel 1042 and 1043"
    orders = (found("order_id", "ORD-1042", text, "1042"), found("order_id", "ORD-1043", text, "1043"))
    for operation, wanted in ((SET, ["ORD-1042", "ORD-1043"]), (CORRECT, ["ORD-1043"])):
        student, _ = told_student(tiny_bundle, Change("order_id", operation, "ORD-1043", 0.9))
        assert [value for _, value in read(component(), student, conversation(), text, *orders)[0]] == wanted


def test_of_a_number_that_means_nothing_to_the_student_the_state_knows_nothing(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle)
    text = "2 days ago"
    entities, state = read(component(), student, conversation(), text, found("quantity", 2.0, text, "2"))
    assert entities == [("quantity", 2.0)] and state["values"] == {}


def test_a_number_whose_slot_is_named_as_trusted_stands_in_the_state(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle)
    text = "two of them"
    candidate = found("quantity", 2, text, "two")
    entities, state = read(component(trusted=["quantity"]), student, conversation(), text, candidate)
    assert entities == [("quantity", 2)] and state["values"] == {"quantity": "2"}


def test_a_number_that_was_not_said_is_not_believed_where_another_was(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle, Change("quantity", SET, "5", 0.99))
    for text, wanted in (
        ("seven of them", {}),
        ("七个", {}),
        ("a handful", {"quantity": "5"}),
        ("five", {"quantity": "5"}),
    ):
        assert read(component(), student, conversation(), text)[1]["values"] == wanted


def test_words_with_two_meanings_are_one_value_of_the_state(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle)
    text = "blue ones"
    both = (found("product", "blue", text, "blue"), found("color", "blue", text, "blue"))
    entities, state = read(component(trusted=["product", "color"]), student, conversation(), text, *both)
    assert entities == [("product", "blue"), ("color", "blue")]
    assert state["values"] == {"product": "blue"}


def test_words_that_leave_a_slot_open_drop_its_value_or_say_that_any_will_do(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(tiny_bundle, Change("color", CORRECT, "blue", 0.99))
    before = UserUttered("x", parse_data={"belief_state": {"values": {"color": "red", "product": "mug"}}})
    text = "算了，什么颜色都可以"
    entities, state = read(component(), student, conversation(before), text)
    assert entities == [] and state["values"] == {"product": "mug"}
    assert [(change["slot"], change["operation"]) for change in state["changes"]] == [("color", "drop")]
    entities, state = read(component(), told_student(tiny_bundle)[0], conversation(), "any colour is fine")
    assert entities == [] and state["values"] == {"color": "dontcare"}
    text = "any colour is fine, or make it blue"
    blue = found("color", "blue", text, "blue")
    entities, state = read(component(trusted=["color"]), student, conversation(), text, blue)
    assert entities == [("color", "blue")] and state["values"] == {"color": "blue"}


def test_another_slots_candidate_needs_the_student_or_trust_or_the_state(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    text = "too small"
    candidate = found("reason", "too_small", text, text)
    silent, _ = told_student(tiny_bundle)
    assert read(component(), silent, conversation(), text, candidate)[0] == []
    assert read(component(trusted=["reason"]), silent, conversation(), text, candidate)[0] == [
        ("reason", "too_small")
    ]
    before = UserUttered("x", parse_data={"belief_state": {"values": {"reason": "too_small"}}})
    assert read(component(), silent, conversation(before), text, candidate)[0] == [("reason", "too_small")]
    other, _ = told_student(tiny_bundle, Change("reason", SET, "damaged", 0.9))
    assert read(component(), other, conversation(), text, candidate)[0] == [("reason", "damaged")]
    # What is trusted holds also against the student, and stands in the state.
    kept, state = read(component(trusted=["reason"]), other, conversation(), text, candidate)
    assert kept == [("reason", "too_small")] and state["values"] == {"reason": "too_small"}
    weather = {"entity": "weather", "value": "rain", "start": 0, "end": 3}
    assert read(component(), silent, conversation(), text, weather)[0] == [("weather", "rain")]


def test_intent_and_state_are_one_pass_in_the_conversation(
    component: Component,
    tiny_bundle: Path,
    conversation: Conversation,
    storage: LocalModelStorage,
    resource: Resource,
) -> None:
    student, model = told_student(tiny_bundle, Change("color", SET, "red", 0.9))
    classifier = DistilledIntentClassifier(DistilledIntentClassifier.get_default_config(), storage, resource)
    before = UserUttered("x", parse_data={"belief_state": {"values": {"product": "mug"}}})
    message, tracker = Message({TEXT: "the red one"}), conversation(before)
    classifier.process([message], student, tracker)
    component().process([message], tracker, student)
    assert model.passes == 1
    assert model.turns[0].state.values == {"product": "mug"}
    assert message.get("intent")["name"] == "read the red one"
    assert message.get("belief_state")["values"] == {"product": "mug", "color": "red"}


def test_an_address_is_left_out_for_the_intent_and_not_for_the_state(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    change = Change("email", SET, "ann@b.cn", 0.9)
    student, model = told_student(tiny_bundle, change, leave_out_addresses=True)
    message = Message({TEXT: "cancel my order ann@b.cn"})
    prediction = student.read([message], conversation())[0]
    assert model.passes == 1
    assert [turn.user.split() for turn in model.turns] == [
        ["cancel", "my", "order", "ann@b.cn"],
        ["cancel", "my", "order"],
    ]
    assert prediction.intents[0][0].strip() == "read cancel my order" and prediction.changes == (change,)


def test_read_without_its_conversation_a_message_is_read_again_in_it(
    tiny_bundle: Path, conversation: Conversation
) -> None:
    student, model = told_student(tiny_bundle, Change("color", SET, "red", 0.9))
    message = Message({TEXT: "red"})
    assert not student.read([message])[0].changes
    assert student.read([message], conversation())[0].changes
    assert student.read([message])[0].changes and model.passes == 2


def test_it_is_trained_and_loaded_behind_an_encoder(
    component: Component,
    tiny_bundle: Path,
    storage: LocalModelStorage,
    resource: Resource,
    context: ExecutionContext,
) -> None:
    config = DistilledStateTracker.get_default_config()
    with pytest.raises(InvalidConfigException, match="train the model again"):
        DistilledStateTracker.load(config, storage, resource, context)
    student, _ = told_student(tiny_bundle)
    component().train(TrainingData(), student)
    assert DistilledStateTracker.load(config, storage, resource, context)


def test_without_a_student_with_a_state_head_it_says_what_is_missing(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    bundle = read_bundle(tiny_bundle)
    without = Student(bundle, OnnxModel(bundle))
    for student, expected in (
        (None, "DistilledEncoder before"),
        (without, "expected a student with a state head"),
    ):
        with pytest.raises(InvalidConfigException, match=expected):
            component().train(TrainingData(), student)
        with pytest.raises(InvalidConfigException, match=expected):
            component().process([Message({TEXT: "x"})], conversation(), student)


@pytest.mark.parametrize("setting", ["trusted", "entities", "asked_threshold", "unasked_threshold"])
@pytest.mark.parametrize("value", ["color", [1], [""], {"color": 1}])
def test_a_setting_that_cannot_be_meant_is_refused(component: Component, setting: str, value: Any) -> None:
    with pytest.raises(InvalidConfigException, match=f"{setting}: expected"):
        component(**{setting: value})


def test_a_slot_that_is_not_told_stands_in_the_state_alone(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(
        tiny_bundle, Change("product", SET, "mug", 0.9), Change("color", SET, "red", 0.9)
    )
    entities, state = read(component(entities=["color"]), student, conversation(), "red mug")
    assert entities == [("color", "red")] and state["values"] == {"product": "mug", "color": "red"}


def test_what_was_asked_for_needs_less_confidence(
    component: Component, tiny_bundle: Path, conversation: Conversation
) -> None:
    student, _ = told_student(
        tiny_bundle, Change("reason", SET, "damaged", 0.5), Change("color", DROP, None, 0.5)
    )
    strict = component(unasked_threshold=0.8)
    before = UserUttered("x", parse_data={"belief_state": {"values": {"color": "red"}}})
    entities, state = read(strict, student, conversation(before), "hm")
    assert entities == [] and state["values"] == {"color": "red"}
    asked = conversation(before, SlotSet("requested_slot", "reason"))
    entities, state = read(strict, student, asked, "hm")
    assert entities == [("reason", "damaged")] and state["values"] == {"color": "red", "reason": "damaged"}
    wary = component(asked_threshold=0.6, unasked_threshold=0.8)
    entities, state = read(wary, student, asked, "hm")
    assert entities == [] and state["values"] == {"color": "red"}
