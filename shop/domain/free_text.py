"""What customers write in their own words: kept as written, but for what no database or page can show."""

from __future__ import annotations

import unicodedata

from shop.domain.errors import InvalidValue

TEXT_MAX = 2000  # characters


def clean_text(text: str, field: str) -> str:
    """The text without control characters (line breaks stay) and surrounding blanks; may be empty.

    Raises InvalidValue for more than TEXT_MAX characters.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
    if len(text) > TEXT_MAX:
        raise InvalidValue(field, f"{len(text)} characters", f"at most {TEXT_MAX} characters")
    return text
