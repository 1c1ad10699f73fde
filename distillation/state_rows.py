"""What the state head has to learn of each turn: what happens to every slot, and where its value stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from distillation.state_corpus import Dialogue, steps
from networks.belief_state import DONTCARE, DROP, BeliefState, Change, operation
from networks.state_input import STATE, SYSTEM, USER, Turn, state_text
from networks.state_reading import ANY, EMPTY, KEEP, VALUE
from networks.state_schema import Schema, Slot
from networks.state_values import canonical, completed, mentions, merged, same, words

UNKNOWN = -1  # the gate's target where the value cannot be read anywhere: nothing is learned from it
_LONGEST_PART = 6  # words of a value that is said anew in part

Place = tuple[int, int, int]  # which of a turn's texts, first character, end


@dataclass(frozen=True)
class Span:
    """Characters of one of a turn's texts that are a slot's value; the slot by its number."""

    slot: int
    part: int
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """One turn and its targets: by slot the gate's class and the known value's number, or UNKNOWN; and the values' places.

    `unread` are slots whose new value stands nowhere and is no known one.
    """

    turn: Turn
    after: Mapping[str, str]
    gates: tuple[int, ...]
    values: tuple[int, ...]
    spans: tuple[Span, ...]
    unread: tuple[str, ...] = ()
    labelled: bool = True


def unlabelled_row(text: str, schema: Schema) -> Row:
    """A first message of which only teachers can say what it changes."""
    nothing = (UNKNOWN,) * len(schema.slots)
    return Row(Turn(text), {}, nothing, nothing, (), labelled=False)


def rows_of(dialogue: Dialogue, schema: Schema) -> list[Row]:
    """Every turn with the true state before it, and what it does to each slot."""
    rows, state = [], BeliefState()
    for before, exchange in steps(dialogue):
        turn = Turn(exchange.user, exchange.system, state, dialogue.day)
        rows.append(_row(turn, before, exchange.state, schema))
        state = followed(state, exchange.state, schema)
    return rows


def followed(state: BeliefState, after: Mapping[str, str], schema: Schema) -> BeliefState:
    """The belief state when a turn has led to these values."""
    kinds = {slot: operation(slot, state.values, after, schema.dontcare) for slot in {*state.values, *after}}
    ordered = [slot for slot in (*state.values, *after) if kinds.get(slot)]
    changes = [Change(slot, str(kinds[slot]), after.get(slot), 1.0) for slot in dict.fromkeys(ordered)]
    changes.sort(key=lambda change: change.operation != DROP)
    return state.revised(changes, schema)


def _row(turn: Turn, before: Mapping[str, str], after: Mapping[str, str], schema: Schema) -> Row:
    texts = (turn.user, turn.system, state_text(turn.state, schema))
    gates, values, spans, unread = [], [], [], []
    first = 0
    for at, slot in enumerate(schema.slots):
        gate, value = KEEP, UNKNOWN
        places: list[Place] = []
        kind = operation(slot.name, before, after, schema.dontcare)
        if kind == DROP:
            replaced = any(slot.name in other.instead_of and other.name in after for other in schema.slots)
            gate = KEEP if replaced else EMPTY
        elif kind == DONTCARE:
            gate = ANY
        elif kind is not None:
            gate, value, places = _said(slot, after[slot.name], texts, turn, first)
        elif slot.name in after and slot.kind != "closed":  # said again
            places = [(USER, *place) for place in _places(slot, after[slot.name], turn.user, turn)]
        if gate == UNKNOWN:
            unread.append(slot.name)
        gates.append(gate)
        values.append(value)
        spans += [Span(at, *place) for place in places]
        first += len(slot.values)
    return Row(turn, after, tuple(gates), tuple(values), tuple(spans), tuple(unread))


def _said(
    slot: Slot, value: str, texts: tuple[str, str, str], turn: Turn, first: int
) -> tuple[int, int, list[Place]]:
    """How a new value is to be read: as a known one, or where it stands, the customer's own words first."""
    known = slot.values.index(value) + first if value in slot.values else UNKNOWN
    if slot.kind == "closed":
        return (VALUE, known, []) if known != UNKNOWN else (UNKNOWN, UNKNOWN, [])
    places = {part: _places(slot, value, texts[part], turn) for part in (USER, SYSTEM, STATE)}
    if known != UNKNOWN and not places[USER]:
        return VALUE, known, []
    if not any(places.values()):
        places[USER] = _part_said_anew(slot, value, texts[USER], turn)
    for part, found in places.items():
        if found:
            return KEEP, UNKNOWN, [(part, *place) for place in (found if part == USER else found[-1:])]
    return UNKNOWN, UNKNOWN, []


def _places(slot: Slot, value: str, text: str, turn: Turn) -> list[tuple[int, int]]:
    """Everywhere in the text where this value stands."""
    if value == "dontcare" or not text:
        return []
    if slot.exact:
        there = mentions(slot, text, turn.today or date.today())
        offered = _offered(slot, turn) if slot.prefix and text == turn.user else set()
        said = [(mention, completed(slot, mention.value, offered)) for mention in there]
        return [(mention.start, mention.end) for mention, meant in said if same(slot, meant, value)]
    plain = r"\s*".join(re.escape(character) for character in value if not character.isspace())
    if places := list(re.finditer(bordered(plain, value), text, re.IGNORECASE)):
        return [place.span() for place in places]
    other = _other_writing(slot, value, text) if slot.format in ("measure", "code", "capitals") else None
    return [other] if other else []


def _offered(slot: Slot, turn: Turn) -> set[str]:
    """The values of this kind that stand in the assistant's words and in the state."""
    today = turn.today or date.today()
    return {
        m.value for text in (turn.system, *turn.state.values.values()) for m in mentions(slot, text, today)
    }


def bordered(pattern: str, value: str) -> str:
    """The pattern as whole words where the value begins or ends with a Latin letter or a digit; Chinese has no borders."""
    before = r"(?<![A-Za-z0-9])" if value[:1].isascii() and value[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if value[-1:].isascii() and value[-1:].isalnum() else ""
    return before + pattern + after


def _part_said_anew(slot: Slot, value: str, text: str, turn: Turn) -> list[tuple[int, int]]:
    """The words that turn the value there was into the new one: "Suite 14" where it was Suite 4 of a house."""
    old = turn.state.values.get(slot.name)
    if old is None or slot.exact or slot.format is not None:
        return []
    borders = words(text)
    for first in range(len(borders)):
        for last in range(first, min(first + _LONGEST_PART, len(borders))):
            start, end = borders[first][0], borders[last][1]
            new = merged(old, canonical(slot, text[start:end]))
            if new is not None and same(slot, new, value):
                return [(start, end)]
    return []


def _other_writing(slot: Slot, value: str, text: str) -> tuple[int, int] | None:
    borders = words(text)
    longest = len(words(value)) + 3
    for last in range(len(borders) - 1, -1, -1):
        for first in range(last, max(-1, last - longest), -1):
            start, end = borders[first][0], borders[last][1]
            if same(slot, canonical(slot, text[start:end]), value):
                return start, end
    return None


def corpus_summary(rows: Sequence[Row], schema: Schema) -> dict[str, Any]:
    """How many turns, and how many changes of each kind."""
    return {
        "turns": len(rows),
        "slots": len(schema.slots),
        "changes": sum(operation(slot, row.turn.state.values, row.after, schema.dontcare) is not None
                       for row in rows for slot in schema.names),
        "unread": sum(len(row.unread) for row in rows),
    }  # fmt: skip
