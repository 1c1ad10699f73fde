"""A turn as the student reads it: the customer's message, what the assistant said before, and the state so far.

The message's tokens see only one another, and so the intent is the same with and without a context; the tokens of the
context see everything (`networks.student`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from tokenizers import Tokenizer

from networks.belief_state import BeliefState
from networks.state_schema import Schema
from networks.state_values import mentions
from networks.text import LONGEST_TEXT, whole

USER, SYSTEM, STATE = 0, 1, 2
FEATURES = 3  # of a slot: has a value; a mention of its kind in the message; one in the assistant's words
STATE_OUTPUTS = ("state_gate", "state_value", "state_start", "state_end")
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


def slot_features(turn: Turn, schema: Schema) -> np.ndarray:
    """What is known of each slot without the model: (slots, FEATURES) float32."""
    today = turn.today or date.today()
    rows = np.zeros((len(schema.slots), FEATURES), np.float32)
    for row, slot in zip(rows, schema.slots, strict=True):
        row[0] = slot.name in turn.state.values
        row[1] = bool(mentions(slot, turn.user[:LONGEST_TEXT], today))
        row[2] = bool(mentions(slot, turn.system[-LONGEST_TEXT:], today))
    return rows


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
