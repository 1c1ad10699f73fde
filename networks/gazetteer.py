"""What is known of a message beforehand, as hints: words of closed sets and kinds of products, and what the recognisers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from networks.state_schema import Schema
from networks.state_values import number_text
from values.lexicon import Meaning, TermIndex
from values.recognition import recognize
from values.said import said

Terms = Mapping[str, Mapping[str, Sequence[str]]]  # slot → value ("" for an open slot's) → words


@dataclass(frozen=True)
class Term:
    """A known word at text[start:end]: slots by number, each with the known value's number, or None for an open slot."""

    start: int
    end: int
    meanings: tuple[tuple[int, int | None], ...]


class Gazetteer:
    """An index of the schema's words, built once. A value of a closed set is a word for itself."""

    def __init__(self, schema: Schema) -> None:
        self._index = TermIndex()
        self._numbers = {name: at for at, name in enumerate(schema.names)}
        self._values = {pair: at for at, pair in enumerate(schema.classes)}
        for slot in schema.slots:
            for value in slot.values if slot.kind == "closed" else ():
                self._index.add(value.replace("_", " "), [Meaning(slot.name, value)])
            for value, terms in slot.terms.items():
                for term in terms:
                    self._index.add(term, [Meaning(slot.name, value)])

        self.find = lru_cache(maxsize=64)(self._found)  # the assistant says the same things again and again

    def recognized(self, text: str, today: date) -> tuple[Term, ...]:
        """What the recognisers take for a slot's value: unlike known words, not what is denied or corrected.

        An open slot's value, and one that the schema does not know, has no number.
        """
        found = ((value, self._numbers.get(value.entity)) for value in recognize(text, self._index, today))
        return tuple(
            Term(
                value.start, value.end, ((slot, self._values.get((value.entity, number_text(value.value)))),)
            )
            for value, slot in found
            if slot is not None
        )

    def _found(self, text: str) -> tuple[Term, ...]:
        """Every known word, from left to right."""
        found: dict[tuple[int, int], list[tuple[int, int | None]]] = {}
        for value in self._index.find(said(text)) if text else ():
            known = self._values.get((value.entity, str(value.value)))
            found.setdefault((value.start, value.end), []).append((self._numbers[value.entity], known))
        return tuple(Term(start, end, tuple(meanings)) for (start, end), meanings in found.items())
