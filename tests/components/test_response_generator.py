from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from components.response_generator import LanguageResponseGenerator, conversation_language

Conversation = Callable[..., DialogueStateTracker]


def said(language: str | None) -> UserUttered:
    parsed = {} if language is None else {"language": language}
    return UserUttered("…", parse_data={"text": "…", "intent": {}, "entities": [], **parsed})


@pytest.fixture
def generator(domain: Domain) -> NaturalLanguageGenerator:
    """Made as Rasa makes it from endpoints.yml."""
    name = "components.response_generator.LanguageResponseGenerator"
    return NaturalLanguageGenerator.create(EndpointConfig(type=name), domain)


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ([], "en"),
        (["zh"], "zh"),
        (["zh", "en"], "en"),
        (["en", "zh"], "zh"),
        (["zh", None, None], "zh"),
        ([None], "en"),
        (["zh", "fr"], "zh"),
        (["zh", *[None] * 49], "zh"),
        (["zh", *[None] * 50], "en"),
    ],
)
def test_the_last_message_that_has_a_language_counts(
    languages: list[str | None], expected: str, conversation: Conversation
) -> None:
    assert conversation_language(conversation(*map(said, languages))) == expected


def test_the_slot_counts_where_no_message_has_a_language(conversation: Conversation) -> None:
    assert conversation_language(conversation(SlotSet("language", "zh"), said(None))) == "zh"
    assert conversation_language(conversation(SlotSet("language", "zh"), said("en"))) == "en"
    assert conversation_language(conversation(SlotSet("language", "xx"), said(None))) == "en"


def test_a_tracker_without_the_slot_speaks_english() -> None:
    assert conversation_language(DialogueStateTracker.from_events("nobody", [])) == "en"


@pytest.mark.parametrize(("language", "text"), [("en", "Hello, Wei!"), ("zh", "您好，Wei！")])
async def test_answers_in_the_language_spoken_last(
    language: str, text: str, generator: NaturalLanguageGenerator, conversation: Conversation
) -> None:
    assert isinstance(generator, LanguageResponseGenerator)
    before = [SlotSet("language", "en"), said("zh"), BotUttered("…"), said("en")]
    tracker = conversation(*before, said(language))
    response = await generator.generate("utter_hello", tracker, "rest", name="Wei")
    assert response is not None
    assert response["text"] == text


@pytest.mark.parametrize("unknown", ["utter_nothing_of_the_kind", "utter_only_zh"])
async def test_a_missing_response_becomes_an_apology_and_an_error_in_the_log(
    unknown: str,
    generator: NaturalLanguageGenerator,
    conversation: Conversation,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        response = await generator.generate(unknown, conversation(said("en")), "rest")
    assert response is not None
    assert response["text"] == "The shop cannot be reached."
    assert unknown in caplog.text


async def test_without_even_an_apology_there_is_nothing_to_say(conversation: Conversation) -> None:
    generator = LanguageResponseGenerator(EndpointConfig(), Domain.empty())
    assert await generator.generate("utter_hello", conversation(), "rest") is None
