"""Two bags of coffee are no handbags: a measure behind a number names no kind of goods where other goods are spoken of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.context import Context
from actions.products import existing
from actions.turn import Turn
from values.numerals import NUMBER

_MEASURE = re.compile(
    r"(?:bag|box|pack|packet|bottle|cup|glass|set|can|jar|tin|roll|sheet|pot|bar|tube|case)(?:e?s)?\b", re.I
)
_NUMBER_BEFORE = re.compile(
    rf"(?<![\d.,])(?:{NUMBER}|a|an|another)(?: (?:more|big|small|large|extra))? ?$", re.I
)
_NOUNS = ("category", "product")


def without_measures(context: Context) -> Turn:
    """The message without the kinds of goods that are but measures of other goods, named beside them or in view."""
    turn = context.turn
    measures = [] if turn.is_button else [place for place in turn.places if _is_measure(turn.text, *place)]
    if not measures:
        return turn
    kinds = {value for _, value, _ in measures}
    if not _others_are_meant(context, kinds, [start for _, _, start in measures]):
        return turn
    kept = {
        name: tuple(v for v in values if name not in _NOUNS or v not in kinds)
        for name, values in turn.entities.items()
    }
    entities: Mapping[str, tuple[str, ...]] = {name: values for name, values in kept.items() if values}
    return replace(
        turn, entities=entities, places=tuple(place for place in turn.places if place not in measures)
    )


def _is_measure(text: str, name: str, _: str, start: int) -> bool:
    return name in _NOUNS and bool(_MEASURE.match(text, start)) and bool(_NUMBER_BEFORE.search(text[:start]))


def _others_are_meant(context: Context, kinds: set[str], starts: list[int]) -> bool:
    text = context.turn.text
    for start in starts:
        text = text[:start] + _MEASURE.sub("", text[start:], count=1)
    named = context.shop.catalogue.match(text, limit=1)
    goods = named or existing(context, context.memory.focus.products)
    return bool(goods) and not any(
        product.category in kinds or product.kind.casefold() in kinds for product in goods
    )
