"""What a message said that could not be used at first: kept, and read again once it is clear what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.turn import Turn

_WHO_ASKS = {"order_id", "email", "phone"}
MEANING = "meaning"  # kind of the offer that asks which of two meanings is right


def kept(turn: Turn) -> dict[str, Any]:
    """A message's text and values, with their places, in a form that can be stored."""
    entities = {name: list(values) for name, values in turn.entities.items()}
    return {"text": turn.text, "entities": entities, "places": [list(place) for place in turn.places]}


def earlier(offer: Mapping[str, Any], intent: str, turn: Turn) -> list[Turn]:
    """The messages that were asked back about, as turns of the intent that they turned out to have.

    Where it is another after all, only what told the order and who asks still counts.
    """
    if offer.get("kind") != MEANING:
        return []
    said = list(offer.get("said", ()))
    if intent not in offer.get("intents", ()):
        said = [each for each in said if each["entities"] and set(each["entities"]) <= _WHO_ASKS]
    return [again(each, replace(turn, intent=intent)) for each in said]


def again(said: Mapping[str, Any], turn: Turn) -> Turn:
    """A stored message as if it were said in this turn."""
    entities = {str(name): tuple(values) for name, values in said["entities"].items()}
    places = tuple((str(name), str(value), int(start)) for name, value, start in said.get("places", ()))
    return replace(
        turn, text=str(said["text"]), entities=entities, places=places, is_button=False, is_bare=False
    )
