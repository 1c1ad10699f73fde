"""Questions about the shop's rules beside a wish: "cancel ORD-1043, and do you ship to France?". They are answered, and the wish is not lost."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import answers
from actions.clauses import asks_for, clauses, narrowed
from actions.context import Context
from actions.other_wishes import wish_without
from actions.turn import Turn
from values.policy_topics import policy_topics

_OF_AN_ORDER = re.compile(r"\d{4,}|\b(?:it|this|that|my (?:order|parcel|package))\b|[这那它]", re.IGNORECASE)
_SENDING_BACK = frozenset({"return_item", "exchange_item"})


def part_rules(turn: Turn) -> tuple[Turn, list[Turn]]:
    """The message cut down to what it wishes for, by the task of that, and its questions about rules as messages of their own.

    Where it has no such question, or no wish that its words tell, it is left whole.
    """
    if turn.is_button:
        return turn, []
    said = {span: turn.text[slice(*span)] for span in clauses(turn.text)}
    asked = {span: topics for span, clause in said.items() if (topics := _rules_asked(clause))}
    wish = wish_without(turn, asked) if asked else None
    if wish is None:
        return turn, []
    sends_back = any(asks_for(clause) in _SENDING_BACK for span, clause in said.items() if span not in asked)
    if sends_back and any("delivery_cost" in topics for topics in asked.values()):
        return turn, []  # 退货，运费我不想出: the postage of the way back is the return's own matter
    rules = [
        replace(narrowed(turn, [span]), intent=topic) for span, topics in asked.items() for topic in topics
    ]
    return wish, rules


def say_beside(asked: list[Turn], context: Context) -> None:
    """Answers what was asked beside a wish, each rule or search once."""
    for turn in {turn.intent: turn for turn in asked}.values():
        answers.respond(turn.intent, replace(context, turn=turn))


def _rules_asked(clause: str) -> tuple[str, ...]:
    """The rules that the clause asks for, where it asks for nothing of an order."""
    is_rule = asks_for(clause) is None and not _OF_AN_ORDER.search(clause)
    return policy_topics(clause) if is_rule else ()
