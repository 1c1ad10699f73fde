"""Real Rasa parts for the tests of its components."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = """
version: "3.1"
intents: [cancel_order, track_order, affirm]
entities: [order_id]
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  requested_slot: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  task_form: {required_slots: []}
actions: [validate_task_form, action_answer, action_ask_back]
responses:
  utter_shop_unavailable:
    - text: "The shop cannot be reached."
      condition: [{type: slot, name: language, value: en}]
    - text: "暂时连不上店铺系统。"
      condition: [{type: slot, name: language, value: zh}]
  utter_hello:
    - text: "Hello, {name}!"
      condition: [{type: slot, name: language, value: en}]
    - text: "您好，{name}！"
      condition: [{type: slot, name: language, value: zh}]
  utter_only_zh:
    - text: "只有中文"
      condition: [{type: slot, name: language, value: zh}]
"""


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student that is well-formed and knows nothing; it needs torch to be made, which serving does not."""
    from tests.networks.tiny import write_tiny_bundle

    return write_tiny_bundle(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.from_yaml(DOMAIN)


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def resource() -> Resource:
    return Resource("component")


@pytest.fixture
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), node_name="component")


@pytest.fixture
def conversation(domain: Domain) -> Callable[..., DialogueStateTracker]:
    """A tracker as a live server has it: with the events given, which bear the id of the model."""

    def build(*events: Event) -> DialogueStateTracker:
        tracker = DialogueStateTracker("customer", domain.slots)
        tracker.model_id = "model"
        tracker.update_with_events([ActionExecuted("action_listen"), *events], domain)
        return tracker

    return build
