"""Texts as token ids, the same for every library that runs a student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from networks.bundle import TOKENIZER, Bundle, BundleError
from networks.gazetteer import Gazetteer
from networks.state_input import STATE_INPUTS, Encoded, Turn, turn_arrays
from networks.text import whole

PAD = 1


@dataclass(frozen=True)
class TokenBatch:
    """The inputs of one forward pass by name, and, for a student with a state head, the turns as they were read."""

    arrays: Mapping[str, np.ndarray]
    turns: Sequence[tuple[Turn, Encoded]] = ()


class Tokens:
    """A bundle's tokenizer. Safe to share between threads. Raises BundleError where it cannot be read."""

    def __init__(self, bundle: Bundle) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(bundle.folder / TOKENIZER))
        except Exception as error:  # the library raises bare exceptions of its own
            raise BundleError(
                f"expected a tokenizer in {bundle.folder / TOKENIZER}, found that {error}; train the bundle again"
            ) from error
        self._schema = bundle.state.schema if bundle.state else None
        self._gazetteer = Gazetteer(self._schema) if self._schema else None
        self._tokenizer.no_padding()
        if self._schema is None:  # else the turn as a whole has a limit
            self._tokenizer.enable_truncation(bundle.max_tokens)
        else:
            self._tokenizer.no_truncation()

    def __call__(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Ids and attention mask, both (batch, length) int64, of any texts: empty ones, long ones, broken Unicode."""
        encoded = [self._tokenizer.encode(whole(text)).ids for text in texts]
        longest = max(map(len, encoded))
        ids = np.full((len(texts), longest), PAD, dtype=np.int64)
        for row, tokens in zip(ids, encoded, strict=True):
            row[: len(tokens)] = tokens
        mask = np.arange(longest) < np.array([len(tokens) for tokens in encoded])[:, None]
        return ids, mask.astype(np.int64)

    def turns(self, turns: Sequence[Turn]) -> TokenBatch:
        """Messages in their conversations; a student without a state head reads the messages alone."""
        if self._schema is None or self._gazetteer is None:
            ids, mask = self([turn.user for turn in turns])
            return TokenBatch({"input_ids": ids, "attention_mask": mask})
        encoded, found = turn_arrays(self._tokenizer, turns, self._schema, self._gazetteer, PAD)
        arrays = dict(zip(STATE_INPUTS, found, strict=True))
        return TokenBatch(arrays, list(zip(turns, encoded, strict=True)))
