"""From the state head's outputs to changes of the belief state: the likeliest span, its canonical value, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from networks.belief_state import CORRECT, DONTCARE, DROP, SET, Change
from networks.errors import BundleError
from networks.state_input import Encoded, Turn
from networks.state_schema import Schema, Slot, read_schema, schema_json
from networks.state_values import canonical, mentions, same, words

KEEP, EMPTY, ANY, VALUE, SPAN = 0, 1, 2, 3, 4  # the gate's classes, as in `networks.state_head`
_LONGEST_SPAN = 40  # tokens


@dataclass(frozen=True)
class StateReader:
    """The schema of a bundle's state head, its calibration, and from which confidence on a change is sure."""

    schema: Schema
    temperature: float = 1.0  # of gate, value and span alike
    threshold: float = 0.5
    exact_threshold: float = 0.5  # of slots whose wrong value costs most: those that are recognised exactly

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": schema_json(self.schema), "temperature": self.temperature, "threshold": self.threshold,
            "exact_threshold": self.exact_threshold,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Any, source: str) -> StateReader:
        """Raises BundleError."""
        try:
            numbers = {name: float(data[name]) for name in ("temperature", "threshold", "exact_threshold")}
        except (TypeError, KeyError, ValueError) as error:
            raise BundleError(f"{source}: expected the state head's calibration, found {error}") from error
        if (
            not 0.01 < numbers["temperature"] < 100
            or not 0 <= min(numbers["threshold"], numbers["exact_threshold"]) <= 1
        ):
            raise BundleError(f"{source}: expected a temperature and thresholds from 0 to 1, found {numbers}")
        return cls(read_schema(data.get("schema"), source), **numbers)

    def changes(self, turn: Turn, encoded: Encoded, outputs: Mapping[str, np.ndarray]) -> list[Change]:
        """What the turn changes: outputs of this turn alone, gate (slots, 5), value (known,), start and end (slots, length)."""
        found = []
        gates = _softmax(outputs["gate"] / self.temperature)
        values = _by_slot(self.schema, outputs["value"] / self.temperature)
        for at, slot in enumerate(self.schema.slots):
            kind = int(gates[at].argmax())
            if kind == KEEP:
                continue
            change = self._change(slot, kind, float(gates[at, kind]), turn, encoded, values[at], outputs, at)
            if change is not None:
                found.append(change)
        return self._one_of_each_thing(found)

    def _change(
        self, slot: Slot, kind: int, sure: float, turn: Turn, encoded: Encoded, values: np.ndarray,
        outputs: Mapping[str, np.ndarray], at: int,
    ) -> Change | None:  # fmt: skip
        before = turn.state.values.get(slot.name)
        if kind == EMPTY or (kind == ANY and before is not None):
            if before is None:
                return None
            return Change(slot.name, DROP, None, sure, sure >= self.threshold)
        said = None
        if kind == ANY:
            return Change(slot.name, DONTCARE, self.schema.dontcare, sure, sure >= self.threshold)
        if kind == VALUE:
            if not len(values):
                return None
            best = int(values.argmax())
            value: str | None = slot.values[best]
            sure *= float(values[best])
        else:
            value, said, share = span_value(
                slot,
                encoded,
                outputs["start"][at] / self.temperature,
                outputs["end"][at] / self.temperature,
                turn,
            )
            sure *= share
        if value is None or (before is not None and same(slot, before, value)):
            return None
        enough = self.exact_threshold if slot.exact else self.threshold
        return Change(slot.name, SET if before is None else CORRECT, value, sure, sure >= enough, said)

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


def span_value(
    slot: Slot, encoded: Encoded, start: np.ndarray, end: np.ndarray, turn: Turn
) -> tuple[str | None, str | None, float]:
    """The likeliest span's canonical value, its words, and its probability; start and end (length,) are logits.

    The value of an exact slot is that of the mention which the span touches; a span without one has no value.
    """
    first, last, share = _likeliest(encoded, start, end)
    if first is None or last is None:
        return None, None, 0.0
    part = encoded.parts[first]
    text = encoded.texts[part]
    begin, stop = _whole_words(text, encoded.offsets[first][0], encoded.offsets[last][1])
    if slot.exact:
        touched = [
            (min(stop, mention.end) - max(begin, mention.start), mention)
            for mention in mentions(slot, text, turn.today or date.today())
            if mention.start < stop and begin < mention.end
        ]
        if not touched:
            return None, None, share
        mention = max(touched, key=lambda entry: (entry[0], entry[1].end - entry[1].start))[1]
        return mention.value, text[mention.start : mention.end], share
    value = canonical(slot, text[begin:stop])
    return value or None, text[begin:stop], share


def _likeliest(encoded: Encoded, start: np.ndarray, end: np.ndarray) -> tuple[int | None, int | None, float]:
    """First and last token of the likeliest span within one text, and the product of their probabilities."""
    length = len(encoded.ids)
    real = np.array([a < b for a, b in encoded.offsets])
    if not real.any():
        return None, None, 0.0
    starts, ends = (
        _softmax(np.where(real, start[:length], -1e4)),
        _softmax(np.where(real, end[:length], -1e4)),
    )
    parts = np.array(encoded.parts)
    at = np.arange(length)
    allowed = (parts[:, None] == parts[None, :]) & (at[:, None] <= at[None, :])
    allowed &= (at[None, :] - at[:, None] < _LONGEST_SPAN) & real[:, None] & real[None, :]
    scores = np.where(allowed, starts[:, None] * ends[None, :], 0.0)
    first, last = np.unravel_index(int(scores.argmax()), scores.shape)
    return int(first), int(last), float(scores[first, last])


def _whole_words(text: str, begin: int, stop: int) -> tuple[int, int]:
    """The span widened to the borders of the words that it cuts."""
    inside = [(a, b) for a, b in words(text) if a < stop and begin < b]
    return (inside[0][0], inside[-1][1]) if inside else (begin, stop)


def _by_slot(schema: Schema, logits: np.ndarray) -> list[np.ndarray]:
    found, at = [], 0
    for slot in schema.slots:
        part = logits[at : at + len(slot.values)]
        found.append(_softmax(part) if len(part) else part)
        at += len(slot.values)
    return found


def _softmax(logits: np.ndarray) -> np.ndarray:
    exponents = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(-1, keepdims=True))
