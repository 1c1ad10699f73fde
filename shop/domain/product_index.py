"""The catalogue's words in memory: which products a sentence names, and which fit what somebody looks for.

Pure: built from `Card`s, answers with product ids. Look-ups go by word, so their cost grows with the products
that share a word, not with the catalogue.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shop.domain.words import (
    ASKING,
    FUNCTION_WORDS,
    ORDINARY,
    ORDINARY_HAN,
    Spelling,
    han_characters,
    han_pairs,
    latin_words,
    normal,
)

NAMED_COVERAGE = 0.5  # share of a name (by weight of its words) that names the product
_CARD_WEIGHT = 1.5  # of a word in the card's own fields; those of descriptions weigh less
RELATED = 0.4  # of the best score; what scores less is not what was looked for


@dataclass(frozen=True)
class Card:
    """What the index needs to know of a product."""

    id: str
    names: tuple[str, str]  # English, Chinese
    kinds: tuple[str, str]
    brands: tuple[str, str]
    category: str
    text: tuple[str, ...]  # attributes, material, category names, both languages
    descriptions: tuple[str, str]
    prices: dict[str, Decimal]
    rating: float
    looks: frozenset[tuple[str | None, str | None]]  # (size, colour) of each variant


@dataclass(frozen=True)
class _Name:
    """One product's name in one language as a set of words (Chinese: pairs of characters)."""

    id: str
    model: frozenset[str]
    head: str  # its most telling word: the last one that is not ordinary
    last: str
    words: frozenset[str]


class _Names:
    """All names in one language."""

    def __init__(self, names: Sequence[_Name], ordinary: frozenset[str]) -> None:
        self.ordinary = ordinary
        self.by_word: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            for word in name.words:
                self.by_word[word].append(name)
        self.weight = {word: math.log(1 + len(names) / len(found)) for word, found in self.by_word.items()}

    def named(self, said: Iterable[str], most: int, prefer: Callable[[str], float]) -> list[str]:
        """Ids of the products that `said` names: the best explained first, each word explained once.

        Products that the same words name equally well come together, those that `prefer` rates highest
        first; more than `most` of them name nothing, unless the words are most of the name.
        """
        left = {word for word in said if word in self.by_word}
        touched = {name.id: name for word in left for name in self.by_word[word]}
        found: list[str] = []
        while left and len(found) < most:
            hits = {name: name.words & left for name in touched.values()}
            fits = [name for name, words in hits.items() if self._is_named(name, words, most)]
            if not fits:
                break
            best = max((hits[name] for name in fits), key=lambda words: (self._sum(words), sorted(words)))
            group = [name for name in fits if hits[name] == best]
            group.sort(key=lambda name: (-prefer(name.id), -self._coverage(name, best), name.id))
            top = prefer(group[0].id)
            found += [name.id for name in group if prefer(name.id) == top and name.id not in found]
            left -= best
        return found[:most]

    def _is_named(self, name: _Name, hits: frozenset[str], most: int) -> bool:
        strong = hits - self.ordinary
        if strong and self._coverage(name, hits) >= NAMED_COVERAGE:
            return True
        if name.model and name.model <= hits and name.model & strong:
            return True
        if len(hits) == 1:
            telling = name.head in strong
        else:
            telling = bool({name.head, name.last} & hits or name.model & strong)
        if not telling:
            return False
        return sum(hits <= other.words for other in self.by_word[next(iter(hits))]) <= most

    def _coverage(self, name: _Name, hits: Iterable[str]) -> float:
        return self._sum(hits) / self._sum(name.words)

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self.weight[word] for word in words)


