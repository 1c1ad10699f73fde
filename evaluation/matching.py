"""Comparing what was found with what is wanted: plain values, dotted paths, and a few comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

MISSING = object()

# The comparisons that can stand in the place of a value.
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is_not": lambda found, wanted: found is not MISSING and found != wanted,
    "one_of": lambda found, wanted: found in wanted,
    "containing": lambda found, wanted: isinstance(found, (str, list, dict)) and wanted in found,
    "matching": lambda found, wanted: isinstance(found, str) and re.search(wanted, found) is not None,
    "has_length": lambda found, wanted: isinstance(found, (str, list, dict)) and len(found) == wanted,
    "at_least": lambda found, wanted: _is_number(found) and found >= wanted,
    "at_most": lambda found, wanted: _is_number(found) and found <= wanted,
    "is_set": lambda found, wanted: (found is not MISSING and found not in (None, "", [])) == wanted,
}


def mismatches(found: Any, wanted: Any, where: str) -> list[str]:
    """What of `found` is not as wanted, in words; nothing when all is.

    A mapping wants each of its dotted paths ("refunds.0.status") to have the value given; keys that it does
    not name do not matter. A mapping of COMPARISONS compares. A list wants exactly as many items, each as
    described. Everything else wants the same value of the same type.
    """
    if isinstance(wanted, Mapping) and wanted and set(wanted) <= set(COMPARISONS):
        return [
            f"{where}: expected {name} {value!r}, found {shown(found)}"
            for name, value in wanted.items()
            if not COMPARISONS[name](found, value)
        ]
    if isinstance(wanted, Mapping):
        return [
            line
            for path, value in wanted.items()
            for line in mismatches(look_up(found, str(path)), value, f"{where}.{path}")
        ]
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [f"{where}: expected a list of {len(wanted)}, found {shown(found)}"]
        return [
            line
            for number, (one, other) in enumerate(zip(found, wanted, strict=True))
            for line in mismatches(one, other, f"{where}.{number}")
        ]
    if (
        found is MISSING
        or (type(found) is not type(wanted) and not _both_numbers(found, wanted))
        or found != wanted
    ):
        return [f"{where}: expected {wanted!r}, found {shown(found)}"]
    return []


def look_up(value: Any, path: str) -> Any:
    """The part of nested mappings and lists at a dotted path ("lines.0.name"; -1 is the last), or MISSING."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part, MISSING)
        elif isinstance(value, list) and re.fullmatch(r"-?\d+", part):
            index = int(part)
            value = value[index] if -len(value) <= index < len(value) else MISSING
        else:
            return MISSING
        if value is MISSING:
            return MISSING
    return value


def shown(value: Any) -> str:
    """A value for an error message, at most 300 characters."""
    if value is MISSING:
        return "nothing there"
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:299]}…"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _both_numbers(found: Any, wanted: Any) -> bool:
    return _is_number(found) and _is_number(wanted)
