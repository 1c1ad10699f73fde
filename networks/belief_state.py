"""The belief state: what the customer wants, slot by slot, revised at every turn, with the history of each slot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from networks.state_schema import Schema

SET, CORRECT, DROP, DONTCARE = "set", "correct", "drop", "dontcare"
OPERATIONS = (SET, CORRECT, DROP, DONTCARE)
_REMEMBERED = 4  # former values of a slot that can be gone back to


@dataclass(frozen=True)
class Change:
    """One slot revised. `sure` False: the tracker would rather ask, and the state stays as it is."""

    slot: str
    operation: str  # one of OPERATIONS
    value: str | None  # canonical; None where the slot is dropped
    confidence: float  # from 0 to 1, calibrated
    sure: bool = True
    said: str | None = None  # the words it was read from, where they stand in the conversation


@dataclass(frozen=True)
class BeliefState:
    """Values by slot, the latest revised last, and former values by slot, the newest last."""

    values: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def revised(self, changes: Iterable[Change], schema: Schema) -> BeliefState:
        """The state after one turn. Unsure changes and slots that the schema lacks leave it as it is."""
        state = self
        for change in changes:
            if not change.sure or change.slot not in schema.by_name:
                continue
            for other in schema.by_name[change.slot].instead_of if change.operation != DROP else ():
                state = state.without(other)
            if change.operation == DROP or change.value is None:
                state = state.without(change.slot)
            elif state.values.get(change.slot) != change.value:
                state = state.without(change.slot)
                state = replace(state, values={**state.values, change.slot: change.value})
        return state

    def without(self, slot: str) -> BeliefState:
        """The state with one slot empty; its value is remembered as a former one."""
        if slot not in self.values:
            return self
        values = {name: value for name, value in self.values.items() if name != slot}
        kept = [value for value in self.former.get(slot, ()) if value != self.values[slot]]
        former = {**self.former, slot: (*kept, self.values[slot])[-_REMEMBERED:]}
        return BeliefState(values, former)

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads; for a slot of the conversation."""
        return {"values": dict(self.values), "former": {k: list(v) for k, v in self.former.items()}}

    @classmethod
    def from_json(cls, data: Any) -> BeliefState:
        """The state of an earlier turn; anything that is none is an empty state."""
        if not isinstance(data, Mapping) or not isinstance(data.get("values"), Mapping):
            return cls()
        given = data.get("former")
        former: Mapping[Any, Any] = given if isinstance(given, Mapping) else {}
        return cls(
            {str(slot): str(value) for slot, value in data["values"].items()},
            {str(s): tuple(map(str, v)) for s, v in former.items() if isinstance(v, (list, tuple))},
        )


def operation(slot: str, before: Mapping[str, str], after: Mapping[str, str], dontcare: str) -> str | None:
    """What happened to a slot between two states, or None."""
    old, new = before.get(slot), after.get(slot)
    if old == new:
        return None
    if new is None:
        return DROP
    if new == dontcare:
        return DONTCARE
    return SET if old is None else CORRECT
