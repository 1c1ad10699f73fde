"""Doing what was offered, in words that name no task."""

from __future__ import annotations

import pytest

from values.goes_ahead import goes_ahead


@pytest.mark.parametrize(
    "text",
    [
        "帮我申请",
        "那麻烦帮我办一下吧",
        "申请吧",
        "请替我登记一下",
        "go ahead and request it",
        "ok do it for me please",
        "Go ahead",
        "request it then",
    ],
)
def test_the_offer_is_taken(text: str) -> None:
    assert goes_ahead(text)


@pytest.mark.parametrize(
    "text",
    [
        "帮我申请发票",
        "不用申请",
        "怎么申请",
        "申请了吗",
        "do it tomorrow",
        "don't do it",
        "go ahead and cancel my order",
        "",
        "帮我",
    ],
)
def test_other_words_take_nothing(text: str) -> None:
    assert not goes_ahead(text)
