"""The catalogue: products found by id, by what a customer says, by what a customer looks for."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from shop.audit import By
from shop.domain.ages import suits, years_below
from shop.domain.catalogue import CATEGORIES, Product, SizeGuide, Variant, lies_within
from shop.domain.errors import InvalidValue
from shop.domain.money import CURRENCIES, Money
from shop.domain.product_index import Card, ProductIndex
from shop.domain.words import latin_words, normal
from shop.repository import Unit
from shop.service.catalogue_cards import EDITION, cards, edition
from shop.tables.catalogue import products, size_guides
from shop.unit_of_work import Store


@dataclass(frozen=True)
class ProductQuery:
    """What a customer looks for; None: it does not matter. Prices are in whole units of `currency`."""

    text: str | None = None
    category: str | None = None  # canonical
    brand: str | None = None  # in either language
    color: str | None = None  # canonical
    size: str | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    currency: str = "USD"
    attribute: str | None = None  # in either language
    nouns: tuple[str, ...] = ()  # what the goods are called: where some are called so, no others fit
    age: int | None = None  # full years of the child that it is for

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise InvalidValue("currency", f"{len(self.currency)} characters", f"one of {sorted(CURRENCIES)}")


_READ = 20  # products read at once
_NAMED = 5  # products that the text of a search names beside the nouns that were recognised in it


class Catalogue:
    """Looks words up in an index in memory, which is made anew when the catalogue's edition changes.

    Products themselves always come from the database: their prices and stock are never stale.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._indexed: tuple[int, ProductIndex] | None = None

    def get(self, product_id: str) -> Product:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Product, product_id)

    def by_sku(self, sku: str) -> Variant:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Variant, sku)

    def match(self, text: str, limit: int = 3) -> list[Product]:
        """The products that a sentence names, in either language and despite a typing error; none: empty."""
        with self._store.reading() as unit:
            return _products(unit, self._index(unit).match(text[:1000], limit))

    def search(self, query: ProductQuery, limit: int = 5) -> list[Product]:
        """The products that fit the query, the best first."""
        with self._store.reading() as unit:
            return _products(unit, self._find(unit, query)[:limit])

    def recommend(self, query: ProductQuery, limit: int = 3) -> list[Product]:
        """The best rated products in stock that fit the query; when its words fit none, without the words."""
        with self._store.reading() as unit:
            index = self._index(unit)
            found = self._find(unit, query) or index.search("", _filter(index, query))
            found = _by_age(index, sorted(found, key=lambda id: (-index.cards[id].rating, id)), query.age)
            there = _in_stock(unit, found, _size(query.size), query.color)
            return list(itertools.islice(there, limit))

    def sells(self, noun: str) -> bool:
        """Whether any product is called so at least in part, in either language."""
        with self._store.reading() as unit:
            return self._index(unit).calls(noun)

    def ends(self, query: ProductQuery) -> list[Product]:
        """Of the products in stock that fit the query the cheapest, the dearest and the best rated; fewer where one is several of
        these. Its cost grows with the products that fit by the few words of their cards, not by rows that are read."""
        with self._store.reading() as unit:
            cards = self._index(unit).cards
            found = [cards[id] for id in self._find(unit, query) if query.currency in cards[id].prices]
            orders: tuple[Callable[[Card], tuple[Decimal | float, str]], ...] = (
                lambda card: (card.prices[query.currency], card.id),
                lambda card: (-card.prices[query.currency], card.id),
                lambda card: (-card.rating, card.id),
            )
            sorts = ([card.id for card in sorted(found, key=key)] for key in orders)
            ends = [product for ids in sorts for product in itertools.islice(_in_stock(unit, ids), 1)]
            return list({product.id: product for product in ends}.values())

    def size_guide(self, product_id: str | None = None, category: str | None = None) -> SizeGuide | None:
        """The guide that lists most of the product's sizes, or the category's first; None: there is none.

        Raises NotFound for an unknown product.
        """
        with self._store.reading() as unit:
            product = unit.get(Product, product_id) if product_id else None
            wanted = product.category if product else category
            query = select(size_guides).where(size_guides.c.category == wanted).order_by(size_guides.c.id)
            guides = [SizeGuide(**row._mapping) for row in unit.session.execute(query)]
        if product is None:
            return guides[0] if guides else None
        sizes = {variant.size for variant in product.variants if variant.size}
        fitting = [(sum(row[0] in sizes for row in guide.rows), guide) for guide in guides]
        most, guide = max(fitting, key=lambda pair: pair[0], default=(0, None))
        return guide if most else None

    def categories(self) -> list[str]:
        """The categories that have products, by canonical name."""
        with self._store.reading() as unit:
            return sorted({card.category for card in self._index(unit).cards.values()})

    def brands(self) -> dict[str, str]:
        """All brands: name in Latin letters -> Chinese name ("" when there is none)."""
        with self._store.reading() as unit:
            found = {card.brands for card in self._index(unit).cards.values()}
        return dict(sorted(found))

    def set_price(self, product_id: str, price: Money, by: By) -> Product:
        """Give a product another price in one currency; a higher earlier one is shown. Raises NotFound."""

        def work(unit: Unit) -> Product:
            product = unit.get(Product, product_id)
            old = product.prices.get(price.currency)
            earlier = {c: money for c, money in product.earlier_prices.items() if c != price.currency}
            if old is not None and price < old:
                earlier[price.currency] = old
            product.prices = {**product.prices, price.currency: price}
            product.earlier_prices = earlier
            unit.next_id(EDITION)
            return product

        return self._store.change(by, "product.set_price", {"id": product_id, "price": price}, work)

    def _find(self, unit: Unit, query: ProductQuery) -> list[str]:
        index = self._index(unit)
        names_kind = any((query.category, query.brand, query.attribute))
        found = index.search(query.text or "", _filter(index, query), by_card=not names_kind)
        called = {id for noun in query.nouns for id in index.called(noun)}.intersection(found)
        if called:
            called.update(index.match(query.text or "", _NAMED))
            found = [id for id in found if id in called]
        return _by_age(index, found, query.age)

    def _index(self, unit: Unit) -> ProductIndex:
        now = edition(unit)
        with self._lock:  # one thread builds, the others wait for it
            if self._indexed is None or self._indexed[0] != now:
                self._indexed = now, ProductIndex(cards(unit))
            return self._indexed[1]


