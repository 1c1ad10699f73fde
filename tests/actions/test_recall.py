"""What was said before it was clear what was meant counts afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from actions.context import Context
from actions.not_understood import ask_back
from actions.turn import Turn
from tests.actions.conftest import EMAIL, Conversation

MEANINGS = ("exchange_item", "change_order")


@pytest.fixture
def asked_back(converse: Callable[..., Conversation], make_turn: Callable[..., Turn]) -> Conversation:
    """A conversation whose first message was not understood."""
    talk = converse()
    turn = make_turn(
        "the shoes of 1005 in 42", "nlu_fallback", order_id="ORD-1005", size="42", confidence=0.3
    )
    context = Context(talk.shop, replace(turn, ranking=MEANINGS), talk.memory)
    assert ask_back(context) is None
    assert [message["response"] for message in context.reply.messages] == ["utter_ask_back"]
    talk._slots.values = context.memory.slots()
    return talk


def test_a_value_keeps_the_question_open(asked_back: Conversation) -> None:
    assert asked_back.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_ask_back_again"]
    offer = asked_back.memory.offer
    assert offer and offer["intents"] == list(MEANINGS) and len(offer["said"]) == 2


def test_all_that_was_said_counts_for_the_meaning_that_is_chosen(asked_back: Conversation) -> None:
    asked_back.say(EMAIL, email=EMAIL, is_bare=True)
    said = asked_back.press('/exchange_item{"order_id": "ORD-1005"}')
    assert said == ["utter_confirm_exchange_same"], "order, proof, piece and size are known"
    case = asked_back.memory.task
    assert case and case.values["sku"].endswith("BLA-42")


def test_a_meaning_in_words_counts_like_the_button(asked_back: Conversation) -> None:
    asked_back.say("I want to exchange them", "exchange_item")
    case = asked_back.memory.task
    assert case and case.values["order_id"] == "ORD-1005" and case.asked == "proof"


def test_values_that_lead_nowhere_are_no_endless_loop(converse: Any) -> None:
    talk = converse()
    assert talk.say("hm") == ["utter_what_next"]
    assert talk.say("...") == ["utter_offer_person"]
    said = talk.say("yes", "affirm")
    assert said == ["utter_handed_over"]


def test_pieces_of_what_was_spoken_of_are_bought(converse: Any) -> None:
    talk = converse()
    talk.say("tell me about the Dawn Mug", "product_info", product="Dawn Mug")
    said = talk.say("I'd have two", quantity="2")
    case = talk.memory.task
    assert case and case.name == "place_order" and str(case.values["quantity"]) == "2", said


def test_a_likely_meaning_is_offered_beside_the_order(converse: Any) -> None:
    talk = converse("zh")
    make = talk._make_turn
    talk._make_turn = lambda *said, **more: replace(
        make(*said, **more), ranking=("get_invoice", "membership")
    )
    assert talk.say("1064 发票", order_id="ORD-1064") == ["utter_what_about_order"]
    assert talk.said["buttons"][0]["payload"].startswith("/get_invoice")
