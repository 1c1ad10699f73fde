"""A turn as the student reads it: the customer's message, what the assistant said before, and the state so far.

The message's tokens see only one another, and so the intent is the same with and without a context, but for what int8 rounds away; the tokens of the
context see everything (`networks.student`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from tokenizers import Tokenizer

from networks.belief_state import BeliefState
from networks.gazetteer import Gazetteer
from networks.state_schema import Schema
from networks.state_values import mentions
from networks.text import whole

USER, SYSTEM, STATE = 0, 1, 2
# Of a slot: whether it has a value; a mention of its kind in the message, in the assistant's words; a known word there, and there;
# a value of it that the recognisers read in the message.
FEATURES = 6
VALUE_FEATURES = 2  # of a known value: a word for it; whether the recognisers read it in the message
STATE_INPUTS = (
    "input_ids", "attention_mask", "parts", "hints", "recognized", "slot_features", "value_features",
)  # fmt: skip
STATE_OUTPUTS = ("state_tags", "state_gate", "state_value")
MAX_TOKENS = 128
_LEAST_CONTEXT = 48  # tokens of the context that a long message leaves room for
_STATE_TOKENS = 40


@dataclass(frozen=True)
class Turn:
    """A message in its conversation. `today` is the day against which "next Tuesday" is resolved."""

    user: str
    system: str = ""
    state: BeliefState = field(default_factory=BeliefState)
    today: date | None = None


@dataclass(frozen=True)
class Encoded:
    """A turn's tokens. `parts` tells to which text each belongs, `offsets` which characters of it; (0, 0) for marks."""

    ids: list[int]
    parts: list[int]
    offsets: list[tuple[int, int]]
    texts: tuple[str, str, str]  # message, assistant's words, state

    def covering(self, part: int, start: int, end: int) -> list[int]:
        """The tokens that stand on any of these characters of a text."""
        return [
            at
            for at, (there, (a, b)) in enumerate(zip(self.parts, self.offsets, strict=True))
            if there == part and a < end and start < b
        ]


def encode_turn(tokenizer: Tokenizer, turn: Turn, schema: Schema, prefix: str = "") -> Encoded:
    """The turn's tokens, MAX_TOKENS at most: of a long message the end is left out, of the assistant's words the beginning."""
    texts = (whole(turn.user), whole(turn.system), state_text(turn.state, schema))
    user = tokenizer.encode(prefix + texts[USER])
    context = [tokenizer.encode(texts[part]) if texts[part] else None for part in (SYSTEM, STATE)]
    lengths = [len(part.ids) - 1 if part else 0 for part in context]  # without the mark at the beginning
    state = min(lengths[1], _STATE_TOKENS)
    room = max(MAX_TOKENS - len(user.ids), min(_LEAST_CONTEXT, lengths[0] + state))
    system = min(lengths[0], room - state)
    ids, offsets = list(user.ids), [(a - len(prefix), b - len(prefix)) for a, b in user.offsets]
    if len(ids) > MAX_TOKENS - system - state:
        ids = [*ids[: MAX_TOKENS - system - state - 1], ids[-1]]
        offsets = [*offsets[: len(ids) - 1], (0, 0)]
    offsets = [(a, b) if 0 <= a < b else (0, 0) for a, b in offsets]
    parts = [USER] * len(ids)
    for part, (found, kept) in enumerate(zip(context, (system, state), strict=True), SYSTEM):
        if found and kept:
            ids += found.ids[-kept:]
            offsets += found.offsets[-kept:]
            parts += [part] * kept
    return Encoded(ids, parts, offsets, texts)


def state_text(state: BeliefState, schema: Schema) -> str:
    """The state as words, what was revised last at the end, former values before present ones."""
    known = set(schema.names)
    former = [
        f"{slot} was {value}" for slot, old in state.former.items() if slot in known for value in old[-2:]
    ]
    present = [f"{slot.replace('_', ' ')}: {value}" for slot, value in state.values.items() if slot in known]
    return "; ".join([*former, *present])


@dataclass(frozen=True)
class Hints:
    """What is known of a turn without the model.

    `tokens` (length,): the slot, counted from 1, whose value a token may be by the words known, and `recognized` (length,) by the
    recognisers; `slots` (slots, FEATURES); `values` (known values, VALUE_FEATURES): 1 for a value one of whose words stands in the
    message, a half for one in the assistant's words; 1 for one that the recognisers read.
    """

    tokens: np.ndarray
    recognized: np.ndarray
    slots: np.ndarray
    values: np.ndarray


def hints_of(turn: Turn, encoded: Encoded, schema: Schema, gazetteer: Gazetteer) -> Hints:
    """Exact mentions and known words of a turn."""
    today = turn.today or date.today()
    slots = np.zeros((len(schema.slots), FEATURES), np.float32)
    values = np.zeros((len(schema.classes), VALUE_FEATURES), np.float32)
    tokens, recognized = np.zeros((2, len(encoded.ids)), np.int64)
    for part in (SYSTEM, USER):  # the message's own words count most
        text = encoded.texts[part]
        for at, slot in schema.exact:
            if mentions(slot, text, today):
                slots[at, 1 + part] = 1
        for term in gazetteer.find(text):
            on = encoded.covering(part, term.start, term.end)
            for at, value in term.meanings:
                slots[at, 3 + part] = 1
                if value is not None:
                    values[value, 0] = 1 if part == USER else 0.5
                tokens[on] = at + 1
    for term in gazetteer.recognized(encoded.texts[USER], today):
        on = encoded.covering(USER, term.start, term.end)
        for at, value in term.meanings:
            slots[at, 5] = 1
            if value is not None:
                values[value, 1] = 1
            recognized[on] = at + 1
    for at, slot in enumerate(schema.slots):
        slots[at, 0] = slot.name in turn.state.values
    return Hints(tokens, recognized, slots, values)


def turn_arrays(
    tokenizer: Tokenizer,
    turns: Sequence[Turn],
    schema: Schema,
    gazetteer: Gazetteer,
    pad: int,
    prefix: str = "",
) -> tuple[list[Encoded], tuple[np.ndarray, ...]]:
    """The turns as they are read, and the arrays of one forward pass in the order of STATE_INPUTS."""
    encoded = [encode_turn(tokenizer, turn, schema, prefix) for turn in turns]
    hints = [hints_of(turn, one, schema, gazetteer) for turn, one in zip(turns, encoded, strict=True)]
    return encoded, (*padded_turns(encoded, pad), *padded_hints(hints))


def padded_turns(encoded: Sequence[Encoded], pad: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids, attention mask and parts, each (batch, longest) int64."""
    longest = max(len(one.ids) for one in encoded)
    ids = np.full((len(encoded), longest), pad, np.int64)
    mask, parts = np.zeros_like(ids), np.zeros_like(ids)
    for at, one in enumerate(encoded):
        ids[at, : len(one.ids)] = one.ids
        mask[at, : len(one.ids)] = 1
        parts[at, : len(one.ids)] = one.parts
    return ids, mask, parts


def padded_hints(hints: Sequence[Hints]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of tokens, twice (batch, longest), of slots (batch, slots, FEATURES), of known values (batch, known values, VALUE_FEATURES)."""
    longest = max(len(one.tokens) for one in hints)
    tokens, recognized = np.zeros((2, len(hints), longest), np.int64)
    for at, one in enumerate(hints):
        tokens[at, : len(one.tokens)] = one.tokens
        recognized[at, : len(one.recognized)] = one.recognized
    return tokens, recognized, np.stack([one.slots for one in hints]), np.stack([one.values for one in hints])
