"""The catalogue service on both databases."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from shop.audit import By
from shop.domain.catalogue import Product, SizeGuide, Variant
from shop.domain.errors import InvalidValue, NotFound
from shop.domain.money import Money
from shop.repository import Unit
from shop.service.catalogue import Catalogue, ProductQuery
from shop.tables.catalogue import size_guides
from shop.unit_of_work import Store
from tests.shop.samples import product, put

MakeBy = Callable[..., By]


@pytest.fixture
def catalogue(store: Store) -> Catalogue:
    boots = [Variant("PRD-2-42", "PRD-2", "42", None, 0), Variant("PRD-2-43", "PRD-2", "43", None, 4)]
    put(
        store,
        product(name="Harbour Oxford Shirt", name_zh="海湾牛津纺衬衫",
                kind="oxford shirt", kind_zh="牛津纺衬衫", brand="Oakmere", brand_zh="橡湖",
                category="clothing", rating=4.1,
                attributes=("easy iron",), attributes_zh=("免烫",)),
        product("PRD-2", "90.00", boots,
                name="Summit Hiking Boots", name_zh="登顶登山靴", kind="hiking boots", kind_zh="登山靴",
                brand="Ridgefox", brand_zh="岭狐", category="shoes", rating=4.8,
                attributes=("waterproof",), attributes_zh=("防水",)),
    )  # fmt: skip
    return Catalogue(store)


def ids(found: list[Product]) -> list[str]:
    return [each.id for each in found]


def test_by_id_and_sku(catalogue: Catalogue) -> None:
    assert catalogue.get("PRD-2").name == "Summit Hiking Boots"
    assert catalogue.by_sku("PRD-2-43").stock == 4
    with pytest.raises(NotFound):
        catalogue.get("PRD-9")
    with pytest.raises(NotFound):
        catalogue.by_sku("PRD-2-44")


def test_a_named_product_is_matched_in_both_languages(catalogue: Catalogue) -> None:
    assert ids(catalogue.match("are the summit boots waterproof?")) == ["PRD-2"]
    assert ids(catalogue.match("登山靴防水吗")) == ["PRD-2"]
    assert catalogue.match("where is my order") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ProductQuery(), ["PRD-2", "PRD-1"]),
        (ProductQuery(text="boots"), ["PRD-2"]),
        (ProductQuery(category="shoes"), ["PRD-2"]),
        (ProductQuery(category="鞋靴"), ["PRD-2"]),
        (ProductQuery(category="cars"), []),
        (ProductQuery(brand="ridgefox"), ["PRD-2"]),
        (ProductQuery(brand="橡湖"), ["PRD-1"]),
        (ProductQuery(color="red"), ["PRD-1"]),
        (ProductQuery(size="42码"), ["PRD-2"]),
        (ProductQuery(size="M", color="red"), ["PRD-1"]),
        (ProductQuery(size="L", color="red"), []),
        (ProductQuery(price_max=Decimal(20)), ["PRD-1"]),
        (ProductQuery(price_min=Decimal("20.01")), ["PRD-2"]),
        (ProductQuery(attribute="防水"), ["PRD-2"]),
        (ProductQuery(attribute="Easy iron"), ["PRD-1"]),
        (ProductQuery(text="submarine"), []),
    ],
)
def test_each_part_of_a_query_narrows_the_search(
    catalogue: Catalogue, query: ProductQuery, expected: list[str]
) -> None:
    assert ids(catalogue.search(query)) == expected


def test_a_query_in_an_unknown_currency_is_refused_at_the_door() -> None:
    with pytest.raises(InvalidValue):
        ProductQuery(currency="DOGE")


def test_only_what_is_in_stock_is_recommended(catalogue: Catalogue) -> None:
    assert ids(catalogue.recommend(ProductQuery())) == ["PRD-2", "PRD-1"]
    assert ids(catalogue.recommend(ProductQuery(size="42"))) == []
    assert ids(catalogue.recommend(ProductQuery(text="a submarine", category="shoes"))) == ["PRD-2"]


def test_the_ends_of_the_range_are_the_cheapest_the_dearest_and_the_best_rated(
    catalogue: Catalogue, store: Store
) -> None:
    gone = [Variant("PRD-3-1", "PRD-3", None, None, 0)]
    plain = [Variant("PRD-4-1", "PRD-4", None, None, 2)]
    put(store, product("PRD-3", "1.00", gone, rating=5.0), product("PRD-4", "95.00", plain, rating=3.0))
    again = Catalogue(store)
    assert ids(again.ends(ProductQuery())) == ["PRD-1", "PRD-4", "PRD-2"], "what is sold out does not count"
    assert ids(again.ends(ProductQuery(category="shoes"))) == ["PRD-2"]
    assert ids(again.ends(ProductQuery(category="cars"))) == []


def test_a_price_cut_is_seen_at_once_by_every_running_server(
    catalogue: Catalogue, store: Store, by: MakeBy
) -> None:
    cheap = ProductQuery(price_max=Decimal(50), category="shoes")
    other = Catalogue(store)
    assert other.search(cheap) == []
    once = by()
    changed = catalogue.set_price("PRD-2", Money.of("45.00", "USD"), once)
    assert changed.earlier_prices["USD"] == Money.of("90.00", "USD")
    assert ids(other.search(cheap)) == ["PRD-2"]
    assert catalogue.set_price("PRD-2", Money.of("45.00", "USD"), once).version == changed.version


def test_the_size_guide_is_the_one_that_lists_the_products_sizes(catalogue: Catalogue, store: Store) -> None:
    texts = {"title": "Sizes", "title_zh": "尺码", "note": "", "note_zh": ""}
    columns = {"columns": ("EU", "cm"), "columns_zh": ("欧码", "厘米")}

    def work(unit: Unit) -> None:
        for id, rows in (("a", (("42", "26.5"), ("43", "27.5"))), ("b", (("25", "15.0"),))):
            guide = {"id": id, "category": "shoes", "rows": rows, **texts, **columns}
            unit.session.execute(size_guides.insert().values(**guide))

    store.write(work)
    guide = catalogue.size_guide("PRD-2")
    assert isinstance(guide, SizeGuide) and guide.rows[0] == ("42", "26.5")
    assert catalogue.size_guide(category="shoes") == guide
    assert catalogue.size_guide("PRD-1") is None
    assert catalogue.size_guide(category="books") is None


def test_categories_and_brands(catalogue: Catalogue) -> None:
    assert catalogue.categories() == ["clothing", "shoes"]
    assert catalogue.brands() == {"Oakmere": "橡湖", "Ridgefox": "岭狐"}
