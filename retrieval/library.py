"""The shop's passages, indexed in memory and kept up to date without keeping anybody waiting."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.index import Encode, Found, Fusion, HybridIndex, wordings_of
from retrieval.passages import shop_passages, shop_talk
from retrieval.vectors import digest
from shop.bootstrap import Shop, open_shop
from shop.domain.errors import ShopError

logger = logging.getLogger(__name__)

TALK = Fusion(words=0.5)  # of the wordings of talk; measured, see docs/log.md
LOOK_AGAIN_AFTER = 5.0  # s between two looks at the shop's edition
_CLOSING_S = 5.0  # for a database that does not answer nobody waits longer at the exit either


@dataclass(frozen=True)
class Holdings:
    """One state of the shop's texts: where to search, and every name that the catalogue has.

    Talk has an index of its own: its many wordings would make the words of questions to the shop look common.
    """

    edition: tuple[int, ...]
    index: HybridIndex
    names: tuple[str, ...]
    talk: HybridIndex


class Library:
    """Answers from memory at once; the database is read in a thread of its own, at the start and after a change.

    A search that finds the last look too long ago sets the next one off and does not wait for it: so a changed text is
    found some moments later, and a database that does not answer is never waited for.

    The thread ends before the process does (`close`): Python stops a daemon thread wherever it is at the exit, and one inside
    ONNX Runtime takes the process down with an abort.
    """

    def __init__(
        self,
        open_shop: Callable[[], Shop],
        encode: Encode | None,
        *,
        look_again_after: float = LOOK_AGAIN_AFTER,
        clock: Callable[[], float] = time.monotonic,
        known: Mapping[bytes, np.ndarray] | None = None,
    ) -> None:
        """`known`: vectors that need not be made, by their texts' digests (retrieval/vectors.py)."""
        self._open_shop = open_shop
        self._closing = threading.Event()
        self._encode = _Remembering(encode, self._closing, known or {}) if encode else None
        self._look_again_after = look_again_after
        self._clock = clock
        self._shop: Shop | None = None
        self._holdings: Holdings | None = None
        self._looked_at: float | None = None
        self._looking: threading.Thread | None = None
        self._lock = threading.Lock()

    def search(self, question: str, vector: np.ndarray | None, language: str, limit: int = 4) -> list[Found]:
        """The best passages as far as the shop is known; nothing while its texts are read for the first time."""
        self.look()
        holdings = self._holdings
        return holdings.index.search(question, vector, language, limit) if holdings else []

    def talk(self, said: str, vector: np.ndarray | None, language: str, limit: int = 1) -> list[Found]:
        """What the shop says in conversation to something like this, the best first; else as `search`."""
        self.look()
        holdings = self._holdings
        return holdings.talk.search(said, vector, language, limit) if holdings else []

    def names(self) -> tuple[str, ...]:
        """What the catalogue calls its products and brands, in both languages."""
        holdings = self._holdings
        return holdings.names if holdings else ()

    def look(self) -> None:
        """Sets a look at the shop off, if the last one is long enough ago and none is under way."""
        with self._lock:
            is_fresh = (
                self._looked_at is not None and self._clock() - self._looked_at < self._look_again_after
            )
            is_looking = self._looking is not None and self._looking.is_alive()
            if is_fresh or is_looking or self._closing.is_set():
                return
            if self._looking is None:
                atexit.register(self.close)
            self._looked_at = self._clock()
            self._looking = threading.Thread(target=self._look, name="retrieval", daemon=True)
            self._looking.start()

    def close(self) -> None:
        """Ends a look that is under way after the texts that are being encoded, and sets no other off."""
        with self._lock:
            self._closing.set()
        if self._looking is not None:
            self._looking.join(_CLOSING_S)

    def wait(self, seconds: float) -> bool:
        """Whether the texts are there; waits for a look that is under way. For tests and commands."""
        looking = self._looking
        if looking is not None:
            looking.join(seconds)
        return self._holdings is not None

    def _look(self) -> None:
        try:
            shop = self._shop = self._shop or self._open_shop()
            edition = shop.texts.edition()
            if self._holdings is None or self._holdings.edition != edition:
                self._read(shop, edition)
        except _Closed:
            return
        except (ShopError, ValueError) as error:
            logger.warning("The shop's texts cannot be read; answering from what is known: %s", error)

    def _read(self, shop: Shop, edition: tuple[int, ...]) -> None:
        """What the shop states can be found as soon as it is indexed, before the talk, whose wordings are many."""
        began = time.perf_counter()
        passages, talk = shop_passages(shop), shop_talk(shop)
        names, before = catalogue_names(shop), self._holdings
        spoken = before.talk if before else HybridIndex((), None)
        stated = Holdings((), HybridIndex(passages, self._encode), names, spoken)
        self._holdings = stated
        self._holdings = replace(stated, edition=edition, talk=HybridIndex(talk, self._encode, TALK))
        logger.info(
            "%d passages of the shop are indexed, in %.1f s.",
            len(passages) + len(talk),
            time.perf_counter() - began,
        )


class _Closed(Exception):
    """The library is closed: nothing that is not encoded yet is needed."""


class _Remembering:
    """Encodes each text once, so that a change of one text costs one forward pass."""

    def __init__(self, encode: Encode, closing: threading.Event, packed: Mapping[bytes, np.ndarray]) -> None:
        self._encode = encode
        self._closing = closing
        self._packed = packed
        self._known: dict[str, np.ndarray] = {}

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        unread = {text for text in texts if text not in self._known}
        self._known.update(
            {text: self._packed[key] for text in unread if (key := digest(text)) in self._packed}
        )
        new = sorted(unread - set(self._known), key=len)  # a batch is as long as its longest
        for start in range(0, len(new), _BATCH):
            if self._closing.is_set():
                raise _Closed
            part = new[start : start + _BATCH]
            self._known.update(zip(part, self._encode(part), strict=True))
        kept = {text: self._known[text] for text in texts}
        return np.stack([kept[text] for text in texts])


_BATCH = 8  # texts at once; small, so that the process's other work is not held up for long


def catalogue_names(shop: Shop) -> tuple[str, ...]:
    """What the catalogue calls its products and brands, in both languages. Raises Unavailable."""
    products = shop.texts.products()
    names = {name for each in products for name in (each.name, each.name_zh, each.brand, each.brand_zh)}
    return tuple(sorted(name for name in names if name))


def shop_library(encode: Encode | None, known: Mapping[bytes, np.ndarray] | None = None) -> Library:
    """The library of the shop that the environment names; opened when it is first read."""
    return Library(open_shop, encode, known=known)


def shop_wordings() -> list[str]:
    """All texts of that shop which get a vector, each once; none, with a warning, where it cannot be read."""
    try:
        shop = open_shop()
        passages = [*shop_passages(shop), *shop_talk(shop)]
    except (ShopError, ValueError) as error:
        logger.warning("The shop's texts are left to the start, since they cannot be read now: %s", error)
        return []
    return list(dict.fromkeys(text for passage in passages for text in wordings_of(passage)))
