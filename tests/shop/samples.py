"""Small records to start a test from, and a way to put them into a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shop.audit import By
from shop.domain.catalogue import Product, Variant
from shop.domain.customer import Address, Customer
from shop.domain.money import CURRENCIES, Money
from shop.domain.order import Order, OrderLine, Payment, Shipment
from shop.unit_of_work import Store

ADDRESS = Address("Ann Lee", "+12025550143", "12 Elm Street, Springfield", "US")


def customer(id: str = "CUS-1", **changes: Any) -> Customer:
    values: dict[str, Any] = {
        "name": "Ann Lee", "name_zh": None, "email": "ann@example.com", "phone": "+12025550143",
        "language": "en", "addresses": (ADDRESS,),
    }  # fmt: skip
    return Customer(id=id, **{**values, **changes})


def product(
    id: str = "PRD-1", price: str = "20.00", variants: Sequence[Variant] | None = None, **changes: Any
) -> Product:
    """A returnable shirt with the variants …-BLK-M, …-BLK-L and …-RED-M, ten of each."""
    if variants is None:
        made = [("BLK-M", "M", "black"), ("BLK-L", "L", "black"), ("RED-M", "M", "red")]
        variants = [Variant(f"{id}-{end}", id, size, color, stock=10) for end, size, color in made]
    values: dict[str, Any] = {
        "name": "Shirt", "name_zh": "衬衫", "category": "shirts", "brand": "Northwind",
        "description": "A plain shirt.", "description_zh": "一件普通的衬衫。",
        "prices": {currency: Money.of(price, currency) for currency in CURRENCIES}, "warranty_months": 12,
    }  # fmt: skip
    return Product(id=id, variants=list(variants), **{**values, **changes})


def line(number: int = 1, quantity: int = 2, price: str = "20.00", sku: str = "PRD-1-BLK-M") -> OrderLine:
    product_id = "-".join(sku.split("-")[:2])
    return OrderLine(number, product_id, sku, "Shirt", "衬衫", "M", "black", quantity, Money.of(price, "USD"))


def order(
    now: datetime,
    status: str = "delivered",
    id: str = "ORD-1042",
    lines: Sequence[OrderLine] | None = None,
    **changes: Any,
) -> Order:
    """An order in `status`: placed 7 days before `now`, paid 7, packed 6, shipped 5, delivered 2 days before.

    By default one line of two shirts at 20.00 USD with 6.00 for shipping, paid by card unless only placed.
    """
    lines = [line()] if lines is None else list(lines)
    goods = Money.total((each.price for each in lines), "USD")
    fee = changes.pop("shipping_fee", Money.of("6.00", "USD"))
    discount = changes.pop("discount", Money.zero("USD"))
    made = Order(
        id=id, customer_id=changes.pop("customer_id", "CUS-1"), email="ann@example.com", phone="+12025550143",
        currency="USD", status=status, placed_at=now - timedelta(days=7), shipping_address=ADDRESS,
        discount=discount, shipping_fee=fee, total=goods - discount + fee, lines=lines,
    )  # fmt: skip
    steps = ["placed", "paid", "packed", "shipped", "delivered"]
    reached = steps.index(status) if status in steps else 0
    if reached >= 1:
        made.paid_at = now - timedelta(days=7)
        made.payments.append(Payment(f"PAY-{id[4:]}", "card", "paid", made.total, made.paid_at))
    if reached >= 2:
        made.packed_at = now - timedelta(days=6)
    if reached >= 3:
        made.shipped_at = now - timedelta(days=5)
        events = ()
        expected = now - timedelta(days=2) if reached >= 4 else now + timedelta(days=1)
        state = "delivered" if reached >= 4 else "in_transit"
        made.shipments.append(Shipment(f"SHP-{id[4:]}", "DHL", f"TRK{id[4:]}", state, events, expected))
    if reached >= 4:
        made.delivered_at = now - timedelta(days=2)
    if status == "placed":
        made.placed_at = now
        made.pay_until = now + timedelta(days=1)
    if status == "cancelled":
        made.cancelled_at = now - timedelta(days=1)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def put(store: Store, *records: Any) -> None:
    """Store records one after the other, as a seed would."""

    def work(unit: Any) -> None:
        for record in records:
            unit.add(record)

    store.change(By("seed", "cli", f"seed-{records[0].id}-{len(records)}"), "seed", {}, work)
