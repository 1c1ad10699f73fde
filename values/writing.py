"""How a message is written: its scripts, words and codes, and simplified characters for traditional ones.

All positions are those of the text as given: nothing here changes the length of a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from opencc import OpenCC

Kind = Literal["email", "word", "han", "letters", "symbol"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

# Every alternative is bounded or free of nested repetition, so that the scan stays linear.
_PIECE = re.compile(
    r"(?P<email>[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5})"
    rf"|(?P<word>[{LATIN}0-9]+(?:['’\-][{LATIN}0-9]+)*)"
    rf"|(?P<han>[{HAN}]+)"
    rf"|(?P<letters>[^\W\d_{LATIN}{HAN}]+)"
    r"|(?P<symbol>\S)"
)


@dataclass(frozen=True)
class Piece:
    """A stretch of one script: text[start:end]."""

    text: str
    start: int
    end: int
    kind: Kind


def pieces(text: str) -> list[Piece]:
    """Split at white space and where the script changes: "ORD-1042到哪了" → ORD-1042, 到哪了."""
    return [
        Piece(match.group(), match.start(), match.end(), match.lastgroup)  # type: ignore[arg-type]
        for match in _PIECE.finditer(text)
    ]


@lru_cache(maxsize=1)
def _simplified_characters() -> dict[int, str]:
    """Traditional → simplified, one character for one, for the CJK blocks in daily use (OpenCC's t2s)."""
    traditional = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    return {
        ord(old): new
        for old, new in zip(traditional, simplified, strict=True)
        if old != new and len(new) == 1
    }


def simplify(text: str) -> str:
    """Replace traditional characters by simplified ones; the length stays the same."""
    return text.translate(_simplified_characters())
