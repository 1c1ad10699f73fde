"""Tables of products and variants."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import relationship

from shop.audit import record_kind
from shop.domain.catalogue import Product, Variant
from shop.domain.money import Money
from shop.tables.types import UTCDateTime, ValueJSON, mapper_registry, metadata


def _plain_prices(prices: dict[str, Money]) -> dict[str, int]:
    return {currency: price.minor for currency, price in sorted(prices.items())}


def _prices(plain: dict[str, int]) -> dict[str, Money]:
    return {currency: Money.from_minor(minor, currency) for currency, minor in plain.items()}


def _plain_rows(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [list(row) for row in rows]


def _rows(plain: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in plain)


products = Table(
    "products",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("category", String(60), nullable=False, index=True),
    Column("brand", String(60), nullable=False),
    Column("description", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
    Column("prices", ValueJSON(_plain_prices, _prices), nullable=False),  # currency -> smallest units
    Column("earlier_prices", ValueJSON(_plain_prices, _prices), nullable=False),
    Column("attributes", ValueJSON(list, tuple), nullable=False),
    Column("attributes_zh", ValueJSON(list, tuple), nullable=False),
    Column("material", String(200), nullable=False),
    Column("material_zh", String(200), nullable=False),
    Column("warranty_months", Integer, nullable=False),
    Column("returnable", Boolean, nullable=False),
    Column("rating", Float, nullable=False),
    Column("rating_count", Integer, nullable=False),
    Column("brand_zh", String(60), nullable=False),
    Column("kind", String(120), nullable=False),
    Column("kind_zh", String(120), nullable=False),
    Column("sizes_zh", ValueJSON(dict, dict), nullable=False),
    Column("version", Integer, nullable=False),
)

size_guides = Table(
    "size_guides",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("category", String(60), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("title_zh", String(200), nullable=False),
    Column("columns", ValueJSON(list, tuple), nullable=False),
    Column("columns_zh", ValueJSON(list, tuple), nullable=False),
    Column("rows", ValueJSON(_plain_rows, _rows), nullable=False),
    Column("note", Text, nullable=False),
    Column("note_zh", Text, nullable=False),
)

variants = Table(
    "variants",
    metadata,
    Column("sku", String(60), primary_key=True),
    Column("product_id", ForeignKey("products.id"), nullable=False, index=True),
    Column("size", String(30)),
    Column("color", String(30)),
    Column("stock", Integer, nullable=False),
    Column("restock_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)


def map_catalogue() -> None:
    mapper_registry.map_imperatively(
        Variant, variants, version_id_col=variants.c.version, version_id_generator=False
    )
    mapper_registry.map_imperatively(
        Product,
        products,
        version_id_col=products.c.version,
        version_id_generator=False,
        properties={"variants": relationship(Variant, lazy="selectin", order_by=variants.c.sku)},
    )
    record_kind(Product, "product")
    record_kind(Variant, "variant")
