"""Dialogues with their belief states, and what the state head has to learn of each turn."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from distillation.errors import DistillationError
from networks.belief_state import DONTCARE, DROP, BeliefState, Change, operation
from networks.errors import BundleError
from networks.state_input import STATE, SYSTEM, USER, Turn, state_text
from networks.state_reading import ANY, EMPTY, KEEP, VALUE
from networks.state_schema import Schema, Slot, read_schema
from networks.state_values import canonical, mentions, merged, same, words

UNKNOWN = -1  # the gate's target where the value cannot be read anywhere: nothing is learned from it
_CLOSED_AT_MOST, _CLOSED_OFTEN = 12, 5  # a slot with so few values, each so often on average, is a closed set
_LONGEST_PART = 6  # words of a value that is said anew in part
_KNOWN_AT_MOST = 300  # values of an open slot that become hints where no schema says what is known
_SEEN_TWICE = 2  # a value said in other words so often becomes one that the head knows


@dataclass(frozen=True)
class Exchange:
    """What the assistant said, what the customer answered, and the state after it."""

    system: str
    user: str
    state: Mapping[str, str]


@dataclass(frozen=True)
class Dialogue:
    name: str
    exchanges: tuple[Exchange, ...]
    day: date | None = None


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


def read_dialogues(file: Path) -> list[Dialogue]:
    """Reads {"dialogue_id", "date"?, "turns": [{"system", "user", "state", "date"?}]} lines, of a file or of a folder's *.jsonl.

    Raises DistillationError.
    """
    files = sorted(file.glob("*.jsonl")) if file.is_dir() else [file]
    found = []
    for one in files:
        try:
            lines = one.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeError) as error:
            raise DistillationError(f"{one} cannot be read: {error}") from error
        found += [_dialogue(line, f"{one}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise DistillationError(f"expected dialogues in {file}, found none")
    return found


def _dialogue(line: str, where: str) -> Dialogue:
    try:
        data = json.loads(line)
        exchanges = [
            Exchange(
                str(turn.get("system") or ""),
                str(turn["user"]),
                {str(slot): str(value) for slot, value in turn["state"].items()},
            )
            for turn in data["turns"]
        ]
        days = [turn["date"] for turn in data["turns"] if turn.get("date")]
        day = data.get("date") or (days[0] if days else None)
        name = str(data.get("dialogue_id", where))
        return Dialogue(name, tuple(exchanges), date.fromisoformat(str(day)[:10]) if day else None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DistillationError(
            f'{where}: expected {{"turns": [{{"system", "user", "state"}}]}}, found {type(error).__name__}: {error}'
        ) from error


def read_values(file: Path) -> dict[str, list[str]]:
    """Values by slot: {slot: [value, …]}. Raises DistillationError."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return {str(slot): [str(value) for value in values] for slot, values in data.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DistillationError(f"{file}: expected {{slot: [values]}}, found that {error}") from error


def read_lexicon(file: Path) -> dict[str, Any]:
    """Words by slot, value and language, as YAML or JSON. Raises DistillationError."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        return {
            str(slot): {
                str(value): {k: [str(w) for w in v] for k, v in words.items()}
                for value, words in entry.items()
            }
            for slot, entry in data.items()
        }
    except (OSError, ValueError, AttributeError, TypeError, yaml.YAMLError) as error:
        raise DistillationError(
            f"{file}: expected words by slot, value and language, found that {error}"
        ) from error


def schema_of(
    dialogues: Iterable[Dialogue], file: Path | None = None, lexicon: Mapping[str, Any] | None = None
) -> Schema:
    """The slots: as the file says, or as the dialogues show; with the values that are said in other words, and known words.

    `lexicon` has words by slot, value and language, and under "nouns" words that name a product. Raises DistillationError.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    dialogues = list(dialogues)
    for dialogue in dialogues:
        for before, exchange in _steps(dialogue):
            for slot, value in exchange.state.items():
                if before.get(slot) != value:
                    seen[slot][value] += 1
    try:
        if file is not None:
            schema = read_schema(json.loads(file.read_text(encoding="utf-8")), str(file))
        else:
            schema = Schema(tuple(_guessed(name, counts) for name, counts in sorted(seen.items())))
    except (OSError, ValueError, BundleError) as error:
        raise DistillationError(f"the schema cannot be read: {error}") from error
    if missing := sorted(set(seen) - set(schema.names)):
        raise DistillationError(f"{file}: expected all slots of the dialogues, found no {', '.join(missing)}")
    return _with_worded_values(_with_terms(schema, lexicon or {}), dialogues)


