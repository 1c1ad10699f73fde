"""The orders that a conversation may see, and which of them is meant by its goods."""

from __future__ import annotations

from collections.abc import Sequence, Set

from actions.context import Context
from actions.turn import Turn
from shop.service.catalogue import ProductQuery

HISTORY_CHOICES = 6
_ALIKE = 50  # products of a kind among which an order's goods are looked for


def order_with(turn: Turn, known: Sequence[str], context: Context) -> str | None:
    """The one of the orders in which there are goods of the kind that the message names: 手机壳那单."""
    kind, category = turn.first("product"), turn.first("category")
    queries = [ProductQuery(text=kind)] if kind else []
    queries += [ProductQuery(category=category)] if category else []  # 硅胶壳 is no 手机壳 by its name
    for query in queries if not turn.is_button else ():
        found = {product.id for product in context.shop.catalogue.search(query, limit=_ALIKE)}
        holding = [order_id for order_id in known if _holds(order_id, found, context)]
        if len(holding) == 1:
            return holding[0]
    return None


def _holds(order_id: str, products: Set[str], context: Context) -> bool:
    return any(line.product_id in products for line in context.shop.orders.get(order_id).lines)


def known_orders(context: Context) -> list[str]:
    """The orders that this conversation may see, newest first."""
    identity = context.shop.access.identity(context.conversation)
    if identity is not None and identity.customer_id:
        return [
            order.id for order in context.shop.orders.history(identity.customer_id, limit=HISTORY_CHOICES)
        ]
    return list(context.shop.access.open_orders(context.conversation))
