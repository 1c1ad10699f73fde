"""What is to happen to every order of the demo shop: the cast's own, and many more drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from shop.domain.catalogue import Product
from shop.domain.customer import Customer
from shop.seed.goods import HERE
from shop.seed.people import currency_of

FIRST, LAST = 1001, 1440  # numbers of orders
METHODS = {
    "CNY": ("alipay", "wechat_pay", "alipay", "card", "cash_on_delivery"),
    "USD": ("card", "paypal", "card", "instalments"),
    "GBP": ("card", "paypal"),
    "EUR": ("paypal", "card", "bank_transfer"),
}
# How many orders in a hundred are in each state, and how many days ago they got there (from, to). Deliveries
# lie on both sides of every deadline: 2, 7, 30, 90 and 180 days.
STATES: tuple[tuple[str, int, float, float], ...] = (
    ("placed", 4, 0.01, 0.9),
    ("placed", 3, 1.2, 20.0),  # expired
    ("paid", 10, 0.05, 1.0),
    ("packed", 7, 0.05, 1.2),
    ("shipped", 12, 0.2, 4.0),
    ("shipped", 2, 15.0, 30.0),  # lost
    ("delivered", 5, 0.1, 2.0),
    ("delivered", 19, 2.5, 29.0),
    ("delivered", 3, 29.2, 30.8),
    ("delivered", 14, 31.0, 89.0),
    ("delivered", 9, 91.0, 179.0),
    ("delivered", 12, 181.0, 800.0),
)
REASONS = ("too_small", "too_large", "changed_mind", "defective", "damaged", "not_as_described", "other")

RETURN_ENDS = ("approved", "in_transit", "received", "completed", "rejected", "cancelled")


@dataclass(frozen=True)
class OrderPlan:
    """One order and what happens to it. `ago`: days before the day of seeding that it got into `status`."""

    id: str
    status: str  # placed, paid, packed, shipped or delivered; what happens later is in `then`
    ago: float
    method: str
    items: Mapping[str, int]  # SKU -> quantity
    customer: str = ""
    guest: bool = False  # ordered without an account: only the country is the customer's
    drawn: bool = False  # made by chance, so a step that the rules refuse is left out
    earlier_price: bool = False  # bought before the price fell
    coupon: str | None = None
    then: Sequence[Mapping[str, Any]] = field(default_factory=tuple)  # steps, see `shop.seed.history`


@dataclass(frozen=True)
class Case:
    """One demo: who says what, and what the database shows afterwards."""

    case: str
    customer: str
    order: OrderPlan | None
    say: Mapping[str, Sequence[str]]
    expect: str
    more: Sequence[OrderPlan] = ()


def load_cases() -> list[Case]:
    return [_case(**raw) for raw in _cast()["cases"]]


def shelf_wishes() -> Mapping[str, int]:
    """SKU -> stock that the cases need."""
    wishes: Mapping[str, int] = _cast()["stock"]
    return wishes


def _cast() -> Any:
    return yaml.safe_load((HERE / "cast.yml").read_text(encoding="utf-8"))


def _case(
    case: str,
    customer: str,
    say: Any,
    expect: str,
    order: Mapping[str, Any] | None = None,
    more: Sequence[Mapping[str, Any]] = (),
) -> Case:
    first = OrderPlan(customer=customer, **order) if order else None
    return Case(case, customer, first, say, expect, [OrderPlan(customer=customer, **each) for each in more])


def draw_plans(
    products: Sequence[Product], customers: Sequence[Customer], taken: set[str], rng: random.Random
) -> list[OrderPlan]:
    """Orders for all free numbers. `taken`: ids of the cast's orders; `customers`: those who order."""
    ids = [f"ORD-{number}" for number in range(FIRST, LAST + 1)]
    weights = [share for _, share, _, _ in STATES]
    plans = []
    for id in (id for id in ids if id not in taken):
        status, _, least, most = rng.choices(STATES, weights)[0]
        customer = rng.choice(customers)
        ago = round(rng.uniform(least, most), 2)
        plans.append(_draw(id, status, ago, customer, products, rng))
    return plans


def _draw(
    id: str,
    status: str,
    ago: float,
    customer: Customer,
    products: Sequence[Product],
    rng: random.Random,
) -> OrderPlan:
    guest = rng.random() < 0.1
    items = {}
    for product in rng.sample(list(products), rng.choices((1, 2, 3, 4), (45, 33, 15, 7))[0]):
        shelf = [variant for variant in product.variants if variant.stock >= 5] or product.variants
        items[rng.choice(shelf).sku] = rng.choices((1, 2, 3, 5), (74, 17, 6, 3))[0]
    return OrderPlan(
        id=id,
        status=status,
        ago=ago,
        method=rng.choice(METHODS[currency_of(customer)]),
        items=items,
        customer=customer.id,
        guest=guest,
        drawn=True,
        earlier_price=ago > 20 or rng.random() < 0.3,
        coupon="WELCOME10" if not guest and rng.random() < 0.04 else None,
        then=_draw_steps(status, ago, items, rng),
    )


def _draw_steps(
    status: str, ago: float, items: Mapping[str, int], rng: random.Random
) -> list[Mapping[str, Any]]:
    steps: list[Mapping[str, Any]] = []
    luck = rng.random()
    if status in ("paid", "packed") and luck < 0.3:
        steps = [{"do": "cancel", "ago": ago * 0.7}]
        if luck < 0.15:
            steps.append({"do": "refund_step", "to": "processing", "ago": ago * 0.4})
    if status == "delivered":
        if luck < 0.16 and ago > 1:
            steps = _draw_return(ago, rng)
        elif luck < 0.22 and ago > 1:
            reason = rng.choice(("too_small", "too_large"))
            to = rng.choice(("approved", "in_transit", "completed"))
            steps = [{"do": "exchange", "line": 1, "reason": reason, "ago": ago * 0.8, "to": to}]
        elif luck < 0.25 and ago > 3:
            kind = rng.choice(("damaged", "missing_parts"))
            steps = [{"do": "problem", "kind": kind, "resolution": "investigation", "ago": max(ago - 2, 0)}]
        if rng.random() < 0.1 and ago > 1:
            steps.append({"do": "review", "line": 1, "rating": rng.choice((3, 4, 5, 5)), "ago": ago * 0.5})
    if status != "placed" and rng.random() < 0.08:
        steps.append({"do": "invoice", "title": None, "tax_id": None, "ago": max(0.01, ago * 0.3)})
    return steps


def _draw_return(ago: float, rng: random.Random) -> list[Mapping[str, Any]]:
    to = rng.choices(RETURN_ENDS, (3, 2, 2, 5, 1, 2))[0]
    asked = max(ago - rng.uniform(0.5, 20), ago * 0.6)
    step = {"do": "return", "items": {1: 1}, "reason": rng.choice(REASONS), "resolution": "refund", "to": to}
    steps: list[Mapping[str, Any]] = [{**step, "ago": asked}]
    if to == "completed":
        steps.append({"do": "refund", "ago": asked * 0.5})
        if rng.random() < 0.7:
            steps.append({"do": "refund_step", "to": "processing", "ago": asked * 0.4})
            steps.append({"do": "refund_step", "to": "paid", "ago": asked * 0.2})
    return steps
