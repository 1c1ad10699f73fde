"""What the shop says about a customer's message, and what its catalogue calls things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from retrieval.index import Found, HybridIndex
from retrieval.library import catalogue_names
from retrieval.passages import Passage, shop_passages
from shop.bootstrap import Shop

LIMIT = 4  # passages
ENOUGH = 0.3  # share of the message's words, by weight, that a passage must have


@dataclass(frozen=True)
class Shelf:
    """One state of the shop's texts."""

    index: HybridIndex
    names: tuple[str, ...]  # of products and brands, in both languages


class PassageSearch:
    """Policies, frequent questions and products, by words alone: the desk loads no student.

    `edition` tells when somebody has edited what the shop says; then passages and names are `read` anew.
    """

    def __init__(
        self, edition: Callable[[], object], read: Callable[[], tuple[Sequence[Passage], Sequence[str]]]
    ) -> None:
        self._edition, self._read = edition, read
        self._lock = Lock()
        self._indexed: object = None
        self._shelf = Shelf(HybridIndex((), None), ())

    def find(self, asked: str, language: str) -> list[Found]:
        """The best first; empty where nothing is near. Raises Unavailable."""
        if not asked.strip():
            return []
        found = self._present().index.search(asked, None, language, LIMIT)
        return [each for each in found if each.words >= ENOUGH]

    def names(self) -> tuple[str, ...]:
        """Raises Unavailable."""
        return self._present().names

    def _present(self) -> Shelf:
        edition = self._edition()
        with self._lock:
            if edition != self._indexed:
                passages, names = self._read()
                self._shelf, self._indexed = Shelf(HybridIndex(passages, None), tuple(names)), edition
            return self._shelf


def search_of(shop: Shop) -> PassageSearch:
    return PassageSearch(shop.texts.edition, lambda: (shop_passages(shop), catalogue_names(shop)))
