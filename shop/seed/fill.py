"""Filling an empty database with the demo shop."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Engine

from shop.audit import By
from shop.domain.catalogue import Product
from shop.domain.clock import FixedClock
from shop.domain.rules import Rules
from shop.repository import Unit
from shop.seed.goods import load_products
from shop.seed.history import History
from shop.seed.orders import OrderMaker, shelf_of
from shop.seed.people import load_customers, subscriptions
from shop.seed.plan import LAST, draw_plans, load_cases, shelf_wishes
from shop.seed.texts import load_coupons, load_faqs, load_policies, load_size_guides, load_talk
from shop.service.catalogue_cards import EDITION
from shop.tables import metadata
from shop.tables.catalogue import products as product_table
from shop.tables.catalogue import size_guides
from shop.tables.journal import counters
from shop.unit_of_work import Store

SEED = 20240229
# Customers that the cases' outcome hangs on get no further orders; these do.
ORDERING_CUSTOMERS = slice(40, 64)


def is_filled(store: Store) -> bool:
    """Whether there is a catalogue already."""
    with store.reading() as unit:
        return bool(unit.session.execute(select(func.count()).select_from(product_table)).scalar_one())


def empty(store: Store) -> None:
    """Delete every record. The catalogue's edition goes on counting, so that running servers notice."""

    def work(unit: Unit) -> None:
        for table in reversed(metadata.sorted_tables):
            where = table.c.name != EDITION if table is counters else None
            unit.session.execute(delete(table) if where is None else delete(table).where(where))

    store.write(work)


def fill(engine: Engine, today: datetime, rules: Rules) -> dict[str, int]:
    """Put the demo shop into an empty database, as it is on `today` (midnight UTC); gives counts by kind."""
    rng = random.Random(SEED)
    clock = FixedClock(today - timedelta(days=900))
    store = Store(engine, clock)
    products = load_products(today, rng)
    _stock_up(products)
    customers = load_customers(today)
    coupons = load_coupons(today)
    cases = load_cases()
    cast = [plan for case in cases for plan in (case.order, *case.more) if plan is not None]
    drawn = draw_plans(products, customers[ORDERING_CUSTOMERS], {plan.id for plan in cast}, rng)
    plans = sorted([*cast, *drawn], key=lambda plan: plan.id)
    by_id = {customer.id: customer for customer in customers}
    maker = OrderMaker(shelf_of(products), by_id, {each.code: each for each in coupons}, today, rules)
    orders = [maker.make(plan) for plan in plans]
    letters = subscriptions(customers)

    def base(unit: Unit) -> None:
        unit.add_all(products)
        texts = [*load_policies(clock.now()), *load_faqs(clock.now()), *load_talk(clock.now())]
        unit.add_all([*customers, *coupons, *texts, *letters])
        unit.session.execute(insert(size_guides), [_plain(guide) for guide in load_size_guides()])
        _count_from(
            unit,
            {
                "CUS": len(customers), "ORD": LAST, "PAY": maker.payments, "SHP": maker.shipments,
                "NWS": len(letters),
            },
        )  # fmt: skip
        _next_edition(unit)

    store.change(By("seed", "cli", "seed-base"), "seed", {}, base)
    store.change(By("seed", "cli", "seed-orders"), "seed", {}, lambda unit: unit.add_all(orders))
    History(store, clock, rules, today).happen(plans)
    return {
        "products": len(products),
        "customers": len(customers),
        "orders": len(orders),
        "cases": len(cases),
    }


def _stock_up(products: list[Product]) -> None:
    wishes = dict(shelf_wishes())
    for product in products:
        for variant in product.variants:
            if variant.sku in wishes:
                variant.stock = wishes.pop(variant.sku)
                variant.restock_at = None
    if wishes:
        raise ValueError(f"cast.yml: expected SKUs of the catalogue, found {sorted(wishes)}")


def _count_from(unit: Unit, last: Mapping[str, int]) -> None:
    """Ids go on after those given out here."""
    unit.session.execute(insert(counters), [{"name": name, "value": value} for name, value in last.items()])


def _next_edition(unit: Unit) -> None:
    grown = update(counters).where(counters.c.name == EDITION).values(value=counters.c.value + 1)
    if unit.session.execute(grown).rowcount == 0:
        unit.session.execute(insert(counters).values(name=EDITION, value=1))


def _plain(guide: Any) -> dict[str, Any]:
    return {column.name: getattr(guide, column.name) for column in size_guides.columns}
