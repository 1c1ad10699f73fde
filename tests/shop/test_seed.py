"""The demo shop: the same everywhere, complete, and true to its cast."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import create_engine

from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.demo import cast
from shop.domain.catalogue import CATEGORIES, COLORS
from shop.domain.clock import FixedClock
from shop.domain.contact import normal_email, normal_phone
from shop.domain.errors import NotFound, Refused
from shop.domain.order import ORDER_STEPS
from shop.domain.order_changes import LineChange
from shop.domain.policy import TOPICS
from shop.records import order_record
from shop.seed.fill import empty, fill, is_filled
from shop.seed.goods import HERE, load_products
from shop.seed.people import load_customers
from shop.seed.texts import load_size_guides
from shop.service.catalogue import ProductQuery
from shop.tables import metadata

TODAY = datetime(2024, 5, 15, tzinfo=timezone.utc)
NOON = timedelta(hours=12)
MakeBy = Callable[..., By]


def seeded(url: str, today: datetime) -> Shop:
    shop = open_shop(url, FixedClock(today + NOON))
    engine = create_engine(url, future=True)
    metadata.create_all(engine)
    engine.dispose()
    fill(shop.store.engine, today, shop.rules)
    return shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Filled once; tests that change it take an order of their own."""
    return seeded(f"sqlite:///{tmp_path_factory.mktemp('seed')}/shop.db", TODAY)


def all_orders(shop: Shop, first: int = 1001, last: int = 1440, step: int = 1) -> list[dict[str, Any]]:
    return [order_record(shop, f"ORD-{number}") for number in range(first, last + 1, step)]


def test_it_is_as_large_as_promised(shop: Shop) -> None:
    products = load_products(TODAY, random.Random(1))
    assert len(products) >= 300 and sum(len(each.variants) for each in products) >= 1500
    assert len({each.category for each in products}) >= 12
    assert len(load_customers(TODAY)) >= 60
    orders = all_orders(shop)
    assert {order["status"] for order in orders} == set(ORDER_STEPS)
    assert {order["currency"] for order in orders} == {"CNY", "USD", "GBP", "EUR"}
    for order in orders:
        assert {line["currency"] for line in order["lines"]} == {order["currency"]}
    returns = Counter(each["status"] for order in orders for each in order["returns"])
    assert set(returns) == {"approved", "in_transit", "received", "completed", "rejected", "cancelled"}
    refunds = Counter(each["status"] for order in orders for each in order["refunds"])
    assert set(refunds) == {"pending", "processing", "paid", "failed"}


def test_no_time_lies_after_the_day_of_seeding_but_for_what_is_expected(shop: Shop) -> None:
    fields = ("placed_at", "paid_at", "packed_at", "shipped_at", "delivered_at", "cancelled_at")
    for order in all_orders(shop):
        reached = [datetime.fromisoformat(order[name]) for name in fields if order[name]]
        assert max(reached) <= TODAY, order["id"]
        assert reached[:-1] == sorted(reached[:-1]), order["id"]


def test_the_same_seed_gives_the_same_shop_on_another_day_and_database_and_can_be_emptied(
    shop: Shop, url: str
) -> None:
    later = timedelta(days=100)
    other = seeded(url, TODAY + later)
    moment = re.compile(r"'(\d{4}-\d\d-\d\dT[^']+)'")

    def shifted(found: re.Match[str]) -> str:
        return repr((datetime.fromisoformat(found.group(1)) - later).isoformat())

    for ours, theirs in zip(all_orders(shop, step=7), all_orders(other, step=7), strict=True):
        assert repr(ours) == moment.sub(shifted, repr(theirs))

    assert is_filled(other.store) and other.catalogue.search(ProductQuery(text="kettle"))
    empty(other.store)
    assert not is_filled(other.store) and other.catalogue.search(ProductQuery()) == []
    with pytest.raises(NotFound):
        other.orders.get("ORD-1042")


