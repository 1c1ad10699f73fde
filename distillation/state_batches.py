"""Turns as batches: tokens, hints, targets on slots and tokens, and which word each token belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from distillation.state_losses import StateTargets
from distillation.state_rows import Row
from networks.gazetteer import Gazetteer
from networks.state_input import Encoded, Hints, encode_turn, hints_of, padded_hints, padded_turns
from networks.state_schema import Schema
from networks.state_values import words

WITHOUT_HINTS = 0.3  # share of rows that lose the hints of known words, and of those that lose what was recognised, at every step anew
_POOL = 20  # batches that are sorted by length among themselves
_KNOWN_WORDS, _RECOGNIZED = slice(3, 5), 5  # the features of slots that come from the gazetteer


@dataclass(frozen=True)
class Prepared:
    """A row for one tokenizer. `word` counts the words of message, assistant and state through; -1 for marks."""

    encoded: Encoded
    hints: Hints
    word: np.ndarray  # (length,)
    tag: np.ndarray  # (length,): the slot counted from 1, 0 for none, -1 for marks
    gate: np.ndarray  # (slots,)
    value: np.ndarray  # (slots,)


@dataclass(frozen=True)
class StateBatch:
    """Inputs of a forward pass, (batch, …), and targets; `rows` are numbers of the prepared rows."""

    rows: np.ndarray
    inputs: tuple[torch.Tensor, ...]  # ids, mask, parts, both hints of tokens, of slots, of known values
    targets: StateTargets


def prepare(
    row: Row, tokenizer: Tokenizer, schema: Schema, gazetteer: Gazetteer, prefix: str = ""
) -> Prepared:
    """Tokens and targets of a row."""
    encoded = encode_turn(tokenizer, row.turn, schema, prefix)
    word = _words(encoded)
    tag = np.where(word >= 0, 0, -1) if row.labelled else np.full(len(word), -1)
    for span in row.spans:
        for at in encoded.covering(span.part, span.start, span.end):
            if word[at] >= 0:
                tag[at] = span.slot + 1
    return Prepared(
        encoded,
        hints_of(row.turn, encoded, schema, gazetteer),
        word,
        tag,
        np.array(row.gates),
        np.array(row.values),
    )


def state_batches(
    prepared: Sequence[Prepared], rows: np.ndarray, size: int, pad: int, rng: np.random.RandomState | None,
    without_hints: float = 0.0,
) -> Iterator[StateBatch]:  # fmt: skip
    """The rows once, in random order where there is an `rng`, else the short ones first.

    So great a share of the rows lose the hints of known words, and so great a one what was recognised, lest the model know nothing else.
    """
    lengths = np.array([len(prepared[row].encoded.ids) for row in rows])
    if rng is None:
        order = np.argsort(lengths, kind="stable")
        batches = [order[at : at + size] for at in range(0, len(order), size)]
    else:
        order = rng.permutation(len(rows))
        pools = [
            p[np.argsort(lengths[p])] for p in np.array_split(order, max(1, len(order) // (size * _POOL)))
        ]
        batches = [pool[at : at + size] for pool in pools for at in range(0, len(pool), size)]
        rng.shuffle(batches)
    for batch in batches:
        bare = np.zeros((2, len(batch)), bool)
        if rng is not None:
            bare = rng.random_sample(bare.shape) < without_hints
        yield _batch(prepared, rows[batch], pad, bare)


def _batch(prepared: Sequence[Prepared], rows: np.ndarray, pad: int, bare: np.ndarray) -> StateBatch:
    chosen = [prepared[row] for row in rows]
    ids, mask, parts = padded_turns([one.encoded for one in chosen], pad)
    tokens, recognized, slots, values = padded_hints([one.hints for one in chosen])
    for without, hints, features, feature in (
        (bare[0], tokens, _KNOWN_WORDS, 0), (bare[1], recognized, _RECOGNIZED, 1),
    ):  # fmt: skip
        hints[without], slots[without, :, features], values[without, :, feature] = 0, 0, 0
    word, tag = np.full_like(ids, -1), np.full_like(ids, -1)
    for at, one in enumerate(chosen):
        word[at, : len(one.word)] = one.word
        tag[at, : len(one.tag)] = one.tag
    arrays = (ids, mask, parts, tokens, recognized, slots, values)
    targets = (np.stack([one.gate for one in chosen]), np.stack([one.value for one in chosen]), tag, word)
    return StateBatch(
        rows, tuple(torch.from_numpy(array) for array in arrays),
        StateTargets(*(torch.from_numpy(array.astype(np.int64)) for array in targets)),
    )  # fmt: skip


def _words(encoded: Encoded) -> np.ndarray:
    """The word that each token belongs to, counted through all three texts."""
    found = np.full(len(encoded.ids), -1)
    first = 0
    for part, text in enumerate(encoded.texts):
        borders = words(text)
        owner = np.full(len(text) + 1, -1)
        for number, (a, b) in enumerate(borders):
            owner[a:b] = first + number
        for at, (there, (a, b)) in enumerate(zip(encoded.parts, encoded.offsets, strict=True)):
            if there == part and a < b:
                inside = owner[a:b][owner[a:b] >= 0]
                found[at] = inside[0] if len(inside) else -1
        first += len(borders)
    return found
