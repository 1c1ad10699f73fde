"""Collects what the assistant says in one turn: response names with their facts, buttons and cards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


def payload(intent: str, **entities: str | int) -> str:
    """What a button sends: an intent with values. It counts only while the button is on offer."""
    values = {name: str(value) for name, value in entities.items() if value is not None}
    return f"/{intent}{json.dumps(values, ensure_ascii=False) if values else ''}"


@dataclass
class Reply:
    """Messages in the order in which they are to be sent."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    def say(
        self,
        response: str,
        *,
        buttons: Sequence[Button] = (),
        card: dict[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        """Names a response of the domain and the facts that it is filled with."""
        self.messages.append(
            {
                "response": response,
                "buttons": [{"title": b.title, "payload": b.payload} for b in buttons],
                "json_message": card or {},
                **{name: "" if value is None else str(value) for name, value in facts.items()},
            }
        )

    def send(self, dispatcher: Any) -> None:
        for message in self.messages:
            dispatcher.utter_message(**message)