def _guessed(name: str, counts: Counter[str]) -> Slot:
    values = sorted(value for value in counts if value != "dontcare")
    if values and len(values) <= _CLOSED_AT_MOST and sum(counts.values()) >= _CLOSED_OFTEN * len(values):
        return Slot(name, "closed", tuple(values))
    lower = all(value == value.lower() for value in values)
    form = "lower" if lower and any(value.isascii() for value in values) else None
    known = {"": tuple(values)} if len(values) <= _KNOWN_AT_MOST else {}
    return Slot(name, "span", format=form, terms=known)


def _with_terms(schema: Schema, lexicon: Mapping[str, Any]) -> Schema:
    """The schema with the lexicon's words for closed values, and for open slots without telling values apart."""

    def words_of(languages: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        return tuple(word for language in languages.values() for word in language)

    slots = []
    for slot in schema.slots:
        known = lexicon.get("nouns" if slot.name == "product" else slot.name, {})
        terms = {str(value): words_of(languages) for value, languages in known.items()}
        if slot.kind != "closed" and terms:
            terms = {"": tuple(word for found in terms.values() for word in found)}
        slots.append(
            replace(slot, terms={**slot.terms, **{v: w for v, w in terms.items() if v in ("", *slot.values)}})
        )
    return replace(schema, slots=tuple(slots))


def _with_worded_values(schema: Schema, dialogues: Sequence[Dialogue]) -> Schema:
    """Values of open slots that stand in no text, and often enough, become known ones ("both" → 2)."""
    worded: dict[str, Counter[str]] = defaultdict(Counter)
    for dialogue in dialogues:
        for row in rows_of(dialogue, schema):
            for slot in row.unread:
                worded[slot][row.after[slot]] += 1
    slots = tuple(
        slot if slot.kind in ("closed", "date") or slot.values or slot.format in ("email", "phone") or slot.prefix else
        replace(slot, values=tuple(sorted(v for v, n in worded[slot.name].items() if n >= _SEEN_TWICE)))
        for slot in schema.slots
    )  # fmt: skip
    return replace(schema, slots=slots)


def rows_of(dialogue: Dialogue, schema: Schema) -> list[Row]:
    """Every turn with the true state before it, and what it does to each slot."""
    rows, state = [], BeliefState()
    for before, exchange in _steps(dialogue):
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


def _steps(dialogue: Dialogue) -> Iterable[tuple[Mapping[str, str], Exchange]]:
    before: Mapping[str, str] = {}
    for exchange in dialogue.exchanges:
        yield before, exchange
        before = exchange.state


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


Place = tuple[int, int, int]  # which of a turn's texts, first character, end


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
        return [(mention.start, mention.end) for mention in there if same(slot, mention.value, value)]
    plain = r"\s*".join(re.escape(character) for character in value if not character.isspace())
    if places := list(re.finditer(bordered(plain, value), text, re.IGNORECASE)):
        return [place.span() for place in places]
    other = _other_writing(slot, value, text) if slot.format in ("measure", "code", "capitals") else None
    return [other] if other else []


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


def digest_of(slot: str, value: str) -> str:
    """A short name of a slot's value, by which a bundle remembers what it has seen without holding anybody's address."""
    return hashlib.sha256(f"{slot}={' '.join(value.casefold().split())}".encode()).hexdigest()[:10]


def seen_values(dialogues: Iterable[Dialogue]) -> list[str]:
    """Digests of all values in the dialogues."""
    return sorted({digest_of(*pair) for d in dialogues for e in d.exchanges for pair in e.state.items()})


def corpus_summary(rows: Sequence[Row], schema: Schema) -> dict[str, Any]:
    """How many turns, and how many changes of each kind."""
    return {
        "turns": len(rows),
        "slots": len(schema.slots),
        "changes": sum(operation(slot, row.turn.state.values, row.after, schema.dontcare) is not None
                       for row in rows for slot in schema.names),
        "unread": sum(len(row.unread) for row in rows),
    }  # fmt: skip
