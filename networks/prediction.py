"""What a student says of a message, whichever library ran it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from networks.bundle import Bundle

LONGEST_TEXT = 2000  # characters; more than max_tokens tokens hold anyway

Ranking = tuple[tuple[str, float], ...]  # labels with their probabilities, likeliest first


@dataclass(frozen=True)
class Prediction:
    """Rankings by head, the sentence embedding (hidden,), and whether the message is about something else altogether."""

    intents: Ranking
    embedding: np.ndarray
    oos_score: float  # the higher, the further out of scope
    out_of_scope: bool
    language: Ranking = ()
    sentiment: Ranking = ()


def predictions(bundle: Bundle, outputs: Mapping[str, np.ndarray]) -> list[Prediction]:
    """Reads the outputs of one forward pass, each (batch, …), in the order of the batch."""
    return [
        _prediction(bundle, {name: rows[at] for name, rows in outputs.items()})
        for at in range(len(outputs["intent"]))
    ]


def _prediction(bundle: Bundle, outputs: Mapping[str, np.ndarray]) -> Prediction:
    intents = _ranking(bundle.labels["intent"], outputs["intent"], bundle.temperature)
    if bundle.oos_score == "confidence":
        score = 1 - next(probability for name, probability in intents if name != bundle.oos_intent)
    else:
        score = float(outputs[bundle.oos_score])
    others = {
        head: _ranking(bundle.labels[head], outputs[head])
        for head in ("language", "sentiment")
        if head in bundle.labels
    }
    return Prediction(intents, outputs["embedding"], score, score >= bundle.oos_threshold, **others)


def _ranking(labels: tuple[str, ...], logits: np.ndarray, temperature: float = 1.0) -> Ranking:
    scaled = logits.astype(np.float64) / temperature
    exponents = np.exp(scaled - scaled.max())
    probabilities = exponents / exponents.sum()
    return tuple((labels[i], float(probabilities[i])) for i in np.argsort(-probabilities))
