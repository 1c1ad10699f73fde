"""Dialogues with their belief states, as they are kept in files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from distillation.corpora import example_lines
from distillation.errors import DistillationError


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
    """Values by slot: {slot: [value, …]} as JSON or YAML, or the lookup tables of a Rasa NLU file. Raises DistillationError."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        found = _lookups(data["nlu"]) if "nlu" in data else data
        values = {str(slot): [str(value) for value in values] for slot, values in found.items()}
    except (OSError, ValueError, AttributeError, TypeError, KeyError, yaml.YAMLError) as error:
        raise DistillationError(
            f"{file}: expected {{slot: [values]}} or lookup tables, found that {error}"
        ) from error
    if not values:
        raise DistillationError(f"{file}: expected lookup tables, found none")
    return values


def _lookups(blocks: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for block in blocks:
        if "lookup" in block:
            tables.setdefault(block["lookup"], []).extend(example_lines(block))
    return tables


def customers_words(dialogue: Dialogue) -> str:
    """All messages of a dialogue, a line for each."""
    return "\n".join(exchange.user for exchange in dialogue.exchanges)


def steps(dialogue: Dialogue) -> Iterable[tuple[Mapping[str, str], Exchange]]:
    """Each exchange with the state before it."""
    before: Mapping[str, str] = {}
    for exchange in dialogue.exchanges:
        yield before, exchange
        before = exchange.state


def digest_of(slot: str, value: str) -> str:
    """A short name of a slot's value, by which a bundle remembers what it has seen without holding anybody's address."""
    return hashlib.sha256(f"{slot}={' '.join(value.casefold().split())}".encode()).hexdigest()[:10]


def seen_values(dialogues: Iterable[Dialogue]) -> list[str]:
    """Digests of all values in the dialogues."""
    return sorted({digest_of(*pair) for d in dialogues for e in d.exchanges for pair in e.state.items()})
