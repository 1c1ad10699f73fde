"""The rule just asked about, for something else: "and underwear?", "how much?"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.answers.rule_too import says_rule_too
from actions.context import Context
from actions.memory import Case, Memory
from actions.turn import Turn


def context_of(shop: object, turn: Turn, memory: Memory | None = None) -> Context:
    return Context(shop, turn, memory or Memory())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "text", "entities"),
    [
        (("can i return opened tea",), "and underwear?", {"category": "underwear"}),
        (("can i return opened tea", "what about shoes"), "and socks", {"product": "socks"}),
        (("开封的茶叶能退吗",), "那内衣呢", {"category": "underwear"}),
        (("how long to dublin",), "and how much", {}),
        (("寄到都柏林要几天",), "多少钱", {}),
    ],
)
def test_the_rule_is_told_for_it_too(
    before: tuple[str, ...], text: str, entities: dict[str, str], make_turn: Callable[..., Turn], shop: object
) -> None:
    context = context_of(shop, make_turn(text, before=before, **entities))
    assert says_rule_too(context)
    assert context.reply.messages[0]["response"] == "utter_policy"


@pytest.mark.parametrize(
    ("before", "text", "entities"),
    [
        ((), "and underwear?", {"category": "underwear"}),
        (("hello",), "and underwear?", {"category": "underwear"}),
        (("i returned the tea",), "and underwear?", {"category": "underwear"}),  # told, not asked
        (("can i return opened tea",), "do you have socks", {"product": "socks"}),
        (("what is the kettle made of?",), "how much", {}),
    ],
)
def test_other_messages_are_none_of_it(
    before: tuple[str, ...], text: str, entities: dict[str, str], make_turn: Callable[..., Turn], shop: object
) -> None:
    context = context_of(shop, make_turn(text, before=before, **entities))
    assert not says_rule_too(context)
    assert not context.reply.messages


def test_not_in_a_task(make_turn: Callable[..., Turn], shop: object) -> None:
    turn = make_turn("and underwear?", before=("can i return tea?",), category="underwear")
    assert not says_rule_too(context_of(shop, turn, Memory(task=Case("return_item"))))
