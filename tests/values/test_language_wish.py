from __future__ import annotations

import pytest

from values.language_wish import is_language_wish, wished_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("please talk to me in English", "en"),
        ("Could you write in Chinese, please?", "zh"),
        ("english please", "en"),
        ("能不能跟我讲中文", "zh"),
        ("说英文可以吗", "en"),
        ("换成中文吧亲", "zh"),
    ],
)
def test_a_wish_and_nothing_else(text: str, language: str) -> None:
    assert wished_language(text) == language
    assert is_language_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "where is my order, please answer in Chinese",
        "查一下快递，说中文",
        "I want to talk to someone in English",
        "speak to an agent in English please",
        "我要跟人工说中文",
    ],
)
def test_a_wish_with_more_to_it_is_left_to_the_rules(text: str) -> None:
    assert wished_language(text) is not None
    assert not is_language_wish(text)


@pytest.mark.parametrize(
    "text", ["do you speak English?", "会说英文吗", "发票抬头用英文名字", "别说英文", "an English dictionary"]
)
def test_no_wish(text: str) -> None:
    assert wished_language(text) is None
    assert not is_language_wish(text)
