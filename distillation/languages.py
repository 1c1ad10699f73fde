"""The languages of the product, told apart by script."""

from __future__ import annotations

import re

LANGUAGES = ("en", "zh")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def language_of(text: str) -> str:
    """By script: a text with a Han character is Chinese."""
    return "zh" if _HAN.search(text) else "en"
