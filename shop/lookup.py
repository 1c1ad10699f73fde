"""The catalogue's words for the assistant: brands and kinds of products, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from shop.bootstrap import Shop
from shop.tables.catalogue import products

SHARED_ENDING = 2  # characters of a Chinese ending that several kinds share: 越野跑鞋, 公路跑鞋 -> 跑鞋


def words(shop: Shop) -> dict[str, list[str]]:
    """Slot -> the words for it: brands, and what products are called with and without their model names."""
    columns = products.c
    query = select(columns.name, columns.name_zh, columns.kind, columns.kind_zh)
    with shop.store.reading() as unit:
        rows = unit.session.execute(query.order_by(columns.id)).all()
    brands = shop.catalogue.brands()
    english = [ending for row in rows for ending in _endings(row.kind or row.name)]
    chinese = _chinese([row.kind_zh or row.name_zh for row in rows])
    names = [name for row in rows for name in (row.name, row.name_zh)]
    return {"brand": _unique([*brands, *brands.values()]), "product": _unique([*english, *chinese, *names])}


def write(shop: Shop, path: Path) -> int:
    """Write the words as lookup tables in Rasa's training format; gives their number."""
    found = words(shop)
    lines = ["# Written by `python -m shop lookup`; do not edit.", 'version: "3.1"', "nlu:"]
    for slot, examples in found.items():
        lines += [f"- lookup: {slot}", "  examples: |", *(f"    - {example}" for example in examples)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(len(examples) for examples in found.values())


def _endings(kind: str) -> list[str]:
    """trail running shoes, running shoes, shoes."""
    parts = kind.lower().split()
    return [" ".join(parts[i:]) for i in range(len(parts))]


def _chinese(kinds: list[str]) -> list[str]:
    """The kinds, and those endings that several kinds share: the others may be no words."""
    endings = Counter(kind[-SHARED_ENDING:] for kind in set(kinds) if len(kind) > SHARED_ENDING)
    return [*kinds, *(ending for ending, count in endings.items() if count > 1)]


def _unique(found: Iterable[str]) -> list[str]:
    return sorted({word for word in found if word})
