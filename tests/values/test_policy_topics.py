"""Several questions about the shop's rules in one message."""

from __future__ import annotations

import pytest

from values.policy_topics import policy_topics


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("how long does delivery take and what does it cost", ("delivery_period", "delivery_cost")),
        ("do you ship to France and how much is it?", ("delivery_options", "delivery_cost")),
        ("how can I pay and what are the return rules", ("payment_methods", "refund_policy")),
        ("how long and how much is shipping", ("delivery_period", "delivery_cost")),
        ("快递要多久，运费多少", ("delivery_period", "delivery_cost")),
        ("快递要多久运费多少", ("delivery_period", "delivery_cost")),
        ("怎么付款，几天到", ("payment_methods", "delivery_period")),
        ("你好，请问运费多少，能退货吗", ("delivery_cost", "refund_policy")),
    ],
)
def test_two_in_one(text: str, topics: tuple[str, ...]) -> None:
    assert policy_topics(text) == topics


@pytest.mark.parametrize(
    "text",
    [
        "how long does delivery take",
        "how much is the mug and how long does delivery take",
        "where is my parcel and how long will it take",
        "cancel my order, and how long does delivery take?",
        "我要退货，运费多少",
        "退货运费多少，多久到账",
        "杯子多少钱，运费呢",
        "运费多少",
    ],
)
def test_one_or_something_else(text: str) -> None:
    assert len(policy_topics(text)) < 2
