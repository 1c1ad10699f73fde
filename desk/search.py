"""Suggestions found in what the shop says, by the words of the customer's last message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from desk.suggestions import Suggestion
from retrieval.index import HybridIndex
from retrieval.passages import Passage, shop_passages
from shop.bootstrap import Shop

LIMIT = 2  # suggestions
ENOUGH = 0.3  # share of the message's words, by weight, that a passage must have


class PassageSearch:
    """Policies, frequent questions and products, by words alone: the desk loads no student.

    `edition` tells when somebody has edited what the shop says; then it is `read` anew. A passage is quoted as it
    stands: the shop's own text, of which no guard has to judge.
    """

    def __init__(self, edition: Callable[[], object], read: Callable[[], Sequence[Passage]]) -> None:
        self._edition, self._read = edition, read
        self._lock = Lock()
        self._indexed: object = None
        self._index = HybridIndex((), None)

    def find(self, asked: str, language: str) -> list[Suggestion]:
        """The best first; empty where nothing is near. Raises Unavailable."""
        if not asked.strip():
            return []
        found = self._present_index().search(asked, None, language, LIMIT)
        return [Suggestion(each.passage.text, each.passage.id) for each in found if each.words >= ENOUGH]

    def _present_index(self) -> HybridIndex:
        edition = self._edition()
        with self._lock:
            if edition != self._indexed:
                self._index, self._indexed = HybridIndex(self._read(), None), edition
            return self._index


def search_of(shop: Shop) -> PassageSearch:
    return PassageSearch(shop.texts.edition, lambda: shop_passages(shop))
