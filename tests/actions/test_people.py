"""Calling a person, waiting for one, and going on when they have finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from actions.context import Context
from actions.hand_over import hand_over
from actions.not_understood import ask_back
from actions.on_ticket import adds_to_ticket
from actions.people import DESK_EVENT, call_on_anger, says_who_calls, sends_person_away
from actions.rasa_actions import DeskEvent
from actions.turn import turn_from_tracker
from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.clock import FixedClock
from shop.domain.staff import Staff
from tests.actions.conftest import Conversation

Converse = Callable[..., Conversation]
BY = By("test", "cli", "add-mia")


@pytest.fixture
def mia(shop: Shop) -> Staff:
    return shop.staff.add("mia", "correct horse battery", "agent", BY, shown_as="Mia")


@pytest.fixture
def talk(shop: Shop, converse: Converse) -> Conversation:
    """A conversation that is kept, so that a person can answer in it."""
    shop.conversations.open("c-1", "web", "en")
    return converse()


def open_ticket(talk: Conversation) -> str:
    """Asks for a person in the middle of a return; gives the ticket's id."""
    talk.say("return ORD-1009", "return_item", order_id="ORD-1009")
    talk.prove()
    assert talk.say("a real person please", "human_agent") == ["utter_handed_over"]
    return str(talk.said["ticket_id"])


def event(talk: Conversation) -> list[str]:
    """What the server's external event makes the assistant say."""
    if talk._in_form:
        return talk.say("", DESK_EVENT)
    context = Context(talk.shop, talk._make_turn("", DESK_EVENT, talk.language), talk.memory)
    DeskEvent(talk.shop).respond(context)
    talk._slots.values = context.memory.slots()
    talk.replies = context.reply.messages
    return [message["response"] for message in talk.replies]


def test_a_ticket_holds_what_is_known_and_no_proof(talk: Conversation, shop: Shop) -> None:
    ticket_id = open_ticket(talk)
    handoff = shop.handoffs.get(ticket_id)
    assert (handoff.situation.reason, handoff.situation.task) == ("asked_for_person", "return_item")
    assert handoff.situation.orders == ("ORD-1009",)
    assert handoff.situation.last_message == "a real person please"
    assert "ann@example.com" not in str(handoff)
    assert shop.conversations.holder("c-1") == "waiting"
    assert shop.tickets.get(ticket_id).order_id == "ORD-1009"


def test_who_waits_already_gets_no_second_ticket(talk: Conversation, shop: Shop) -> None:
    ticket_id = open_ticket(talk)
    talk.say("track ORD-1009", "track_order", order_id="ORD-1009")
    talk.say("cancel ORD-1003", "cancel_order", order_id="ORD-1003")
    assert talk.say("person!", "human_agent")[0] == "utter_already_handed_over"
    assert talk.replies[0]["ticket_id"] == ticket_id
    assert [each.id for each in shop.tickets.waiting()] == [ticket_id]


def test_the_task_is_offered_again_when_the_person_has_finished(
    talk: Conversation, shop: Shop, mia: Staff
) -> None:
    ticket_id = open_ticket(talk)
    shop.desk.take(ticket_id, shop.tickets.get(ticket_id).version, mia, "t")
    assert shop.conversations.holder("c-1") == "person"
    shop.desk.close(ticket_id, mia, "we will send a label", "c")
    assert [due.event for due in shop.handoffs.claim_due()] == ["closed"]
    assert event(talk) == ["utter_back_from_person_done", "utter_offer_resume"]
    assert (talk.replies[0]["person"], talk.replies[0]["outcome"]) == ("Mia", "we will send a label")
    assert shop.handoffs.claim_due() == [] and event(talk) == []
    assert talk.say("yes", "affirm") == ["utter_question_reason"]


def test_nobody_comes_and_the_answer_goes_by_mail(
    talk: Conversation, shop: Shop, clock: FixedClock, mia: Staff
) -> None:
    ticket_id = open_ticket(talk)
    assert shop.handoffs.claim_due() == []
    clock.move(timedelta(minutes=6))
    assert [due.event for due in shop.handoffs.claim_due()] == ["nobody"]
    assert shop.handoffs.claim_due() == []  # another server has it
    assert event(talk) == ["utter_nobody_there"]
    assert talk.press(talk.said["buttons"][0]["payload"]) == ["utter_question_callback_email"]
    assert talk.say("jo@example.org", email="jo@example.org", is_bare=True)[0] == "utter_call_back_arranged"
    assert shop.handoffs.get(ticket_id).contact == "jo@example.org"
    assert shop.conversations.holder("c-1") == "assistant"
    assert [each.id for each in shop.tickets.waiting()] == [ticket_id]


