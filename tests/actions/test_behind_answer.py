"""A yes, no or stop with more behind it."""

from __future__ import annotations

from typing import Any

from actions.turn import Behind
from values.leading_answer import leading_answer


def behind(text: str, intent: str) -> Behind:
    """What the classifier component tells of the rest."""
    found = leading_answer(text)
    assert found is not None
    return Behind(found.kind, found.rest, intent, 0.9)


def cancels(converse: Any) -> Any:
    talk = converse(open_order="ORD-1002")
    assert talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002") == ["utter_confirm_cancel"]
    return talk


def test_a_wish_behind_the_yes_waits_its_turn(converse: Any, shop: Any) -> None:
    talk = cancels(converse)
    text = "yes. and then order 2 green mugs please"
    said = talk.say(text, "affirm", behind=behind(text, "place_order"))
    assert shop.orders.get("ORD-1002").status == "cancelled"
    assert said[-1] == "utter_offer_next" and talk.memory.suspended[-1].name == "place_order"


def test_a_question_behind_the_yes_is_answered(converse: Any, shop: Any) -> None:
    talk = cancels(converse)
    text = "yes, when do i get my money back"
    said = talk.say(text, "affirm", behind=behind(text, "track_refund"))
    assert said[0] == "utter_own_refund" and shop.orders.get("ORD-1002").status == "cancelled"


def test_another_wish_behind_the_no_takes_its_place(converse: Any, shop: Any) -> None:
    talk = cancels(converse)
    text = "no, rather change the address"
    talk.say(text, "deny", behind=behind(text, "change_address"))
    assert shop.orders.get("ORD-1002").status != "cancelled"
    assert talk.memory.task.name == "change_address" and talk.memory.task.values["order_id"] == "ORD-1002"


def test_a_question_behind_the_no_leaves_it_open(converse: Any, shop: Any) -> None:
    talk = cancels(converse)
    text = "no wait, when do i get my money back?"
    said = talk.say(text, "deny", behind=behind(text, "track_refund"))
    assert said == ["utter_own_refund", "utter_confirm_cancel"]
    assert shop.orders.get("ORD-1002").status != "cancelled"


def test_no_reason_is_a_wish(converse: Any, shop: Any) -> None:
    talk = cancels(converse)
    text = "no i changed my mind"
    assert talk.say(text, "deny", behind=behind(text, "inform"))[0] == "utter_left_as_it_was"


def test_stop_gives_up_whatever_was_asked(converse: Any) -> None:
    talk = converse()
    assert talk.say("i want to buy something", "place_order") == ["utter_question_what_to_buy"]
    text = "stop. i dont want to buy yet, what is your refund policy?"
    said = talk.say(text, "cancel_order", behind=behind(text, "refund_policy"))
    assert said == ["utter_task_stopped", "utter_policy"] and talk.memory.task is None


def test_a_yes_that_changes_the_summary_is_none(converse: Any, shop: Any) -> None:
    talk = cancels(converse)
    text = "yes and cancel ORD-1001 too"
    talk.say(text, "affirm", order_id="ORD-1001", behind=behind(text, "cancel_order"))
    assert shop.orders.get("ORD-1002").status != "cancelled"


def test_another_remedy_behind_giving_up_is_no_stop(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say(
        "return the shoes from ORD-1005, too small", "return_item", order_id="ORD-1005", reason="too_small"
    )
    text = "never mind, exchange them for 43"
    talk.say(text, "exchange_item", size="43", behind=behind(text, "exchange_item"))
    assert talk.memory.task is not None and talk.memory.task.name == "exchange_item"
