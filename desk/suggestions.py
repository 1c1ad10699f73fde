"""Answers that an agent may take over with one click, edit and send. Nothing is ever sent by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desk.words import ORDER_STATES, label
from shop.domain.errors import InvalidValue, NotFound
from shop.domain.order import Order
from shop.service.dossiers import Dossier
from shop.service.policies import Policies

ORDERS_TOLD = 2


@dataclass(frozen=True)
class Verdict:
    """What a guard found when it held a text against its sources."""

    passed: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """`verdict` is None where no guard has looked: a text of the shop's own needs none."""

    text: str
    source: str  # where it comes from, for the agent
    verdict: Verdict | None = None


class Suggester(Protocol):
    """Anything that proposes answers, the best first. A generator will be another one."""

    def suggest(self, dossier: Dossier, name: str, asked: str) -> Sequence[Suggestion]:
        """`name` is the agent's, as the customer sees it; `asked` the customer's last message.

        The texts are in the customer's language.
        """


class Search(Protocol):
    """Finds texts of the shop's about a message, the best first."""

    def find(self, asked: str, language: str) -> Sequence[Suggestion]: ...


class ShopTexts:
    """Proposes what the shop itself says: a greeting, what answers the message, the orders' states."""

    def __init__(self, policies: Policies, search: Search | None = None) -> None:
        self._policies = policies
        self._search = search

    def suggest(self, dossier: Dossier, name: str, asked: str) -> list[Suggestion]:
        language = dossier.ticket.language
        zh = language == "zh"
        greeting = (
            f"您好，我是{name}，刚看完您和小二的对话，马上帮您处理。"
            if zh
            else f"Hello, this is {name}. I've read your conversation with our assistant and will look into it."
        )
        found = [Suggestion(greeting, "greeting")]
        found += (self._search.find(asked, language) if self._search else []) or self._rule(dossier, language)
        found += [Suggestion(_state(order, language), order.id) for order in dossier.orders[:ORDERS_TOLD]]
        farewell = (
            "问题解决了吗？还有什么可以帮您？"
            if zh
            else "Does this settle the matter, or is there anything else that I can do for you?"
        )
        return [*found, Suggestion(farewell, "farewell")]

    def _rule(self, dossier: Dossier, language: str) -> list[Suggestion]:
        """The shop's text on what the assistant had understood last, where there is one."""
        topic = dossier.handoff.situation.intent if dossier.handoff else ""
        related = {
            "return_item": "refund_policy",
            "exchange_item": "refund_policy",
            "get_refund": "refund_policy",
        }
        for each in dict.fromkeys(
            (topic, related.get(dossier.handoff.situation.task, "") if dossier.handoff else "")
        ):
            try:
                return [Suggestion(self._policies.text(each, language), each)] if each else []
            except (NotFound, InvalidValue):
                continue
        return []


def _state(order: Order, language: str) -> str:
    state = label(ORDER_STATES, order.status, language)
    if language == "zh":
        return f"您的订单 {order.id} 目前的状态是：{state}。"
    return f"Your order {order.id} is at this stage: {state}."
