"""Plain tables for people's eyes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Left-aligned columns, numbers to the right; Chinese characters count as two columns."""
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [max(_width(row[n]) for row in [list(head), *texts]) for n in range(len(head))]
    right = [all(isinstance(row[n], (int, float)) for row in rows) and bool(rows) for n in range(len(head))]
    lines = [list(head), ["-" * width for width in widths], *texts]
    return "\n".join(
        "  ".join(
            _padded(cell, width, at_right) for cell, width, at_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, at_right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if at_right else text + space
