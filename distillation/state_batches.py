"""Turns as batches: tokens, what is known of each slot, targets on tokens, and which word each token belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from distillation.state_corpus import Row, Span
from distillation.state_losses import StateTargets
from networks.state_input import Encoded, encode_turn, padded_turns, slot_features
from networks.state_schema import Schema
from networks.state_values import words

_POOL = 20  # batches that are sorted by length among themselves


@dataclass(frozen=True)
class Prepared:
    """A row for one tokenizer. `word` counts the words of message, assistant and state through; -1 for marks."""

    encoded: Encoded
    features: np.ndarray  # (slots, FEATURES)
    word: np.ndarray  # (length,)
    gate: np.ndarray  # (slots,)
    value: np.ndarray
    start: np.ndarray
    end: np.ndarray


@dataclass(frozen=True)
class StateBatch:
    """Inputs of a forward pass, (batch, …), and targets; `rows` are numbers of the prepared rows."""

    rows: np.ndarray
    inputs: tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]  # ids, mask, parts, features
    targets: StateTargets

    @property
    def prepared_words(self) -> int:
        """One more than the last word's number."""
        return int(self.targets.word.max()) + 1


def prepare(row: Row, tokenizer: Tokenizer, schema: Schema, prefix: str = "") -> Prepared:
    """Tokens and token targets of a row. A span that was cut off has no target."""
    encoded = encode_turn(tokenizer, row.turn, schema, prefix)
    starts, ends = [], []
    for span in row.spans:
        first, last = _tokens(encoded, span) if span else (-1, -1)
        starts.append(first)
        ends.append(last)
    return Prepared(
        encoded, slot_features(row.turn, schema), _words(encoded), np.array(row.gates), np.array(row.values),
        np.array(starts), np.array(ends),
    )  # fmt: skip


def state_batches(
    prepared: Sequence[Prepared], rows: np.ndarray, size: int, pad: int, rng: np.random.RandomState | None
) -> Iterator[StateBatch]:
    """The rows once, in random order where there is an `rng`, else the short ones first."""
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
        yield _batch(prepared, rows[batch], pad)


def _batch(prepared: Sequence[Prepared], rows: np.ndarray, pad: int) -> StateBatch:
    chosen = [prepared[row] for row in rows]
    ids, mask, parts = padded_turns([one.encoded for one in chosen], pad)
    word = np.full_like(ids, -1)
    for at, one in enumerate(chosen):
        word[at, : len(one.word)] = one.word
    arrays = [
        torch.from_numpy(array) for array in (ids, mask, parts, np.stack([one.features for one in chosen]))
    ]

    def stacked(name: str) -> torch.Tensor:
        return torch.from_numpy(np.stack([getattr(one, name) for one in chosen]).astype(np.int64))

    targets = StateTargets(
        stacked("gate"), stacked("value"), stacked("start"), stacked("end"),
        torch.from_numpy(word >= 0), torch.from_numpy(word),
    )  # fmt: skip
    return StateBatch(rows, (arrays[0], arrays[1], arrays[2], arrays[3]), targets)


def _tokens(encoded: Encoded, span: Span) -> tuple[int, int]:
    """First and last token that lie on the span."""
    part, begin, end = span
    on = [
        at
        for at, (there, (a, b)) in enumerate(zip(encoded.parts, encoded.offsets, strict=True))
        if there == part
        and a < end
        and begin < b
        and encoded.texts[part][max(a, begin) : min(b, end)].strip()
    ]
    complete = bool(on) and encoded.offsets[on[0]][0] <= begin and end <= encoded.offsets[on[-1]][1]
    return (on[0], on[-1]) if complete else (-1, -1)


def _words(encoded: Encoded) -> np.ndarray:
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
