"""Dialogues drawn anew: their names, numbers and products changed in text and state alike, so that values are read and not known.

The written dialogues stay what they are; this only adds to them, at every epoch, from the values of the dialogues themselves and
from a shop's own (`--values`).
"""

from __future__ import annotations

import random
import re
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from distillation.languages import language_of
from distillation.state_corpus import Dialogue, Exchange
from distillation.state_rows import bordered
from networks.state_schema import Schema, Slot

_HAN_DIGITS = "零一二三四五六七八九"
Pools = Mapping[tuple[str, str], Sequence[str]]  # slot and language → values


@dataclass(frozen=True)
class Variation:
    """How often things are changed: each from 0 to 1."""

    value: float = 0.45  # another value of the same slot
    digits: float = 0.5  # other digits in the same shape, in numbers and addresses


def pools_of(dialogues: Sequence[Dialogue], schema: Schema, more: Mapping[str, Sequence[str]]) -> Pools:
    """Values of the open slots by language: those of the dialogues, and `more` by slot."""
    pools: dict[tuple[str, str], set[str]] = defaultdict(set)
    open_slots = {slot.name for slot in schema.slots if slot.kind == "span" and slot.format != "measure"}
    said = [pair for dialogue in dialogues for e in dialogue.exchanges for pair in e.state.items()]
    for slot, value in [*said, *((slot, value) for slot, values in more.items() for value in values)]:
        if slot in open_slots and value != schema.dontcare:
            pools[slot, language_of(value)].add(value)
    return {key: sorted(values) for key, values in pools.items()}


def varied(
    dialogue: Dialogue, schema: Schema, pools: Pools, variation: Variation, rng: random.Random
) -> Dialogue:
    """The dialogue with some of its values changed everywhere."""
    slots = schema.by_name
    values = {pair for exchange in dialogue.exchanges for pair in exchange.state.items() if pair[0] in slots}
    for name, value in sorted(values):
        new = _other(slots[name], value, pools, variation, rng) if value != schema.dontcare else None
        if new is not None and new != value and not _ambiguous(dialogue, name, value):
            dialogue = _with(dialogue, slots[name], value, new)
    return dialogue


def _other(slot: Slot, value: str, pools: Pools, variation: Variation, rng: random.Random) -> str | None:
    if slot.kind != "span" or slot.format == "measure":
        return None
    if slot.prefix is not None or slot.format in ("phone", "code"):
        if rng.random() >= variation.digits:
            return None
        keep = 7 if slot.format == "phone" else 0  # country and area stay what they are
        return value[:keep] + _redrawn(value[keep:], rng)
    if rng.random() < variation.value:
        pool = pools.get((slot.name, language_of(value)), ())
        value = rng.choice(pool) if pool else value
    if rng.random() < variation.digits and slot.format is None and len(value) > 12:
        value = _redrawn(value, rng)
    return value


def _redrawn(value: str, rng: random.Random) -> str:
    """Other digits in their places; a number keeps its first digit from being 0."""
    return re.sub(
        r"(?<!\d)\d|(?<=\d)\d", lambda m: rng.choice(string.digits[1:] if _first(m) else string.digits), value
    )


def _first(match: re.Match[str]) -> bool:
    return match.start() == 0 or not match.string[match.start() - 1].isdigit()


def _ambiguous(dialogue: Dialogue, slot: str, value: str) -> bool:
    """Whether the same words are another slot's value, too, or so short that they stand in other words."""
    others = {v for e in dialogue.exchanges for s, v in e.state.items() if s != slot}
    return any(value in other or other in value for other in others if len(other) > 1) or len(value) < 2


def _with(dialogue: Dialogue, slot: Slot, old: str, new: str) -> Dialogue:
    """The dialogue with `old` said and meant as `new`; unchanged where the words are not found as they are."""
    spoken = (old.removeprefix(slot.prefix), new.removeprefix(slot.prefix)) if slot.prefix else (old, new)
    pattern = re.compile(bordered(re.escape(spoken[0]), spoken[0]), re.IGNORECASE)
    if not any(pattern.search(text) for e in dialogue.exchanges for text in (e.system, e.user)):
        return dialogue
    exchanges = tuple(
        Exchange(
            pattern.sub(lambda m: _as_written(m.group(), spoken[1]), e.system),
            pattern.sub(lambda m: _as_written(m.group(), spoken[1]), e.user),
            {name: new if (name, value) == (slot.name, old) else value for name, value in e.state.items()},
        )
        for e in dialogue.exchanges
    )
    return replace(dialogue, exchanges=exchanges)


def _as_written(there: str, new: str) -> str:
    """`new` without capitals where the customer wrote none."""
    return new.lower() if there == there.lower() and there.upper() != there else new
