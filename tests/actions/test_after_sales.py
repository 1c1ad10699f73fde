"""Price protection, reviews, warranty, cancellation fees."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.review_words import read_rating
from shop.domain.money import Money
from shop.service import By

PAID, PACKED, DELIVERED, ONE_LINE = "ORD-1002", "ORD-1003", "ORD-1005", "ORD-1009"


def test_price_protection(converse: Any, shop: Any) -> None:
    shop.catalogue.set_price("PRD-201", Money.of("50.00", "USD"), By("staff", "desk", "p-1"))
    talk = converse(open_order=DELIVERED)
    assert talk.say("the shoes are cheaper now, refund me the difference", "price_protection") == [
        "utter_confirm_price_protection"
    ]
    assert talk.said["amount"] == "$10.00"
    assert shop.refunds.of_order(DELIVERED) == []
    assert talk.say("yes please", "affirm") == ["utter_price_protection_made"]
    assert [str(r.amount) for r in shop.refunds.of_order(DELIVERED)] == ["10.00 USD"]
    assert talk.say("again", "price_protection") == ["utter_refused_price_protection_used"]


def test_price_protection_without_a_lower_price(converse: Any) -> None:
    assert converse("zh", open_order=DELIVERED).say("申请价保", "price_protection") == [
        "utter_refused_price_not_lower"
    ]


def test_the_rule_of_price_protection_is_told_before_the_order_is_asked_for(converse: Any) -> None:
    talk = converse("zh")
    assert talk.say("保价期是多久", "price_protection") == ["utter_policy", "utter_question_order_id"]
    assert "30" in talk.replies[0]["text"]
    assert converse("zh", name="c-2").say("我要申请价保", "price_protection") == ["utter_question_order_id"]


def reviews(shop: Any, order_id: str) -> list[tuple[int, int, str]]:
    return [(r.line, r.rating, r.text) for r in shop.reviews.of_order(order_id)]


def test_review_step_by_step(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("i want to leave a review", "leave_review") == ["utter_question_review_line"]
    assert talk.say("the socks") == ["utter_question_review_rating"]
    assert talk.press('/inform{"choice": "4"}') == ["utter_question_review_words"]
    assert talk.say("Warm, I will buy more", "place_order") == ["utter_confirm_review"]
    talk.say("no", "deny")
    talk.say("4 stars for the socks", "leave_review", rating="4")
    assert talk.say("Thanks, warm and they last", "thank") == ["utter_confirm_review"]
    assert reviews(shop, DELIVERED) == []
    assert talk.say("yes", "affirm") == ["utter_review_made"]
    assert reviews(shop, DELIVERED) == [(2, 4, "Thanks, warm and they last")]


@pytest.mark.parametrize(("text", "intent"), [("不写了", "stop_task"), ("skip", "stop_task"), ("no", "deny")])
def test_review_without_words(converse: Any, shop: Any, text: str, intent: str) -> None:
    talk = converse(open_order=ONE_LINE)
    assert talk.say("5 stars for the shoes", "leave_review", rating="5") == ["utter_question_review_words"]
    assert talk.say(text, intent) == ["utter_confirm_review"]
    talk.say("yes", "affirm")
    assert reviews(shop, ONE_LINE) == [(1, 5, "")]


def test_review_in_one_sentence_and_a_correction(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=ONE_LINE)
    assert talk.say("帮我评个五星，写质量不错", "leave_review") == ["utter_confirm_review"]
    assert (talk.said["rating"], talk.said["words"]) == ("5", "质量不错")
    assert talk.say("不对，四星", rating="4", is_bare=True) == ["utter_confirm_review"]
    talk.say("好的", "affirm")
    assert reviews(shop, ONE_LINE) == [(1, 4, "质量不错")]


def test_review_with_words_after_the_stars(converse: Any, shop: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    assert talk.say("review please", "leave_review") == ["utter_question_review_rating"]
    assert talk.say("5 stars, they do not slip at all", rating="5") == ["utter_confirm_review"]
    assert talk.said["words"] == "they do not slip at all"


@pytest.mark.parametrize("text", ["0 stars", "six stars", "-1", "99"])
def test_ratings_out_of_range_are_asked_again(converse: Any, text: str) -> None:
    talk = converse(open_order=ONE_LINE)
    talk.say("review please", "leave_review")
    assert talk.say(text) == ["utter_not_understood_here", "utter_question_review_rating"]


def test_nothing_to_review_before_delivery(converse: Any) -> None:
    assert converse(open_order=PAID).say("5 stars", "leave_review", rating="5") == [
        "utter_refused_not_reviewable"
    ]


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("四星", 4),
        ("给5分", 5),
        ("3", 3),
        ("two stars", 2),
        ("4 out of 5", 4),
        ("给个好评", 5),
        ("6", None),
        ("nice", None),
    ],
)
def test_ratings_in_words(make_turn: Any, text: str, rating: int | None) -> None:
    assert read_rating(make_turn(text)) == rating


def test_warranty_of_an_order_and_in_general(converse: Any) -> None:
    talk = converse("zh")
    assert talk.say("保修多久", "warranty") == ["utter_policy"]
    talk = converse(open_order=DELIVERED, name="c-2")
    assert talk.say("are they still under warranty", "warranty") == ["utter_warranty_valid"]
    assert "Marten Trail Running Shoes: 12 months, until 13 May 2025" in talk.said["items"]
    talk = converse(name="c-3")
    assert talk.say("is 1009 still covered?", "warranty", order_id=ONE_LINE) == ["utter_question_proof"]
    assert talk.say("0143") == ["utter_warranty_valid"]


@pytest.mark.parametrize(
    ("order_id", "response"),
    [
        ("ORD-1001", "utter_cancellation_free_unpaid"),
        (PAID, "utter_cancellation_free"),
        (PACKED, "utter_cancellation_costs"),
        (DELIVERED, "utter_refused_already_delivered"),
    ],
)
def test_what_cancelling_costs(converse: Any, shop: Any, order_id: str, response: str) -> None:
    talk = converse(open_order=order_id)
    assert talk.say("what does it cost to cancel", "cancellation_fee") == [response]
    assert talk.said["order_id"] == order_id


def test_what_cancelling_costs_in_general(converse: Any) -> None:
    talk = converse("zh")
    assert talk.say("取消要手续费吗", "cancellation_fee") == ["utter_policy"]
    assert "5" in talk.said["text"]
