"""Which products a sentence names and which fit a search, without a database."""

from __future__ import annotations

import random
import time
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from shop.domain.catalogue import CATEGORIES, Product
from shop.domain.product_index import Card, ProductIndex
from shop.seed.goods import load_products

NOW = datetime(2024, 5, 15, tzinfo=timezone.utc)


def card(product: Product) -> Card:
    return Card(
        product.id, (product.name, product.name_zh), (product.kind, product.kind_zh),
        (product.brand, product.brand_zh), product.category,
        (*product.attributes, *product.attributes_zh, product.material, *CATEGORIES[product.category]),
        (product.description, product.description_zh),
        {currency: price.amount for currency, price in product.prices.items()},
        product.rating, frozenset((each.size, each.color) for each in product.variants),
    )  # fmt: skip


@pytest.fixture(scope="module")
def index() -> ProductIndex:
    return ProductIndex([card(product) for product in load_products(NOW, random.Random(1))])


def names(index: ProductIndex, ids: list[str]) -> list[str]:
    return [index.cards[id].names[0] for id in ids]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I want to return the Marten trail running shoes", ["Marten Trail Running Shoes"]),
        ("the marten", ["Marten Trail Running Shoes"]),
        ("my headphnoes are broken, the noise cancelling ones", ["Hush Noise-Cancelling Headphones"]),
        ("compare Marten and Kestrel", ["Marten Trail Running Shoes", "Kestrel Road Running Shoes"]),
        ("the gooseneck kettle leaks", ["Swan Gooseneck Kettle"]),
        ("岩貂越野跑鞋有42码吗", ["Marten Trail Running Shoes"]),
        ("我想退那个空气炸锅", ["Crisp Air Fryer"]),
        ("掃地機器人壞了", ["Robin Robot Vacuum"]),
        ("麻花毛衣和羊绒开衫哪个暖和", ["Fireside Cable Knit Sweater", "Whisper Cashmere Cardigan"]),
        ("order ORD-1042 里的保温杯漏水", ["Trekker Insulated Bottle"]),
        ("the hoodie", ["Dawn Hooded Sweatshirt"]),
    ],
)
def test_a_product_is_found_by_its_name(index: ProductIndex, said: str, expected: list[str]) -> None:
    assert names(index, index.match(said, 3)) == expected


@pytest.mark.parametrize("said", ["the kettle is broken", "烧水壶呢，kettle"])
def test_a_name_that_fits_two_brings_both(index: ProductIndex, said: str) -> None:
    found = names(index, index.match(said, 3))
    assert {"Geyser Electric Kettle", "Swan Gooseneck Kettle"} >= set(found)
    assert "Geyser Electric Kettle" in found


@pytest.mark.parametrize(
    "said",
    ["", "where is my parcel", "what is the current status, I am running late", "my adress changed",
     "cancel my order please", "change the size to L in white", "credit card", "do you have shoes", "🙂🙂",
     "your platform is slow this morning", "快递到哪了", "你们平台怎么退款", "我要投诉", "客服在吗",
     "有没有男士的", "我想查一下订单", "'; DROP TABLE products; --", "1042", "ORD-1042"],
)  # fmt: skip
def test_where_nothing_is_named_nothing_is_found(index: ProductIndex, said: str) -> None:
    assert index.match(said, 3) == []


def test_every_product_is_found_by_its_full_name_in_both_languages(index: ProductIndex) -> None:
    missed = [
        name
        for found in index.cards.values()
        for name in found.names
        if found.id not in index.match(f"I ordered the {name}" if name.isascii() else f"我买的{name}", 3)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("waterproof hiking boots", "Summit Hiking Boots"),
        ("跑步鞋", "Running Shoes"),
        ("something for my cat", "Cat"),
        ("洗面奶", "Face Cleanser"),
        ("waterprof jacket", "Jacket"),
    ],
)
def test_a_search_finds_what_fits_best_first(index: ProductIndex, wanted: str, first: str) -> None:
    assert first in names(index, index.search(wanted, lambda _: True))[0]


def test_a_search_keeps_only_what_the_filter_lets_through(index: ProductIndex) -> None:
    found = index.search("shoes", lambda each: each.prices["USD"] < Decimal(30))
    assert found and all(index.cards[id].prices["USD"] < Decimal(30) for id in found)


def test_a_search_without_words_goes_by_rating(index: ProductIndex) -> None:
    found = index.search("", lambda each: each.category == "tea")
    ratings = [index.cards[id].rating for id in found]
    assert len(found) == 14 and ratings == sorted(ratings, reverse=True)


def test_it_stays_fast_with_ten_thousand_products(index: ProductIndex) -> None:
    cards = list(index.cards.values())
    many = [
        Card(f"PRD-{n}", (f"Model{n} {c.kinds[0]}", f"型号{n}{c.kinds[1]}"), c.kinds, c.brands, c.category,
             c.text, c.descriptions, c.prices, c.rating, c.looks)
        for n, c in ((n, cards[n % len(cards)]) for n in range(10_000))
    ]  # fmt: skip
    large = ProductIndex(many)
    start = time.process_time()
    for _ in range(10):
        assert large.match("please send me the model4711 trail running shoes", 3)
        assert large.search("waterproof boots", lambda _: True)
        large.match("我想退掉上次买的跑鞋", 3)
    each = (time.process_time() - start) / 30
    assert each < 0.05  # s; about 0.005 on two shared cores
