"""Variants with their products, found by SKU, and their stock moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from shop.domain.catalogue import Product, Variant
from shop.domain.errors import NotFound
from shop.domain.pricing import Shelf
from shop.repository import Unit
from shop.tables.catalogue import products, variants


def shelf_of(unit: Unit, skus: Iterable[str]) -> Shelf:
    """The variants of `skus` with their products; variants are locked in a writing unit. Raises NotFound."""
    wanted = sorted(set(skus))
    found = {v.sku: v for v in unit.read(select(Variant).where(variants.c.sku.in_(wanted)))}
    named = products_of(unit, {variant.product_id for variant in found.values()})
    for variant in lock_variants(unit, wanted):
        found[variant.sku] = variant
    for sku in wanted:
        if sku not in found:
            raise NotFound("variant", sku)
    return {sku: (named[variant.product_id], variant) for sku, variant in found.items()}


def products_of(unit: Unit, ids: Iterable[str]) -> dict[str, Product]:
    """Products by id, only to look at."""
    found = unit.read(select(Product).where(products.c.id.in_(sorted(set(ids)))))
    return {product.id: product for product in found}


def lock_variants(unit: Unit, skus: Iterable[str]) -> list[Variant]:
    """The variants of `skus`, always locked in the same order, so that two orders never block each other."""
    return unit.all(select(Variant).where(variants.c.sku.in_(sorted(set(skus)))).order_by(variants.c.sku))


def move_stock(unit: Unit, moves: Mapping[str, int]) -> None:
    """Take pieces off the shelf (put back: negative), by SKU. Raises Refused("out_of_stock")."""
    for variant in lock_variants(unit, moves):
        count = moves[variant.sku]
        if count > 0:
            variant.take(count)
        elif count < 0:
            variant.put_back(-count)
