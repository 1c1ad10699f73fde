"""Invoices, price protection, delivery problems and reviews, on the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.audit import By
from shop.domain.catalogue import Product, Variant
from shop.domain.clock import FixedClock
from shop.domain.delivery_problem import DeliveryProblem
from shop.domain.errors import InvalidValue, Refused
from shop.domain.exchange import Exchange
from shop.domain.money import Money
from shop.domain.refund import Refund
from shop.domain.rules import Rules
from shop.domain.ticket import Ticket
from shop.repository import Unit, audit_of, count
from shop.service.accounts import Accounts
from shop.service.delivery_problems import DeliveryProblems
from shop.service.exchanges import Exchanges
from shop.service.invoices import Invoices
from shop.service.price_protection import PriceProtections
from shop.service.refunds import Refunds
from shop.service.returns import Returns
from shop.service.reviews import Reviews
from shop.tables.journal import outbox
from shop.unit_of_work import Store
from tests.shop.samples import customer, line, order, product, put

Author = Callable[..., By]
ID = "ORD-1042"


@pytest.fixture
def shelf(store: Store, clock: FixedClock) -> Store:
    """A store with one delivered order of two lines."""
    lines = [line(1, 2), line(2, 1, sku="PRD-1-RED-M")]
    put(store, customer(), product(), order(clock.now(), lines=lines))
    return store


def code_of(function: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        function(*arguments)
    return refused.value.code


def reprice(store: Store, price: str, by: By) -> None:
    def work(unit: Unit) -> Product:
        found = unit.get(Product, "PRD-1")
        found.prices = {"USD": Money.of(price, "USD")}
        return found

    store.change(by, "product.price", {}, work)


def test_an_invoice_is_issued_mailed_and_changed(
    shelf: Store, rules: Rules, clock: FixedClock, by: Author
) -> None:
    invoices = Invoices(shelf, rules)
    assert invoices.terms(ID).current is None
    first, again = (invoices.request(ID, "Ann Lee", None, "Ann@Example.com", by("yes")) for _ in range(2))
    assert first.id == again.id == "INV-1"
    assert (first.status, str(first.amount), first.email) == ("issued", "66.00 USD", "ann@example.com")
    assert code_of(invoices.request, ID, "Ann Lee", None, "ann@example.com", by()) == "invoice_exists"
    clock.move(timedelta(days=3))
    changed = invoices.request(ID, "北京小二有限公司", "91110108MA01", "ann@example.com", by())
    assert (changed.id, changed.title, changed.version) == ("INV-1", "北京小二有限公司", 2)
    clock.move(timedelta(days=30))
    assert code_of(invoices.request, ID, "Other", None, "ann@example.com", by()) == "invoice_exists"
    assert [invoice.title for invoice in invoices.of_order(ID)] == ["北京小二有限公司"]
    with shelf.reading() as unit:
        mails = unit.session.execute(outbox.select()).all()
        _, second_row = audit_of(unit, "INV-1")
    assert [mail.kind for mail in mails] == ["invoice", "invoice"]
    assert second_row.before is not None and second_row.before["title"] == "Ann Lee"


def test_bad_invoice_input_changes_nothing(shelf: Store, rules: Rules, by: Author) -> None:
    invoices = Invoices(shelf, rules)
    for title, tax_id, email in (
        ("", None, "a@example.com"), ("Ann", "<script>", "a@example.com"), ("Ann", None, "no address")
    ):  # fmt: skip
        with pytest.raises(InvalidValue):
            invoices.request(ID, title, tax_id, email, by())
    assert invoices.of_order(ID) == []
    quoted = invoices.request(ID, "x'); DROP TABLE orders; --", None, "a@example.com", by())
    assert quoted.title == "x'); DROP TABLE orders; --"


def test_a_fallen_price_is_given_back_once(shelf: Store, rules: Rules, by: Author) -> None:
    protections = PriceProtections(shelf, rules)
    assert code_of(protections.terms, ID) == "price_not_lower"
    reprice(shelf, "15.50", by())
    assert str(protections.terms(ID).amount) == "13.50 USD"
    first, again = (protections.claim(ID, by("yes")) for _ in range(2))
    assert first.id == again.id
    assert (first.kind, first.status, str(first.amount)) == ("price_protection", "pending", "13.50 USD")
    assert [(each.line, str(each.amount)) for each in protections.of_order(ID)] == [
        (1, "9.00 USD"),
        (2, "4.50 USD"),
    ]
    reprice(shelf, "10.00", by())
    assert code_of(protections.claim, ID, by()) == "price_protection_used"
    terms = Returns(shelf, rules).terms(ID, [(1, 2)], "damaged")
    assert str(terms.refund) == "31.00 USD"


def test_a_failed_price_difference_is_asked_for_like_any_refund(
    shelf: Store, rules: Rules, by: Author
) -> None:
    reprice(shelf, "19.00", by())
    refunds = Refunds(shelf, rules)
    refunds.advance(PriceProtections(shelf, rules).claim(ID, by()).id, "failed", by())
    assert (refunds.terms(ID).kind, str(refunds.terms(ID).amount)) == ("overpaid", "3.00 USD")
    again = refunds.request(ID, by())
    assert (again.kind, again.replaces, again.status) == ("price_protection", "REF-1", "pending")


def test_what_goes_back_is_not_protected(shelf: Store, rules: Rules, by: Author) -> None:
    reprice(shelf, "15.00", by())
    Returns(shelf, rules).request(ID, [(1, 1)], "too_small", "refund", by())
    fallen = PriceProtections(shelf, rules).terms(ID)
    assert [(each.line, each.quantity) for each in fallen.lines] == [(1, 1), (2, 1)]
    assert str(fallen.amount) == "10.00 USD"


def test_an_investigation_is_a_ticket(shelf: Store, rules: Rules, by: Author) -> None:
    problems = DeliveryProblems(shelf, rules)
    assert problems.terms(ID, "not_received") == ["investigation"]
    wish = (ID, "not_received", "investigation", None, "Nobody\x00 rang \ud800", by("yes"))
    made, again = (problems.report(*wish) for _ in range(2))
    assert made.id == again.id and (made.exchange_id, made.refund_id) == (None, None)
    with shelf.reading() as unit:
        ticket = unit.get(Ticket, made.ticket_id)
        assert count(unit, Ticket) == count(unit, DeliveryProblem) == 1
    assert (ticket.kind, ticket.order_id, ticket.status) == ("delivery_problem", ID, "open")
    assert "not_received" in ticket.summary and "Nobody rang" in ticket.summary
    assert code_of(problems.terms, ID, "not_received") == "problem_already_reported"
    assert problems.terms(ID, "damaged") == ["investigation", "replacement", "refund"]


def test_a_replacement_is_an_exchange_a_line(shelf: Store, rules: Rules, by: Author) -> None:
    problems = DeliveryProblems(shelf, rules)
    made = problems.report(ID, "damaged", "replacement", [(1, 1), (2, 1)], "", by())
    assert (made.exchange_id, len(made.exchange_ids)) == ("EXC-1", 2)
    found = Exchanges(shelf, rules).of_order(ID)
    assert [(each.line, each.quantity, each.sku, each.status) for each in found] == [
        (1, 1, "PRD-1-BLK-M", "approved"),
        (2, 1, "PRD-1-RED-M", "approved"),
    ]
    with shelf.reading() as unit:
        assert unit.get(Variant, "PRD-1-BLK-M").stock == unit.get(Variant, "PRD-1-RED-M").stock == 9
        assert count(unit, Refund) == 0
    assert code_of(problems.terms, ID, "damaged", [(1, 2)]) == "quantity_too_large"


def test_nothing_left_to_send_again(shelf: Store, rules: Rules, by: Author) -> None:
    problems = DeliveryProblems(shelf, rules)
    shelf.change(by(), "test", {}, lambda unit: setattr(unit.get(Variant, "PRD-1-RED-M"), "stock", 0))
    assert problems.terms(ID, "damaged") == ["investigation", "refund"]
    assert problems.terms(ID, "damaged", [(1, 1)]) == ["investigation", "replacement", "refund"]
    wish = (ID, "damaged", "replacement", None, "", by())
    assert code_of(problems.report, *wish) == "resolution_not_offered"
    with shelf.reading() as unit:
        assert count(unit, Exchange) == count(unit, Ticket) == count(unit, DeliveryProblem) == 0


def test_a_refund_of_a_bad_parcel(shelf: Store, rules: Rules, by: Author) -> None:
    problems = DeliveryProblems(shelf, rules)
    assert str(problems.refund_terms(ID, "wrong_item", [(2, 1)]).amount) == "20.00 USD"
    made = problems.report(ID, "wrong_item", "refund", [(2, 1)], "a hat came", by(), "zh")
    with shelf.reading() as unit:
        refund = unit.get(Refund, made.refund_id or "")
        assert unit.get(Ticket, made.ticket_id).language == "zh"
    assert (refund.kind, refund.status, str(refund.amount)) == ("delivery_problem", "pending", "20.00 USD")
    assert code_of(Returns(shelf, rules).terms, ID, [(2, 1)], "damaged") == "nothing_left_to_return"


def test_a_parcel_that_never_came_is_refunded_with_its_shipping(
    shelf: Store, rules: Rules, by: Author, clock: FixedClock
) -> None:
    clock.move(timedelta(seconds=1))  # more than two days after "delivered"
    made = DeliveryProblems(shelf, rules).report(ID, "not_received", "refund", None, "", by())
    with shelf.reading() as unit:
        assert str(unit.get(Refund, made.refund_id or "").amount) == "66.00 USD"
    assert code_of(DeliveryProblems(shelf, rules).terms, ID, "damaged") == "nothing_left_to_return"


def test_a_review_is_written_and_changed(shelf: Store, rules: Rules, by: Author, clock: FixedClock) -> None:
    reviews = Reviews(shelf, rules)
    assert [each.line for each in reviews.reviewable(ID)] == [1, 2]
    first, again = (reviews.leave(ID, 1, 4, "很好 <b>!</b>", by("yes")) for _ in range(2))
    assert first.id == again.id == "REV-1"
    changed = reviews.leave(ID, 1, 5, "", by())
    assert (changed.id, changed.rating, changed.text, changed.version) == ("REV-1", 5, "", 2)
    clock.move(timedelta(days=31))
    assert code_of(reviews.leave, ID, 1, 1, "", by()) == "already_reviewed"
    assert [each.line for each in reviews.reviewable(ID)] == [2]
    assert [(each.line, each.rating) for each in reviews.of_order(ID)] == [(1, 5)]


def test_a_deleted_account_takes_its_words_along(shelf: Store, rules: Rules, by: Author) -> None:
    Reviews(shelf, rules).leave(ID, 1, 2, "Ann Lee was here", by())
    made = DeliveryProblems(shelf, rules).report(ID, "damaged", "refund", [(2, 1)], "call Ann Lee", by())
    Invoices(shelf, rules).request(ID, "Ann Lee", None, "ann@example.com", by())
    Accounts(shelf).delete("CUS-1", by())
    with shelf.reading() as unit:
        assert [review.text for review in Reviews(shelf, rules).of_order(ID)] == ["deleted"]
        assert unit.get(DeliveryProblem, made.id).note == "deleted"
        kept = str([audit_of(unit, id) for id in ("REV-1", made.id, made.ticket_id, ID, "CUS-1")])
        assert unit.get(Refund, made.refund_id or "").status == "pending"
    assert "Ann Lee" not in kept and "ann@example.com" not in kept
    assert Invoices(shelf, rules).of_order(ID)[0].title == "Ann Lee"  # the books keep it
