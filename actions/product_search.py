"""Looking for goods: what fits a search, or else what comes nearest to it; and the search told in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.context import Context
from actions.product_query import LIMITS, speaks_of, to_catalogue
from actions.product_text import category_label, feature_label
from actions.wording import color_label, listing
from shop.domain.catalogue import Product

SHOWN = 5  # products in a list
MOST = 50  # products of which those that are ruled out are left out
# What a limit is called when it is given up: "without the colour".
_LIMIT_WORDS = {
    "price_max": ("the price limit", "价格上限"),
    "price_min": ("the lowest price", "最低价"),
    "attribute": ("that feature", "这个特点"),
    "size": ("the size", "尺码"),
    "color": ("the colour", "颜色"),
    "brand": ("the brand", "品牌"),
    "category": ("the category", "品类"),
}


@dataclass(frozen=True)
class Found:
    """The products of a search; where none fit, those `without` one of its limits."""

    products: list[Product] = field(default_factory=list)
    without: str | None = None


def look_for(query: Mapping[str, str], context: Context) -> Found:
    """What fits the search, the best first, without what has been shown and passed over already."""
    found = _find(query, context)
    if found:
        return Found(found)
    for name in LIMITS:
        if name in query:
            nearest = _find({k: v for k, v in query.items() if k != name}, context)
            if nearest:
                return Found(nearest, name)
    return Found()


def _find(query: Mapping[str, str], context: Context) -> list[Product]:
    passed, without = query.get("passed", "").split(), query.get("without")
    most = MOST if without else SHOWN + len(passed)
    found = context.shop.catalogue.search(to_catalogue(query, context), limit=most)
    left = [product for product in found if product.id not in passed]
    return [product for product in left if not (without and speaks_of(product, without))][:SHOWN]


def say_nothing_fits(context: Context) -> None:
    """Nothing was found; what kinds of goods there are."""
    categories = [category_label(name, context.language) for name in context.shop.catalogue.categories()]
    context.reply.say("utter_no_products", categories=listing(categories, context.language))


def told(query: Mapping[str, str], without: str, context: Context) -> tuple[str, str]:
    """The wishes that nothing fits, and the limit that stands in the way, in the customer's language."""
    return _wishes(query, context), _LIMIT_WORDS[without][context.language == "zh"]


def _wishes(query: Mapping[str, str], context: Context) -> str:
    """The limits in the customer's language: red, size 42, up to 300."""
    zh = context.language == "zh"
    words = {
        "category": lambda value: category_label(value, context.language),
        "color": lambda value: color_label(value, context.language),
        "size": lambda value: f"{value}码" if zh else f"size {value}",
        "attribute": lambda value: feature_label(value, context.language),
        "price_min": lambda value: f"{value}以上" if zh else f"from {value}",
        "price_max": lambda value: f"{value}以内" if zh else f"up to {value}",
    }
    said = [words.get(name, str)(query[name]) for name in reversed(LIMITS) if name in query]
    return listing(said, context.language)
