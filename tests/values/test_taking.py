from __future__ import annotations

import pytest

from values.taking import orders_it, takes_shown


@pytest.mark.parametrize("text", ["ok I'll take it", "I want this one", "就要这个", "那就买它了"])
def test_what_was_shown_is_taken(text: str) -> None:
    assert takes_shown(text)


@pytest.mark.parametrize("text", ["buy it", "order it please", "下单吧", "check out"])
def test_it_is_ordered(text: str) -> None:
    assert orders_it(text)


@pytest.mark.parametrize("text", ["take care", "I'll take my time", "不要这个", "take it back"])
def test_neither(text: str) -> None:
    assert not takes_shown(text) and not orders_it(text)
