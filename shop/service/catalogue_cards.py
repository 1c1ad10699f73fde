"""What the product index is made of, read in two queries however many products there are."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from shop.domain.catalogue import CATEGORIES
from shop.domain.product_index import Card
from shop.repository import Unit
from shop.tables.catalogue import products, variants
from shop.tables.journal import counters

# The counter that grows when products change; indexes in memory compare it. Stock does not count.
EDITION = "catalogue"


def edition(unit: Unit) -> int:
    """The catalogue's present edition, 0 for one that was never touched."""
    query = select(counters.c.value).where(counters.c.name == EDITION)
    return int(unit.session.execute(query).scalar_one_or_none() or 0)


def cards(unit: Unit) -> list[Card]:
    """A card for every product."""
    looks: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for row in unit.session.execute(select(variants.c.product_id, variants.c.size, variants.c.color)):
        looks[row.product_id].add((row.size, row.color))
    return [
        Card(
            id=row.id,
            names=(row.name, row.name_zh),
            kinds=(row.kind, row.kind_zh),
            brands=(row.brand, row.brand_zh),
            category=row.category,
            text=(
                *row.attributes, *row.attributes_zh, row.material, row.material_zh,
                *CATEGORIES.get(row.category, (row.category,)),
            ),
            descriptions=(row.description, row.description_zh),
            prices={currency: price.amount for currency, price in row.prices.items()},
            rating=row.rating,
            looks=frozenset(looks[row.id]),
        )
        for row in unit.session.execute(select(products).order_by(products.c.id))
    ]  # fmt: skip