class ProductIndex:
    """Finds products by the words of their cards."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = {card.id: card for card in cards}
        self._english = _Names([_english_name(card) for card in cards], ORDINARY)
        self._chinese = _Names([_chinese_name(card) for card in cards], ORDINARY_HAN)
        self._callings: dict[str, set[str]] = defaultdict(set)  # word of a name or a kind -> products
        self._postings: dict[str, dict[str, float]] = defaultdict(dict)
        for card in cards:
            for word, weight in _weights(card).items():
                self._postings[word][card.id] = weight
            for word in _calling_words(card):
                self._callings[word].add(card.id)
        self._spelling = Spelling(word for word in self._postings if word.isascii())
        self._name_spelling = Spelling(self._english.by_word)

    def match(self, text: str, limit: int) -> list[str]:
        """Ids of the products that the sentence names, in either language; empty when it names none."""
        said = normal(text)
        latin = [self._name_spelling.correct(word) for word in latin_words(said)]
        brand = set(latin)

        def prefer(id: str) -> float:
            english, chinese = self.cards[id].brands
            ours = bool(english) and set(latin_words(normal(english))) <= brand
            return float(ours or (bool(chinese) and chinese in said))

        found = self._english.named(latin, limit, prefer)
        found += [id for id in self._chinese.named(han_pairs(said), limit, prefer) if id not in found]
        return found[:limit]

    def search(self, text: str, keep: Callable[[Card], bool], *, by_card: bool = False) -> list[str]:
        """Ids of all products that fit the words and that `keep` lets through, the best first.

        Without words: all that `keep` lets through, by rating. `by_card`: a word of the description alone, or a single Chinese
        character, makes no product fit.
        """
        words = self.query_words(text)
        if not words:
            kept = [card for card in self.cards.values() if keep(card)]
            return [card.id for card in sorted(kept, key=lambda card: (-card.rating, card.id))]
        scores: dict[str, float] = defaultdict(float)
        told: set[str] = set()
        for word in words:
            found = self._postings.get(word, {})
            rarity = math.log(1 + len(self.cards) / max(len(found), 1))
            for id, weight in found.items():
                scores[id] += weight * rarity
                if weight >= _CARD_WEIGHT:
                    told.add(id)
        kept_scores = {
            id: score for id, score in scores.items() if (id in told or not by_card) and keep(self.cards[id])
        }
        least = RELATED * max(kept_scores.values(), default=0.0)
        good = [id for id, score in kept_scores.items() if score >= least]
        return sorted(good, key=lambda id: (-round(kept_scores[id], 6), -self.cards[id].rating, id))

    def called(self, noun: str) -> set[str]:
        """Ids of the products in whose name or kind all words of the noun stand; of a Chinese one, what it ends with: 耳机 of 蓝牙耳机."""
        latin, han = self._noun_words(noun)
        found = set.intersection(*(self._callings.get(word, set()) for word in latin)) if latin else set()
        return found | self._callings.get(han[-1], set()) if han else found

    def calls(self, noun: str) -> bool:
        """Whether any product is called so at least in part: "laptop bag" and a laptop backpack."""
        return any(word in self._callings for words in self._noun_words(noun) for word in words)

    def _noun_words(self, noun: str) -> tuple[list[str], list[str]]:
        """The noun's words in Latin letters, and its pairs of Chinese characters, or the only one."""
        wanted = normal(noun)
        latin = [self._name_spelling.correct(word) for word in latin_words(wanted)]
        return [word for word in latin if word not in FUNCTION_WORDS], han_pairs(wanted) or han_characters(
            wanted
        )

    def query_words(self, text: str) -> list[str]:
        """The words to look up for `text`, each once, typing errors set right."""
        said = normal(text)
        latin = [self._spelling.correct(word) for word in latin_words(said)]
        words = latin + han_pairs(said) + han_characters(said)
        return [word for word in dict.fromkeys(words) if word not in FUNCTION_WORDS and word not in ASKING]


def _english_name(card: Card) -> _Name:
    words = [word for word in latin_words(normal(card.names[0])) if word not in FUNCTION_WORDS]
    kind = latin_words(normal(card.kinds[0])) or words[-1:]
    last = kind[-1] if kind else ""
    head = next((word for word in reversed(kind) if word not in ORDINARY), last)
    return _Name(card.id, frozenset(words) - frozenset(kind), head, last, frozenset(words))


def _chinese_name(card: Card) -> _Name:
    name, kind = (normal(text) for text in (card.names[1], card.kinds[1]))
    if not kind or not name.endswith(kind):
        kind = name
    model = frozenset(han_pairs(name[: len(name) - len(kind)]))
    pairs = han_pairs(kind)
    last = pairs[-1] if pairs else ""
    return _Name(card.id, model, last, last, model | frozenset(pairs))


def _calling_words(card: Card) -> set[str]:
    texts = [normal(text) for text in (*card.names, *card.kinds)]
    return {word for text in texts for word in (*latin_words(text), *han_pairs(text), *han_characters(text))}


def _weights(card: Card) -> dict[str, float]:
    """How much each word says about the product: its name most, its description least."""
    weights: dict[str, float] = {}
    fields = [*((text, 0.5) for text in card.descriptions), *((text, 1.5) for text in card.text)]
    fields += [*((text, 2.0) for text in card.brands), *((text, 3.0) for text in card.names)]
    for text, weight in fields:
        plain = normal(text)
        for word in latin_words(plain) + han_pairs(plain):
            weights[word] = max(weight, weights.get(word, 0.0))
    for character in han_characters(normal(card.kinds[1] or card.names[1])):
        weights.setdefault(character, 0.3)  # 跑步鞋 has no pair in common with 跑鞋, but both characters
    return weights
