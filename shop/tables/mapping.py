"""Maps all entities to their tables. A new part of the shop adds its `map_…` to PARTS."""

from __future__ import annotations

import threading

from shop.tables import access, journal, turns  # noqa: F401  their tables join the metadata
from shop.tables.aftersales import map_aftersales
from shop.tables.catalogue import map_catalogue
from shop.tables.conversations import map_conversations
from shop.tables.customers import map_customers
from shop.tables.desk import map_desk
from shop.tables.orders import map_orders
from shop.tables.slack import map_slack
from shop.tables.support import map_support

PARTS = (
    map_customers, map_catalogue, map_orders, map_aftersales, map_support, map_conversations, map_desk, map_slack,
)  # fmt: skip

_lock = threading.Lock()
_done = False


def map_entities() -> None:
    """Map every entity, once a process however often it is called."""
    global _done
    with _lock:
        if not _done:
            for part in PARTS:
                part()
            _done = True
