"""The demo's cast: named customers and orders to try each flow with, and the words to say."""

from __future__ import annotations

from typing import Any

from shop.bootstrap import Shop
from shop.domain.errors import NotFound, ShopError
from shop.seed.plan import Case, load_cases


class NoDemoError(ShopError):
    """The database does not hold the demo shop."""


def cast(shop: Shop) -> list[dict[str, Any]]:
    """Every case with its customer, order and words, filled in from the database.

    Raises NoDemoError when the demo shop is not there.
    """
    try:
        return [_filled(shop, case) for case in load_cases()]
    except NotFound as missing:
        raise NoDemoError(
            f"expected the demo shop in the database, found no {missing.kind} {missing.id}; "
            "fill it by: python -m shop seed --reset"
        ) from None


def _filled(shop: Shop, case: Case) -> dict[str, Any]:
    customer = shop.accounts.get(case.customer)
    order = shop.orders.get(case.order.id) if case.order else None
    email, phone = (order.email, order.phone) if order else (customer.email, customer.phone)
    words = {"order": order.id if order else "", "email": email, "last4": phone[-4:]}
    return {
        "case": case.case,
        "customer_id": case.customer,
        "order_id": order.id if order else None,
        "email": email,
        "phone": phone,
        "say": {language: [line.format_map(words) for line in lines] for language, lines in case.say.items()},
        "expect": case.expect,
    }
