"""Returns, exchanges and their refunds, on the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shop.audit import By
from shop.domain.catalogue import Variant
from shop.domain.clock import FixedClock
from shop.domain.errors import KeyReused, NotFound, Refused
from shop.domain.exchange import Exchange
from shop.domain.order import Order
from shop.domain.refund import Refund
from shop.domain.returns import Return
from shop.domain.rules import Rules
from shop.repository import Unit, audit_of, count
from shop.service.exchanges import Exchanges
from shop.service.refunds import Refunds
from shop.service.returns import Returns
from shop.tables.journal import outbox
from shop.unit_of_work import Store
from tests.shop.samples import customer, line, order, product, put

Author = Callable[..., By]
ID = "ORD-1042"


@pytest.fixture
def returns(store: Store, rules: Rules, clock: FixedClock) -> Returns:
    lines = [line(1, 2), line(2, 1, sku="PRD-1-RED-M")]
    put(store, customer(), product(), order(clock.now(), lines=lines))
    return Returns(store, rules)


@pytest.fixture
def exchanges(returns: Returns, store: Store, rules: Rules) -> Exchanges:
    return Exchanges(store, rules)


@pytest.fixture
def refunds(returns: Returns, store: Store, rules: Rules) -> Refunds:
    return Refunds(store, rules)


def stock(store: Store, sku: str) -> int:
    with store.reading() as unit:
        return unit.get(Variant, sku).stock


def code_of(function: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        function(*arguments)
    return refused.value.code


def test_a_return_comes_back_as_it_was_requested(returns: Returns, store: Store, by: Author) -> None:
    made = returns.request(ID, [(1, 1)], "too_small", "refund", by("yes"))
    assert (made.id, made.status, str(made.refund_amount), str(made.fee)) == (
        "RMA-1", "approved", "14.00 USD", "6.00 USD"
    )  # fmt: skip
    (found,) = returns.of_order(ID)
    assert [(each.line, each.quantity, str(each.amount)) for each in found.lines] == [(1, 1, "20.00 USD")]
    assert (found.reason, found.resolution, found.approved_at) == ("too_small", "refund", made.requested_at)
    with store.reading() as unit:
        (row,) = audit_of(unit, "RMA-1")
    assert (row.action, row.key, row.before) == ("return.request", "yes", None)
    assert row.after is not None and row.after["status"] == "approved"


def test_yes_twice_makes_one_return(returns: Returns, by: Author) -> None:
    first = returns.request(ID, [(1, 2)], "too_small", "refund", by("yes"))
    again = returns.request(ID, [(1, 2)], "too_small", "refund", by("yes"))
    assert first.id == again.id and len(returns.of_order(ID)) == 1
    with pytest.raises(KeyReused):
        returns.request(ID, [(1, 1)], "too_small", "refund", by("yes"))


def test_pieces_return_once(returns: Returns, by: Author) -> None:
    returns.request(ID, [(1, 1)], "too_small", "refund", by())
    assert [(item.line, item.quantity) for item in returns.terms(ID).items] == [(1, 1), (2, 1)]
    assert code_of(returns.request, ID, [(1, 2)], "too_small", "refund", by()) == "quantity_too_large"
    last = returns.request(ID, [(1, 1), (2, 1)], "damaged", "refund", by())
    assert code_of(returns.terms, ID) == "nothing_left_to_return"
    returns.cancel(last.id, by())
    assert [(item.line, item.quantity) for item in returns.terms(ID).items] == [(1, 1), (2, 1)]


def test_a_refused_return_leaves_nothing(
    returns: Returns, store: Store, by: Author, clock: FixedClock
) -> None:
    clock.move(timedelta(days=40))
    assert code_of(returns.request, ID, [(1, 1)], "too_small", "refund", by("k")) == "return_window_closed"
    with store.reading() as unit:
        assert count(unit, Return) == 0
    assert returns.request(ID, [(1, 1)], "defective", "refund", by("k")).id == "RMA-1"


def test_unknown_records(returns: Returns, exchanges: Exchanges, refunds: Refunds, by: Author) -> None:
    for call in (
        lambda: returns.terms("ORD-9"),
        lambda: returns.request("ORD-9", [(1, 1)], "other", "refund", by()),
        lambda: returns.cancel("RMA-9", by()),
        lambda: exchanges.terms("ORD-9", 1, 1, "PRD-1-BLK-L"),
        lambda: exchanges.cancel("EXC-9", by()),
        lambda: refunds.terms("ORD-9"),
        lambda: refunds.advance("REF-9", "paid", by()),
    ):
        with pytest.raises(NotFound):
            call()
    assert not (returns.of_order("ORD-9") or exchanges.of_order("ORD-9") or refunds.of_order("ORD-9"))


def test_two_customers_at_once_cannot_return_the_same_piece(
    returns: Returns, store: Store, by: Author
) -> None:
    start = threading.Barrier(4)

    def try_it(number: int) -> str:
        start.wait()
        try:
            return returns.request(ID, [(2, 1)], "other", "refund", by(f"k{number}")).status
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        ends = sorted(pool.map(try_it, range(4)))
    assert ends == ["approved", *["nothing_left_to_return"] * 3]
    with store.reading() as unit:
        assert count(unit, Return) == 1


def test_from_a_return_to_the_money(returns: Returns, refunds: Refunds, store: Store, by: Author) -> None:
    assert code_of(refunds.terms, ID) == "nothing_to_refund"
    made = returns.request(ID, [(1, 2)], "damaged", "refund", by())
    assert refunds.of_order(ID) == []
    terms = refunds.terms(ID)
    assert (terms.kind, str(terms.amount), terms.return_id, terms.method, terms.days) == (
        "return", "40.00 USD", made.id, "card", 7
    )  # fmt: skip
    refund, again = (refunds.request(ID, by("yes")) for _ in range(2))
    assert refund.id == again.id
    assert (refund.status, refund.return_id, str(refund.amount)) == ("pending", made.id, "40.00 USD")
    assert code_of(refunds.terms, ID) == "refund_in_progress"
    assert code_of(returns.cancel, made.id, by()) == "refund_in_progress"
    returns.advance(made.id, "received", by())
    assert code_of(returns.advance, made.id, "rejected", by()) == "refund_in_progress"
    refunds.advance(refund.id, "processing", by())
    paid = refunds.advance(refund.id, "paid", by())
    assert paid.paid_at is not None and paid.version == 3
    assert code_of(refunds.request, ID, by()) == "refund_paid"
    with store.reading() as unit:
        assert [payment.status for payment in unit.get(Order, ID).payments] == ["paid"]
        assert [row.action for row in audit_of(unit, refund.id)] == ["refund.request"] + [
            "refund.advance"
        ] * 2


def test_a_failed_refund_may_be_asked_for_again(returns: Returns, refunds: Refunds, by: Author) -> None:
    returns.request(ID, [(1, 1)], "damaged", "refund", by())
    refunds.advance(refunds.request(ID, by()).id, "failed", by())
    assert refunds.request(ID, by()).id == "REF-2"
    assert [refund.status for refund in refunds.of_order(ID)] == ["failed", "pending"]


def test_many_askers_make_one_refund(returns: Returns, refunds: Refunds, store: Store, by: Author) -> None:
    returns.request(ID, [(1, 2)], "damaged", "refund", by())
    start = threading.Barrier(4)

    def ask(number: int) -> str:
        start.wait()
        try:
            return refunds.request(ID, by(f"k{number}")).status
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ask, range(4))) == ["pending", *["refund_in_progress"] * 3]
    with store.reading() as unit:
        assert count(unit, Refund) == 1


def test_an_exchange_reserves_the_new_pieces(exchanges: Exchanges, store: Store, by: Author) -> None:
    assert [variant.sku for variant in exchanges.options(ID, 1)] == ["PRD-1-BLK-L", "PRD-1-RED-M"]
    made = exchanges.request(ID, 1, 2, "PRD-1-BLK-L", "too_small", by())
    assert (made.id, made.status, str(made.difference)) == ("EXC-1", "approved", "0.00 USD")
    assert stock(store, "PRD-1-BLK-L") == 8
    assert code_of(exchanges.terms, ID, 1, 1, "PRD-1-RED-M") == "nothing_left_to_return"
    assert exchanges.cancel(made.id, by("stop")).status == "cancelled"
    assert exchanges.cancel(made.id, by("stop")).status == "cancelled"
    assert stock(store, "PRD-1-BLK-L") == 10
    assert code_of(exchanges.cancel, made.id, by()) == "exchange_not_cancellable"


def test_a_rejected_exchange_frees_the_new_pieces(exchanges: Exchanges, store: Store, by: Author) -> None:
    made = exchanges.request(ID, 1, 1, "PRD-1-BLK-L", "too_small", by())
    for status in ("in_transit", "received", "rejected"):
        exchanges.advance(made.id, status, by())
    assert stock(store, "PRD-1-BLK-L") == 10
    assert exchanges.get(made.id).closed_at is not None


def test_a_return_and_an_exchange_share_the_pieces(
    returns: Returns, exchanges: Exchanges, by: Author
) -> None:
    exchanges.request(ID, 1, 1, "PRD-1-BLK-L", "too_small", by())
    assert code_of(returns.terms, ID, [(1, 2)], "too_small") == "quantity_too_large"
    returns.request(ID, [(1, 1)], "too_small", "refund", by())
    assert code_of(exchanges.request, ID, 1, 1, "PRD-1-BLK-L", "too_small", by()) == "nothing_left_to_return"


def test_the_last_piece_goes_to_one(exchanges: Exchanges, store: Store, by: Author) -> None:
    store.change(by(), "test", {}, lambda unit: setattr(unit.get(Variant, "PRD-1-BLK-L"), "stock", 1))
    start = threading.Barrier(2)

    def ask(number: int) -> str:
        start.wait()
        try:
            return exchanges.request(ID, 1, 1, "PRD-1-BLK-L", "too_small", by(f"k{number}")).status
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == ["approved", "out_of_stock"]
    with store.reading() as unit:
        assert count(unit, Exchange) == 1
    assert stock(store, "PRD-1-BLK-L") == 0


def test_a_dearer_exchange_brings_a_mail(store: Store, rules: Rules, clock: FixedClock, by: Author) -> None:
    put(store, customer(language="zh"), product(price="25.00"), order(clock.now()))
    made = Exchanges(store, rules).request(ID, 1, 1, "PRD-1-BLK-L", "too_small", by())
    assert str(made.difference) == "5.00 USD"
    with store.reading() as unit:
        (mail,) = unit.session.execute(outbox.select()).all()
    assert mail.to == "ann@example.com" and "5.00 USD" in mail.subject and "换货" in mail.body


def test_taken_twice_goes_back(returns: Returns, refunds: Refunds, store: Store, by: Author) -> None:
    def pay_again(unit: Unit) -> Order:
        found = unit.get(Order, ID)
        first = found.payments[0]
        found.payments.append(type(first)("PAY-2", "alipay", "paid", first.amount, first.at + timedelta(1)))
        return found

    store.change(by(), "payment", {}, pay_again)
    refund = refunds.request(ID, by())
    assert (refund.kind, refund.method, str(refund.amount)) == ("overpaid", "alipay", "66.00 USD")
    refunds.advance(refund.id, "processing", by())
    refunds.advance(refund.id, "paid", by())
    with store.reading() as unit:
        assert [payment.status for payment in unit.get(Order, ID).payments] == ["paid", "refunded"]
    assert code_of(refunds.terms, ID) == "refund_paid"
