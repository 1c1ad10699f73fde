"""What a message said that was not understood at first, for when the customer has told what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.turn import Turn

MEANING = "meaning"  # kind of the offer that asks which of two meanings is right


def kept(turn: Turn) -> dict[str, Any]:
    """A message's text and values in a form that can be stored."""
    return {"text": turn.text, "entities": {name: list(values) for name, values in turn.entities.items()}}


def earlier(offer: Mapping[str, Any], intent: str, turn: Turn) -> list[Turn]:
    """The messages that were asked back about, as turns of the intent that they turned out to have."""
    if offer.get("kind") != MEANING or intent not in offer.get("intents", ()):
        return []
    return [again(said, replace(turn, intent=intent)) for said in offer.get("said", ())]


def again(said: Mapping[str, Any], turn: Turn) -> Turn:
    """A stored message as if it were said in this turn."""
    entities = {str(name): tuple(values) for name, values in said["entities"].items()}
    return replace(turn, text=str(said["text"]), entities=entities, is_button=False, is_bare=False)
