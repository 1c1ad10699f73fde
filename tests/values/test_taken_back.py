"""Sizes, stars, colours and others that are exchanged, or corrected in the same breath."""

from __future__ import annotations

import pytest

from .conftest import Reader


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("size 9", "size", ["9"]),
        ("size nine", "size", ["9"]),
        ("size 42 instead of 41", "size", ["42"]),
        ("42码换成43码", "size", ["43"]),
        ("不是42码，是43码", "size", ["43"]),
        ("43半", "size", ["43.5"]),
        ("XL", "size", ["XL"]),
        ("an L please", "size", ["L"]),
        ("L码", "size", ["L"]),
        ("大一码", "size", []),
        ("one size bigger", "size", []),
        ("a size up", "size", []),
        ("half a size up", "size", []),
        ("seven stars", "rating", []),
        ("7 out of 5", "rating", []),
        ("7/5", "rating", []),
        ("five stars", "rating", [5]),
        ("3.5 stars", "rating", []),
        ("三星半", "rating", []),
        ("四颗星", "rating", [4]),
        ("给个五星好评", "rating", [5]),
        ("零星", "rating", []),
        ("10 stars", "rating", []),
        ("十星", "rating", []),
        ("no stars", "rating", []),
        ("0 stars", "rating", []),
        ("三分", "rating", [3]),
        ("给三分", "rating", [3]),
        ("三分钟", "rating", []),
        ("4 stars, no, 3 stars", "rating", [3]),
        ("四星，不，三星", "rating", [3]),
        ("change the blue one to red", "color", ["red"]),
        ("swap the M for an L", "size", ["L"]),
        ("exchange size 41 for size 42", "size", ["42"]),
        ("from 41 to 42", "size", []),
        ("red or blue", "color", ["red", "blue"]),
        ("红色还是蓝色", "color", ["red", "blue"]),
        ("红色和蓝色都行", "color", ["red", "blue"]),
        ("蓝色换红色", "color", ["red"]),
        ("红的换成蓝的", "color", ["blue"]),
        ("damaged, sorry, defective", "reason", ["defective"]),
        ("order 1042 and 1043", "order_id", ["ORD-1042", "ORD-1043"]),
        ("jane@example.com, sorry, jane@example.org", "email", ["jane@example.org"]),
        ("order 1042, no reply yet from 1043", "order_id", ["ORD-1042"]),
        ("navy, no, black", "color", ["black"]),
        ("can I get 41?", "size", ["41"]),
        ("can I get 40 of them?", "size", []),
        ("should be 32 instead of 30", "size", ["32"]),
        ("it should be here in 40 minutes", "size", []),
        ("I need 36 in black", "size", ["36"]),
        ("32 not 30", "size", ["32"]),
        ("1.7 litres", "size", ["1.7 L"]),
        ("还是42码保险", "size", ["42"]),
        ("七星好评", "rating", []),
        ("七星", "rating", []),
        ("一星差评", "rating", [1]),
        ("给五星", "rating", [5]),
    ],
)  # fmt: skip
def test_values(text: str, slot: str, values: list[object], read: Reader) -> None:
    assert [value for entity, value in read(text) if entity == slot] == values


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("not 42, 43", "size", ["43"]),
    ],
)  # fmt: skip
def test_a_size_that_was_asked_for(text: str, slot: str, values: list[object], read: Reader) -> None:
    assert [value for entity, value in read(text, "size") if entity == slot] == values


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("six", "rating", []),
        ("4", "rating", [4]),
        ("four and a half", "rating", []),
        ("4.5", "rating", []),
    ],
)  # fmt: skip
def test_stars_that_were_asked_for(text: str, slot: str, values: list[object], read: Reader) -> None:
    assert [value for entity, value in read(text, "rating") if entity == slot] == values
