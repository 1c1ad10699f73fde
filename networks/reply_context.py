"""What a generated reply is made from: the customer's message and all that the assistant may rely on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReplyContext:
    """One question with its surroundings. Every text in it is untrusted."""

    language: str  # "en" or "zh": the reply's
    question: str  # the customer's message
    passages: tuple[str, ...] = ()  # retrieved texts, the best first
    history: tuple[
        str, ...
    ] = ()  # up to 4 earlier lines, customer's and assistant's in turn, the last one the assistant's
    state: Mapping[str, str] = field(default_factory=dict)  # belief state: slot -> value
