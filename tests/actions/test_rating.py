"""Rating a finished task: seldom asked, easily skipped, kept once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.bootstrap import Shop
from shop.domain.clock import FixedClock
from tests.actions.conftest import Conversation

Converse = Callable[..., Conversation]


@pytest.fixture(params=["en", "zh"])
def talk(request: pytest.FixtureRequest, shop: Shop, converse: Converse) -> Conversation:
    shop.conversations.open("c-1", "web", request.param)
    return converse(request.param, open_order="ORD-1009")


def finish_a_task(talk: Conversation) -> list[str]:
    return talk.say("where is ORD-1009", "track_order", order_id="ORD-1009")


def test_a_rating_with_words(talk: Conversation, shop: Shop) -> None:
    assert finish_a_task(talk)[-1] == "utter_ask_for_rating"
    assert [button["title"] for button in talk.said["buttons"]][:5] == ["1", "2", "3", "4", "5"]
    assert talk.said["json_message"]["card"] == "rating"
    assert talk.press(talk.said["buttons"][3]["payload"]) == ["utter_question_words"]
    assert talk.say("quick and friendly", "chitchat") == ["utter_rating_kept"]
    (kept,) = shop.feedback.latest()
    assert (kept.rating, kept.text, kept.task, kept.order_id) == (
        4,
        "quick and friendly",
        "track_order",
        "ORD-1009",
    )


def test_words_that_sound_like_giving_up_are_kept(talk: Conversation, shop: Shop) -> None:
    finish_a_task(talk)
    talk.press(talk.said["buttons"][3]["payload"])
    assert talk.say("quick and easy", "stop_task") == ["utter_rating_kept"]
    assert shop.feedback.latest()[0].text == "quick and easy"


def test_it_is_asked_once_in_a_while(talk: Conversation, shop: Shop, clock: FixedClock) -> None:
    assert "utter_ask_for_rating" in finish_a_task(talk)
    assert "utter_ask_for_rating" not in finish_a_task(talk)
    assert shop.feedback.latest() == []  # never answered
    clock.move(timedelta(hours=13))
    shop.access.grant_order("c-1", "ORD-1009")
    assert "utter_ask_for_rating" in finish_a_task(talk)


@pytest.mark.parametrize(("said", "stars"), [("5", 5), ("4 stars", 4), ("五星", 5), ("3/5", 3), ("打2分", 2)])
def test_a_rating_in_words(talk: Conversation, shop: Shop, said: str, stars: int) -> None:
    finish_a_task(talk)
    assert talk.say(said) == ["utter_question_words"]
    assert talk.say("skip" if talk.language == "en" else "跳过") == ["utter_rating_kept"]
    (kept,) = shop.feedback.latest()
    assert (kept.rating, kept.text) == (stars, "")


@pytest.mark.parametrize("said", ["9", "0", "42", "ORD-4"])
def test_other_numbers_are_no_rating(talk: Conversation, shop: Shop, said: str) -> None:
    finish_a_task(talk)
    assert "utter_question_words" not in talk.say(said)
    assert shop.feedback.latest() == []


@pytest.mark.parametrize("said", ["this did not help", "没帮上忙"])
def test_it_did_not_help_and_a_person_does(talk: Conversation, shop: Shop, said: str) -> None:
    finish_a_task(talk)
    assert talk.say(said) == ["utter_question_words_no_help"]
    assert talk.press(talk.said["buttons"][1]["payload"]) == ["utter_handed_over"]
    (kept,) = shop.feedback.latest()
    assert (kept.helped, kept.rating) == (False, None)
    assert shop.handoffs.get(talk.said["ticket_id"]).situation.reason == "not_helped"
    assert talk.memory.suspended == []  # nobody is asked to go on rating


def test_another_matter_comes_first(talk: Conversation, shop: Shop) -> None:
    finish_a_task(talk)
    talk.say("5")
    assert "utter_rating_kept" not in talk.say("return ORD-1009", "return_item", order_id="ORD-1009")
    assert talk.memory.task is not None and talk.memory.task.name == "return_item"
    assert [each.rating for each in shop.feedback.latest()] == [5]


def test_it_is_not_asked_where_nothing_is_kept(converse: Converse) -> None:
    assert "utter_ask_for_rating" not in finish_a_task(converse(open_order="ORD-1009"))
