"""Invoices, price protection, delivery problems, warranty and reviews: who may, until when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from shop.domain import delivery_problem as problems
from shop.domain import invoice, price_protection, review
from shop.domain.delivery_problem import DeliveryProblem
from shop.domain.errors import InvalidValue, Refused
from shop.domain.free_text import clean_text
from shop.domain.invoice import Invoice
from shop.domain.line_balance import Claim, balances
from shop.domain.money import Money
from shop.domain.order import Order
from shop.domain.price_protection import PriceProtection
from shop.domain.review import Review
from shop.domain.rules import Rules
from shop.domain.warranty import add_months, warranty_lines
from tests.shop.samples import line, order, product

NOW = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)
RULES = Rules()


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def code_of(function: Any, *arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        function(*arguments)
    return refused.value.code


def issued(days_ago: int = 0) -> Invoice:
    at = NOW - timedelta(days=days_ago)
    return Invoice("INV-1", "ORD-1042", "issued", "Ann Lee", None, "ann@example.com", usd("46.00"), at)


def test_a_paid_order_is_invoiced_for_half_a_year() -> None:
    bought = order(NOW)
    terms = invoice.terms(bought, None, RULES, NOW)
    assert (terms.amount, terms.until) == (usd("46.00"), NOW + timedelta(days=173))
    assert invoice.terms(bought, None, RULES, terms.until).current is None
    late = terms.until + timedelta(seconds=1)
    assert code_of(invoice.terms, bought, None, RULES, late) == "invoice_window_closed"
    assert code_of(invoice.terms, order(NOW, "placed"), None, RULES, NOW) == "not_paid"
    assert code_of(invoice.terms, order(NOW, "cancelled"), None, RULES, NOW) == "already_cancelled"


def test_the_title_may_be_changed_for_a_month() -> None:
    bought, there = order(NOW), issued(30)
    assert invoice.terms(bought, there, RULES, NOW).current is there
    assert code_of(invoice.terms, bought, issued(31), RULES, NOW) == "invoice_exists"
    invoice.change(there, "Acme Ltd", "GB123456789", "post@example.com", NOW)
    assert (there.title, there.tax_id, there.changed_at) == ("Acme Ltd", "GB123456789", NOW)
    again = (there, "Acme Ltd", "GB123456789", "post@example.com", NOW)
    assert code_of(invoice.change, *again) == "invoice_exists"


def test_titles_and_tax_numbers_in_one_form() -> None:
    assert invoice.clean_title("  北京小二\n科技有限公司 ") == "北京小二 科技有限公司"
    assert invoice.clean_tax_id(" 9111-0108 mA01 ") == "91110108MA01"
    assert invoice.clean_tax_id("  ") is None
    for bad in ("", "   ", "x" * 201, "a\x00b", "\u200b", "a\ud800"):
        with pytest.raises(InvalidValue):
            invoice.clean_title(bad)
    for bad in ("1234", "<b>12345</b>", "1' OR '1'='1", "9" * 21):
        with pytest.raises(InvalidValue):
            invoice.clean_tax_id(bad)


def protection(bought: Order, price: str, *earlier: PriceProtection, now: datetime = NOW) -> Any:
    left = balances(bought, [claim for each in earlier for claim in each.claims])
    products = {"PRD-1": product(price=price)}
    return price_protection.terms(bought, products, left, earlier, RULES, now)


def test_a_fallen_price_gives_the_difference_for_each_piece() -> None:
    terms = protection(order(NOW), "15.50")
    assert (terms.amount, terms.until) == (usd("9.00"), NOW + timedelta(days=23))
    (fallen,) = terms.lines
    assert (fallen.line, fallen.paid, fallen.now, fallen.quantity) == (1, usd("20.00"), usd("15.50"), 2)


def test_the_price_after_the_discount_counts() -> None:
    assert protection(order(NOW, discount=usd("4.00")), "17.00").amount == usd("2.00")
    assert code_of(protection, order(NOW, discount=usd("4.00")), "18.00") == "price_not_lower"


def test_when_no_difference_is_given() -> None:
    assert code_of(protection, order(NOW), "20.00") == "price_not_lower"
    assert code_of(protection, order(NOW), "25.00") == "price_not_lower"
    assert code_of(protection, order(NOW, "placed"), "5.00") == "not_paid"
    assert code_of(protection, order(NOW, "cancelled"), "5.00") == "already_cancelled"
    late = order(NOW, paid_at=NOW - timedelta(days=30, seconds=1))
    assert code_of(protection, late, "5.00") == "price_protection_window_closed"
    used = PriceProtection("ORD-1042", 1, 2, usd("9.00"), "REF-1", NOW)
    assert code_of(protection, order(NOW), "5.00", used) == "price_protection_used"


def test_a_product_no_longer_sold_in_that_currency_cannot_be_compared() -> None:
    gone = product()
    gone.prices = {"CNY": Money.of("1.00", "CNY")}
    bought = order(NOW)
    wish: tuple[Any, ...] = (bought, {"PRD-1": gone}, balances(bought, []), [], RULES, NOW)
    assert code_of(price_protection.terms, *wish) == "price_not_lower"


def offered(bought: Order, kind: str, in_stock: bool = True, now: datetime = NOW) -> list[str]:
    return problems.offered(bought, kind, in_stock, RULES, now)


def test_a_missing_parcel_is_looked_for_before_it_is_paid_for() -> None:
    shipped = order(NOW, "shipped")
    assert offered(shipped, "not_received") == ["investigation"]
    lost = NOW + timedelta(days=8, seconds=1)
    assert offered(shipped, "not_received", now=lost) == ["investigation", "replacement", "refund"]
    delivered = order(NOW)
    assert offered(delivered, "not_received") == ["investigation"]
    later = NOW + timedelta(seconds=1)
    assert offered(delivered, "not_received", now=later) == ["investigation", "replacement", "refund"]


@pytest.mark.parametrize("kind", ["damaged", "wrong_item", "missing_parts"])
def test_a_bad_parcel_is_made_good_at_once(kind: str) -> None:
    assert offered(order(NOW), kind) == ["investigation", "replacement", "refund"]
    assert offered(order(NOW), kind, in_stock=False) == ["investigation", "refund"]
    assert code_of(offered, order(NOW, "shipped"), kind) == "not_delivered"
    assert code_of(offered, order(NOW), kind, True, NOW + timedelta(days=89)) == "problem_window_closed"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("placed", "not_shipped"),
        ("paid", "not_shipped"),
        ("packed", "not_shipped"),
        ("cancelled", "already_cancelled"),
    ],
)
def test_what_never_left_cannot_have_a_problem(status: str, code: str) -> None:
    assert code_of(offered, order(NOW, status), "not_received") == code


def test_the_same_problem_is_reported_once() -> None:
    bought = order(NOW, lines=[line(1, 2), line(2, 1)])
    first = DeliveryProblem(
        "DLP-1", bought.id, "damaged", "investigation", (Claim(1, 2, usd("40.00")),), "", NOW, "TKT-1"
    )
    left = balances(bought, first.claims)
    assert problems.open_items(bought, left, "damaged", [first]) == [(2, 1)]
    assert problems.open_items(bought, left, "wrong_item", [first]) == [(1, 2), (2, 1)]
    rest = DeliveryProblem(
        "DLP-2", bought.id, "damaged", "investigation", (Claim(2, 1, usd("20.00")),), "", NOW, "TKT-2"
    )
    assert code_of(problems.open_items, bought, left, "damaged", [first, rest]) == "problem_already_reported"


def test_shipping_comes_back_with_the_whole_order_only() -> None:
    bought = order(NOW)
    assert problems.refund_amount(bought, [Claim(1, 2, usd("40.00"))]) == usd("46.00")
    assert problems.refund_amount(bought, [Claim(1, 1, usd("20.00"))]) == usd("20.00")


def test_unknown_words_are_bad_input() -> None:
    for words in (("late", None), ("damaged", "money")):
        with pytest.raises(InvalidValue):
            problems.check_words(*words)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2024-02-29", 12, "2025-02-28"),
     ("2024-12-15", 1, "2025-01-15"), ("2024-05-15", 24, "2026-05-15")],
)  # fmt: skip
def test_months_later(start: str, months: int, end: str) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
    assert add_months(moment, months).date().isoformat() == end


def test_the_warranty_begins_with_the_delivery() -> None:
    known = {"PRD-1": product(warranty_months=12)}
    until = add_months(NOW - timedelta(days=2), 12)
    (found,) = warranty_lines(order(NOW), known, until)
    assert (found.months, found.until, found.valid) == (12, until, True)
    assert not warranty_lines(order(NOW), known, until + timedelta(seconds=1))[0].valid
    assert warranty_lines(order(NOW, "shipped"), known, NOW)[0].until is None
    (none,) = warranty_lines(order(NOW), {"PRD-1": product(warranty_months=0)}, NOW)
    assert (none.until, none.valid) == (None, False)


def written(days_ago: int) -> Review:
    return Review("REV-1", "ORD-1042", 1, "PRD-1", 5, "Good", NOW - timedelta(days=days_ago))


def test_delivered_lines_are_reviewed_once_and_changed_for_a_month() -> None:
    bought = order(NOW, lines=[line(1), line(2)])
    assert [each.line for each in review.reviewable(bought, [written(30)], RULES, NOW)] == [1, 2]
    assert [each.line for each in review.reviewable(bought, [written(31)], RULES, NOW)] == [2]
    assert review.reviewable(order(NOW, "shipped"), [], RULES, NOW) == []
    assert review.check(bought, 1, written(30), RULES, NOW).line == 1
    assert code_of(review.check, bought, 1, written(31), RULES, NOW) == "already_reviewed"
    assert code_of(review.check, bought, 7, None, RULES, NOW) == "no_such_line"
    assert code_of(review.check, order(NOW, "shipped"), 1, None, RULES, NOW) == "not_reviewable"


def test_ratings_and_texts_are_checked() -> None:
    assert review.clean_rating(5) == 5
    for bad in (0, 6, -1, True, 4.5, "5"):
        with pytest.raises(InvalidValue):
            review.clean_rating(bad)  # type: ignore[arg-type]
    assert clean_text("  很好\x00\ud800 👍\n下次再来 ", "text") == "很好 👍\n下次再来"
    assert clean_text("", "text") == ""
    with pytest.raises(InvalidValue):
        clean_text("x" * 2001, "text")
