"""Answers that an agent may take over with one click, edit and send. Nothing is ever sent by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desk.words import ORDER_STATES, label
from networks.reply_context import ReplyContext
from retrieval.guard import Verdict
from retrieval.surroundings import history_of, state_of
from shop.domain.conversation import ChatMessage
from shop.domain.errors import InvalidValue, NotFound
from shop.domain.order import Order
from shop.service.dossiers import Dossier
from shop.service.policies import Policies

ORDERS_TOLD = 2
GENERATED = "generated"  # source of a text that no person has written


@dataclass(frozen=True)
class Suggestion:
    """`verdict` is the guard's; None for a fixed phrase of the desk's own, which answers no question."""

    text: str
    source: str  # where it comes from: GENERATED, greeting, farewell, a passage's id or an order's
    verdict: Verdict | None = None


class Suggester(Protocol):
    """Anything that proposes answers, the best first."""

    def suggest(self, dossier: Dossier, name: str, messages: Sequence[ChatMessage]) -> Sequence[Suggestion]:
        """`name` is the agent's, as the customer sees it; `messages` the last ones of the conversation, oldest first.

        The texts are in the customer's language.
        """


class Finder(Protocol):
    """Finds answers to a question, the best first."""

    def find(self, asked: ReplyContext) -> Sequence[Suggestion]: ...


class Suggestions:
    """Proposes a greeting, what answers the customer's last message, the orders' states, and a farewell."""

    def __init__(self, policies: Policies, answers: Finder | None = None) -> None:
        self._policies = policies
        self._answers = answers

    def suggest(self, dossier: Dossier, name: str, messages: Sequence[ChatMessage]) -> list[Suggestion]:
        language = dossier.ticket.language
        zh = language == "zh"
        greeting = (
            f"您好，我是{name}，刚看完您和小二的对话，马上帮您处理。"
            if zh
            else f"Hello, this is {name}. I've read your conversation with our assistant and will look into it."
        )
        found = [Suggestion(greeting, "greeting")]
        answers = self._answers.find(question_of(dossier, messages)) if self._answers else []
        found += answers or self._rule(dossier, language)
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
        related = dict.fromkeys(("return_item", "exchange_item", "get_refund"), "refund_policy")
        for each in dict.fromkeys(
            (topic, related.get(dossier.handoff.situation.task, "") if dossier.handoff else "")
        ):
            try:
                return [Suggestion(self._policies.text(each, language), f"policy:{each}")] if each else []
            except (NotFound, InvalidValue):
                continue
        return []


def question_of(dossier: Dossier, messages: Sequence[ChatMessage]) -> ReplyContext:
    """What the customer said last, here or before the person was called, and what it can be answered from."""
    situation = dossier.handoff.situation if dossier.handoff else None
    at = max((n for n, each in enumerate(messages) if each.author == "customer"), default=None)
    before = () if at is None else tuple(reversed(messages[:at]))
    spoken = (
        ("customer" if each.author == "customer" else "shop", str(each.body.get("text") or ""))
        for each in before
        if each.author != "system"
    )
    question = (
        str(messages[at].body.get("text") or "")
        if at is not None
        else situation.last_message
        if situation
        else ""
    )
    return ReplyContext(
        language=dossier.ticket.language,
        question=question,
        history=history_of((speaker, text) for speaker, text in spoken if text),
        state=state_of(situation.belief) if situation else {},
    )


def _state(order: Order, language: str) -> str:
    state = label(ORDER_STATES, order.status, language)
    if language == "zh":
        return f"您的订单 {order.id} 目前的状态是：{state}。"
    return f"Your order {order.id} is at this stage: {state}."
