"""From the state head's outputs to changes of the belief state: tagged words, canonical values, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from networks.belief_state import CORRECT, DONTCARE, DROP, SET, Change
from networks.errors import BundleError
from networks.state_input import USER, Encoded, Turn
from networks.state_schema import Schema, Slot, read_schema, schema_json
from networks.state_values import canonical, completed, mentions, merged, same, words
from networks.value_edges import within_edges

KEEP, EMPTY, ANY, VALUE = 0, 1, 2, 3  # the gate's classes; open values come from the tags
GATES = 4
_BESIDE = 0.12  # how likely a word beside a tagged one is of the same value
_JOINING = frozenset("-'’&/.+")
_NEVER = 1.1  # a threshold above every confidence
_AND = re.compile(r"\s*(?:and|&|\+|or|、|和|跟|与|及|还有|或|还是)\s*", re.IGNORECASE)
_FAINT = 0.1  # a mention that is tagged less is not looked at
_THRESHOLDS = ("threshold", "exact_threshold", "gate_threshold")


@dataclass(frozen=True)
class Found:
    """An open value that tagged words give, where it stands, and the tagger's probability."""

    value: str
    said: str
    part: int
    probability: float


@dataclass(frozen=True)
class _Word:
    """text[start:end], how likely it is a slot's value, and how much of it is tagged so."""

    start: int
    end: int
    share: float
    sure: float


@dataclass(frozen=True)
class StateReader:
    """The schema of a bundle's state head, its calibration, and from which confidence on a change is sure."""

    schema: Schema
    temperature: float = 1.0
    threshold: float = 0.5  # of open values
    exact_threshold: float = 0.5  # of values that are recognised exactly
    gate_threshold: float = 0.5  # of closed sets, drops and "any will do"
    own_thresholds: Mapping[str, float] = field(
        default_factory=dict
    )  # of exact slots whose mistakes need a higher one

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        numbers = {name: getattr(self, name) for name in ("temperature", *_THRESHOLDS)}
        return {"schema": schema_json(self.schema), **numbers, "own_thresholds": dict(self.own_thresholds)}

    @classmethod
    def from_json(cls, data: Any, source: str) -> StateReader:
        """Raises BundleError."""
        try:
            numbers = {name: float(data[name]) for name in ("temperature", *_THRESHOLDS)}
            own = {str(slot): float(value) for slot, value in data.get("own_thresholds", {}).items()}
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise BundleError(f"{source}: expected the state head's calibration, found {error!r}") from error
        if not 0.01 < numbers["temperature"] < 100 or not all(
            0 <= value <= 1 for value in (*(numbers[name] for name in _THRESHOLDS), *own.values())
        ):
            raise BundleError(
                f"{source}: expected a temperature and thresholds from 0 to 1, found {numbers} and {own}"
            )
        return cls(read_schema(data.get("schema"), source), **numbers, own_thresholds=own)

    def changes(self, turn: Turn, encoded: Encoded, outputs: Mapping[str, np.ndarray]) -> list[Change]:
        """What the turn changes: outputs of it alone, tags (length, 1 + slots), gate (slots, GATES), value (known,)."""
        tags = softmax(outputs["tags"][: len(encoded.ids)] / self.temperature)
        gates = softmax(outputs["gate"] / self.temperature)
        values = _by_slot(self.schema, outputs["value"] / self.temperature)
        highest = tags.max(0)  # most slots are tagged nowhere
        kinds = gates.argmax(-1)
        found = []
        for at, slot in enumerate(self.schema.slots):
            change = self._gated(slot, gates[at], values[slot.name], turn) if kinds[at] != KEEP else None
            if change is None and slot.kind != "closed" and highest[at + 1] >= _FAINT:
                change = self._tagged(slot, at + 1, tags, turn, encoded)
            if change is not None:
                found.append(change)
        return self._one_of_each_thing(found)

    def _gated(self, slot: Slot, gates: np.ndarray, logits: np.ndarray, turn: Turn) -> Change | None:
        """A drop, "any will do", or a known value: `logits` are those of the slot's known ones."""
        kind, before = int(gates.argmax()), turn.state.values.get(slot.name)
        sure = float(gates[kind])
        if kind == EMPTY or (kind == ANY and before is not None):
            if before is None:
                return None
            return Change(slot.name, DROP, None, sure, sure >= self.gate_threshold)
        if kind == ANY:
            return Change(slot.name, DONTCARE, self.schema.dontcare, sure, sure >= self.gate_threshold)
        if not len(logits):
            return None
        values = softmax(logits)
        value = slot.values[int(values.argmax())]
        return self._set(slot, value, sure * float(values.max()), self.gate_threshold, turn, None)

    def _tagged(self, slot: Slot, at: int, tags: np.ndarray, turn: Turn, encoded: Encoded) -> Change | None:
        places = list(
            _mentioned(slot, tags[:, at], turn, encoded) if slot.exact else _runs(slot, at, tags, encoded)
        )
        if not places:
            return None
        place = max(places, key=lambda one: (one.part == USER, one.probability))
        both = _one_of_two(slot, place, turn)
        before = turn.state.values.get(slot.name)
        value = place.value
        if before is not None and not slot.exact and slot.format is None and place.part == USER:
            value = merged(before, value) or value
        least = self.own_thresholds.get(slot.name, self.exact_threshold) if slot.exact else self.threshold
        if place.probability < min(least, 0.5) / 2:
            return None  # nothing that one would ask about
        if both:  # as likely the other
            return self._set(slot, value, place.probability / 2, _NEVER, turn, place.said)
        return self._set(slot, value, place.probability, least, turn, place.said)

    def _set(
        self, slot: Slot, value: str, sure: float, least: float, turn: Turn, said: str | None
    ) -> Change | None:
        before = turn.state.values.get(slot.name)
        if before is not None and same(slot, before, value):
            return None
        return Change(slot.name, SET if before is None else CORRECT, value, sure, sure >= least, said)

    def _one_of_each_thing(self, changes: list[Change]) -> list[Change]:
        """Of two new values that name the same thing (an order's number and its place) the surer one holds."""
        setting = {change.slot: change for change in changes if change.operation in (SET, CORRECT)}
        beaten = {
            slot.name
            for slot in self.schema.slots
            for other in slot.instead_of
            if slot.name in setting and other in setting
            and setting[slot.name].confidence < setting[other].confidence
        }  # fmt: skip
        return [change for change in changes if change.slot not in beaten or change.operation == DROP]


