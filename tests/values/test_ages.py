"""For which child something is looked for."""

from __future__ import annotations

import pytest

from values.ages import child_age


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("a present for a 7 year old, he likes dinosaurs", 7),
        ("toys for a seven-year-old boy", 7),
        ("and for a 2 year old girl?", 2),
        ("my daughter is turning 6", 6),
        ("my son is 5", 5),
        ("something for a 10yo", 10),
        ("an 18 month old", 1),
        ("三岁宝宝玩的玩具", 3),
        ("七八岁男孩", 7),
        ("适合3-6岁", 3),
        ("6个月宝宝", 0),
        ("my 3 year old laptop broke", None),
        ("a 2 year warranty", None),
        ("给我30岁的老公", None),
        ("a gift for my 40 year old husband", None),
        ("第三岁月", None),
    ],
)
def test_the_age_of_a_child(text: str, age: int | None) -> None:
    assert child_age(text) == age