def test_waiting_on_is_told_again_and_one_can_go_back(
    talk: Conversation, shop: Shop, clock: FixedClock
) -> None:
    ticket_id = open_ticket(talk)
    for _ in range(2):
        clock.move(timedelta(minutes=6))
        assert [due.event for due in shop.handoffs.claim_due()] == ["nobody"]
        assert event(talk) == ["utter_nobody_there"]
        assert talk.say("keep waiting") == ["utter_keep_waiting"]
    clock.move(timedelta(minutes=6))
    shop.handoffs.claim_due()
    event(talk)
    assert talk.say("back to the assistant") == ["utter_back_to_assistant", "utter_offer_resume"]
    assert shop.tickets.get(ticket_id).status == "resolved"
    assert shop.conversations.holder("c-1") == "assistant"


def test_an_event_in_the_middle_of_a_task_takes_an_old_yes_back(
    talk: Conversation, shop: Shop, mia: Staff
) -> None:
    shop.access.grant_order("c-1", "ORD-1002")
    ticket_id = open_ticket(talk)
    assert talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002")[-1].startswith("utter_confirm")
    shop.desk.take(ticket_id, shop.tickets.get(ticket_id).version, mia, "t")
    shop.desk.cancel_order(ticket_id, "ORD-1002", "asked for it", mia, "x")
    shop.desk.close(ticket_id, mia, "", "c")
    shop.handoffs.claim_due()
    said = event(talk)
    assert said[0] == "utter_back_from_person_done" and "ORD-1002" in talk.replies[0]["outcome"]
    assert "utter_refused_already_cancelled" in said  # the task looks at the shop anew


def test_a_person_who_leaves_the_customer_alone_loses_the_conversation(
    talk: Conversation, shop: Shop, clock: FixedClock, mia: Staff
) -> None:
    ticket_id = open_ticket(talk)
    shop.desk.take(ticket_id, shop.tickets.get(ticket_id).version, mia, "t")
    shop.conversations.append("c-1", "customer", {"text": "hello?"})
    clock.move(timedelta(minutes=6))
    assert [due.event for due in shop.handoffs.claim_due()] == ["nobody"]
    assert shop.conversations.holder("c-1") == "waiting"
    assert shop.tickets.get(ticket_id).assignee is None


def test_after_many_misses_a_person_is_called_unasked(talk: Conversation, shop: Shop) -> None:
    talk.say("return ORD-1009", "return_item", order_id="ORD-1009")
    talk.prove()
    said = [talk.say("qwx", "nlu_fallback")[0] for _ in range(4)]
    assert said == [
        "utter_not_understood_here", "utter_offer_person_or_stop", "utter_offer_person_or_stop",
        "utter_handed_over",
    ]  # fmt: skip
    assert shop.handoffs.get(talk.said["ticket_id"]).situation.reason == "not_understood"


def test_outside_of_a_task_too_a_person_is_offered_and_then_called(talk: Conversation, shop: Shop) -> None:
    said = []
    for _ in range(4):
        context = Context(shop, talk._make_turn("qwx", "nlu_fallback"), talk.memory)
        ask_back(context)
        talk._slots.values = context.memory.slots()
        said.append(context.reply.messages[0]["response"])
    assert said == ["utter_what_next", "utter_offer_person", "utter_offer_person", "utter_handed_over"]
    [ticket] = shop.tickets.waiting()
    assert shop.handoffs.get(ticket.id).situation.reason == "not_understood"


def tracker_with(sentiment: Any) -> Any:
    """As much of rasa_sdk's tracker as a turn is read from."""
    message = {"text": "this is a disgrace", "intent": {"name": "chitchat"}, "sentiment": sentiment}
    return SimpleNamespace(
        sender_id="c-1",
        latest_message=message,
        events=[],
        get_latest_input_channel=lambda: "web",
        get_slot=lambda _: None,
    )


@pytest.mark.parametrize(
    ("sentiment", "called"),
    [
        ({"name": "negative", "confidence": 0.97}, True),
        ({"name": "negative", "confidence": 0.6}, False),
        ({"name": "positive", "confidence": 0.99}, False),
        (None, False),
        ("negative", False),
    ],
)
def test_anger_is_offered_a_person_and_the_second_time_given_one(
    talk: Conversation, shop: Shop, sentiment: Any, called: bool
) -> None:
    turn = turn_from_tracker(tracker_with(sentiment))
    context = Context(shop, turn, talk.memory)
    call_on_anger(context)
    assert [message["response"] for message in context.reply.messages] == [
        "utter_sorry_offer_person"
    ] * called
    assert not shop.tickets.waiting()
    for _ in range(2):
        again = Context(shop, turn, context.memory)
        call_on_anger(again)
        assert [message["response"] for message in again.reply.messages] == ["utter_handed_over"] * called
        called = False  # not a third time
    assert len(shop.tickets.waiting()) <= 1


