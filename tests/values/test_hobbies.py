"""What somebody likes to do, and what only sounds like it."""

from __future__ import annotations

import pytest

from shop.domain.catalogue import CATEGORIES
from values.hobbies import _HOBBIES, liked_category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("gift for my dad, he likes cooking", "kitchen"),
        ("my sister's really into yoga", "sports"),
        ("present for my aunt, she LOVES reading novels", "books"),
        ("something for a big fan of camping and cooking", "outdoor"),
        ("she enjoys a good cup of tea", "tea"),
        ("送爸爸的礼物，他喜欢钓鱼", "outdoor"),
        ("我妈爱做饭", "kitchen"),
        ("闺蜜迷上了烘焙", "kitchen"),
        ("他平时爱听音乐", "electronics"),
        ("gift for my dad", None),
        ("I like it", None),
        ("I would like to track my order", None),
        ("cooking pot", None),
        ("做饭用的锅", None),
        ("爸爸生日送什么", None),
    ],
)
def test_likings(text: str, category: str | None) -> None:
    assert liked_category(text) == category


def test_every_kind_is_one_of_the_shop() -> None:
    assert {category for category, _, _ in _HOBBIES} <= set(CATEGORIES)
