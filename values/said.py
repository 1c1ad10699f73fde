"""A message prepared for reading, and the values found in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from values.writing import simplify

Canonical = str | int | float


@dataclass(frozen=True)
class Value:
    """One value, said in text[start:end]."""

    entity: str
    value: Canonical
    start: int
    end: int


@dataclass(frozen=True)
class Said:
    """The message as sent (`raw`), and as finders read it (`plain`): lower case, half-width, simplified.

    Both are of the same length, so that positions in one hold for the other.
    """

    raw: str
    plain: str


def plain_pattern(pattern: str) -> re.Pattern[str]:
    r"""Compile a pattern in which \b is a border of Latin words: "换size 42" has one before "size"."""
    return re.compile(pattern.replace(r"\b", r"(?a:\b)"))


@lru_cache(maxsize=32)  # one message is asked for many kinds of values
def said(text: str) -> Said:
    """Prepare `text` for the finders."""
    if text.isascii():
        return Said(text, text.lower().translate(_BLANKS))
    return Said(text, simplify("".join(map(_plain_character, text))))


_BLANKS = str.maketrans("\t\n", "  ")
_PLAIN: dict[str, str] = {
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "〜": "~",
    "～": "~",
    "\t": " ",
    "\n": " ",
}


def _plain_character(character: str) -> str:
    """One character for one character, always."""
    if character < "\x7f":
        return _PLAIN.get(character, character.lower())
    if character in _PLAIN:
        return _PLAIN[character]
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character
