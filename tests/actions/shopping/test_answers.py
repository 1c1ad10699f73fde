"""Policy texts with the facts of the order in focus, and offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.answers.policy import TOPICS
from tests.actions.conftest import NOW


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_text(converse: Any, shop: Any, topic: str, language: str) -> None:
    talk = converse(language)
    assert talk.say("tell me", topic) == ["utter_policy"]
    assert talk.said["text"] == shop.policies.text(topic, language)


def orders(shop: Any, status: str) -> list[Any]:
    ids = [f"ORD-{number}" for number in range(1042, 1120)]
    found = []
    for id in ids:
        try:
            found.append(shop.orders.get(id))
        except Exception:
            continue
    return [order for order in found if order.status == status]


def test_the_rules_are_told_for_the_open_order(converse: Any) -> None:
    talk = converse(open_order="ORD-1042")
    assert talk.say("what is your return policy?", "refund_policy") == [
        "utter_policy",
        "utter_policy_return_until",
    ]
    assert talk.said["order_id"] == "ORD-1042" and talk.said["until"].endswith("2024")
    assert talk.say("what does delivery cost", "delivery_cost")[1].startswith("utter_policy_order_")


def test_when_the_time_to_return_is_over_that_is_said(converse: Any, shop: Any) -> None:
    old = next(order for order in orders(shop, "delivered") if order.delivered_at < NOW - timedelta(days=100))
    talk = converse(open_order=old.id)
    assert talk.say("return policy", "refund_policy") == ["utter_policy", "utter_policy_return_closed"]


def test_a_shipped_and_an_unpaid_order(converse: Any, shop: Any) -> None:
    shipped = next(order for order in orders(shop, "shipped") if order.shipments[-1].expected_at)
    assert (
        converse(open_order=shipped.id).say("how long", "delivery_period")[1] == "utter_policy_expected_day"
    )
    unpaid = next(order for order in orders(shop, "placed") if not order.has_expired(NOW))
    talk = converse(open_order=unpaid.id, name="c-2")
    assert talk.say("can i pay by paypal", "payment_methods")[1:] == ["utter_policy", "utter_policy_to_pay"]


def test_an_order_that_is_not_open_stays_unsaid(converse: Any) -> None:
    talk = converse()
    talk._slots.values = {"focus": {"order_id": "ORD-1042"}}
    assert talk.say("what is your return policy?", "refund_policy") == ["utter_policy"]


def test_offers_and_coupons(converse: Any) -> None:
    talk = converse("zh")
    assert talk.say("有什么优惠", "promotion") == ["utter_offers"]
    assert "SPRING20" in talk.said["offers"] and "THANKYOU15" not in talk.said["offers"], (
        "that one is not public"
    )
    assert talk.say("SPRING20还能用吗", "promotion", coupon="SPRING20") == ["utter_coupon_holds_once"]
    assert talk.say("FAMILY50 呢", "promotion", coupon="family50") == ["utter_coupon_holds"]


@pytest.mark.parametrize(
    ("code", "response"),
    [
        ("WINTER30", "utter_refused_coupon_expired"),
        ("MEMBERDAY", "utter_refused_coupon_not_started"),
        ("NOSUCH99", "utter_refused_coupon_unknown"),
        ("'; DROP TABLE coupons; --", "utter_coupon_not_readable"),
    ],
)
def test_a_coupon_that_does_not_hold_is_explained(converse: Any, code: str, response: str) -> None:
    assert converse().say(f"my coupon {code} is not accepted", "promotion", coupon=code) == [response]


def test_a_code_that_was_not_recognised_is_read_from_the_text(converse: Any) -> None:
    assert converse().say("coupon WINTER30 doesn't work", "promotion") == ["utter_refused_coupon_expired"]
    assert converse(name="c-2").say("discount for ORD1042?", "promotion") == ["utter_offers"]


@pytest.mark.parametrize(("language", "text"), [("en", "WINTER30?"), ("zh", "WINTER30呢")])
def test_a_bare_code_is_looked_up(converse: Any, language: str, text: str) -> None:
    assert converse(language).say(text, coupon="WINTER30") == ["utter_refused_coupon_expired"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "does FAMILY50 work with it together"),
        ("en", "can I combine two codes?"),
        ("zh", "两张券可以叠加用吗"),
    ],
)
def test_codes_cannot_be_combined(converse: Any, language: str, text: str) -> None:
    assert converse(language).say(text, "promotion") == ["utter_coupon_one_an_order"]
