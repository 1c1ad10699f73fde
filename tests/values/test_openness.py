"""Slots that are left open, and words that only sound like it."""

from __future__ import annotations

import pytest

from values.openness import find_opened
from values.said import said

PRICE = {"price_max", "price_min"}


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("any colour is fine", {"color"}),
        ("any color will do", {"color"}),
        ("in any colour", {"color"}),
        ("colour doesn't matter", {"color"}),
        ("I don't care about the brand", {"brand"}),
        ("don't mind which size", {"size"}),
        ("price is no object", PRICE),
        ("forget the colour", {"color"}),
        ("never mind the price", PRICE),
        ("drop the price limit", PRICE),
        ("and leave the coupon out", {"coupon"}),
        ("without the coupon please", {"coupon"}),
        ("remove the voucher code", {"coupon"}),
        ("no particular brand", {"brand"}),
        ("whatever colour", {"color"}),
        ("any colour is fine and the price doesn't matter", {"color", *PRICE}),
        ("什么颜色都可以", {"color"}),
        ("算了，什么顏色都行", {"color"}),
        ("颜色随便", {"color"}),
        ("颜色无所谓，牌子也不限", {"color", "brand"}),
        ("不限品牌", {"brand"}),
        ("多少钱都行", PRICE),
        ("价格不是问题", PRICE),
        ("预算不限", PRICE),
        ("不用优惠券了", {"coupon"}),
        ("券就不用了", {"coupon"}),
        ("去掉颜色限制", {"color"}),
        ("do you have any colour other than red?", set()),
        ("any sizes left?", set()),
        ("what colour is it", set()),
        ("I don't like the colour", set()),
        ("the coupon doesn't work", set()),
        ("no code arrived", set()),
        ("the price is wrong", set()),
        ("颜色不对", set()),
        ("尺码不合适", set()),
        ("有什么颜色", set()),
        ("这个颜色不要", set()),
        ("优惠券用不了", set()),
        ("随便看看", set()),
        ("whatever", set()),
    ],
)
def test_open_slots(text: str, slots: set[str]) -> None:
    assert find_opened(said(text), None) == slots


@pytest.mark.parametrize(
    "text", ["whatever", "any", "I don't mind", "it doesn't matter", "随便", "都行", "无所谓啦"]
)
def test_a_bare_one_is_about_what_was_asked_for(text: str) -> None:
    assert find_opened(said(text), "color") == {"color"}
    assert find_opened(said(text), "order_id") == set()
