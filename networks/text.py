"""The text of a message, fit for a tokenizer."""

from __future__ import annotations

LONGEST_TEXT = 2000  # characters; more than max_tokens tokens hold anyway


def whole(text: str) -> str:
    """The beginning of the text, with halves of surrogate pairs replaced, which no tokenizer takes."""
    text = text[:LONGEST_TEXT]
    return (
        text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )
