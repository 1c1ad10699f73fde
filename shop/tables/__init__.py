"""The tables and how entities are kept in them. One module a part of the shop, each with its `map_…()`.

Tables join `metadata` when their module is imported; entities are mapped by `map_entities()`, once a process.
"""

from shop.tables.mapping import map_entities
from shop.tables.types import metadata

__all__ = ["map_entities", "metadata"]