def test_names_colours_and_texts_are_good(shop: Shop) -> None:
    products = load_products(TODAY, random.Random(1))
    for names in ([each.name for each in products], [each.name_zh for each in products]):
        assert len(set(names)) == len(names)
    for product in products:
        assert product.category in CATEGORIES
        assert {each.color for each in product.variants} <= {None, *COLORS}
        assert product.brand_zh and product.kind and product.kind_zh
        assert re.search("[\u4e00-\u9fff]", product.description_zh), product.id
        assert len(product.attributes) == len(product.attributes_zh)
        assert set(product.prices) == {"CNY", "USD", "GBP", "EUR"}
        for currency, earlier in product.earlier_prices.items():
            assert earlier > product.prices[currency]


def test_contacts_are_in_the_form_in_which_the_shop_keeps_them() -> None:
    with (HERE / "customers.psv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    for row in rows:
        assert normal_email(row["email"]) == row["email"] and row["email"].split("@")[1].startswith(
            "example."
        )
        assert normal_phone(row["phone"]) == row["phone"]
    assert len({row["email"] for row in rows}) == len(rows)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_policy_speaks_both_languages(shop: Shop, topic: str) -> None:
    english, chinese = (shop.policies.text(topic, language) for language in ("en", "zh"))
    assert "{" not in english + chinese
    assert not re.search("[\u4e00-\u9fff]", english)
    assert len(re.findall("[\u4e00-\u9fff]", chinese)) > 40


def test_the_warranty_text_says_what_the_products_carry(shop: Shop) -> None:
    for language in ("en", "zh"):
        text = shop.policies.text("warranty", language)
        for product_id in ("PRD-351", "PRD-601", "PRD-501", "PRD-201", "PRD-101"):
            assert str(shop.catalogue.get(product_id).warranty_months) in text


def test_the_cast_is_complete(shop: Shop) -> None:
    cases = cast(shop)
    assert len(cases) >= 30 and len({case["case"] for case in cases}) == len(cases)
    assert "ORD-1042" in [case["order_id"] for case in cases]
    for case in cases:
        assert set(case) == {"case", "customer_id", "order_id", "email", "phone", "say", "expect"}
        assert case["say"]["en"] and case["say"]["zh"] and case["expect"].endswith(".")
        assert "{" not in str(case["say"].values())


def order_of(shop: Shop, name: str) -> str:
    return next(str(case["order_id"]) for case in cast(shop) if case["case"] == name)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_cancelling_is_as_the_cast_says(shop: Shop) -> None:
    terms = shop.orders.cancellation_terms
    free = terms(order_of(shop, "cancel_free"))
    assert not free.fee and free.refund
    packed = terms(order_of(shop, "cancel_packed_fee"))
    assert packed.fee and packed.refund
    assert not terms(order_of(shop, "cancel_unpaid")).refund
    assert refusal(lambda: terms(order_of(shop, "cancel_too_late"))) == "already_shipped"
    assert refusal(lambda: terms(order_of(shop, "already_cancelled"))) == "already_cancelled"


def test_addresses_and_lines_are_as_the_cast_says(shop: Shop) -> None:
    shop.orders.address_terms(order_of(shop, "change_address_ok"))
    late = order_of(shop, "change_address_too_late")
    assert refusal(lambda: shop.orders.address_terms(late)) == "already_shipped"
    swap = [LineChange(line=1, sku="PRD-115-BLU-32", quantity=None)]
    quote = shop.orders.change_quote(order_of(shop, "change_order"), swap)
    assert not quote.difference and quote.lines[0].sku == "PRD-115-BLU-32"


def test_returns_are_as_the_cast_says(shop: Shop) -> None:
    terms = shop.returns.terms
    ok = terms(order_of(shop, "return_ok"), [(1, 1)], "too_small")
    assert ok.fee and ok.refund and len(terms(order_of(shop, "return_ok")).items) == 2
    assert terms(order_of(shop, "return_partial_quantity"), [(1, 2)], "changed_mind").items[0].quantity == 2
    assert not terms(order_of(shop, "free_return_gold"), [(1, 1)], "changed_mind").fee
    late, food = order_of(shop, "return_window_closed"), order_of(shop, "return_not_returnable")
    assert refusal(lambda: terms(late, [(1, 1)], "changed_mind")) == "return_window_closed"
    assert refusal(lambda: terms(food, [(1, 1)], "changed_mind")) == "item_not_returnable"


def test_exchanges_are_as_the_cast_says(shop: Shop) -> None:
    size = order_of(shop, "exchange_size")
    assert shop.exchanges.terms(size, 1, 1, "PRD-207-WHT-41").new.size == "41"
    out = order_of(shop, "exchange_out_of_stock")
    assert refusal(lambda: shop.exchanges.terms(out, 1, 1, "PRD-107-RED-XL")) == "out_of_stock"


def test_refunds_are_as_the_cast_says(shop: Shop) -> None:
    terms = shop.refunds.terms
    assert terms(order_of(shop, "refund_after_cancel")).kind == "cancellation"
    assert terms(order_of(shop, "refund_after_return")).return_id
    assert terms(order_of(shop, "lost_parcel")).kind == "lost"
    assert terms(order_of(shop, "duplicate_payment")).kind == "overpaid"
    assert refusal(lambda: terms(order_of(shop, "track_refund"))) == "refund_in_progress"


def test_payments_are_as_the_cast_says(shop: Shop) -> None:
    twice = shop.orders.payment_findings(order_of(shop, "duplicate_payment"))
    assert len(twice.duplicates) == 1
    failed = shop.orders.payment_findings(order_of(shop, "payment_failed"))
    assert len(failed.failed) == 1 and failed.due


def test_prices_and_invoices_are_as_the_cast_says(shop: Shop) -> None:
    assert shop.price_protection.terms(order_of(shop, "price_protection_ok")).amount
    same = order_of(shop, "price_protection_no")
    assert refusal(lambda: shop.price_protection.terms(same)) == "price_not_lower"
    assert shop.invoices.terms(order_of(shop, "invoice_new")).current is None
    old = order_of(shop, "invoice_exists")
    assert refusal(lambda: shop.invoices.terms(old)) == "invoice_exists"


@pytest.mark.parametrize(
    ("case", "kind", "resolution"),
    [("delivered_not_received", "not_received", "replacement"), ("damaged_item", "damaged", "refund"),
     ("wrong_item", "wrong_item", "replacement")],
)  # fmt: skip
def test_delivery_problems_are_as_the_cast_says(shop: Shop, case: str, kind: str, resolution: str) -> None:
    assert resolution in shop.delivery_problems.terms(order_of(shop, case), kind)


def test_warranty_and_reviews_are_as_the_cast_says(shop: Shop) -> None:
    assert shop.orders.warranty(order_of(shop, "warranty_valid"))[0].valid
    assert not shop.orders.warranty(order_of(shop, "warranty_over"))[0].valid
    assert shop.reviews.reviewable(order_of(shop, "leave_review"))


def test_accounts_are_as_the_cast_says(shop: Shop, by: MakeBy) -> None:
    assert refusal(lambda: shop.accounts.delete("CUS-33", by())) == "open_orders"
    assert shop.accounts.delete("CUS-40", by()).deleted_at
    assert [order.id for order in shop.orders.history("CUS-18")] == ["ORD-1059", "ORD-1060"]
    assert shop.accounts.membership("CUS-34").next_level
    assert not shop.accounts.is_subscribed(shop.accounts.get("CUS-37").email)
    assert "SPRING20" in [coupon.code for coupon in shop.promotions.current("en")]


def test_ids_go_on_after_those_of_the_seed(shop: Shop, by: MakeBy) -> None:
    order = shop.orders.place(
        [("PRD-451-WHT-17L", 1)], email="new@example.com", phone="+12025550177",
        address="9 New Street, Springfield", currency="USD", by=by(),
    )  # fmt: skip
    assert order.id == "ORD-1441"


def test_the_notes_of_the_size_guides_are_in_both_languages() -> None:
    for guide in load_size_guides():
        assert bool(re.search("[\u4e00-\u9fff]", guide.note_zh)) == bool(guide.note)
        assert not re.search("[\u4e00-\u9fff]", guide.note)
