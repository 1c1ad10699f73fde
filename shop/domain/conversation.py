"""Conversations on the channels: who has the word, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shop.domain.errors import InvalidValue

CHANNELS = ("web", "slack", "rest")
AUTHORS = ("customer", "assistant", "person", "system")
# Who answers: the assistant; the assistant while a person is awaited; a person, and the assistant is silent.
HOLDERS = ("assistant", "waiting", "person")
ID_MAX = 60  # characters of a conversation's id
CLIENT_ID_MAX = 64  # characters


@dataclass(eq=False)
class Conversation:
    """One conversation; `id` is Rasa's sender id, `address` what its channel needs to reach the customer.

    `customer_id` is the customer logged in at the shop when it began; it never changes.
    """

    id: str
    channel: str  # one of CHANNELS
    language: str  # en | zh, of the interface
    customer_id: str | None
    holder: str  # one of HOLDERS
    address: dict[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True)
class ChatMessage:
    """One message; `body` is a neutral message as channels.messages writes it."""

    conversation_id: str
    seq: int  # 1, 2, 3 … within its conversation
    author: str  # one of AUTHORS
    body: Mapping[str, Any]
    created_at: datetime
    client_id: str | None = None  # the sender's own name for it, once a conversation


@dataclass(frozen=True)
class State:
    """Where a conversation stands; numbers are those of its messages, 0 for none yet."""

    conversation: Conversation
    session: int  # tokens of earlier numbers are dead
    last_seq: int  # the newest message
    delivered_seq: int  # handed to the channel
    seen_seq: int  # acknowledged by the customer's page
    created_at: datetime
    updated_at: datetime  # of the last message or change


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`. Raises InvalidValue when it is none of `allowed`."""
    if value not in allowed:
        raise InvalidValue(name, f"{value[:20]!r}", f"one of {', '.join(allowed)}")
    return value
