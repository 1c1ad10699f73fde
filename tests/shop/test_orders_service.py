"""Orders through the service: what the database holds afterwards, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.catalogue import Variant
from shop.domain.clock import FixedClock
from shop.domain.coupon import Coupon
from shop.domain.errors import InvalidValue, KeyReused, NotFound, Refused
from shop.domain.money import Money
from shop.domain.order_changes import LineChange
from shop.domain.refund import Refund
from shop.repository import Unit, audit_of, count
from shop.tables.journal import outbox
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, line, order, product, put

Author = Callable[..., By]
ITEMS = [("PRD-1-BLK-M", 2)]


def usd(text: str) -> Money:
    return Money.of(text, "USD")


def stock(shop: Shop, sku: str = "PRD-1-BLK-M") -> int:
    with shop.store.reading() as unit:
        return unit.get(Variant, sku).stock


def mails(shop: Shop) -> list[tuple[str, str]]:
    with shop.store.reading() as unit:
        rows = unit.session.execute(select(outbox).order_by(outbox.c.id))
        return [(row.to, row.body) for row in rows]


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    put(shop.store, customer(), product(), product("PRD-2", "25.00"))
    return shop


def placed(shop: Shop, by: By, **changes: object) -> str:
    values: dict[str, object] = {"email": "ann@example.com", "currency": "USD", "customer_id": "CUS-1"}
    return shop.orders.place(ITEMS, by=by, **{**values, **changes}).id  # type: ignore[arg-type]


def test_placing_reserves_the_goods_and_tells_how_to_pay(stocked: Shop, by: Author) -> None:
    made = stocked.orders.get(placed(stocked, by()))
    assert (made.id, made.status, str(made.total)) == ("ORD-1", "placed", "46.00 USD")
    assert made.pay_until == TODAY + timedelta(hours=24)
    assert made.shipping_address.recipient == "Ann Lee"
    assert made.phone == "+12025550143"
    assert stock(stocked) == 8
    [(to, body)] = mails(stocked)
    assert to == "ann@example.com" and "46.00 USD" in body and "ORD-1" in body


def test_a_guest_can_order_and_reads_chinese_for_yuan(stocked: Shop, by: Author) -> None:
    made = stocked.orders.place(
        ITEMS, email="Li@example.com", phone="13800138000", address="上海市徐汇区淮海中路1号",
        currency="CNY", by=by(),
    )  # fmt: skip
    assert (made.customer_id, made.email, made.phone) == (None, "li@example.com", "+8613800138000")
    assert made.shipping_address.text == "上海市徐汇区淮海中路1号"
    assert "待付款" in mails(stocked)[0][1]


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"customer_id": None}, Refused, "address_needed"),
        ({"customer_id": "CUS-9"}, NotFound, "customer"),
        ({"currency": "JPY"}, Refused, "currency_not_offered"),
        ({"email": "ann"}, InvalidValue, "email"),
        ({"phone": "12"}, InvalidValue, "phone"),
        ({"address": "?"}, InvalidValue, "address"),
        ({"coupon": "NONE"}, Refused, "coupon_unknown"),
        ({"coupon": "'; DROP TABLE orders"}, InvalidValue, "coupon"),
    ],
)
def test_an_order_that_cannot_be_placed_leaves_nothing(
    stocked: Shop, by: Author, changes: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        placed(stocked, by(), **changes)
    assert (stock(stocked), mails(stocked), stocked.orders.history("CUS-1")) == (10, [], [])


def test_an_unknown_sku_is_not_found(stocked: Shop) -> None:
    with pytest.raises(NotFound, match="variant"):
        stocked.orders.quote([("PRD-9-X", 1)], "USD")


def test_a_coupon_counts_once(stocked: Shop, by: Author) -> None:
    day = timedelta(days=1)
    put(
        stocked.store,
        Coupon("CPN-SPRING20", "Spring", "春季", TODAY - day, TODAY + day, percent=Decimal(20)),
    )
    quote = stocked.orders.quote(ITEMS, "USD", "spring20")
    assert (quote.goods, quote.discount, quote.total) == (usd("40.00"), usd("8.00"), usd("38.00"))
    first = placed(stocked, by(), coupon="spring20")
    assert (stocked.orders.get(first).coupon, stocked.orders.get(first).total) == ("SPRING20", usd("38.00"))
    with pytest.raises(Refused, match="coupon_used"):
        placed(stocked, by(), coupon="SPRING20")
    stocked.orders.cancel(first, "changed my mind", by())
    placed(stocked, by(), coupon="SPRING20")


def test_an_order_goes_its_way(stocked: Shop, by: Author, clock: FixedClock) -> None:
    id = placed(stocked, by())
    stocked.fulfilment.pay(id, "card", usd("46.00"), by())
    stocked.fulfilment.pack(id, by())
    stocked.fulfilment.ship(id, "DHL", "T1", clock.now() + timedelta(days=2), by())
    clock.move(timedelta(days=2))
    done = stocked.fulfilment.deliver(id, by())
    assert (done.status, done.delivered_at, done.version) == ("delivered", clock.now(), 5)
    assert [event.text for event in done.shipments[0].events] == ["Picked up by the carrier", "Delivered"]
    [warranty] = stocked.orders.warranty(id)
    assert warranty.valid and warranty.months == 12
    with pytest.raises(Refused, match="already_delivered"):
        stocked.fulfilment.pack(id, by())
    with pytest.raises(InvalidValue, match="amount"):
        stocked.fulfilment.pay(id, "card", Money.of("1", "EUR"), by())


def test_cancelling_a_paid_order_gives_all_back(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "paid"))
    terms = stocked.orders.cancellation_terms("ORD-1042")
    done = stocked.orders.cancel("ORD-1042", "changed my mind", by("yes"))
    assert (terms.fee, terms.refund, terms.method) == (usd("0.00"), usd("46.00"), "card")
    assert (done.fee, done.refund, done.refund_id) == (terms.fee, terms.refund, "REF-1")
    assert stocked.orders.get("ORD-1042").status == "cancelled"
    assert stock(stocked) == 12, "the two pieces are on the shelf again"
    with stocked.store.reading() as unit:
        refund = unit.get(Refund, "REF-1")
        rows = audit_of(unit, "ORD-1042")
    assert (refund.kind, refund.status, refund.amount) == ("cancellation", "pending", usd("46.00"))
    assert (rows[-1].action, rows[-1].before["status"], rows[-1].after["status"]) == (  # type: ignore[index]
        "order.cancel", "paid", "cancelled",
    )  # fmt: skip


def test_a_second_yes_cancels_nothing_more(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "packed"))
    first = stocked.orders.cancel("ORD-1042", "no need", by("yes"))
    again = stocked.orders.cancel("ORD-1042", "no need", by("yes"))
    assert first.id == again.id and (first.fee, first.refund) == (usd("2.00"), usd("44.00"))
    with stocked.store.reading() as unit:
        assert count(unit, Refund) == 1
    with pytest.raises(KeyReused):
        stocked.orders.cancel("ORD-1042", "another reason", by("yes"))
    with pytest.raises(Refused, match="already_cancelled"):
        stocked.orders.cancel("ORD-1042", "no need", by())


def test_an_unpaid_order_is_cancelled_without_a_refund(stocked: Shop, by: Author) -> None:
    id = placed(stocked, by())
    done = stocked.orders.cancel(id, "x" * 900, by())
    assert (done.refund, done.refund_id, len(done.reason)) == (usd("0.00"), None, 500)
    assert stock(stocked) == 10


def test_a_duplicate_payment_comes_back_with_the_cancellation(stocked: Shop, by: Author) -> None:
    id = placed(stocked, by())
    for method in ("card", "alipay"):
        stocked.fulfilment.pay(id, method, usd("46.00"), by())
    assert [each.method for each in stocked.orders.payment_findings(id).duplicates] == ["alipay"]
    done = stocked.orders.cancel(id, "", by())
    assert done.refund == usd("92.00")
    with stocked.store.reading() as unit:
        parts = unit.get(Refund, str(done.refund_id)).parts
    assert {(part.method, part.amount) for part in parts} == {
        ("card", usd("46.00")),
        ("alipay", usd("46.00")),
    }


def test_orders_that_nobody_paid_are_given_up(stocked: Shop, by: Author, clock: FixedClock) -> None:
    id = placed(stocked, by())
    assert stocked.orders.cancel_expired(by()) == []
    clock.move(timedelta(hours=25))
    with pytest.raises(Refused, match="unpaid_expired"):
        stocked.orders.address_terms(id)
    assert stocked.orders.cancel_expired(by()) == [id]
    assert (stocked.orders.get(id).status, stock(stocked)) == ("cancelled", 10)


def test_another_address(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "packed"))
    stocked.orders.address_terms("ORD-1042")
    done = stocked.orders.change_address(
        "ORD-1042", address="1 Oak Road, Springfield", recipient=None, phone="202 555 0199", by=by()
    )
    assert (done.shipping_address.text, done.shipping_address.recipient, done.shipping_address.phone) == (
        "1 Oak Road, Springfield", "Ann Lee", "+12025550199",
    )  # fmt: skip
    assert done.phone == "+12025550143", "the phone that proves the order stays"
    with pytest.raises(Refused, match="nothing_changed"):
        stocked.orders.change_address("ORD-1042", address="1 Oak Road, Springfield", by=by())
    put(stocked.store, order(TODAY, "shipped", id="ORD-7"))
    with pytest.raises(Refused, match="already_shipped"):
        stocked.orders.address_terms("ORD-7")


def test_a_dearer_paid_order_tells_how_to_pay_the_rest(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "paid"))
    changes = [LineChange(None, "PRD-2-RED-M", 1)]
    assert stocked.orders.change_quote("ORD-1042", changes).difference == usd("19.00")
    done = stocked.orders.change_lines("ORD-1042", changes, by())
    assert (done.total, len(done.lines), stock(stocked, "PRD-2-RED-M")) == (usd("65.00"), 2, 9)
    assert stocked.orders.payment_findings("ORD-1042").due == usd("19.00")
    assert "19.00 USD" in mails(stocked)[0][1]
    with pytest.raises(Refused, match="not_paid"):
        stocked.fulfilment.pack("ORD-1042", by())


def test_a_cheaper_paid_order_brings_a_refund(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "paid"))
    stocked.orders.change_lines("ORD-1042", [LineChange(1, quantity=1)], by("yes"))
    done = stocked.orders.change_lines("ORD-1042", [LineChange(1, quantity=1)], by("yes"))
    assert (done.total, stock(stocked)) == (usd("26.00"), 11)
    with stocked.store.reading() as unit:
        refund = unit.get(Refund, "REF-1")
        assert (count(unit, Refund), refund.kind, refund.amount) == (1, "overpaid", usd("20.00"))
    assert stocked.orders.cancel("ORD-1042", "", by()).refund == usd("26.00"), "46.00 in all, not 66.00"


def test_another_size_moves_the_stock(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "paid"))
    stocked.orders.change_lines("ORD-1042", [LineChange(1, "PRD-1-BLK-L")], by())
    assert (stock(stocked), stock(stocked, "PRD-1-BLK-L")) == (12, 8)
    with pytest.raises(Refused, match="out_of_stock"):
        stocked.orders.change_quote("ORD-1042", [LineChange(1, quantity=11)])


def test_lines_can_be_swapped_out_all_at_once(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "paid", lines=[line(), line(2, sku="PRD-1-RED-M")]))
    changes = [LineChange(1, quantity=0), LineChange(None, "PRD-2-RED-M", 2)]
    stocked.orders.change_lines("ORD-1042", changes, by())
    done = stocked.orders.get("ORD-1042")
    assert [(each.line, each.sku) for each in done.lines] == [(2, "PRD-1-RED-M"), (3, "PRD-2-RED-M")]


def test_what_is_packed_keeps_its_lines(stocked: Shop, by: Author) -> None:
    put(stocked.store, order(TODAY, "packed"))
    with pytest.raises(Refused, match="already_packed"):
        stocked.orders.change_lines("ORD-1042", [LineChange(1, quantity=1)], by())


def test_the_history_is_the_customers_own_newest_first(stocked: Shop) -> None:
    put(stocked.store, customer("CUS-2", email="bo@example.com"))
    for id, days, owner in (("ORD-1", 3, "CUS-1"), ("ORD-2", 1, "CUS-1"), ("ORD-3", 2, "CUS-2")):
        put(stocked.store, order(TODAY - timedelta(days=days), id=id, customer_id=owner))
    assert [each.id for each in stocked.orders.history("CUS-1")] == ["ORD-2", "ORD-1"]
    assert [each.id for each in stocked.orders.history("CUS-1", limit=1)] == ["ORD-2"]
    with pytest.raises(InvalidValue):
        stocked.orders.history("CUS-1", limit=0)


def test_a_failure_while_the_refund_is_made_leaves_the_order_as_it_was(
    stocked: Shop, by: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(stocked.store, order(TODAY, "paid"))
    with monkeypatch.context() as patch:
        patch.setattr(Unit, "write_audit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            stocked.orders.cancel("ORD-1042", "", by("yes"))
    assert (stocked.orders.get("ORD-1042").status, stock(stocked)) == ("paid", 10)
    with stocked.store.reading() as unit:
        assert count(unit, Refund) == 0
    assert stocked.orders.cancel("ORD-1042", "", by("yes")).refund == usd("46.00")
