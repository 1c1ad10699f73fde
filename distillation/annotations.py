"""Messages as Rasa's training data annotates them: [Berlin](city), [Berlin](city:berlin), [Berlin]{"entity": "city", "role": "to"}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ANNOTATION = re.compile(
    r"\[(?P<text>[^\]]+)\](?:\((?P<name>[^)]+)\)|\{(?P<one>[^}]+)\}|\[(?P<several>\{[^\]]+\})\])"
)
_OF_AN_ENTITY = ("value", "role", "group")
_KEYS = re.compile(r"\{[^}]+\}")


@dataclass(frozen=True)
class Entity:
    """What is named at text[start:end]; `value` is None where the words themselves are it."""

    name: str
    value: str | None
    start: int
    end: int
    role: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Annotated:
    """A message and what is named in it, from left to right."""

    text: str
    entities: tuple[Entity, ...] = ()


def plain(line: str) -> str:
    """The message without its annotations."""
    return _ANNOTATION.sub(r"\g<text>", line)


def annotated(line: str) -> Annotated:
    """The message and what is named in it. Raises ValueError where an annotation cannot be read."""
    entities: list[Entity] = []
    marks = 0  # characters of annotations before, which the plain text lacks
    for match in _ANNOTATION.finditer(line):
        start = match.start() - marks
        end = start + len(match["text"])
        marks += len(match.group()) - len(match["text"])
        entities += _entities(match, start, end)
    return Annotated(plain(line), tuple(entities))


def _entities(match: re.Match[str], start: int, end: int) -> Iterator[Entity]:
    if match["name"]:
        name, _, value = match["name"].partition(":")
        yield Entity(name, value or None, start, end)
        return
    found = _KEYS.findall(match["several"]) if match["several"] else ["{" + match["one"] + "}"]
    for keys in found:
        try:
            data = json.loads(keys)
            name = str(data["entity"])
        except (ValueError, KeyError) as error:
            raise ValueError(f'expected {{"entity": …}} behind [{match["text"]}], found {keys}') from error
        value, role, group = (None if data.get(key) is None else str(data[key]) for key in _OF_AN_ENTITY)
        yield Entity(name, value, start, end, role, group)
