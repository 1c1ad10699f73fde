from __future__ import annotations

import pytest

from values.help_wish import only_wants_help


@pytest.mark.parametrize(
    "text",
    ["i have a problem", "I've got a question", "help", "something's wrong with my order", "有个问题想问一下", "亲 在吗 有点事", "能帮个忙吗", "想咨询一下"],
)  # fmt: skip
def test_a_wish_for_help_and_nothing_else(text: str) -> None:
    assert only_wants_help(text)


@pytest.mark.parametrize(
    "text", ["help me cancel ORD-1043", "i have a problem with the payment", "有问题的商品怎么退", "帮我取消", "hello", "问一下运费"]
)  # fmt: skip
def test_who_says_with_what_says_more(text: str) -> None:
    assert not only_wants_help(text)
