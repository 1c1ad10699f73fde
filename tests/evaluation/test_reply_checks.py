"""A wrong reply is found out: every check is tried on a reply that passes it and on one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.chat import Reply
from evaluation.reply_checks import reply_findings
from evaluation.reply_language import plain_language, reply_language

REPLY = Reply(
    (
        {
            "text": "Order ORD-1042 is on its way to you.",
            "buttons": [{"title": "Track it", "payload": "/track_order"}],
        },
        {"custom": {"card": "tracking", "order_id": "ORD-1042", "events": [{"place": "Leeds"}]}},
    ),
    seconds=0.5,
)


@pytest.mark.parametrize(
    "expect",
    [
        {},
        {"contains": ["ord-1042", "on its way"]},
        {"any_of": ["delivered", "on its way"]},
        {"not_contains": "London"},
        {"regex": r"ORD-\d{4}"},
        {"buttons": "track"},
        {"card": "tracking"},
        {"card": {"card": "tracking", "events.0.place": "Leeds"}},
        {"messages": {"min": 1, "max": 2}},
        {"within_s": 1},
    ],
)
def test_a_good_reply_passes(expect: dict[str, Any]) -> None:
    assert reply_findings(REPLY, expect, "en") == []


@pytest.mark.parametrize(
    "expect",
    [
        {"contains": ["ORD-1042", "delivered"]},
        {"any_of": ["delivered", "lost"]},
        {"not_contains": "on its way"},
        {"not_contains": "Leeds"},  # stands in the card only
        {"not_contains": "/track_order"},  # stands in a button only
        {"regex": r"RMA-\d+"},
        {"language": "zh"},
        {"buttons": ["track", "cancel"]},
        {"no_buttons": True},
        {"card": "order"},
        {"card": {"card": "tracking", "order_id": "ORD-1"}},
        {"messages": {"max": 1}},
        {"messages": {"min": 3}},
        {"within_s": 0.1},
    ],
)
def test_a_bad_reply_is_found_out(expect: dict[str, Any]) -> None:
    assert len(reply_findings(REPLY, expect, "en")) == 1


@pytest.mark.parametrize(
    "messages",
    [
        (),
        ({"text": "  "},),
        ({"custom": {"card": "order"}},),  # a card alone does not tell enough
        ({"text": "Order {order_id} is on its way."},),
        ({"text": "It is None."},),
        ({"text": "Which one?"}, {"text": "Which one?"}),
        ({"text": "Sorry, utter_question_order_id"},),
        ({"text": "您的订单已经发货了"},),
        ({"text": "It is on its way."}, {"text": "您的订单已经发货了"}),  # one message in the wrong language
        ({"text": "What is it?", "buttons": [{"title": "查一下我的订单，还有我要退货了", "payload": "/a"}]},),
    ],
)  # fmt: skip
def test_every_reply_is_checked_for_these(messages: tuple[dict[str, Any], ...]) -> None:
    assert reply_findings(Reply(messages), {}, "en")


def test_an_empty_reply_can_be_allowed() -> None:
    assert reply_findings(Reply(()), {"messages": {"min": 0}}, "en") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Your order ORD-1042 goes to 张伟, 杭州市西湖区文三路 123 号.", "en"),
        ("订单 ORD-1042 将改寄到：Emma Schmidt，12 Rose Street, Leeds。确认修改吗？", "zh"),
        ("Do you mean “退货” or “换货”?", "en"),
        ("您是想“track an order”还是“return it”？", "zh"),
        ("已签收", "zh"),
        ("Done!", "en"),
        ("ORD-1042", None),
        ("123 €", None),
    ],
)
def test_language_of_a_reply(text: str, language: str | None) -> None:
    assert reply_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("我的订单到哪了", "zh"),
        ("order ORD-1042 到哪了", None),
        ("OK", None),
        ("iPhone 15 Pro", None),
        ("12345", None),
    ],
)
def test_only_plain_messages_decide_on_the_language(text: str, language: str | None) -> None:
    assert plain_language(text) == language
