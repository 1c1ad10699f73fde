"""Two customers, or one customer twice, at the very same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.catalogue import Variant
from shop.domain.errors import Refused, ShopError
from shop.domain.order import Order
from shop.domain.refund import Refund
from shop.repository import count
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, order, product, put

Author = Callable[..., By]


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    put(shop.store, customer(), product(), order(TODAY, "paid"))
    return shop


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Start all calls together; an error of the shop is a result like any other."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        start.wait()
        try:
            return call()
        except ShopError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_cancellations_make_one_refund(stocked: Shop, by: Author) -> None:
    done = at_once([lambda: stocked.orders.cancel("ORD-1042", "", by()) for _ in range(3)])
    refused = [each for each in done if isinstance(each, Refused)]
    assert len(refused) == 2 and {each.code for each in refused} == {"already_cancelled"}
    with stocked.store.reading() as unit:
        assert count(unit, Refund) == 1
        assert unit.get(Variant, "PRD-1-BLK-M").stock == 12


def test_the_same_yes_twice_at_once_is_one_cancellation(stocked: Shop, by: Author) -> None:
    done = at_once([lambda: stocked.orders.cancel("ORD-1042", "", by("yes")) for _ in range(3)])
    ids = {each.id for each in done if not isinstance(each, ShopError)}  # type: ignore[attr-defined]
    assert len(ids) == 1
    assert not [each for each in done if isinstance(each, ShopError)]
    with stocked.store.reading() as unit:
        assert count(unit, Refund) == 1


def test_the_last_piece_is_sold_once(stocked: Shop, by: Author) -> None:
    def buy(number: int) -> Order:
        return stocked.orders.place(
            [("PRD-1-RED-M", 4), ("PRD-1-BLK-L", 4)][:: 1 if number % 2 else -1],  # either order: no deadlock
            email=f"buyer{number}@example.com",
            address="12 Elm Street",
            currency="USD",
            by=by(f"buy-{number}"),
        )

    done = at_once([lambda n=n: buy(n) for n in range(4)])  # type: ignore[misc]
    sold = [each for each in done if isinstance(each, Order)]
    out = [each for each in done if isinstance(each, Refused)]
    assert len(sold) == 2 and len(out) == 2 and {each.code for each in out} == {"out_of_stock"}
    assert len({each.id for each in sold}) == 2
    with stocked.store.reading() as unit:
        assert unit.get(Variant, "PRD-1-RED-M").stock == 2


def test_cancelling_and_changing_at_once_never_mix(stocked: Shop, by: Author) -> None:
    done = at_once(
        [
            lambda: stocked.orders.cancel("ORD-1042", "", by()),
            lambda: stocked.orders.change_address("ORD-1042", address="1 Oak Road, Springfield", by=by()),
        ]
    )
    errors = [each for each in done if isinstance(each, ShopError)]
    assert [each.code for each in errors if isinstance(each, Refused)] in ([], ["already_cancelled"])
    assert stocked.orders.get("ORD-1042").status == "cancelled"
