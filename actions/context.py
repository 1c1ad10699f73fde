"""Everything that one turn works with: the shop, the message, the memory and the reply under construction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.memory import Case, Memory
from actions.reply import Reply
from actions.turn import Language, Turn
from shop.bootstrap import Shop
from shop.service import By


@dataclass
class Context:
    shop: Shop
    turn: Turn
    memory: Memory
    reply: Reply = field(default_factory=Reply)
    belief: Mapping[str, Any] = field(default_factory=dict)  # the belief slots that are filled
    _open: set[str] = field(default_factory=set)

    def is_open(self, order_id: str) -> bool:
        """Whether this conversation may see the order. Asked of the shop once a turn: what is open stays so within it."""
        if order_id not in self._open and self.shop.access.is_open(self.conversation, order_id):
            self._open.add(order_id)
        return order_id in self._open

    def says_aside(self) -> bool:
        """Says what the fallback policy has prepared for this message, if anything."""
        aside = self.turn.aside
        if aside is None:
            return False
        self.reply.say(aside.response, reply=aside.reply)
        return True

    @property
    def language(self) -> Language:
        return self.turn.language

    @property
    def conversation(self) -> str:
        return self.turn.conversation

    def by(self, case: Case, customer_id: str | None = None) -> By:
        """Who changes something, and the key under which it happens once."""
        digest = hashlib.sha256(self.conversation.encode()).hexdigest()[:16]
        actor = f"customer:{customer_id}" if customer_id else f"conversation:{digest}"
        return By(actor=actor, channel=self.turn.channel, key=f"{digest}:{case.id}")
