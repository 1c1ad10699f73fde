"""How many of a product are wanted, where the number stands before its name: "2 black cairn trekking poles"."""

from __future__ import annotations

import re

from actions.clauses import narrowed
from actions.products import size_said
from actions.turn import Turn
from shop.domain.catalogue import Product
from shop.domain.words import FUNCTION_WORDS, latin_words, normal
from values.numerals import ENGLISH, parse_number

_LEAST_WORD = 4  # letters of a word of the name, which a short one is not
_MOST = 99
# What may stand between the number and the name; a unit makes it a size.
_BETWEEN = r"(?: (?!(?:and|or|of|for|to|in|on|at|by|with|days?|weeks?|hours?|years?|g|kg|ml|l|cm|mm|inch(?:es)?|w|tb|gb|pack|piece)\b)[a-z-]+){0,3}?"
_NUMBER = rf"(?<![\w.,/$€£#-])(?P<n>\d{{1,2}}|{ENGLISH})"


def count_before(product: Product, turn: Turn) -> int | None:
    """The number; None where there is none, or where it is one of the product's sizes."""
    if turn.is_button:
        return None
    text = normal(without_address(turn).text)
    names = {
        word for word in latin_words(normal(f"{product.name} {product.kind}")) if len(word) >= _LEAST_WORD
    }
    words = "|".join(re.escape(word.rstrip("s")) for word in sorted(names - FUNCTION_WORDS))
    found = re.search(rf"{_NUMBER}{_BETWEEN} (?:{words})", text) if words else None
    number = parse_number(found["n"]) if found else None
    sizes = {str(variant.size) for variant in product.variants}
    if not isinstance(number, int) or not 1 < number <= _MOST or str(number) in sizes:
        return None
    return number


def is_measure(product: Product, turn: Turn) -> bool:
    """Whether the number said is no count but part of one of the product's sizes."""
    size, number = size_said(product, turn.text), turn.first("quantity")
    return size is not None and number is not None and size.partition(" ")[0] == number


def without_address(turn: Turn) -> Turn:
    """The message without the address in it, whose numbers count nothing."""
    place = next(((start, len(value)) for name, value, start in turn.places if name == "address"), None)
    if place is None:
        return turn
    start, length = place
    spans = [(0, start), (start + length, len(turn.text))]
    return narrowed(turn, [(first, last) for first, last in spans if last > first])