@pytest.mark.parametrize(
    ("text", "said", "first"),
    [
        ("so my earbuds are on sale now.. kinda annoying", "utter_question_order_id", "utter_sorry"),
        ("这个价保怎么弄 气死了", "utter_question_order_id", "utter_sorry"),
        ("lol you are the worst", "utter_not_understood_here", "utter_not_understood_here"),
        ("哈哈 你可真差劲", "utter_not_understood_here", "utter_not_understood_here"),
    ],
)
def test_anger_beside_a_matter_gets_a_word_of_regret_and_jest_nothing(
    text: str, said: str, first: str, talk: Conversation, shop: Shop, make_turn: Callable[..., Any]
) -> None:
    context = Context(shop, replace(make_turn(text, "price_protection"), negative=0.99), talk.memory)
    context.reply.say(said)
    call_on_anger(context)
    assert context.reply.messages[0]["response"] == first and context.reply.messages[-1]["response"] == said
    assert not shop.tickets.waiting() and context.memory.offer is None


@pytest.mark.parametrize(
    ("language", "more", "is_added"),
    [
        ("en", "29.99 was taken on monday evening", True),
        ("zh", "星期一晚上扣了我29块9", True),
        ("en", "how long will that take?", False),
        ("zh", "哈哈开玩笑的啦", False),
    ],
)
def test_what_is_told_after_a_ticket_goes_onto_it(
    language: str, more: str, is_added: bool, converse: Converse, shop: Shop, make_turn: Callable[..., Any]
) -> None:
    talk = converse(language)
    talk.say("a person please", "human_agent")
    turn = replace(make_turn("a person please", "human_agent", language))
    context = Context(shop, turn, talk.memory)
    ticket_id = hand_over(context, "asked_for_person")
    context.turn = make_turn(more, "nlu_fallback", language)
    assert adds_to_ticket(context) is is_added
    assert (more in shop.tickets.get(ticket_id).summary) is is_added
    assert (shop.handoffs.get(ticket_id).situation.last_message == more) is is_added


def test_a_ticket_holds_what_was_told_before_without_proofs(
    talk: Conversation, shop: Shop, make_turn: Callable[..., Any]
) -> None:
    before = ("the vase of ORD-1009 is broken", "8148", "my mail is ann@example.com, the code 482913")
    turn = replace(make_turn("get me a person", "human_agent"), before=before)
    ticket_id = hand_over(Context(shop, turn, talk.memory), "asked_for_person")
    said = shop.handoffs.get(ticket_id).situation.said
    assert said[0] == before[0] and not any(secret in " ".join(said) for secret in ("8148", "482913", "ann@"))
    assert "the vase of ORD-1009 is broken" in shop.tickets.get(ticket_id).summary


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("can you phone me?", True),
        ("你给我打个电话吧", True),
        ("call me a human", False),
        ("转人工", False),
    ],
)
def test_nobody_phones_from_here(
    text: str, asked: bool, talk: Conversation, shop: Shop, make_turn: Callable[..., Any]
) -> None:
    context = Context(shop, make_turn(text, "human_agent"), talk.memory)
    assert says_who_calls(context) is asked and not shop.tickets.waiting()


def test_without_a_kept_conversation_only_the_ticket_is_made(converse: Converse, shop: Shop) -> None:
    talk = converse()
    open_ticket(talk)
    assert len(shop.tickets.waiting()) == 1 and shop.handoffs.claim_due() == []
    assert "Nobody can answer in this window" in talk.said["how"]


@pytest.mark.parametrize(("language", "promise"), [("en", "back to you here"), ("zh", "在这里联系您")])
def test_in_a_kept_conversation_an_answer_is_promised_there(
    converse: Converse, shop: Shop, language: str, promise: str
) -> None:
    shop.conversations.open("c-1", "web", language)
    talk = converse(language)
    open_ticket(talk)
    assert promise in talk.said["how"]


def test_a_complaint_is_a_ticket_of_its_own(talk: Conversation, shop: Shop) -> None:
    open_ticket(talk)
    text = "the courier threw my parcel over the fence and it broke"
    assert talk.say(text, "complaint") == ["utter_confirm_complaint"]
    assert "utter_handed_over" in talk.say("yes please", "affirm")
    assert {each.kind for each in shop.tickets.waiting()} == {"question", "complaint"}


def test_the_belief_state_goes_along(talk: Conversation, shop: Shop) -> None:
    turn = talk._make_turn("help", "human_agent")
    context = Context(shop, turn, talk.memory, belief={"product": "shoes", "size": "42"})
    ticket_id = hand_over(context, "asked_for_person")
    assert shop.handoffs.get(ticket_id).situation.belief == {"product": "shoes", "size": "42"}


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("不用人工了", True),
        ("I don't need a person any more", True),
        ("人工呢", False),
        ("where is the person", False),
    ],
)
def test_who_was_called_can_be_sent_away(
    text: str, away: bool, talk: Conversation, shop: Shop, make_turn: Callable[..., Any]
) -> None:
    open_ticket(talk)
    context = Context(shop, make_turn(text, "human_agent"), talk.memory)
    assert sends_person_away(context) is away
    assert (shop.handoffs.running("c-1") is None) is away
