"""The state tracker trained and loaded by Rasa: its place in the graph, the conversation it gets, what stays in the events."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.model_training import train_nlu
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import write_yaml

from networks.belief_state import SET, Change
from tests.components.told_state import Told, told_student
from tests.networks.tiny import LABELS

PIPELINE = [
    {"name": "components.encoder.DistilledEncoder", "bundle": "bundle", "gpu": False},
    {"name": "components.intent_classifier.DistilledIntentClassifier"},
    {"name": "components.value_recognizer.ValueRecognizer", "entities": ["order_id"]},
    {"name": "components.state_tracker.DistilledStateTracker"},
]


@pytest.fixture
def told(tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """A project whose encoder loads students that are told what to say; the models they have loaded."""
    models: list[Told] = []

    def open_told(folder: Path, config: dict[str, Any]) -> Any:
        student, model = told_student(folder, Change("color", SET, "red", 0.9, True, "red"))
        models.append(model)
        return student

    monkeypatch.setattr("components.encoder.open_student", open_told)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "false")
    (tmp_path / "bundle").symlink_to(tiny_bundle)
    examples = [{"intent": name, "examples": f"- {name} one\n- {name} two\n"} for name in LABELS["intent"]]
    write_yaml({"version": "3.1", "nlu": examples}, tmp_path / "nlu.yml")
    fixed = {"recipe": "default.v1", "assistant_id": "tiny", "language": "en"}
    write_yaml({**fixed, "pipeline": PIPELINE}, tmp_path / "config.yml")
    return models


def test_it_gets_the_conversation_and_leaves_the_state_in_its_events(told: list[Told]) -> None:
    model = train_nlu("config.yml", "nlu.yml", output="models", fixed_model_name="state")
    assert model is not None
    agent = Agent.load(model)
    assert agent.processor is not None
    tracker = DialogueStateTracker.from_events("x", [], domain=Domain.empty())
    said = asyncio.run(agent.processor.parse_message(UserMessage("the red one of order 1042"), tracker))
    assert [(e["entity"], e["value"]) for e in said["entities"]] == [
        ("order_id", "ORD-1042"),
        ("color", "red"),
    ]
    assert said["belief_state"]["values"] == {"color": "red", "order_id": "ORD-1042"}
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered("the red one", said["intent"], said["entities"], parse_data=said))
    tracker.update(BotUttered("Which size?"))
    assert asyncio.run(agent.parse_message("red"))["belief_state"]["values"] == {
        "color": "red"
    }  # of no conversation
    before = told[-1].passes
    asyncio.run(agent.processor.parse_message(UserMessage("42"), tracker))
    turn = told[-1].turns[0]
    assert told[-1].passes == before + 1
    assert turn.system == "Which size?" and turn.state.values == {"color": "red", "order_id": "ORD-1042"}
