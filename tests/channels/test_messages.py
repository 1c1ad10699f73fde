"""The neutral message and its cards: what the actions send passes, what is not in order is left out."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from actions import cards as sent
from channels.cards import checked_card
from channels.messages import Button, Message, from_body, from_rasa, plain_text
from shop.domain.money import Money

WHEN = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)


def order() -> Any:
    line = SimpleNamespace(
        line=1, sku="SHOE-38", name="Trail shoe", name_zh="越野跑鞋", size="38", color="black", quantity=2,
        unit_price=Money.of("30.00", "USD"),
    )  # fmt: skip
    return SimpleNamespace(
        id="ORD-1", status="shipped", placed_at=WHEN, total=Money.of("60.00", "USD"), lines=[line]
    )


def product() -> Any:
    variant = SimpleNamespace(size="38", color="black")
    return SimpleNamespace(
        id="PRD-1", name="Trail shoe", name_zh="越野跑鞋", brand="Pika", category="shoes", description="d",
        description_zh="说明", prices={"USD": Money.of("30.00", "USD")}, rating=4.5, in_stock=True,
        variants=[variant], attributes=("light",), attributes_zh=("轻",),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_cards_of_the_actions_are_in_order(language: Any) -> None:
    event = SimpleNamespace(at=WHEN, text="left", text_zh="已发出", place="Leipzig")
    shipment = SimpleNamespace(carrier="DHL", tracking_number="1", expected_at=WHEN, events=[event])
    for card in (
        sent.order_card(order(), language),
        sent.tracking_card(order(), shipment, language),
        sent.product_card(product(), language, "USD"),
        sent.product_card(product(), language, "CNY"),
        sent.products_card([product()], language, "USD"),
    ):
        assert checked_card(card) == card


@pytest.mark.parametrize(
    "card",
    [
        None, [], {}, {"card": "iframe"}, {"card": ["order"]},
        {"card": "order", "version": 2, "language": "en"},
        {"card": "rating", "language": "fr", "subject": "x"},
        {"card": "rating", "language": "en", "subject": "x", "scale": 1000},
        {"card": "products", "language": "en", "items": [{"card": "product"}]},
    ],
)  # fmt: skip
def test_what_is_no_card(card: Any) -> None:
    with pytest.raises(ValueError):
        checked_card(card)


def test_an_unknown_field_of_a_card_is_dropped() -> None:
    card = {"card": "rating", "language": "en", "subject": "return_item", "html": "<b>"}
    assert checked_card(card) == {
        "card": "rating", "version": 1, "language": "en", "subject": "return_item", "scale": 5,
    }  # fmt: skip


def test_a_reply_of_rasa_becomes_one_message_and_comes_back_from_its_body() -> None:
    response = {
        "text": "Which one?",
        "buttons": [{"title": "The first", "payload": '/inform{"line": "1"}'}],
        "custom": sent.order_card(order(), "en"),
        "attachment": None,
    }
    message = from_rasa(response)
    assert message is not None and message.buttons == (Button("The first", '/inform{"line": "1"}'),)
    assert message.card is not None and message.card["id"] == "ORD-1"
    assert from_body(message.as_body()) == message
    assert Message("hi").as_body() == {"text": "hi"}


def test_a_person_s_name_comes_along_fit_to_be_shown() -> None:
    assert from_body({"text": "hi", "name": "Mia"}).as_body() == {"text": "hi", "name": "Mia"}
    assert from_body({"text": "hi", "name": " M\0ia" + "x" * 100}).name == "Mia" + "x" * 77
    assert from_body({"text": "hi", "name": " "}).name is None


def test_a_wrong_card_is_left_out_and_its_values_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    card = {**sent.order_card(order(), "en"), "total": {"amount": "jane@example.com", "currency": "USD"}}
    with caplog.at_level(logging.WARNING):
        assert from_rasa({"text": "Your order", "custom": card}) == Message("Your order")
    assert "total.amount" in caplog.text and "jane" not in caplog.text


def test_a_reply_with_nothing_to_show_is_none() -> None:
    assert from_rasa({"text": "", "custom": {"card": "iframe"}}) is None
    assert from_rasa({"custom": {}}) is None


@pytest.mark.parametrize(
    "parts",
    [
        {}, {"text": "x" * 8001}, {"buttons": (Button("", "/a"),)}, {"buttons": (Button("a", ""),)},
        {"buttons": (Button("a", "/a"),) * 21}, {"image": "javascript:alert(1)"}, {"image": "//host/x.png"},
        {"text": "hi", "name": "x" * 81},
    ],
)  # fmt: skip
def test_what_cannot_be_a_message(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Message(**parts)


def test_what_cannot_be_shown_is_dropped() -> None:
    assert plain_text("a\0b\ud800c\n\td") == "abc\n\td"
    assert len(plain_text("x" * 9000)) == 8000
