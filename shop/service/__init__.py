"""What may be asked of the shop: one service a subject, each call its own transaction.

Services find and change records through `shop.unit_of_work.Store`; rules live in `shop.domain`.
"""

from shop.audit import By
from shop.domain.order_changes import LineChange
from shop.service.catalogue import ProductQuery

__all__ = ["By", "LineChange", "ProductQuery"]
