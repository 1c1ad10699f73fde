"""The yes, the no or the stop that a message begins with."""

from __future__ import annotations

import pytest

from values.leading_answer import leading_answer


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("yes and how do i send it back", "yes", "how do i send it back"),
        ("yes. and then order 2 green mugs please", "yes", "order 2 green mugs please"),
        ("no hang on. i asked how long that takes", "no", "i asked how long that takes"),
        ("no stop. i dont want to delete anything", "stop", "i dont want to delete anything"),
        ("yes but only one", "but", "only one"),
        ("嗯补发吧 碎的那个还要寄回去吗", "yes", "碎的那个还要寄回去吗"),
        ("好的 补钱怎么补", "yes", "补钱怎么补"),
        ("先别 那我改地址行不行", "no", "那我改地址行不行"),
    ],
)
def test_is_told_apart_from_the_rest(text: str, kind: str, rest: str) -> None:
    found = leading_answer(text)
    assert found is not None and (found.kind, text[found.rest :]) == (kind, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "yes please",
        "no, thanks",
        "ok then no, i'll think about it",
        "好的谢谢",
        "where is it",
        "对 改吧",
        "nothing arrived",
        "okra seeds",
        "行李箱有吗",
    ],
)
def test_nothing_else_is_said(text: str) -> None:
    assert leading_answer(text) is None
