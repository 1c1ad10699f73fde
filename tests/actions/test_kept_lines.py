"""Lines that a message leaves out: of a return, and of what is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.memory import Case
from actions.tasks.kept_lines import wanted_of
from actions.turn import Turn
from tests.actions.goods import shoes, socks

DELIVERED, PAID = "ORD-1005", "ORD-1002"


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("zh", "袜子要退", "不是袜子 我要退的是鞋"),
        ("zh", "袜子要退", "不是袜子，是鞋"),
        ("zh", "袜子要退", "不是袜子是鞋"),
        ("en", "return the socks", "not the socks, the shoes"),
        ("en", "return the socks", "sorry, I meant the shoes not the socks"),
        ("en", "return the socks", "the shoes instead of the socks"),
        ("zh", "整单都退", "算了袜子留着 只退鞋"),
        ("zh", "整单都退", "袜子不退了"),
        ("en", "return the whole order", "keep the socks, just return the shoes"),
        ("en", "return the whole order", "actually I'll keep the socks"),
    ],
)
def test_the_return_is_about_what_is_left(
    converse: Any, shop: Any, language: str, first: str, then: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say(first, "return_item", quantity="2") if "整" not in first else talk.say(first, "return_item")
    talk.say("damaged 破了", reason="damaged")
    assert talk.say(then, "return_item") == ["utter_confirm_return_free"]
    talk.say("yes 好的", "affirm")
    (made,) = shop.returns.of_order(DELIVERED)
    assert [(line.line, line.quantity) for line in made.lines] == [(1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "the shoes are not as described",
        "the socks and the shoes don't fit",
        "is it not the socks?",
        "鞋子和袜子都不合适",
        "是不是袜子破了",
        "袜子留一双",
        "keep one of the socks",
    ],
)
def test_nothing_is_left_out(text: str, make_turn: Callable[..., Turn]) -> None:
    turn, case = make_turn(text), Case("return_item", values={"line": "all"})
    assert wanted_of([shoes(), socks()], turn, case) is turn
    assert case.values == {"line": "all"}


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "1002里面那个袜子不要了 鞋子留着"), ("en", "cancel the socks, keep the shoes")],
)
def test_the_order_is_not_cancelled_for_one_thing(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "cancel_order") == ["utter_confirm_change_less"]
