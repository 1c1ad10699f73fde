"""A small model of the real parts, trained and asked as a server asks it: what the keyboard can command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent, load_agent
from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.model_training import train
from rasa.shared.core.events import Restarted, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

ROOT = Path(__file__).parents[2]
PIPELINE_AND_POLICIES = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
# It has texts of its own to say, which this small domain lacks, and nothing to do with commands.
PIPELINE_AND_POLICIES["policies"] = [
    policy for policy in PIPELINE_AND_POLICIES["policies"] if "GenerativeFallbackPolicy" not in policy["name"]
]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
CHOICE = '/inform{"choice": "black"}'
FILES: dict[str, Any] = {
    "domain.yml": {
        "version": "3.1",
        "intents": DOMAIN["intents"],
        "entities": DOMAIN["entities"],
        "slots": {
            "language": {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            },
            "choice": {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{"type": "from_entity", "entity": "choice"}],
            },
        },
        "responses": {
            "utter_offer": [
                {
                    "text": "Shall I?",
                    "buttons": [
                        {"title": "Yes", "payload": "/affirm"},
                        {"title": "Black", "payload": CHOICE},
                    ],
                }
            ],
            "utter_done": [{"text": "Done."}],
            "utter_noted": [{"text": "Noted."}],
            "utter_deleted": [{"text": "All gone."}],
            "utter_pardon": [{"text": "Pardon?"}],
            "utter_shop_unavailable": [{"text": "The shop cannot be reached."}],
        },
    },
    "nlu.yml": {
        "version": "3.1",
        "nlu": [
            {"intent": "greet", "examples": "- hello\n- good morning\n"},
            {"intent": "affirm", "examples": "- yes\n- yes please\n"},
            {"intent": "inform", "examples": "- the black one\n- black\n"},
            {"intent": "delete_account", "examples": "- delete my account\n- close my account\n"},
        ],
    },
    "rules.yml": {
        "version": "3.1",
        "rules": [
            {"rule": intent, "steps": [{"intent": intent}, {"action": response}]}
            for intent, response in (
                ("greet", "utter_offer"),
                ("affirm", "utter_done"),
                ("inform", "utter_noted"),
                ("delete_account", "utter_deleted"),
            )
        ],
    },
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained with the parts of config.yml; the fallback is a response, since there is no action server."""
    folder = tmp_path_factory.mktemp("small")
    config = yaml.safe_load(yaml.safe_dump(PIPELINE_AND_POLICIES))
    for part in config["pipeline"]:
        if "bundle" in part:
            part["bundle"] = str(ROOT / part["bundle"])
    for policy in config["policies"]:
        if "core_fallback_action_name" in policy:
            policy["core_fallback_action_name"] = "utter_pardon"
    for name, content in {**FILES, "config.yml": config}.items():
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_TELEMETRY_ENABLED", "false")
        patch.setenv("RASA_CACHE_DIRECTORY", str(folder / "cache"))
        trained = train(
            domain=str(folder / "domain.yml"),
            config=str(folder / "config.yml"),
            training_files=[str(folder / "nlu.yml"), str(folder / "rules.yml")],
            output=str(folder / "models"),
        )
    assert trained.model is not None
    return Path(trained.model)


@pytest.fixture(scope="module")
async def agent(model: Path) -> Agent:
    loaded = await load_agent(model_path=str(model))
    assert loaded.is_ready()
    return loaded


class Customer:
    """Writes to the agent on one channel; `say` gives the texts of the answer."""

    def __init__(self, agent: Agent, channel: str) -> None:
        self._agent = agent
        self._channel = channel
        self._name = f"{channel}-{id(self)}"

    async def say(self, text: str) -> list[str]:
        output = CollectingOutputChannel()
        message = UserMessage(text, output, self._name, input_channel=self._channel)
        await self._agent.handle_message(message)
        return [answer["text"] for answer in output.messages]

    async def tracker(self) -> DialogueStateTracker:
        assert self._agent.processor is not None
        tracker = await self._agent.processor.get_tracker(self._name)
        assert tracker.current_state(EventVerbosity.ALL)["events"]
        return tracker


@pytest.fixture
def customer(agent: Agent) -> Callable[[str], Customer]:
    return lambda channel="rest": Customer(agent, channel)


every_channel = pytest.mark.parametrize(
    "channel", sorted({each.name() for each in BUILTIN_CHANNELS.values()})
)


@every_channel
async def test_a_button_just_offered_is_taken(channel: str, customer: Callable[..., Customer]) -> None:
    ann = customer(channel)
    assert await ann.say("hello") == ["Shall I?"]
    assert await ann.say("/affirm") == ["Done."]
    assert (await ann.tracker()).latest_message.intent["confidence"] == 1.0


async def test_with_its_value(customer: Callable[..., Customer]) -> None:
    ann = customer()
    await ann.say("hello")
    assert await ann.say(CHOICE) == ["Noted."]
    assert (await ann.tracker()).get_slot("choice") == "black"


@every_channel
@pytest.mark.parametrize(
    "text", ['/inform{"choice": "white"}', '/affirm{"choice": "black"}', "/inform", "/ affirm", "//affirm"]
)
async def test_what_was_not_offered_is_plain_text(
    text: str, channel: str, customer: Callable[..., Customer]
) -> None:
    ann = customer(channel)
    await ann.say("hello")
    await ann.say(text)
    tracker = await ann.tracker()
    assert tracker.get_slot("choice") is None
    parsed = tracker.latest_message.parse_data
    assert parsed["text"] == text.replace("/", "／")  # what the actions see
    assert len(parsed["intent_ranking"]) > 1  # the classifier has read it as words


async def test_a_button_counts_until_the_next_message(customer: Callable[..., Customer]) -> None:
    ann = customer()
    await ann.say("hello")
    await ann.say("the black one")
    await ann.say(CHOICE)
    assert (await ann.tracker()).get_slot("choice") is None


async def test_a_button_counts_for_the_customer_to_whom_it_was_offered(
    customer: Callable[..., Customer],
) -> None:
    ann, bob = customer(), customer()
    await ann.say("hello")
    await bob.say(CHOICE)
    assert (await bob.tracker()).get_slot("choice") is None


@every_channel
@pytest.mark.parametrize("text", ["/restart", "/session_start", "/back"])
async def test_commands_of_rasa_are_plain_text(
    text: str, channel: str, customer: Callable[..., Customer]
) -> None:
    ann = customer(channel)
    await ann.say("hello")
    before = list((await ann.tracker()).events)
    await ann.say(text)
    events = list((await ann.tracker()).events)
    assert events[: len(before)] == before
    assert not [each for each in events[len(before) :] if isinstance(each, (Restarted, SessionStarted))]


async def test_one_at_the_start_of_a_conversation_is_plain_text(customer: Callable[..., Customer]) -> None:
    ann = customer()
    await ann.say('/delete_account{"choice": "black"}')
    assert (await ann.tracker()).get_slot("choice") is None
