"""What the test shop sells, and Ann's orders: shoes and socks in each state that an order can be in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from shop.bootstrap import open_shop
from shop.domain.catalogue import Product, Variant
from shop.domain.clock import FixedClock
from shop.domain.money import Money
from shop.domain.order import Order, OrderLine, Payment
from shop.seed.texts import load_policies
from shop.tables import metadata
from tests.shop.samples import customer, order, product, put

SHOES, SOCKS, MUG = "PRD-201", "PRD-155", "PRD-501"
FREE = Money.zero("USD")
_SHOE = ("Marten Trail Running Shoes", "岩貂越野跑鞋")
_SOCK = ("Trailmate Merino Socks", "行伴美利奴羊毛袜")
_MUG = ("Dawn Mug", "晨光马克杯")


def PRODUCTS() -> list[Product]:  # noqa: N802
    """Shoes 41 to 43 in black and blue (no blue 43 left), socks that cannot be returned, a mug."""
    shoes = [
        Variant(
            f"{SHOES}-{color[:3].upper()}-{size}",
            SHOES,
            size,
            color,
            stock=0 if (size, color) == ("43", "blue") else 5,
        )
        for color in ("black", "blue")
        for size in ("41", "42", "43")
    ]
    socks = [Variant(f"{SOCKS}-GRY-{size}", SOCKS, size, "grey", stock=9) for size in ("39-42", "43-46")]
    mug = [Variant(f"{MUG}-1", MUG, None, None, stock=30)]
    return [
        product(
            SHOES,
            "60.00",
            shoes,
            name=_SHOE[0],
            name_zh=_SHOE[1],
            category="shoes",
            kind="trail running shoes",
            kind_zh="越野跑鞋",
        ),
        product(
            SOCKS,
            "10.00",
            socks,
            name=_SOCK[0],
            name_zh=_SOCK[1],
            category="underwear",
            returnable=False,
            kind="merino socks",
            kind_zh="羊毛袜",
        ),
        product(
            MUG,
            "12.00",
            mug,
            name=_MUG[0],
            name_zh=_MUG[1],
            category="kitchen",
            warranty_months=0,
            kind="mug",
            kind_zh="马克杯",
        ),
    ]


def shoes(number: int = 1, size: str = "41", color: str = "black", quantity: int = 1) -> OrderLine:
    sku = f"{SHOES}-{color[:3].upper()}-{size}"
    return OrderLine(number, SHOES, sku, *_SHOE, size, color, quantity, Money.of("60.00", "USD"))


def socks(number: int = 2, size: str = "39-42", quantity: int = 2) -> OrderLine:
    return OrderLine(
        number, SOCKS, f"{SOCKS}-GRY-{size}", *_SOCK, size, "grey", quantity, Money.of("10.00", "USD")
    )


def ORDERS(now: datetime) -> Sequence[Order]:  # noqa: N802
    """ORD-1001 placed … ORD-1005 delivered, ORD-1006 cancelled, each with shoes and socks.

    With shoes only: ORD-1007 delivered long ago, ORD-1008 paid twice, ORD-1009 delivered, ORD-1010 whose
    payment failed.
    """
    states = ["placed", "paid", "packed", "shipped", "delivered", "cancelled"]
    made = [
        order(now, state, f"ORD-{1001 + n}", [shoes(), socks()], shipping_fee=FREE)
        for n, state in enumerate(states)
    ]
    made[0].pay_until = now + timedelta(hours=20)
    old = order(now, "delivered", "ORD-1007", [shoes()], shipping_fee=FREE)
    for name in ("placed_at", "paid_at", "packed_at", "shipped_at", "delivered_at"):
        setattr(old, name, getattr(old, name) - timedelta(days=300))
    twice = order(now, "paid", "ORD-1008", [shoes()], shipping_fee=FREE)
    twice.payments.append(Payment("PAY-9008", "card", "paid", twice.total, now - timedelta(days=6)))
    failed = order(now, "placed", "ORD-1010", [shoes()], shipping_fee=FREE)
    failed.payments.append(Payment("PAY-9010", "paypal", "failed", failed.total, now - timedelta(hours=2)))
    return [*made, old, twice, order(now, "delivered", "ORD-1009", [shoes()], shipping_fee=FREE), failed]


def small_shop(file: Path, now: datetime, **owner: str) -> Path:
    """Fills a shop on SQLite, to be copied: policies, three products and one order in each state, all of one customer's."""
    made = open_shop(f"sqlite:///{file}", FixedClock(now))
    metadata.create_all(made.store.engine)
    put(made.store, customer(**owner), *PRODUCTS(), *load_policies(now))
    for placed in ORDERS(now):
        put(made.store, placed)
    with made.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.store.engine.dispose()
    return file
