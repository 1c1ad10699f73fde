"""Goods of several kinds in one search: "I need a backpack and a water bottle", 跑鞋和水杯."""

from __future__ import annotations

import re

from actions.context import Context
from actions.product_query import LIMITS
from actions.product_search import look_for
from shop.domain.catalogue import Product

_OF_EACH = 2  # products shown of each kind
_MOST = 3  # kinds
_LONGEST = 120  # characters; a longer message says more than what is looked for
_BETWEEN = re.compile(r"\s*(?:[,，、&+]|\b(?:and|plus|as well as)\b|和|跟|还有|以及|外加)\s*", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:\W|\b(?:hi|hello|hey|i|we|need|want|would|like|'?d|'?m|am|looking|for|search(?:ing)?|show|find|get|me|us|do|you|have|got|sell|also|to|buy|see|please|pls|"
    r"an?|some|any|the|new|good|nice|pairs?|sets?|couple|of|can|could|both)\b)+"
    r"|^(?:我|想|要|买|找|看|看看|有没有|有|需要|一下|你们?|店里|还|再|给我|推荐|来|一|两|几|[个双件条把台只套对款])+"
    r"|(?:\W|\b(?:please|pls|too|for me|do you have|thanks?)\b)+$|(?:吗|呢|吧|有吗|有没有|\W)+$",
    re.IGNORECASE,
)


def kinds_named(context: Context) -> list[str]:
    """The kinds of goods, where the message names two or three that the shop has and nothing else; empty for any other message."""
    turn = context.turn
    if turn.is_button or len(turn.text) > _LONGEST or not _BETWEEN.search(turn.text):
        return []
    if any(turn.first(limit) for limit in LIMITS if limit != "category"):
        return []  # "black and white sneakers"
    named = [goods_alone(part) for part in _BETWEEN.split(turn.text)]
    kinds = [part for part in named if part]
    if not 2 <= len(kinds) <= _MOST:
        return []
    return kinds if all(context.shop.catalogue.sells(kind) for kind in kinds) else []


def best_of_each(kinds: list[str], context: Context) -> list[Product]:
    """The best products of each kind, kind by kind."""
    found = [
        product
        for kind in kinds
        for product in look_for({"text": kind, "noun": kind}, context).products[:_OF_EACH]
    ]
    return list({product.id: product for product in found}.values())


def goods_alone(part: str) -> str:
    """What goods are called, without the words around: "I need a backpack"."""
    before = None
    while before != part:
        before, part = part, _AROUND.sub("", part).strip()
    return part
