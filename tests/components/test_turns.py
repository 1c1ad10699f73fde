"""A message in its conversation: what the assistant said, and the belief state that the events leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.turns import assistants_words, belief_so_far, today, turn_of
from networks.belief_state import BeliefState
from tests.components.told_state import SCHEMA

Conversation = Callable[..., DialogueStateTracker]


def said(text: str, *, former: Any = None, **values: str) -> UserUttered:
    return UserUttered(text, parse_data={"belief_state": {"values": values, "former": former or {}}})


def pressed(**entities: str) -> UserUttered:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return UserUttered("/inform{}", {"name": "inform"}, found)


def values(*events: Event) -> dict[str, str]:
    return dict(belief_so_far(events, SCHEMA).values)


def test_a_new_conversation_has_neither_words_nor_state(conversation: Conversation) -> None:
    turn = turn_of("hello", conversation(), SCHEMA)
    assert (turn.user, turn.system, turn.state) == ("hello", "", BeliefState())
    assert turn.today == today()


def test_the_assistants_words_are_those_since_the_customers_message() -> None:
    events = [
        BotUttered("Welcome"),
        UserUttered("hi"),
        BotUttered("Hello"),
        BotUttered(None),
        BotUttered("Which?"),
    ]
    assert assistants_words(events) == "Hello\nWhich?"
    assert assistants_words([BotUttered("old"), Restarted(), BotUttered("new")]) == "new"


def test_the_last_message_read_in_its_conversation_has_the_state() -> None:
    events = [said("a", color="red"), said("b", former={"color": ["red"]}, color="blue"), BotUttered("ok")]
    assert belief_so_far(events, SCHEMA) == BeliefState({"color": "blue"}, {"color": ("red",)})
    assert values(*events, Restarted()) == {}


def test_actions_empty_and_fill_slots_but_what_rasa_fills_from_the_message_is_known_already() -> None:
    events = [
        said("two red ones", color="red", quantity="2"),
        SlotSet("color", "scarlet"),  # by a mapping, from the words of another extractor
        ActionExecuted("validate_task_form"),
        SlotSet("quantity", None),
        SlotSet("order_id", "ORD-1042"),
        SlotSet("task", {"name": "x"}),
    ]
    state = belief_so_far(events, SCHEMA)
    assert state.values == {"color": "red", "order_id": "ORD-1042"}
    assert state.former == {"quantity": ("2",)}


def test_a_button_answers_the_question_asked() -> None:
    asked = [said("return it"), ActionExecuted("a"), SlotSet("requested_slot", "reason")]
    assert values(*asked, pressed(choice="damaged")) == {"reason": "damaged"}
    assert values(*asked, pressed(choice="none of the reasons")) == {}
    assert values(*asked, pressed(order_id="ORD-1"), SlotSet("order_id", "ORD-1")) == {"order_id": "ORD-1"}
    assert values(said("x"), SlotSet("requested_slot", "line"), pressed(choice="1")) == {}


def test_a_conversation_that_was_cut_short_lives_on_in_its_slots() -> None:
    kept = [SlotSet("order_id", ["ORD-1", "ORD-2"]), SlotSet("color", "red"), SlotSet("weather", "rain")]
    assert values(*kept, pressed(choice="x")) == {"order_id": "ORD-1", "color": "red"}


@pytest.mark.parametrize("damaged", ["red", {"values": [1]}, {}, 7])
def test_a_damaged_state_is_an_empty_one(damaged: Any) -> None:
    assert values(UserUttered("x", parse_data={"belief_state": damaged})) == {}


def test_what_is_asked_for_counts_as_empty(conversation: Conversation) -> None:
    tracker = conversation(said("x", reason="too_small", color="red"), SlotSet("requested_slot", "reason"))
    state = turn_of("too small", tracker, SCHEMA).state
    assert state.values == {"color": "red"} and state.former == {"reason": ("too_small",)}


def test_the_day_is_that_of_the_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_NOW", "2026-03-02T10:00:00Z")
    assert today() == date(2026, 3, 2)


def test_a_menu_of_a_closed_sets_values_is_left_out_and_a_list_of_orders_is_not(
    conversation: Conversation,
) -> None:
    for asked, words in (("reason", "Why?"), ("order_id", "Why?\n1. too small\n2. damaged"), ("line", None)):
        said_so = BotUttered("Why?\n1. too small\n2. damaged")
        turn = turn_of("hm", conversation(said("x"), SlotSet("requested_slot", asked), said_so), SCHEMA)
        assert turn.system == (words or said_so.text)