def _by_age(index: ProductIndex, found: list[str], age: int | None) -> list[str]:
    """What is made for about that age before what is made for anybody."""
    if age is None:
        return found
    return sorted(found, key=lambda id: years_below(index.cards[id].text, age))


def _products(unit: Unit, ids: Sequence[str]) -> list[Product]:
    """The products of `ids`, in that order."""
    if not ids:
        return []
    found = {product.id: product for product in unit.read(select(Product).where(products.c.id.in_(ids)))}
    return [found[id] for id in ids if id in found]


def _in_stock(
    unit: Unit, ids: Sequence[str], size: str | None = None, color: str | None = None
) -> Iterator[Product]:
    """The products of `ids` that can be had in that size and colour, in that order; read as far as they are asked for."""
    for start in range(0, len(ids), _READ):
        for product in _products(unit, ids[start : start + _READ]):
            if _on_shelf(product, size, color):
                yield product


def _filter(index: ProductIndex, query: ProductQuery) -> Callable[[Card], bool]:
    """Whether a card fits all of the query but its text."""
    size, color = _size(query.size), query.color
    brand = set(index.query_words(query.brand)) if query.brand else None
    attribute = normal(query.attribute) if query.attribute else None
    category = _category(query.category)

    def keep(card: Card) -> bool:
        price = card.prices.get(query.currency)
        return (
            (category is None or card.category == category)
            and (brand is None or _says(card.brands, query.brand or "", brand))
            and (
                attribute is None or _says((*card.text, *card.kinds), attribute, set(latin_words(attribute)))
            )
            and ((size, color) == (None, None) or any(_looks(*look, size, color) for look in card.looks))
            and (query.age is None or suits(card.text, query.age))
            and (query.price_min is None or (price is not None and price >= query.price_min))
            and (query.price_max is None or (price is not None and price <= query.price_max))
        )

    return keep


def _says(texts: Sequence[str], wanted: str, words: set[str]) -> bool:
    """Whether the texts have all the Latin words wanted, or one of them the Chinese that is wanted."""
    said = [normal(text) for text in texts if text]
    if wanted.isascii():
        return words <= {word for text in said for word in latin_words(text)}
    return any(normal(wanted) in text or text in normal(wanted) for text in said)


def _looks(size: str | None, color: str | None, wanted_size: str | None, wanted_color: str | None) -> bool:
    fits = wanted_size is None or wanted_size == _size(size) or lies_within(wanted_size, _size(size))
    return fits and wanted_color in (None, color)


def _on_shelf(product: Product, size: str | None, color: str | None) -> bool:
    return any(each.stock > 0 and _looks(each.size, each.color, size, color) for each in product.variants)


def _size(size: str | None) -> str | None:
    """A size without the words around it: "42码", "size 42" and "EU 42" are 42."""
    if not size:
        return None
    plain = re.sub(r"\b(size|eu|eur|uk|us)\b|码|號|号|尺|\s", "", normal(size))
    return plain or normal(size)


def _category(category: str | None) -> str | None:
    """The canonical name of a category given by any of its names; another word stays and finds nothing."""
    if category is None or category in CATEGORIES:
        return category
    wanted = normal(category)
    for name, shown in CATEGORIES.items():
        if wanted in (name, *(normal(each) for each in shown)):
            return name
    return category
