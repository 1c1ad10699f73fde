"""What is asked about goods, and what only sounds like it."""

from __future__ import annotations

import pytest

from values.goods_questions import (
    BEST_RATED,
    CHEAPEST,
    DEAREST,
    SOME,
    compares,
    contents_asked,
    extremes_asked,
    is_of_whole_shop,
    names_allergy,
)


@pytest.mark.parametrize(
    ("text", "extremes"),
    [
        ("which one is the cheapest", (CHEAPEST,)),
        ("whats your cheapest and your most expensive sofa", (CHEAPEST, DEAREST)),
        ("which is best rated?", (BEST_RATED,)),
        ("which one of those is lighter", (SOME,)),
        ("最便宜的是哪个", (CHEAPEST,)),
        ("最贵的沙发多少钱", (DEAREST,)),
        ("手机壳哪个评分最高", (BEST_RATED,)),
        ("哪个更轻", (SOME,)),
        ("哪个便宜", (CHEAPEST,)),
        ("which one is cheaper?", (CHEAPEST,)),
        ("这两款哪个贵", (DEAREST,)),
        ("which has better reviews", (BEST_RATED,)),
        ("哪款评价好", (BEST_RATED,)),
        ("哪个便宜点的", ()),  # looks for another
        ("anything cheaper?", ()),
        ("what's the cheapest shipping", ()),
        ("最便宜的快递是哪个", ()),
        ("is it cheap", ()),
        ("便宜点吧", ()),
    ],
)
def test_extremes(text: str, extremes: tuple[str, ...]) -> None:
    assert extremes_asked(text) == extremes


@pytest.mark.parametrize(
    ("text", "is_comparison"),
    [
        ("briefcase or tote?", True),
        ("how does the tote compare to the backpack", True),
        ("which of these is better for running", True),
        ("what's the difference between the two", True),
        ("龙井跟白茶哪个适合老人喝啊", True),
        ("跟麻雀那个比哪个好", True),
        ("这两个有啥区别", True),
        ("I'd like the second one", False),
        ("要第二个", False),
        ("where is my order", False),
    ],
)
def test_comparisons(text: str, is_comparison: bool) -> None:
    assert compares(text) == is_comparison


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("does it contain nuts", ["contain nuts"]),
        ("is there any milk in it?", ["any milk in it"]),
        ("I'm allergic to peanuts", ["allergic to peanuts"]),
        ("what's in it", ["what's in it"]),
        ("含糖吗", ["含糖"]),
        ("坚果过敏能吃吗", ["坚果过敏"]),
        ("配料表发我看看", ["配料表"]),
        ("do you have mixed nuts", []),
        ("milk tea please", []),
        ("有没有红糖", []),
        ("有无糖的吗", []),
    ],
)
def test_contents(text: str, said: list[str]) -> None:
    assert [text[start:end] for start, end in contents_asked(text)] == said


def test_an_allergy_is_named_in_either_language() -> None:
    assert names_allergy("no nuts, im allergic") and names_allergy("我对花生过敏")
    assert not names_allergy("no nuts please")


def test_the_whole_shop_is_told_from_a_list() -> None:
    assert is_of_whole_shop("cheapest thing in the whole shop") and is_of_whole_shop("你们店里最便宜的")
    assert not is_of_whole_shop("which of them is the cheapest")
