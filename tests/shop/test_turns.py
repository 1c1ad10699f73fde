"""Turns are kept as they were, found by their time, and forgotten with the customer and the customer's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shop import turns as kept
from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.access import hidden
from shop.domain.turn import CaseStep, Turn
from shop.unit_of_work import Store
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, put

TURN = Turn(
    conversation=hidden("conversation", "web-1"),
    at=TODAY,
    channel="web",
    language="zh",
    intent="nlu_fallback",
    confidence=0.6,
    guess="track_order",
    guess_confidence=0.4,
    fallback="unsure",
    resort="asked_back",
    unsaid=("price", "name"),
    response_ms=31,
    cases=(CaseStep("return_item", "c1", "reason"), CaseStep("track_order", "c2", None, "done")),
    events=(("action", "action_ask_back"), ("slot", "misses")),
    text="东西呢",
)


def test_a_turn_comes_back_as_it_was(shop: Shop) -> None:
    spoken = replace(
        TURN, text=None, fallback=None, resort=None, unsaid=(), by_button=True, cases=(), language=None
    )
    shop.turns.add([TURN, spoken])
    assert list(shop.turns.between(TODAY, TODAY + timedelta(seconds=1))) == [TURN, spoken]


def test_turns_are_found_by_their_time_page_by_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PAGE", 3)
    shop.turns.add([replace(TURN, at=TODAY + timedelta(hours=n)) for n in range(10)])
    found = list(shop.turns.between(TODAY + timedelta(hours=1), TODAY + timedelta(hours=8)))
    assert [turn.at.hour - TODAY.hour for turn in found] == [1, 2, 3, 4, 5, 6, 7]


def test_old_words_are_dropped_and_the_turn_stays(shop: Shop) -> None:
    shop.turns.add([TURN, replace(TURN, at=TODAY + timedelta(days=1))])
    shop.conversations.forget_before(TODAY + timedelta(hours=1))
    assert [turn.text for turn in shop.turns.between(TODAY, TODAY + timedelta(days=2))] == [None, "东西呢"]


def test_a_deleted_customers_turns_are_dropped(shop: Shop, store: Store, by: Callable[..., By]) -> None:
    put(store, customer())
    shop.conversations.open("web-1", "web", "en", customer_id="CUS-1")
    shop.access.sign_in("rest-2", "CUS-1")  # identified there, in a conversation that is not kept
    other = hidden("conversation", "web-3")
    mine = [hidden("conversation", "web-1"), hidden("conversation", "rest-2")]
    shop.turns.add([replace(TURN, conversation=each) for each in (*mine, other)])
    shop.accounts.delete("CUS-1", by())
    assert [turn.conversation for turn in shop.turns.between(TODAY, TODAY + timedelta(days=1))] == [other]
