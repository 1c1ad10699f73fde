"""Belief states in conversations: what a step expects, what the tracker found, and the joint goal accuracy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.errors import FormatError

WHOLE, PART = "state", "state_has"  # the two keys of a step


@dataclass(frozen=True)
class ExpectedState:
    """Slot → value. `whole`: all other slots are empty; else only these count, None for an empty one."""

    values: Mapping[str, str | None]
    whole: bool

    def findings(self, found: Mapping[str, Any]) -> list[str]:
        """What is wrong with a belief state, in words. Capitals and blanks make no difference."""
        names = [*self.values, *(name for name in found if self.whole and name not in self.values)]
        return [
            f"{name}: expected {self.values.get(name)!r}, found {found.get(name)!r}"
            for name in names
            if _bare(self.values.get(name)) != _bare(found.get(name))
        ]


@dataclass(frozen=True)
class Judged:
    """A step with an expected state: what was wrong there. `reached` False: the conversation failed before."""

    language: str
    step: str
    findings: tuple[str, ...] = ()
    reached: bool = True

    @property
    def is_right(self) -> bool:
        return self.reached and not self.findings


def expected_state(step: Mapping[str, Any], where: str) -> ExpectedState | None:
    """What the step says of the state. Raises FormatError."""
    given = [key for key in (WHOLE, PART) if key in step]
    if not given:
        return None
    key, values = given[0], step[given[0]]
    if len(given) > 1:
        raise FormatError(f"{where}: expected one of {WHOLE} and {PART}, found both")
    if not isinstance(values, dict) or (key == PART and not values):
        raise FormatError(f"{where}: {key}: expected slots with their values, found {values!r}")
    for slot, value in values.items():
        if not isinstance(slot, str) or not (isinstance(value, str) or (key == PART and value is None)):
            raise FormatError(
                f"{where}: {key}: {slot}: expected a text (a number in quotation marks), found {value!r}"
            )
    return ExpectedState(values, whole=key == WHOLE)


def belief_of(tracker: Mapping[str, Any]) -> dict[str, Any]:
    """The state that the customer's last message left, from a conversation as Rasa gives it; {} without a tracker."""
    for event in reversed(tracker.get("events") or []):
        if event.get("event") == "user":
            told = (event.get("parse_data") or {}).get("belief_state") or {}
            return dict(told.get("values") or {})
    return {}


def joint_goal_accuracy(judged: Iterable[Judged]) -> dict[str, dict[str, Any]]:
    """Share of states that are right in every slot, in all and by language: {"all": {"accuracy", "right", "of"}, …}."""
    states = list(judged)
    groups: dict[str, Sequence[Judged]] = {"all": states}
    groups |= {name: [s for s in states if s.language == name] for name in ("en", "zh")}
    return {name: _share(group) for name, group in groups.items() if group}


def _share(states: Sequence[Judged]) -> dict[str, Any]:
    right = sum(state.is_right for state in states)
    return {"accuracy": round(right / len(states), 4), "right": right, "of": len(states)}


def _bare(value: Any) -> str | None:
    return None if value is None else "".join(str(value).casefold().split())
