"""Products from the catalogue's tables: one file a category, one row a product.

A cell may say more than it seems: "Marten~Trail Running Shoes" is a model name and what it is; "459<529" a
price in CNY and the earlier one; "36-45" or "S-XXL" a range of sizes; "250 g=250克" a size or an attribute
with its Chinese name.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from shop.domain.catalogue import CATEGORIES, COLORS, Product, Variant
from shop.domain.money import Money

HERE = Path(__file__).parent
LETTERS = ("XS", "S", "M", "L", "XL", "XXL", "XXXL")
# What one unit of the currency buys in CNY, rounded; demo prices, not the exchange's.
RATES = {"USD": Decimal("7"), "GBP": Decimal("9"), "EUR": Decimal("7.7")}
COLOR_CODES = {
    "black": "BLK", "white": "WHT", "grey": "GRY", "silver": "SLV", "gold": "GLD", "red": "RED",
    "burgundy": "BUR", "pink": "PNK", "orange": "ORG", "yellow": "YEL", "green": "GRN", "olive": "OLV",
    "blue": "BLU", "navy": "NVY", "purple": "PUR", "brown": "BRN", "khaki": "KHA", "beige": "BEI",
    "cream": "CRM", "multicolor": "MUL", "transparent": "CLR",
}  # fmt: skip
# Months of warranty by category; the others have none beyond the law's.
WARRANTY_MONTHS = {
    "electronics": 24, "appliances": 24, "furniture": 36, "kitchen": 12, "phone_accessories": 12, "bags": 12,
    "sports": 12, "outdoor": 12, "shoes": 6, "toys": 6, "clothing": 3,
}  # fmt: skip
NOT_RETURNABLE = frozenset({"underwear", "food", "tea", "beauty"})
# Hygiene goods outside these categories.
NOT_RETURNABLE_IDS = frozenset({"PRD-352", "PRD-855", "PRD-857", "PRD-858", "PRD-913"})
_RANGE = re.compile(r"(\d+|[A-Z]+)-(\d+|[A-Z]+)")
_PAIR = re.compile(r"\s*([^=]+?)=(\S+)")


@dataclass(frozen=True)
class Row:
    """One line of a category's table, still as text."""

    id: str
    name: str
    name_zh: str
    brand: str
    price: str
    colors: str
    sizes: str
    material: str
    attributes: str
    text: str
    text_zh: str


def load_products(now: datetime, rng: random.Random) -> list[Product]:
    """All products with their variants and stock. Raises ValueError for a cell that cannot be understood."""
    return [_product(category, row, now, rng) for category in CATEGORIES for row in _rows(category)]


def _rows(category: str) -> Iterator[Row]:
    with (HERE / "catalogue" / f"{category}.psv").open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE), start=2):
            if None in cells or None in cells.values():
                raise ValueError(f"{category}.psv line {number}: expected as many cells as the header has")
            yield Row(**cells)


@cache
def translations(name: str) -> dict[str, str]:
    """The table words/<name>.psv: English -> Chinese."""
    with (HERE / "words" / f"{name}.psv").open(encoding="utf-8", newline="") as file:
        return {row["en"]: row["zh"] for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)}


def _product(category: str, row: Row, now: datetime, rng: random.Random) -> Product:
    model, kind = row.name.split("~")
    model_zh, kind_zh = row.name_zh.split("~")
    price, _, earlier = row.price.partition("<")
    now_prices, before = prices(Decimal(price)), prices(Decimal(earlier)) if earlier else {}
    attributes = dict(_worded(cell, "attributes") for cell in row.attributes.split(", "))
    material, material_zh = ("", "") if row.material == "-" else _worded(row.material, "materials")
    sizes = _sizes(row.sizes)
    return Product(
        id=row.id,
        name=f"{model} {kind}",
        name_zh=model_zh + kind_zh,
        category=category,
        brand=row.brand,
        brand_zh=translations("brands")[row.brand],
        kind=kind.lower(),
        kind_zh=kind_zh,
        description=row.text,
        description_zh=row.text_zh,
        prices=now_prices,
        earlier_prices={currency: old for currency, old in before.items() if old > now_prices[currency]},
        attributes=tuple(attributes),
        attributes_zh=tuple(attributes.values()),
        material=material,
        material_zh=material_zh,
        warranty_months=WARRANTY_MONTHS.get(category, 0),
        returnable=category not in NOT_RETURNABLE and row.id not in NOT_RETURNABLE_IDS,
        rating=round(min(5.0, max(3.4, rng.gauss(4.4, 0.3))), 1),
        rating_count=rng.randint(8, 900),
        sizes_zh={size: zh for size, zh in sizes.items() if zh},
        variants=_variants(row, list(sizes) or [""], now, rng),
    )


def _variants(row: Row, sizes: list[str], now: datetime, rng: random.Random) -> list[Variant]:
    colors = [""] if row.colors == "-" else row.colors.split()
    unknown = [color for color in colors if color and color not in COLORS]
    if unknown:
        raise ValueError(f"{row.id}: expected canonical colours, found {unknown}; see COLORS")
    made = []
    for color in colors:
        for size in sizes:
            ends = [COLOR_CODES[color]] if color else []
            ends += [re.sub(r"[^A-Z0-9]", "", size.upper())] if size else []
            stock = 0 if rng.random() < 0.08 else rng.randint(3, 60)
            back = now + timedelta(days=rng.randint(3, 25)) if stock == 0 and rng.random() < 0.7 else None
            made.append(
                Variant(
                    "-".join([row.id, *(ends or ["ONE"])]), row.id, size or None, color or None, stock, back
                )
            )
    return made


def prices(cny: Decimal) -> dict[str, Money]:
    """The price in every currency: whole CNY, the others one cent below a whole number."""
    made = {"CNY": Money(cny, "CNY")}
    for currency, rate in RATES.items():
        whole = max(1, int((cny / rate).to_integral_value()))
        made[currency] = Money(Decimal(whole) - Decimal("0.01"), currency)
    return made


def _sizes(cell: str) -> dict[str, str]:
    """Size -> Chinese name ("" when it is the same in both languages); empty for a product without sizes."""
    if cell == "-":
        return {}
    if "=" in cell:
        return dict(_PAIR.findall(cell))
    found = _RANGE.fullmatch(cell)
    if found is None:
        return {size: "" for size in cell.split()}
    first, last = found.groups()
    if first in LETTERS:
        return {size: "" for size in LETTERS[LETTERS.index(first) : LETTERS.index(last) + 1]}
    return {str(size): "" for size in range(int(first), int(last) + 1)}


def _worded(cell: str, table: str) -> tuple[str, str]:
    english, _, chinese = cell.strip().partition("=")
    if not chinese and english not in translations(table):
        raise ValueError(
            f"expected {english!r} with its Chinese (word=词) or in words/{table}.psv, found neither"
        )
    return english, chinese or translations(table)[english]
