"""Payments that failed, were taken twice or do not show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from shop.domain.ticket import Ticket

TWICE, FAILED, PLACED = "ORD-1008", "ORD-1010", "ORD-1001"


def tickets(shop: Any) -> list[Ticket]:
    with shop.store.reading() as unit:
        return list(unit.read(select(Ticket)))


def test_paid_twice_goes_to_a_person(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=TWICE)
    assert talk.say("我被扣了两次钱！", "payment_issue") == [
        "utter_payment_duplicate", "utter_handed_over", "utter_payment_offer_refund",
    ]  # fmt: skip
    assert talk.replies[0]["twice"] == "60.00美元"
    (ticket,) = tickets(shop)
    assert (ticket.kind, ticket.order_id, ticket.language) == ("payment", TWICE, "zh")
    assert "paid_twice" in ticket.summary
    assert talk.say("好的，退给我", "affirm") == ["utter_confirm_refund_overpaid"]
    assert talk.said["amount"] == "60.00美元"


@pytest.mark.parametrize(
    ("order_id", "response"),
    [
        (FAILED, "utter_payment_failed"),
        (PLACED, "utter_payment_due"),
        ("ORD-1002", "utter_payment_paid"),
        ("ORD-1006", "utter_payment_cancelled"),
    ],
)
def test_findings(converse: Any, shop: Any, order_id: str, response: str) -> None:
    talk = converse(open_order=order_id)
    assert talk.say("my payment doesn't show", "payment_issue") == [response]
    assert tickets(shop) == []


@pytest.mark.parametrize(
    "answer", [("yes please", "affirm"), ('/payment_issue{"order_id": "ORD-1010", "choice": "ticket"}', None)]
)
def test_the_offered_ticket(converse: Any, shop: Any, answer: tuple[str, str | None]) -> None:
    talk = converse(open_order=FAILED)
    talk.say("payment failed", "payment_issue")
    assert answer[1] or answer[0] in [button["payload"] for button in talk.said["buttons"]]
    said = talk.say(*answer) if answer[1] else talk.press(answer[0])
    assert said == ["utter_handed_over"]
    assert [(t.kind, t.order_id) for t in tickets(shop)] == [("payment", FAILED)]


def test_no_thanks(converse: Any, shop: Any) -> None:
    talk = converse(open_order=FAILED)
    talk.say("payment failed", "payment_issue")
    assert talk.say("no thanks", "deny") == ["utter_anything_else"]
    assert tickets(shop) == []


def test_too_late_to_pay(converse: Any, shop: Any, clock: Any) -> None:
    clock.move(timedelta(hours=25))
    assert converse(open_order=FAILED).say("payment failed", "payment_issue") == ["utter_payment_expired"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("there is no order, it never went through", "en"), ("没有订单，下单时就失败了", "zh")],
)
def test_without_an_order(converse: Any, shop: Any, text: str, language: str) -> None:
    talk = converse(language)
    assert talk.say("payment failed", "payment_issue") == ["utter_question_order_id"]
    assert talk.say(text) == ["utter_handed_over"]
    assert [t.kind for t in tickets(shop)] == ["payment"]


def test_strangers_learn_nothing(converse: Any, shop: Any) -> None:
    talk = converse()
    assert talk.say("ORD-1008 was charged twice", "payment_issue", order_id=TWICE) == ["utter_question_proof"]
    assert talk.say("9999") == ["utter_proof_failed", "utter_question_proof"]
    assert tickets(shop) == []
