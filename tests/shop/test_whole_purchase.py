"""One purchase from the order to the last cent back, through the shop's services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.audit import By
from shop.bootstrap import Shop, shop_over
from shop.domain.access import AccessRules
from shop.domain.catalogue import Variant
from shop.domain.clock import FixedClock
from shop.domain.errors import Refused
from shop.domain.money import Money
from shop.domain.rules import Rules
from shop.unit_of_work import Store
from tests.shop.samples import customer, product, put

Author = Callable[..., By]


@pytest.fixture
def shop(store: Store, rules: Rules) -> Shop:
    put(store, customer(), product())
    return shop_over(store, rules, AccessRules())


def bought(shop: Shop, by: Author) -> str:
    order = shop.orders.place(
        [("PRD-1-BLK-M", 3)], email="ann@example.com", customer_id="CUS-1", currency="USD", by=by()
    )
    shop.fulfilment.pay(order.id, "card", order.total, by())
    return order.id


def deliver(shop: Shop, id: str, clock: FixedClock, by: Author) -> None:
    shop.fulfilment.pack(id, by())
    shop.fulfilment.ship(id, "DHL", "TRK1", clock.now() + timedelta(days=2), by())
    clock.move(timedelta(days=2))
    shop.fulfilment.deliver(id, by())


def test_returned_in_two_steps_all_of_the_goods_price_comes_back(
    shop: Shop, clock: FixedClock, by: Author
) -> None:
    id = bought(shop, by)
    with pytest.raises(Refused) as refused:
        shop.refunds.terms(id)
    assert refused.value.code == "nothing_to_refund"
    deliver(shop, id, clock, by)
    back = []
    for quantity in (1, 2):
        shop.returns.request(id, [(1, quantity)], "not_as_described", "refund", by())
        back.append(shop.refunds.request(id, by()).amount)
        clock.move(timedelta(days=1))
    assert [str(each) for each in back] == ["20.00 USD", "40.00 USD"]
    assert shop.orders.get(id).status == "delivered"
    assert shop.orders.warranty(id)[0].valid


def test_cancelled_after_packing_and_the_refund_failed(shop: Shop, by: Author) -> None:
    id = bought(shop, by)
    shop.fulfilment.pack(id, by())
    cancelled = shop.orders.cancel(id, "changed_mind", by())
    assert (str(cancelled.fee), str(cancelled.refund)) == ("3.00 USD", "57.00 USD")
    (refund,) = shop.refunds.of_order(id)
    assert (refund.id, refund.status, refund.kind) == (cancelled.refund_id, "pending", "cancellation")
    with pytest.raises(Refused) as refused:
        shop.refunds.request(id, by())
    assert refused.value.code == "refund_in_progress"
    shop.refunds.advance(refund.id, "failed", by())
    terms = shop.refunds.terms(id)
    assert (terms.kind, str(terms.amount)) == ("cancellation", "57.00 USD")
    again = shop.refunds.request(id, by())
    shop.refunds.advance(again.id, "processing", by())
    shop.refunds.advance(again.id, "paid", by())
    with pytest.raises(Refused) as refused:
        shop.refunds.terms(id)
    assert refused.value.code == "refund_paid"


def test_paid_twice_and_exchanged(shop: Shop, store: Store, clock: FixedClock, by: Author) -> None:
    id = bought(shop, by)
    shop.fulfilment.pay(id, "alipay", shop.orders.get(id).total, by())
    assert [payment.method for payment in shop.orders.payment_findings(id).duplicates] == ["alipay"]
    extra = shop.refunds.request(id, by())
    assert (extra.kind, extra.method, str(extra.amount)) == ("overpaid", "alipay", "60.00 USD")
    for status in ("processing", "paid"):
        shop.refunds.advance(extra.id, status, by())
    findings = shop.orders.payment_findings(id)
    assert findings.duplicates == [] and findings.due == Money.zero("USD")
    deliver(shop, id, clock, by)
    swap = shop.exchanges.request(id, 1, 1, "PRD-1-BLK-L", "too_small", by())
    for status in ("in_transit", "received", "completed"):
        shop.exchanges.advance(swap.id, status, by())
    with store.reading() as unit:
        assert unit.get(Variant, "PRD-1-BLK-M").stock == 7
        assert unit.get(Variant, "PRD-1-BLK-L").stock == 9
    assert [item.quantity for item in shop.returns.terms(id).items] == [2]
