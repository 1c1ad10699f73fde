"""The demo shop's customers."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

from shop.domain.customer import Address, Customer
from shop.domain.newsletter import Subscription
from shop.seed.goods import HERE

CURRENCY_OF = {"CN": "CNY", "US": "USD", "GB": "GBP"}  # by country; the others pay in EUR


def load_customers(now: datetime) -> list[Customer]:
    with (HERE / "customers.psv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    return [_customer(row, number, now) for number, row in enumerate(rows, start=1)]


def _customer(row: dict[str, str], number: int, now: datetime) -> Customer:
    recipient = row["name_zh"] or row["name"]
    return Customer(
        id=row["id"],
        name=row["name"],
        name_zh=row["name_zh"] or None,
        email=row["email"],
        phone=row["phone"],
        language="zh" if row["country"] == "CN" else "en",
        level=row["level"],
        points=int(row["points"]),
        addresses=(Address(recipient, row["phone"], row["address"], row["country"]),),
        newsletter=number % 5 == 0,
        created_at=now - timedelta(days=420 + 7 * number),
    )


def subscriptions(customers: list[Customer]) -> list[Subscription]:
    """The newsletter goes to those customers who want it."""
    wanting = [customer for customer in customers if customer.newsletter and customer.created_at]
    return [
        Subscription(f"NWS-{number}", customer.email, True, customer.created_at)
        for number, customer in enumerate(wanting, start=1)
        if customer.created_at
    ]


def currency_of(customer: Customer) -> str:
    return CURRENCY_OF.get(customer.addresses[0].country, "EUR")
