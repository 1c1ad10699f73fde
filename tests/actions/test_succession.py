"""One task after another: what is taken over, and what is asked about afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.actions.conftest import EMAIL


def test_an_exchange_instead_of_the_return_knows_the_goods(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("the shoes are broken", "return_item", reason="damaged")
    assert talk.said["response"].startswith("utter_confirm_return")
    assert talk.say("send me a new pair instead", "exchange_item") == ["utter_confirm_problem_replacement"]
    case = talk.memory.task
    assert case and case.name == "delivery_problem"
    assert (case.values["line"], case.values["reason"]) == ("1", "damaged")
    assert not talk.memory.suspended, "the return is no matter of its own any more"


def test_a_waiting_task_that_is_asked_for_again_is_not_offered_twice(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel it", "cancel_order")
    talk.say("where is it?", "track_order")
    assert talk.say("cancel it then", "cancel_order") == ["utter_confirm_cancel"]
    assert "utter_offer_resume" not in talk.say("yes", "affirm")
    assert shop.orders.get("ORD-1002").status == "cancelled"


def test_another_order_of_the_same_kind_still_waits(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel ORD-1001 and ORD-1002", "cancel_order", order_id=["ORD-1001", "ORD-1002"])
    assert [case.values["order_id"] for case in talk.memory.suspended] == ["ORD-1002"]


def test_a_second_order_with_a_wish_of_its_own_comes_next(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1002")
    text = "cancel order 1002 and tell me where 1004 is"
    talk.say(text, "cancel_order", order_id=["ORD-1002", "ORD-1004"])
    said = talk.say("yes", "affirm")
    assert said[-1] == "utter_offer_next" and talk.said["order_id"] == " ORD-1004"
    assert talk.say("yes", "affirm") == ["utter_question_proof"] and talk.said["order_id"] == "ORD-1004"
    assert shop.orders.get("ORD-1004").status == "shipped"


def test_a_second_order_that_is_spoken_of_apart_is_asked_about(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    text = "cancel order 1002, it is not what I thought, unlike 1004"
    talk.say(text, "cancel_order", order_id=["ORD-1002", "ORD-1004"])
    said = talk.say("yes", "affirm")
    assert said[-1] == "utter_what_about_order" and talk.said["order_id"] == "ORD-1004"
    assert talk.memory.focus.later is None


def test_a_no_that_names_another_remedy_turns_to_it(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("the shoes are broken", "return_item", reason="damaged")
    said = talk.say("no, not that, send me another pair", "exchange_item")
    assert said == ["utter_confirm_problem_replacement"]


def test_another_number_behind_a_dismissal_is_a_correction(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("both socks have holes", "return_item", reason="damaged", quantity="2")
    said = talk.say("算了，只退一双", "stop_task", language="zh", quantity="1")
    assert said[0].startswith("utter_confirm_return")
    case = talk.memory.task
    assert case and str(case.values["quantity"]) == "1"


def test_what_is_done_and_wanted_back_is_offered_to_a_person(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel it", "cancel_order")
    talk.say("yes", "affirm")
    assert talk.say("oh no, undo that", "deny") == ["utter_cannot_undo"]
    assert talk.say("yes", "affirm") == ["utter_handed_over"]


def test_nothing_done_is_nothing_to_undo(converse: Any) -> None:
    assert converse().say("undo that", "deny") == ["utter_anything_else"]


def test_an_offer_is_taken_in_the_words_of_another_task(converse: Any) -> None:
    talk = converse(open_order="ORD-1008")
    assert talk.say("I paid twice", "payment_issue")[-1] == "utter_payment_offer_refund"
    assert talk.say("退给我", "return_item", language="zh") == ["utter_confirm_refund_overpaid"]


def test_a_late_parcel_is_said_to_be_late_and_help_is_offered(converse: Any, shop: Any, clock: Any) -> None:
    order = shop.orders.get("ORD-1004")
    clock.move(order.shipments[-1].expected_at - clock.now() + timedelta(days=2))
    talk = converse(open_order="ORD-1004")
    assert talk.say("where is it", "track_order") == ["utter_order_overdue"]
    assert talk.say("yes", "affirm") == ["utter_confirm_problem_investigation"]


def test_the_end_of_a_phone_number_is_no_second_order(converse: Any) -> None:
    talk = converse()
    talk.say("where is 1004 2345", "track_order", order_id=["ORD-1004", "ORD-2345"])
    assert not talk.memory.suspended and talk.memory.focus.later is None


@pytest.mark.parametrize(
    ("text", "intent", "other"),
    [
        ("refund it", "get_refund", "utter_confirm_return"),
        ("退货吧", "return_item", "utter_confirm_return"),
        ("还是退款吧", "nlu_fallback", "utter_confirm_return"),
    ],
)
def test_the_verb_of_another_remedy_is_no_yes(text: str, intent: str, other: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    asked = talk.say("too small, I want 42", "exchange_item", reason="too_small", size="42")
    assert asked[0].startswith("utter_confirm_exchange")
    assert talk.say(text, intent) == [other]


@pytest.mark.parametrize("text", ["换吧", "还是换吧", "exchange it then", "let's exchange it after all"])
def test_the_verb_of_the_task_is_a_yes(text: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    talk.say("too small, I want 42", "exchange_item", reason="too_small", size="42")
    assert talk.say(text, "exchange_item") == ["utter_exchange_made"]


@pytest.mark.parametrize("text", ["还是用吧", "用 after all"])
def test_a_change_of_mind_is_no_yes(text: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel it", "cancel_order")
    assert talk.say(text, "affirm")[-1] == "utter_confirm_cancel"


def test_all_orders_that_were_listed_have_their_turn(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    listed = ["ORD-1002", "ORD-1001", "ORD-1003"]
    talk.say("cancel 1002, 1001 and 1003", "cancel_order", order_id=listed)
    assert [case.values["order_id"] for case in talk.memory.suspended] == ["ORD-1003", "ORD-1001"]


def test_the_proof_for_the_next_order_is_taken_for_a_yes_to_it(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("cancel 1002 and 1001", "cancel_order", order_id=["ORD-1002", "ORD-1001"])
    assert talk.say("yes", "affirm")[-1] == "utter_offer_resume"
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_confirm_cancel_unpaid"]


@pytest.mark.parametrize("text", ["1001 too", "1001也一样", "sorry, I meant 1001", "说错了，是1001"])
def test_the_same_for_another_order(text: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1004")
    talk.say("cancel it", "cancel_order")
    assert talk.say(text) == ["utter_question_proof"]
    case = talk.memory.task
    assert case and (case.name, case.values["order_id"]) == ("cancel_order", "ORD-1001")


def test_another_number_by_itself_is_asked_about(converse: Any) -> None:
    talk = converse(open_order="ORD-1004")
    talk.say("cancel it", "cancel_order")
    assert talk.say("1001", order_id="ORD-1001", is_bare=True) == ["utter_what_about_order"]


def test_a_number_in_the_wish_is_another_order_than_the_one_before(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("1001的也改一下地址", "change_address", language="zh")
    case = talk.memory.task
    assert case and case.values["order_id"] == "ORD-1001"


@pytest.mark.parametrize("text", ["1001呢", "and 1001?"])
def test_another_order_alone_is_the_same_wish_whatever_it_sounds_like(text: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1004")
    talk.say("cancel it", "cancel_order")
    assert talk.say(text, "track_order") == ["utter_question_proof"]
    case = talk.memory.task
    assert case and (case.name, case.values["order_id"]) == ("cancel_order", "ORD-1001")


@pytest.mark.parametrize(
    ("language", "text"), [("en", "before that, where is ORD-1004?"), ("zh", "ORD-1004到哪了"), ("en", "wait, where is ORD-1004")]
)  # fmt: skip
def test_a_question_about_another_order_leaves_the_task_for_later(
    language: str, text: str, converse: Any, shop: Any
) -> None:
    talk = converse(language, open_order="ORD-1005")
    shop.access.grant_order("c-1", "ORD-1004")
    assert talk.say("return the shoes", "return_item") == ["utter_question_reason"]
    told = talk.say(text, "track_order", order_id="ORD-1004", confidence=0.6, is_bare=True)
    assert told[0] == "utter_switching" and told[-1] == "utter_offer_resume"
    assert talk.say("yes", "affirm") == ["utter_question_reason"]
    assert talk.memory.task.values["order_id"] == "ORD-1005"


def test_another_order_that_is_named_in_its_place_is_the_tasks_own(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1002")
    shop.access.grant_order("c-1", "ORD-1004")
    talk.say("cancel it", "cancel_order")
    talk.say("no, ORD-1004", "inform", order_id="ORD-1004", is_bare=True)
    assert talk.memory.task is None or talk.memory.task.values["order_id"] == "ORD-1004"
