"""Text that is out of scope: which of it really is, what is learned from it, and what is kept to set the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from distillation.corpora import Labelled
from distillation.encoder import encode, run
from distillation.errors import DistillationError
from distillation.general import load_body
from distillation.out_of_scope import really_outside


def chosen_outliers(
    data: Labelled, outliers: Sequence[str], body: Path, outlier_intent: str | None
) -> list[str]:
    """Outliers without those that are this assistant's business after all, as the general body sees it."""
    texts = [text for text in dict.fromkeys(outliers) if text not in set(data.texts)]
    if not texts or outlier_intent:
        return texts
    tokenizer, encoder = load_body(body)
    found = run(encoder, encode(tokenizer, [*texts, *data.texts]), encoder.config.hidden_size, pooled=True)
    index = {label: at for at, label in enumerate(data.labels)}
    gold = np.array([index[intent] for intent in data.intents])
    kept = really_outside(found[: len(texts)], found[len(texts) :], gold)
    tqdm.write(f"out of scope: {kept.sum()} of {len(texts)} texts, the others resemble examples")
    return [text for text, outside in zip(texts, kept, strict=True) if outside]


def with_outliers(
    data: Labelled,
    train_rows: np.ndarray,
    outliers: list[str],
    outlier_intent: str | None,
    known: Sequence[str] = (),
) -> tuple[Labelled, np.ndarray, list[str]]:
    """Where an intent, of the examples or `known` before, stands for what is out of scope, outliers are training examples of it."""
    if outlier_intent is None or not outliers:
        return data, train_rows, outliers
    if outlier_intent not in {*data.intents, *known}:
        raise DistillationError(f"expected examples of the outlier_intent {outlier_intent}, found none")
    size = len(data.texts)
    whole = Labelled([*data.texts, *outliers], [*data.intents, *[outlier_intent] * len(outliers)])
    return whole, np.r_[train_rows, np.arange(size, size + len(outliers))], []


def halves(texts: list[str], seed: int) -> tuple[list[str], list[str]]:
    """Outliers to learn from, and others to set the threshold with."""
    order = np.random.RandomState(seed).permutation(len(texts))
    cut = 2 * len(texts) // 3
    return [texts[at] for at in order[:cut]], [texts[at] for at in order[cut:]]
