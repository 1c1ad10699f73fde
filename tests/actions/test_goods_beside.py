"""Goods of several kinds in one wish to buy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.context import Context
from actions.goods_beside import part_goods


@pytest.mark.parametrize(
    ("text", "products", "own", "others"),
    [
        ("buy 2 mugs and a kettle", ("mugs", "kettle"), "buy 2 mugs", ["a kettle"]),
        ("order a kettle, a mug and some boots please", ("kettle", "mug", "boots"), "order a kettle", ["a mug", "some boots please"]),
        ("买个马克杯 再来一个水壶", ("马克杯", "水壶"), "买个马克杯", ["再来一个水壶"]),
        ("buy the black and white mug", ("mug",), "buy the black and white mug", []),
        ("buy a mug and make it quick", ("mug",), "buy a mug and make it quick", []),
    ],
)  # fmt: skip
def test_a_purchase_is_parted_by_its_goods(
    text: str,
    products: tuple[str, ...],
    own: str,
    others: list[str],
    converse: Any,
    shop: Any,
    make_turn: Any,
) -> None:
    places = tuple(("product", each, text.index(each)) for each in products)
    colors = tuple(("color", each, text.index(each)) for each in ("black", "white") if each in text)
    turn = replace(make_turn(text, "place_order"), places=(*places, *colors))
    first, rest = part_goods(turn, Context(shop, turn, converse().memory))
    assert (first.text, [each.text for each in rest]) == (own, others)


@pytest.mark.parametrize("intent", ["search_product", "return_item"])
def test_only_a_wish_to_buy_is_parted(intent: str, converse: Any, shop: Any, make_turn: Any) -> None:
    text = "2 mugs and a kettle"
    turn = replace(make_turn(text, intent), places=(("product", "mugs", 2), ("product", "kettle", 13)))
    assert part_goods(turn, Context(shop, turn, converse().memory)) == (turn, [])
