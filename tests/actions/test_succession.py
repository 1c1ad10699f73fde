"""One task after another: what is taken over, and what is asked about afterwards."""

from __future__ import annotations

from typing import Any


def test_an_exchange_instead_of_the_return_knows_the_goods(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("the shoes are broken", "return_item", reason="damaged")
    assert talk.said["response"].startswith("utter_confirm_return")
    assert talk.say("send me a new pair instead", "exchange_item") == ["utter_confirm_exchange_same"]
    case = talk.memory.task
    assert case and case.name == "exchange_item"
    assert (case.values["line"], case.values["reason"]) == ("1", "damaged")
    assert not talk.memory.suspended, "the return is no matter of its own any more"


def test_a_waiting_task_that_is_asked_for_again_is_not_offered_twice(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel it", "cancel_order")
    talk.say("what does that cost?", "cancellation_fee")
    assert talk.say("cancel it then", "cancel_order") == ["utter_confirm_cancel"]
    assert "utter_offer_resume" not in talk.say("yes", "affirm")
    assert shop.orders.get("ORD-1002").status == "cancelled"


def test_another_order_of_the_same_kind_still_waits(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel ORD-1001 and ORD-1002", "cancel_order", order_id=["ORD-1001", "ORD-1002"])
    assert [case.values["order_id"] for case in talk.memory.suspended] == ["ORD-1002"]


def test_a_second_order_that_is_spoken_of_apart_is_asked_about(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1002")
    text = "cancel order 1002 and tell me where 1004 is"
    talk.say(text, "cancel_order", order_id=["ORD-1002", "ORD-1004"])
    said = talk.say("yes", "affirm")
    assert said[-1] == "utter_what_about_order" and talk.said["order_id"] == "ORD-1004"
    assert talk.memory.focus.later is None
    assert shop.orders.get("ORD-1004").status == "shipped"
