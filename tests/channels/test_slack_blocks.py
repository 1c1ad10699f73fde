"""Neutral messages and cards as Block Kit, never over Slack's limits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.cards import checked_card
from channels.messages import BUTTONS_MAX, TEXT_MAX, Button, Message
from channels.slack_blocks import answered, post_of
from tests.channels.fake_slack import wrong_blocks

NASTY = "<!channel> & <@U1> *x*"
MONEY = {"amount": "49.90", "currency": "USD"}
LINE = {"line": 1, "sku": "S", "name": NASTY, "size": "M", "color": "red", "quantity": 2, "unit_price": MONEY}
BASE = {"version": 1, "language": "en"}
PRODUCT = {
    **BASE, "card": "product", "id": "PRD-1", "name": NASTY, "brand": "B", "category": "shirts",
    "description": "d " * 400, "price": MONEY, "rating": 4.25, "in_stock": True, "colors": ["red"] * 40,
    "sizes": ["M"], "attributes": ["cotton"],
}  # fmt: skip
CARDS: dict[str, dict[str, Any]] = {
    "order": {
        **BASE, "card": "order", "id": "ORD-1042", "status": "shipped", "status_label": "on its way",
        "placed_at": "2024-05-08T12:00:00+00:00", "total": MONEY, "lines": [LINE] * 50,
    },
    "tracking": {
        **BASE, "card": "tracking", "order_id": "ORD-1042", "status": "shipped", "status_label": "on its way",
        "carrier": "DHL", "tracking_number": "00340", "expected_at": None,
        "events": [{"at": f"2024-05-{day:02d}T12:00:00+00:00", "text": NASTY, "place": None} for day in range(1, 30)],
    },
    "product": PRODUCT,
    "products": {**BASE, "card": "products", "items": [PRODUCT] * 20},
    "return": {
        **BASE, "card": "return", "id": None, "order_id": "ORD-1042", "lines": [{**LINE, "color": None}],
        "reason_label": "too small", "resolution_label": "refund", "fee": None, "refund": MONEY,
        "until": "2024-05-29T12:00:00+00:00",
    },
}  # fmt: skip


def value_of(index: int) -> str:
    return f"7.{index}." + "0" * 32


def drawn(message: Message, **more: bool) -> list[dict[str, Any]]:
    post = post_of(message, value_of, **more)
    assert wrong_blocks(post.blocks) == []
    assert 1 <= len(post.text) <= 40_000
    return post.blocks


def words(blocks: list[dict[str, Any]]) -> str:
    """Everything that is shown."""
    return "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", sorted(CARDS))
def test_cards_are_drawn_within_the_limits_and_mention_nobody(kind: str, language: str) -> None:
    card = checked_card({**CARDS[kind], "language": language})
    shown = json.dumps(drawn(Message("Here it is.", card=card)), ensure_ascii=False)
    assert "<!channel>" not in shown and "<@U1>" not in shown
    assert ("ORD-1042" if kind in ("order", "tracking", "return") else "49.90 USD") in shown


def test_a_card_says_what_is_in_it() -> None:
    text = words(drawn(Message("t", card=checked_card({**CARDS["order"], "lines": [LINE]}))))
    assert "*ORD-1042* · on its way" in text
    assert "• 2 × &lt;!channel&gt; &amp; &lt;@U1&gt; *x* (red, M): 49.90 USD" in text
    assert "<!date^1715169600^{date_short_pretty} {time}|2024-05-08 12:00 UTC>" in text
    steps = words(drawn(Message("t", card=checked_card(CARDS["tracking"]))))
    assert "2024-05-29" in steps and "2024-05-01" not in steps  # the latest


@pytest.mark.parametrize("text", ["x" * TEXT_MAX, "& " * (TEXT_MAX // 2), "&" * TEXT_MAX, "你好。" * 2000])
def test_long_texts_are_shown_in_full(text: str) -> None:
    shown = words(drawn(Message(text))).replace("\n", "").replace(" ", "")
    assert shown.replace("&amp;", "&") == text.replace(" ", "")


@pytest.mark.parametrize("count", [1, 5, 6, BUTTONS_MAX])
def test_more_than_five_buttons_become_a_menu(count: int) -> None:
    buttons = tuple(Button(f"{number} " + "long " * 30, f"/x{number}") for number in range(count))
    actions = drawn(Message("Which?", buttons))[-1]["elements"]
    if count <= 5:
        assert [element["value"] for element in actions] == [value_of(index) for index in range(count)]
        assert all(element["text"]["text"].endswith("…") for element in actions)
    else:
        (menu,) = actions
        assert menu["type"] == "static_select"
        assert [option["value"] for option in menu["options"]] == [value_of(index) for index in range(count)]
    assert "/x" not in json.dumps(actions)


def test_buttons_stay_where_the_card_is_too_long() -> None:
    card = checked_card(CARDS["products"])
    blocks = drawn(Message("x" * TEXT_MAX, (Button("b", "/x"),), card, image="https://a.example/i.png"))
    assert blocks[-1]["type"] == "actions"


def test_a_person_is_told_from_the_assistant() -> None:
    nameless, named = (drawn(Message("hi", name=name), from_person=True)[0] for name in (None, "Mia"))
    assert nameless["elements"][0]["text"] == "Our staff · 人工客服"
    assert (named["type"], named["elements"][0]["text"]) == ("context", "Mia · Our staff · 人工客服")
    assert [block["type"] for block in drawn(Message("hi"))] == ["section"]


def test_an_answered_message_has_no_buttons_any_more() -> None:
    blocks = drawn(Message("Which?", (Button("<yes>", "/x"),)))
    left = answered(blocks, "<yes>")
    assert wrong_blocks(left) == []
    assert [block["type"] for block in left] == ["section", "context"]
    assert left[-1]["elements"][0]["text"] == "✓ &lt;yes&gt;"
