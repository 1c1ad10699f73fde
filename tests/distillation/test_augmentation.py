"""Ways in which people write."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distillation.augmentation import (
    NONE,
    Augmentation,
    augmented,
    careless,
    code_switched,
    mistyped,
    other_values,
    recombined,
)

ALWAYS = Augmentation(slips=1, lower=1, spaces=1, switches=1, values=1, courtesy=1)


@settings(deadline=None)  # the first text waits for the table of sounds
@given(st.text(max_size=80), st.integers())
def test_nothing_that_is_written_makes_it_fail(text: str, seed: int) -> None:
    assert isinstance(augmented(text, random.Random(seed), ALWAYS), str)


@given(st.text(max_size=80), st.integers())
def test_without_shares_nothing_changes(text: str, seed: int) -> None:
    assert augmented(text, random.Random(seed), NONE) == text


def test_the_same_seed_makes_the_same_slips() -> None:
    texts = ["where is my order", "我的订单什么时候发货"]
    first, second = ([augmented(text, random.Random(5), ALWAYS) for text in texts] for _ in range(2))
    assert first == second


def test_a_pinyin_slip_sounds_the_same() -> None:
    from pypinyin import lazy_pinyin

    made = {mistyped("订单", random.Random(seed)) for seed in range(40)} | {
        mistyped("我要退货了", random.Random(seed)) for seed in range(40)
    }
    assert len(made) > 4
    assert {"".join(lazy_pinyin(text)) for text in made} <= {"dingdan", "woyaotuihuole", "woyaotuihuoliao"}


def test_numbers_are_not_mistyped_but_exchanged() -> None:
    for seed in range(50):
        assert sum(letter.isdigit() for letter in mistyped("order 123456 please", random.Random(seed))) == 6
    changed = other_values("order ORD-1042, 3 of them", random.Random(0))
    assert changed != "order ORD-1042, 3 of them"
    assert len(changed) == len("order ORD-1042, 3 of them")
    assert changed.startswith("order ORD-")


def test_two_languages_in_one_sentence() -> None:
    assert code_switched("我的订单呢", random.Random(0)) == "我的order呢"
    assert code_switched("my refund please", random.Random(0)) == "my 退款 please"
    assert code_switched("refunded", random.Random(0)) == "refunded"  # part of a word only


def test_careless_text_is_never_empty() -> None:
    assert all(careless(text, random.Random(seed)) for text in ("?", "。", "OK.") for seed in range(20))


@pytest.mark.parametrize("wrong", [{"slips": 1.5}, {"courtesy": -0.1}])
def test_shares_are_checked(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        Augmentation(**wrong)


def test_recombined_texts_are_new_and_of_one_language() -> None:
    texts = ["where is my order", "cancel it please", "我要退货", "发票怎么开"]
    made = recombined(texts, 30, random.Random(0))
    assert len(made) == len(set(made)) == 30
    assert not set(made) & set(texts)
    assert not any(
        any("a" <= letter <= "z" for letter in text) and any(letter > "\u4e00" for letter in text)
        for text in made
    )
    assert recombined(texts, 30, random.Random(0)) == made
    assert recombined([], 5, random.Random(0)) == recombined(["one"], 5, random.Random(0)) == []
