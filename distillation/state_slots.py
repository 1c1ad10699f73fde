"""The slots of dialogues: as a schema says or as the dialogues show, with the words that are known for their values."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from distillation.errors import DistillationError
from distillation.state_corpus import Dialogue, steps
from distillation.state_rows import rows_of
from networks.errors import BundleError
from networks.state_schema import Schema, Slot, read_schema

_CLOSED_AT_MOST, _CLOSED_OFTEN = 12, 5  # a slot with so few values, each so often on average, is a closed set
_KNOWN_AT_MOST = 300  # values of an open slot that become hints where no schema says what is known
_SEEN_TWICE = 2  # a value said in other words so often becomes one that the head knows


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
        for before, exchange in steps(dialogue):
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
