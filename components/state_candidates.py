"""What of a message counts for the belief state: the student's changes, and the values that other extractors have found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from networks.belief_state import CORRECT, DONTCARE, DROP, SET, BeliefState, Change
from networks.state_schema import Schema, Slot
from networks.state_values import mentions, number_text

Entity = dict[str, Any]
GIVEN_UP_ONLY = frozenset({"coupon"})  # of which nobody says that any will do
_ANY_NUMBER = Slot("number", "number")
BARE = ("number", "date")  # kinds of slots whose values do not say what they are values of


@dataclass(frozen=True)
class Candidate:
    """A value of another extractor, and where it was said."""

    slot: str
    value: str
    said: str
    entity: Entity


@dataclass(frozen=True)
class Judgement:
    """What counts of what was found. Raises InvalidConfigException."""

    trusted: frozenset[str] | None  # slots whose values other extractors find surely; None: the exact ones
    told: frozenset[str] | None  # slots of which the student's values become entities; None: all
    asked_threshold: float  # of what was asked for: confidence from which the student is believed
    unasked_threshold: float  # of anything else

    def __post_init__(self) -> None:
        for name in ("asked_threshold", "unasked_threshold"):
            share = getattr(self, name)
            if type(share) not in (int, float) or not 0 <= share <= 1:
                raise InvalidConfigException(f"{name}: expected a confidence from 0 to 1, found {share!r}")

    def trusts(self, slot: Slot) -> bool:
        return slot.exact if self.trusted is None else slot.name in self.trusted

    def tells(self, slot: str) -> bool:
        return self.told is None or slot in self.told

    def weighed(self, change: Change, asked: Any, numbers: Collection[str] = ()) -> Change:
        """The change, unsure where its confidence does not suffice for a slot that was asked for, or was not.

        Unsure is also a number that was not said where the message has other `numbers`: "seven stars" are not five.
        """
        least = self.asked_threshold if change.slot == asked else self.unasked_threshold
        is_other_number = (
            bool(numbers)
            and gives_value(change)
            and (change.value or "").isdigit()
            and change.value not in numbers
        )
        return replace(change, sure=change.sure and change.confidence >= least and not is_other_number)

    def entities(
        self,
        changes: Sequence[Change],
        found: Sequence[Candidate],
        state: BeliefState,
        schema: Schema,
        text: str,
    ) -> list[Entity]:
        """The candidates that hold, in their order, and the student's own values behind them."""
        changed = {change.slot: change for change in changes if change.sure}
        slots = schema.by_name
        kept = [
            candidate
            for candidate in found
            if candidate.slot not in slots
            or self._holds(candidate, slots[candidate.slot], changed.get(candidate.slot), state)
        ]
        told = {(candidate.slot, candidate.value) for candidate in kept}
        own = [
            c
            for c in changed.values()
            if gives_value(c) and self.tells(c.slot) and (c.slot, c.value) not in told
        ]
        return [*(candidate.entity for candidate in kept), *(_entity(change, text) for change in own)]

    def _holds(self, candidate: Candidate, slot: Slot, change: Change | None, state: BeliefState) -> bool:
        if change is None:
            return self.trusts(slot) or state.values.get(slot.name) == candidate.value
        several = slot.prefix is not None and change.operation == SET  # two orders in one request
        return candidate.value == change.value or (several and gives_value(change))

    def agreed(
        self,
        changes: Sequence[Change],
        found: Sequence[Candidate],
        state: BeliefState,
        schema: Schema,
    ) -> list[Change]:
        """The student's changes, with the values of trusted slots as they were recognised.

        Where both read the same, two ways of reading agree, and it is sure. A trusted value counts also where the student
        finds no change; but for a bare number or date, of which only the student can tell what it is, unless the settings
        name its slot as trusted.
        """
        agreed = {change.slot: change for change in changes}
        for slot in schema.slots:
            said = [one for one in found if one.slot == slot.name and not _says_another_slot(one, found)]
            own = agreed.get(slot.name)
            if not said or not self.trusts(slot) or (own is not None and not gives_value(own)):
                continue
            meant = next((c for c in said if own is not None and c.value == own.value), said[0])
            if own is not None:
                agreed[slot.name] = replace(own, value=meant.value, sure=True, said=meant.said)
            elif (self.trusted is not None or slot.kind not in BARE) and state.values.get(slot.name) not in [
                c.value for c in said
            ]:
                operation = CORRECT if slot.name in state.values else SET
                agreed[slot.name] = Change(slot.name, operation, meant.value, 1.0, True, meant.said)
        return list(agreed.values())

    def opened(
        self,
        changes: Sequence[Change],
        slots: Collection[str],
        found: Sequence[Candidate],
        state: BeliefState,
        schema: Schema,
    ) -> list[Change]:
        """The changes, where the words leave `slots` open: a value is dropped, of an empty slot any will do.

        A candidate for the slot says otherwise ("any colour but blue" names one), and the student's own value does not.
        """
        said = {candidate.slot for candidate in found}
        opened = {change.slot: change for change in changes}
        for slot in schema.slots:
            if slot.name not in slots or slot.name in said:
                continue
            if slot.name in state.values:
                opened[slot.name] = Change(slot.name, DROP, None, 1.0)
            elif slot.name not in GIVEN_UP_ONLY:
                opened[slot.name] = Change(slot.name, DONTCARE, schema.dontcare, 1.0)
        return list(opened.values())


def _says_another_slot(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether the very same words were read as an earlier candidate's value: a "kettle" is a product, and kitchenware besides."""
    place = (candidate.entity.get("start"), candidate.entity.get("end"))
    earlier = found[: found.index(candidate)]
    return any((one.entity.get("start"), one.entity.get("end")) == place != (0, 0) for one in earlier)


def gives_value(change: Change) -> bool:
    """Whether there is a value now, and not merely one less or "any will do"."""
    return change.operation in (SET, CORRECT)


def numbers_said(text: str) -> frozenset[str]:
    """All numbers in the text, in digits or words."""
    return frozenset(mention.value for mention in mentions(_ANY_NUMBER, text, date.min))


def candidates(message: Message) -> list[Candidate]:
    """The entities that the message has already."""
    text = message.get(TEXT) or ""
    return [
        Candidate(e["entity"], number_text(e["value"]), text[e.get("start", 0) : e.get("end", 0)], e)
        for e in message.get(ENTITIES) or []
    ]


def _entity(change: Change, text: str) -> Entity:
    """As Rasa wants it. What was not said in this message, or in other words, stands nowhere in it: from 0 to 0."""
    start = text.find(change.said) if change.said else -1
    end = start + len(change.said) if change.said and start >= 0 else 0
    return {
        "entity": change.slot,
        "value": change.value,
        "start": max(start, 0),
        "end": end,
        "confidence_entity": change.confidence,
        "extractor": "DistilledStateTracker",
    }


def names(setting: str, found: Any) -> frozenset[str] | None:
    """A setting that lists slots; None for all. Raises InvalidConfigException."""
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
        raise InvalidConfigException(f"{setting}: expected a list of slots or null, found {found!r}")
    return frozenset(found)