def _one_of_two(slot: Slot, place: Found, turn: Turn) -> bool:
    """Whether the message names another such value together with it ("2815 and 3974"): a slot holds one, and guessing is no reading."""
    if slot.kind != "span" or not slot.exact or place.part != USER:
        return False
    there = mentions(slot, turn.user, turn.today or date.today())
    return any(
        place.said in (turn.user[one.start : one.end], turn.user[next_.start : next_.end])
        and one.value != next_.value
        and _AND.fullmatch(turn.user[one.end : next_.start]) is not None
        for one, next_ in pairwise(there)
    )


def _mentioned(slot: Slot, share: np.ndarray, turn: Turn, encoded: Encoded) -> Iterator[Found]:
    """The mentions of an exact slot's kind, each as likely as the mean of its tokens; the end of a number that was offered is that number."""
    there = [mentions(slot, text, turn.today or date.today()) for text in encoded.texts]
    offered = {mention.value for part, found in enumerate(there) if part != USER for mention in found}
    for part, (text, found) in enumerate(zip(encoded.texts, there, strict=True)):
        for mention in found:
            on = encoded.covering(part, mention.start, mention.end)
            if on and share[on].mean() >= _FAINT:
                value = completed(slot, mention.value, offered) if part == USER else mention.value
                yield Found(value, text[mention.start : mention.end], part, float(share[on].mean()))


def _runs(slot: Slot, at: int, tags: np.ndarray, encoded: Encoded) -> Iterator[Found]:
    """Words and signs in a row that are tagged, with those beside them that may belong to them.

    Where a value ends is what is least sure of it: a word is taken along that is likeliest of no slot, but a little likely of this
    one (hysteresis, as in edge detection). A comma that is not even that ends the value: it stands between two things, not within an
    address. A hyphen within a word does not. `tags` (length, 1 + slots); the slot is number `at` there.
    """
    sure = tags.argmax(-1) == at
    share = np.where(sure | (tags.argmax(-1) == 0), tags[:, at], 0.0)
    for part in sorted({encoded.parts[there] for there in np.flatnonzero(sure)}):
        text = encoded.texts[part]
        run: list[_Word] = []
        for word in [*_shares(part, text, share, sure, encoded), _Word(len(text), len(text), 0.0, 0.0)]:
            if word.share >= _BESIDE:
                run.append(word)
            elif run and not _joins(text, word):
                yield from _value(slot, part, text, run)
                run = []


def _joins(text: str, word: _Word) -> bool:
    """Whether it is a sign within a word, as in "anti-slip", "Mary's", "B&W"."""
    inside = word.start > 0 and word.end < len(text)
    return (
        inside
        and text[word.start : word.end] in _JOINING
        and not text[word.start - 1].isspace()
        and not text[word.end].isspace()
    )


def _value(slot: Slot, part: int, text: str, run: Sequence[_Word]) -> Iterator[Found]:
    """What the run says, if one of its words at least is tagged for sure."""
    sure = [word.share for word in run if word.sure >= 0.5]
    start, end = run[0].start, run[-1].end
    if slot.format is None:
        start, end = within_edges(text, start, end)
    said = text[start:end]
    value = canonical(slot, said) if sure else ""
    if value:
        yield Found(value, said, part, float(np.mean(sure)))


def _shares(part: int, text: str, share: np.ndarray, sure: np.ndarray, encoded: Encoded) -> Iterator[_Word]:
    """Each word's place, the mean probability of its characters, and the part of them that is tagged for sure."""
    characters = np.zeros((len(text) + 1, 2))
    for at, (there, (a, b)) in enumerate(zip(encoded.parts, encoded.offsets, strict=True)):
        if there == part:
            characters[a + 1 : b + 1] = share[at], sure[at]
    places = np.array(words(text), np.int64).reshape(-1, 2)
    before = characters.cumsum(0)  # of the characters before each place, so that a word's sum is a difference
    means = (before[places[:, 1]] - before[places[:, 0]]) / (places[:, 1:] - places[:, :1])
    for (start, end), (likely, tagged) in zip(places.tolist(), means.tolist(), strict=True):
        yield _Word(start, end, likely, tagged)


def _by_slot(schema: Schema, logits: np.ndarray) -> dict[str, np.ndarray]:
    """The logits of each slot's known values, by its name."""
    found, at = {}, 0
    for slot in schema.slots:
        found[slot.name] = logits[at : at + len(slot.values)]
        at += len(slot.values)
    return found


def softmax(logits: np.ndarray) -> np.ndarray:
    """Along the last axis, float64."""
    exponents = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(-1, keepdims=True))
