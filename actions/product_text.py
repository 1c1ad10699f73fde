"""Products as lines of text, in both languages: complete without cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions.products import fitting
from actions.turn import Language
from actions.wording import color_label, day, item_name, listing, money
from shop.domain.catalogue import CATEGORIES, Product, Variant
from values.lexicon import load_lexicon

_WORDS = {
    "was": ("was {}", "原价{}"),
    "sold_out": ("sold out", "暂时缺货"),
    "price": ("Price", "价格"),
    "material": ("Material", "材质"),
    "attributes": ("Features", "特点"),
    "colors": ("Colours", "颜色"),
    "sizes": ("Sizes", "尺码规格"),
    "rating": ("Rating", "评分"),
    "warranty": ("Warranty", "保修"),
    "months": ("{} months", "{}个月"),
    "stock": ("Availability", "库存"),
    "in_stock": ("in stock", "有货"),
    "back": ("sold out, expected back on {}", "暂时缺货，预计{}到货"),
    "no_price": ("no price in this currency", "暂无此币种价格"),
    "left": ("{} left", "还剩{}件"),
}
MANY = 10  # pieces; a larger stock is told as "in stock"


def word(name: str, language: Language, *values: Any) -> str:
    return _WORDS[name][language == "zh"].format(*values)


def feature_label(feature: str, language: Language) -> str:
    """A feature of the word lists in the customer's language: 木质 for wood; any other as it is."""
    words = load_lexicon()["attribute"].get(feature, {}).get("zh") if language == "zh" else None
    return str(words[0]) if words else feature


def price(product: Product, currency: str, language: Language) -> str:
    """The price, with the earlier one where it fell: $49.00 (was $59.00)."""
    present = product.prices.get(currency)
    if present is None:
        return word("no_price", language)
    earlier = product.earlier_prices.get(currency)
    if earlier is None or earlier <= present:
        return money(present, language)
    was = word("was", language, money(earlier, language))
    return (
        f"{money(present, language)} ({was})" if language == "en" else f"{money(present, language)}（{was}）"
    )


def one_line(product: Product, currency: str, language: Language) -> str:
    """Name, brand, price, rating: one line of a list."""
    brand = (product.brand_zh or product.brand) if language == "zh" else product.brand
    parts = [f"{item_name(product, language)}", brand, price(product, currency, language)]
    if product.rating:
        parts.append(f"★{product.rating:.1f}")
    if not product.in_stock:
        parts.append(word("sold_out", language))
    return " · ".join(part for part in parts if part)


def numbered(products: Iterable[Product], currency: str, language: Language) -> str:
    return "\n".join(
        f"{number}. {one_line(product, currency, language)}"
        for number, product in enumerate(products, start=1)
    )


def details(product: Product, currency: str, language: Language) -> str:
    """Everything the shop knows, a fact a line; unknown ones are left out."""
    rows = [(name, value) for name, value in facts(product, currency, language) if value]
    colon = "：" if language == "zh" else ": "
    return "\n".join(f"• {word(name, language)}{colon}{value}" for name, value in rows)


def features(product: Product, language: Language) -> str:
    """What the catalogue says that it can: waterproof, hooded; empty where it says nothing."""
    return listing(product.attributes_zh if language == "zh" else product.attributes, language)


def facts(product: Product, currency: str, language: Language) -> list[tuple[str, str]]:
    zh = language == "zh"
    rating = f"{product.rating:.1f}/5 ({product.rating_count})" if product.rating else ""
    return [
        ("price", price(product, currency, language)),
        ("material", product.material_zh if zh else product.material),
        ("attributes", features(product, language)),
        ("colors", listing(colors(product.variants, language), language)),
        ("sizes", listing(sizes(product.variants, product, language), language)),
        ("rating", rating),
        ("warranty", word("months", language, product.warranty_months) if product.warranty_months else ""),
        ("stock", availability(product, language)),
    ]


def availability(product: Product, language: Language) -> str:
    return word("in_stock", language) if product.in_stock else sold_out(product.variants, language)


def sold_out(variants: Sequence[Variant], language: Language) -> str:
    """ "sold out", with the day it comes back where that is known."""
    days = [variant.restock_at for variant in variants if variant.restock_at]
    return word("back", language, day(min(days), language)) if days else word("sold_out", language)


def pieces(variant: Variant, language: Language) -> str:
    """How many there are; many are only said to be there."""
    if variant.stock <= 0:
        return sold_out([variant], language)
    return word("in_stock", language) if variant.stock > MANY else word("left", language, variant.stock)


def colors(variants: Iterable[Variant], language: Language) -> list[str]:
    return list(dict.fromkeys(color_label(variant.color, language) for variant in variants if variant.color))


def sizes(variants: Iterable[Variant], product: Product, language: Language) -> list[str]:
    return list(dict.fromkeys(size_label(v.size, product, language) for v in variants if v.size))


def size_label(size: str, product: Product, language: Language) -> str:
    return product.sizes_zh.get(size, size) if language == "zh" else size


def look(variant: Variant, product: Product, language: Language) -> str:
    """Colour and size of a variant: black, 42. Empty for a product without either."""
    parts = [color_label(variant.color, language)] if variant.color else []
    parts += [size_label(variant.size, product, language)] if variant.size else []
    return ("，" if language == "zh" else ", ").join(parts)


def variant_name(variant: Variant, product: Product, language: Language) -> str:
    """Marten Trail Running Shoes (black, 42)."""
    told = look(variant, product, language)
    if not told:
        return item_name(product, language)
    return (
        f"{item_name(product, language)}（{told}）"
        if language == "zh"
        else f"{item_name(product, language)} ({told})"
    )


def stock_table(product: Product, variants: Sequence[Variant], language: Language) -> str:
    """What is there, a colour a line: black: 40, 41, 42. Sizes that are out are left out."""
    colon = "：" if language == "zh" else ": "
    rows = []
    for color in dict.fromkeys(variant.color for variant in variants):
        there = [v for v in variants if v.color == color and v.stock > 0]
        told = listing((size_label(v.size, product, language) for v in there if v.size), language)
        state = told or (
            word("in_stock", language)
            if there
            else sold_out([v for v in variants if v.color == color], language)
        )
        rows.append(f"• {color_label(color, language)}{colon}{state}" if color else f"• {state}")
    return "\n".join(rows)


def look_not_made(product: Product, color: str | None, size: str | None, language: Language) -> str:
    """Of a look that the product does not come in, the part at fault: the colour, the size, or both."""
    no_color = color is not None and all(variant.color != color for variant in product.variants)
    no_size = size is not None and not fitting(product.variants, None, size)
    at_fault = [color_label(color, language)] if color and (no_color or not no_size) else []
    at_fault += [size_label(size, product, language)] if size and (no_size or not no_color) else []
    return listing(at_fault, language)


def category_label(category: str, language: Language) -> str:
    names = CATEGORIES.get(category)
    return names[language == "zh"] if names else category
