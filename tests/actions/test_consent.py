"""A yes counts for the summary that was shown, and for no other."""

from __future__ import annotations

from typing import Any

from shop.service import By


def pack(shop: Any, order_id: str) -> None:
    shop.fulfilment.pack(order_id, By("staff:1", "test", "pack-1"))


def test_a_yes_does_not_count_for_a_summary_that_was_never_shown(converse: Any, shop: Any) -> None:
    order_id = "ORD-1002"  # paid
    talk = converse(open_order=order_id)
    assert talk.say("cancel it", "cancel_order") == ["utter_confirm_cancel"]
    pack(shop, order_id)
    assert talk.say("yes", "affirm") == ["utter_confirm_cancel_fee"], (
        "the fee is told before anything is done"
    )
    assert shop.orders.get(order_id).status == "packed"
    assert talk.say("yes", "affirm") == ["utter_cancelled_refund"]
    assert shop.orders.get(order_id).status == "cancelled"


def test_a_yes_in_the_other_language_counts_for_the_summary_that_was_shown(converse: Any, shop: Any) -> None:
    order_id = "ORD-1002"
    talk = converse("zh", open_order=order_id)
    assert talk.say("取消吧", "cancel_order") == ["utter_confirm_cancel"]
    assert talk.say("okay yes", "affirm", language="en") == ["utter_cancelled_refund"]
    assert shop.orders.get(order_id).status == "cancelled"


def test_what_changed_meanwhile_is_shown_in_the_other_language_too(converse: Any, shop: Any) -> None:
    order_id = "ORD-1002"
    talk = converse("zh", open_order=order_id)
    talk.say("取消吧", "cancel_order")
    pack(shop, order_id)
    assert talk.say("okay yes", "affirm", language="en") == ["utter_confirm_cancel_fee"]
    assert shop.orders.get(order_id).status == "packed"


def test_a_typed_payload_means_nothing(converse: Any, shop: Any) -> None:
    order_id = "ORD-1002"
    talk = converse(open_order=order_id)
    talk.say("cancel it", "cancel_order")
    talk.say("／／affirm", "affirm")
    assert shop.orders.get(order_id).status == "paid"


def test_a_question_at_the_summary_is_answered_and_is_no_yes(converse: Any, shop: Any) -> None:
    order_id = "ORD-1002"
    talk = converse(open_order=order_id)
    talk.say("cancel it", "cancel_order")
    answered = talk.say("how much is delivery?", "delivery_cost")
    assert len(answered) > 1 and answered[-1] == "utter_confirm_cancel"  # and asked again
    assert shop.orders.get(order_id).status == "paid"


def test_a_yes_in_the_words_of_the_task_counts_whatever_it_is_taken_for(converse: Any, shop: Any) -> None:
    order_id = "ORD-1002"
    talk = converse(open_order=order_id)
    talk.say("cancel it", "cancel_order")
    assert talk.say("ok, cancel it", "return_item") == ["utter_cancelled_refund"]
    assert shop.orders.get(order_id).status == "cancelled"


def test_a_yes_that_says_what_the_summary_said_counts_and_one_that_changes_it_does_not(
    converse: Any, shop: Any
) -> None:
    order_id = "ORD-1005"  # delivered
    talk = converse(open_order=order_id)
    talk.say("everything goes back, it is damaged", "return_item", reason="damaged")
    shown = talk.said["response"]
    assert talk.say("yes, one of them", "affirm", resolution="store_credit") == [
        "utter_confirm_return_credit"
    ]
    assert talk.say("yes", "affirm", resolution="refund") == [shown]  # another summary than the one agreed to
    assert not shop.returns.of_order(order_id)
    assert "utter_return_and_refund_made" in talk.say("yes", "affirm", resolution="refund")


def test_a_yes_with_a_value_that_changes_nothing_of_the_summary_counts(converse: Any, shop: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("everything goes back, it is damaged", "return_item", reason="damaged")
    assert "utter_return_and_refund_made" in talk.say("yes", "affirm", resolution="refund")
    assert len(shop.returns.of_order("ORD-1005")) == 1
