from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from components.message_gate import MAX_CHARACTERS, MessageGate, clean, disarm

Conversation = Callable[..., DialogueStateTracker]
YES = "/affirm"
CHOICE = '/affirm{"order_id": "ORD-1042"}'


def offer(*payloads: str) -> BotUttered:
    buttons = [{"title": "choose", "payload": payload} for payload in payloads]
    return BotUttered("Which one?", {"buttons": buttons})


def intent_of(text: str | None, tracker: DialogueStateTracker, domain: Domain) -> str | None:
    """What Rasa takes `text` for after the gate, if it takes it for an intent at all."""
    message = Message({"text": text})
    MessageGate().process([message], tracker)
    [parsed] = RegexMessageHandler().process([message], domain)
    return (parsed.get("intent") or {}).get("name")


@pytest.mark.parametrize("payload", [YES, CHOICE])
def test_a_button_just_offered_counts(payload: str, conversation: Conversation, domain: Domain) -> None:
    assert intent_of(payload, conversation(offer("/cancel_order", payload)), domain) == "affirm"


def test_buttons_of_all_bubbles_of_the_turn_count(conversation: Conversation, domain: Domain) -> None:
    tracker = conversation(offer(YES), BotUttered("Or tell me more."))
    assert intent_of(YES, tracker, domain) == "affirm"


@pytest.mark.parametrize(
    "text",
    [
        "/cancel_order",
        " /affirm",
        "//affirm",
        "/ affirm",
        "/affirm ",
        "\u200b/affirm",
        "\x00/affirm",
        "\ufeff /affirm",
        '/affirm{"order_id": "ORD-9999"}',
        '/affirm@1.0{"order_id": "ORD-1042"}',
        "/restart",
        "/session_start",
        "/AFFIRM",
    ],
)
def test_from_the_keyboard_it_is_plain_text(text: str, conversation: Conversation, domain: Domain) -> None:
    assert intent_of(text, conversation(offer(CHOICE)), domain) is None
    assert intent_of(text, conversation(), domain) is None


def test_a_button_of_an_earlier_turn_no_longer_counts(conversation: Conversation, domain: Domain) -> None:
    tracker = conversation(offer(YES), UserUttered("hm"), BotUttered("Pardon?"))
    assert intent_of(YES, tracker, domain) is None


@pytest.mark.parametrize("end", [SessionStarted(), Restarted()])
def test_a_button_of_an_earlier_session_no_longer_counts(
    end: SessionStarted | Restarted, conversation: Conversation, domain: Domain
) -> None:
    assert intent_of(YES, conversation(offer(YES), end), domain) is None


def test_without_a_conversation_nothing_counts(domain: Domain) -> None:
    assert intent_of(YES, DialogueStateTracker.from_events("nobody", []), domain) is None


def test_replies_without_buttons_and_strange_ones_are_no_trouble(
    conversation: Conversation, domain: Domain
) -> None:
    tracker = conversation(
        BotUttered("hello"), BotUttered("hi", {"buttons": None}), BotUttered("hi", {"buttons": [{}]})
    )
    assert intent_of(YES, tracker, domain) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  where\n\n is \t my order ", "where is my order"),
        ("or\u200bder\x07 \ud83d1042", "order 1042"),
        ("\u202eabc", "abc"),
        ("", ""),
        ("\u200b\u200b", ""),
        ("ORDER", "ORDER"),
        ("你好　世界", "你好 世界"),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_a_missing_text_becomes_an_empty_one(conversation: Conversation, domain: Domain) -> None:
    assert intent_of(None, conversation(), domain) is None


@given(st.text())
def test_whatever_is_typed_no_command_gets_through(text: str) -> None:
    passed = disarm(clean(text * 3 + "/"))
    assert not passed.strip().startswith("/")
    assert len(passed) <= MAX_CHARACTERS
    passed.encode("utf-8")  # no lone surrogates


def test_long_text_is_cut() -> None:
    assert len(clean("a" * 10_000)) == MAX_CHARACTERS
