"""The slots of a belief state: what kind of value each takes, and which values are known beforehand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from networks.errors import BundleError

KINDS = ("span", "closed", "number", "date")
FORMATS = ("email", "phone", "code", "capitals", "lower", "measure")  # or an id: "ORD-<digits>"
_ID = re.compile(r"(?P<prefix>[A-Za-z]+-)<digits>")
_NAME = re.compile(r"[^\W_][\w\- ]{0,60}")


@dataclass(frozen=True)
class Slot:
    """One slot. `values` are those of a closed set, or of another slot those that are said in words of any kind ("both")."""

    name: str
    kind: str = "span"
    values: tuple[str, ...] = ()
    format: str | None = None  # one of FORMATS, or an id's prefix with <digits>
    minimum: float | None = None
    maximum: float | None = None
    instead_of: tuple[str, ...] = ()  # slots that name the same thing: a new value here drops theirs
    terms: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # words for a value; under "" such of an open slot

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BundleError(f"expected a slot's name of letters, digits, - and _, found {self.name!r}")
        if self.kind not in KINDS:
            raise BundleError(f"slot {self.name}: expected a type {', '.join(KINDS)}, found {self.kind!r}")
        if self.kind == "closed" and not self.values:
            raise BundleError(f"slot {self.name}: expected the values of a closed set, found none")
        if len(set(self.values)) != len(self.values):
            raise BundleError(f"slot {self.name}: expected different values, found {self.values}")
        if self.format is not None and self.format not in FORMATS and not _ID.fullmatch(self.format):
            raise BundleError(
                f"slot {self.name}: expected a format {', '.join(FORMATS)} or an id like ORD-<digits>, found {self.format!r}"
            )

    @cached_property
    def prefix(self) -> str | None:
        """What stands before the digits of an id ("ORD-"), or None for a slot that is no id."""
        match = _ID.fullmatch(self.format or "")
        return match["prefix"] if match else None

    @cached_property
    def exact(self) -> bool:
        """Whether its values are recognised exactly, so that the model only chooses among them."""
        return self.kind in ("number", "date") or self.format in ("email", "phone") or self.prefix is not None


@dataclass(frozen=True)
class Schema:
    """The slots in the order of the model's outputs, and the word for "any will do"."""

    slots: tuple[Slot, ...]
    dontcare: str = "dontcare"

    def __post_init__(self) -> None:
        names = self.names
        if not names or len(set(names)) != len(names):
            raise BundleError(f"expected slots of different names, found {', '.join(names) or 'none'}")
        for slot in self.slots:
            if unknown := sorted(set(slot.instead_of) - set(names)):
                raise BundleError(f"slot {slot.name}: instead of {', '.join(unknown)}, which is no slot")

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(slot.name for slot in self.slots)

    @cached_property
    def by_name(self) -> Mapping[str, Slot]:
        """The slots by their names."""
        return {slot.name: slot for slot in self.slots}

    @cached_property
    def exact(self) -> tuple[tuple[int, Slot], ...]:
        """The slots whose values are recognised exactly, with their numbers."""
        return tuple((at, slot) for at, slot in enumerate(self.slots) if slot.exact)

    @cached_property
    def classes(self) -> tuple[tuple[str, str], ...]:
        """Slot and value of every output of the head for values."""
        return tuple((slot.name, value) for slot in self.slots for value in slot.values)


def read_schema(data: Any, source: str) -> Schema:
    """A schema as JSON has it: {"slots": {name: {"type", "values"?, "format"?, "min"?, "max"?, "instead_of"?, "terms"?}}}.

    Other keys of a slot are for readers. Raises BundleError.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("slots"), Mapping):
        raise BundleError(f'{source}: expected {{"slots": {{…}}}}, found {type(data).__name__}')
    slots = []
    for name, entry in data["slots"].items():
        if not isinstance(entry, Mapping):
            raise BundleError(f"{source}: expected an object for the slot {name}, found {entry!r}")
        try:
            slots.append(
                Slot(
                    name=name,
                    kind=entry.get("type", "span"),
                    values=tuple(map(str, entry.get("values", ()))),
                    format=entry.get("format"),
                    minimum=None if entry.get("min") is None else float(entry["min"]),
                    maximum=None if entry.get("max") is None else float(entry["max"]),
                    instead_of=tuple(map(str, entry.get("instead_of", ()))),
                    terms={
                        str(value): tuple(map(str, words)) for value, words in entry.get("terms", {}).items()
                    },
                )
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise BundleError(f"{source}: slot {name}: {error}") from error
    return Schema(tuple(slots), str(data.get("dontcare", "dontcare")))


def schema_json(schema: Schema) -> dict[str, Any]:
    """What `read_schema` reads."""
    slots = {}
    for slot in schema.slots:
        entry = {
            "type": slot.kind, "values": list(slot.values), "format": slot.format, "min": slot.minimum,
            "max": slot.maximum, "instead_of": list(slot.instead_of), "terms": {value: list(words) for value, words in slot.terms.items()},
        }  # fmt: skip
        slots[slot.name] = {key: value for key, value in entry.items() if value not in (None, [], {})}
    return {"dontcare": schema.dontcare, "slots": slots}
