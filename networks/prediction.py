"""What a student says of a message, whichever library ran it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from networks.belief_state import Change
from networks.bundle import Bundle
from networks.state_input import Encoded, Turn

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
    changes: tuple[Change, ...] = ()  # of the belief state, where the message was read in its conversation


def predictions(
    bundle: Bundle, outputs: Mapping[str, np.ndarray], turns: Sequence[tuple[Turn, Encoded]] = ()
) -> list[Prediction]:
    """Reads the outputs of one forward pass, each (batch, …), in the order of the batch; of turns their changes, too."""
    rows = [{name: found[at] for name, found in outputs.items()} for at in range(len(outputs["embedding"]))]
    read = [_prediction(bundle, row) for row in rows]
    if bundle.state is None or not turns:
        return read
    return [
        replace(prediction, changes=tuple(bundle.state.changes(turn, encoded, state_outputs(row))))
        for prediction, row, (turn, encoded) in zip(read, rows, turns, strict=True)
    ]


def state_outputs(row: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The state head's outputs among those of a pass."""
    return {name.removeprefix("state_"): found for name, found in row.items() if name.startswith("state_")}


def _prediction(bundle: Bundle, outputs: Mapping[str, np.ndarray]) -> Prediction:
    if "intent" not in bundle.labels:  # a state tracker alone
        return Prediction((), outputs["embedding"], 0.0, False)
    intents = _ranking(bundle.labels["intent"], outputs["intent"], bundle.temperature)
    if bundle.oos_score == "confidence":
        score = 1 - next(probability for name, probability in intents if name != bundle.oos_intent)
    else:
        score = float(outputs[bundle.oos_score])
    language, sentiment = (
        _ranking(bundle.labels[head], outputs[head]) if head in bundle.labels else ()
        for head in ("language", "sentiment")
    )
    out = score >= bundle.oos_threshold
    return Prediction(intents, outputs["embedding"], score, out, language, sentiment)


def _ranking(labels: tuple[str, ...], logits: np.ndarray, temperature: float = 1.0) -> Ranking:
    scaled = logits.astype(np.float64) / temperature
    exponents = np.exp(scaled - scaled.max())
    probabilities = exponents / exponents.sum()
    order = np.argsort(-probabilities)
    return tuple(zip([labels[at] for at in order], probabilities[order].tolist(), strict=True))
