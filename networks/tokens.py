"""Texts as token ids, the same for every library that runs a student."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer

from networks.bundle import TOKENIZER, Bundle, BundleError
from networks.prediction import LONGEST_TEXT

PAD = 1


class Tokens:
    """A bundle's tokenizer. Safe to share between threads. Raises BundleError where it cannot be read."""

    def __init__(self, bundle: Bundle) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(bundle.folder / TOKENIZER))
        except Exception as error:  # the library raises bare exceptions of its own
            raise BundleError(
                f"expected a tokenizer in {bundle.folder / TOKENIZER}, found that {error}; train the bundle again"
            ) from error
        self._tokenizer.enable_truncation(bundle.max_tokens)
        self._tokenizer.no_padding()

    def __call__(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Ids and attention mask, both (batch, length) int64, of any texts: empty ones, long ones, broken Unicode."""
        encoded = [self._tokenizer.encode(whole(text)).ids for text in texts]
        longest = max(map(len, encoded))
        ids = np.full((len(texts), longest), PAD, dtype=np.int64)
        for row, tokens in zip(ids, encoded, strict=True):
            row[: len(tokens)] = tokens
        mask = np.arange(longest) < np.array([len(tokens) for tokens in encoded])[:, None]
        return ids, mask.astype(np.int64)


def whole(text: str) -> str:
    """The beginning of the text, with halves of surrogate pairs replaced, which no tokenizer takes."""
    text = text[:LONGEST_TEXT]
    return (
        text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )
