"""Words of closed sets and of the catalogue, found by their longest match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from values.said import Canonical, Said, Value, said

NOUNS, NOTHING = "nouns", "nothing"
Lexicon = Mapping[str, Mapping[str, Mapping[str, list[str]]]]  # entity → canonical value → language → terms


@dataclass(frozen=True)
class Meaning:
    """What a term stands for; without a canonical value, for itself as said."""

    entity: str
    value: Canonical | None = None


class TermIndex:
    """All terms by their first character and length; built once, read for every message.

    A term in Latin letters or digits matches whole words only, and its plural too; a Chinese term anywhere.
    Where terms share characters, the one that begins first wins, and of those the longest.
    """

    def __init__(self) -> None:
        self._meanings: dict[str, list[Meaning]] = {}
        self._lengths: dict[
            str, tuple[int, ...]
        ] = {}  # first character → lengths of its terms, longest first
        self._read = lru_cache(maxsize=32)(
            lambda said: tuple(self._found(said))
        )  # one message, several askers

    def add(self, term: str, meanings: Iterable[Meaning]) -> None:
        """Register a term; a second time, its new meanings join the old ones."""
        plain = " ".join(said(term).plain.split())
        if not plain:
            return
        for form in _forms(plain):
            known = self._meanings.setdefault(form, [])
            known.extend(meaning for meaning in meanings if meaning not in known)
            lengths = set(self._lengths.get(form[0], ())) | {len(form)}
            self._lengths[form[0]] = tuple(sorted(lengths, reverse=True))
        self._read.cache_clear()

    def find(self, said: Said) -> Iterator[Value]:
        """Every term in the message, from left to right."""
        return iter(self._read(said))

    def _found(self, said: Said) -> Iterator[Value]:
        plain, read = said.plain, 0
        apart = plain.replace("-", " ")  # "navy-blue", "too-small": hyphens may stand for blanks
        for position in _borders(plain):
            if position < read:
                continue
            source = plain
            end = self._longest(plain, position)
            if apart != plain:
                parted = self._longest(apart, position)
                if parted is not None and (end is None or parted > end):
                    source, end = apart, parted
            if end is None:
                continue
            for meaning in self._meanings[source[position:end]]:
                value = said.raw[position:end] if meaning.value is None else meaning.value
                yield Value(meaning.entity, value, position, end)
            read = end

    def _longest(self, plain: str, start: int) -> int | None:
        for length in self._lengths.get(plain[start], ()):
            end = start + length
            if end <= len(plain) and plain[start:end] in self._meanings and not _joined(plain, end):
                return end
        return None


def _forms(plain: str) -> list[str]:
    """The term and, in English, its plural; a hyphen may be left out or a blank."""
    if not plain[-1].isascii():
        return [plain]
    forms = [plain, plain.replace("-", " "), plain.replace("-", "")]
    if plain[-1].isalpha() and plain[-1] != "s":
        forms += [form + "s" for form in forms]
    return list(dict.fromkeys(forms))


def _borders(plain: str) -> Iterator[int]:
    """Where a term may begin: nowhere within a word of Latin letters or digits."""
    inside = False
    for position, sign in enumerate(plain):
        latin = _is_latin(sign)
        if not (latin and inside):
            yield position
        inside = latin


def _joined(plain: str, position: int) -> bool:
    """Whether a word of Latin letters or digits goes on across `position`."""
    if not 0 < position < len(plain):
        return False
    return _is_latin(plain[position - 1]) and _is_latin(plain[position])


def _is_latin(sign: str) -> bool:
    return sign < "\u0250" and sign.isalnum()


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The closed sets in lexicon.yml."""
    with (Path(__file__).parent / "lexicon.yml").open(encoding="utf-8") as file:
        lexicon: Lexicon = yaml.safe_load(file)
    return lexicon


def is_telling(term: str) -> bool:
    """Whether the name is more than one word, or more than two Chinese characters."""
    return " " in term.strip() if term.isascii() else len(term) > 2


def build_index(lexicon: Lexicon, catalogue: Mapping[str, Iterable[str]]) -> TermIndex:
    """An index over the closed sets and the shop's own words.

    `catalogue` maps an entity to terms as the shop writes them. A single word of a product's name is as often
    an ordinary one ("set", "base", "run"): such words count only where the closed sets have them as nouns.
    """
    index = TermIndex()
    for entity, canonical_values in lexicon.items():
        for canonical, languages in canonical_values.items():
            if entity == NOUNS:
                meanings = [Meaning("product"), Meaning("category", canonical)]
            else:
                meanings = [Meaning(entity, canonical)]
            for term in (term for terms in languages.values() for term in terms):
                index.add(term, meanings)
    for entity, terms in catalogue.items():
        for term in terms:
            if entity != "product":
                index.add(term, [Meaning(entity, term)])
            elif is_telling(term):
                index.add(term, [Meaning(entity)])
    return index
