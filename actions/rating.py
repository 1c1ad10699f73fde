"""Asking what the customer thinks of a finished task: 1 to 5 and words, both of which may be left out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.cards import VERSION
from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from shop.domain.errors import NotFound
from shop.service import By

RATE = "rate"  # kind of the offer that waits for a rating, and the task that asks for words
SCALE = 5
NO_HELP = "no_help"
_STARS = re.compile(
    r"\W*(?:rating|rate|i(?:'d)? (?:give|say)|评分|打|给)?\s*([1-5]|[一二三四五])\s*(?:/\s*5|out of 5|of 5|stars?|points?|星|分|颗星)?\W*",
    re.IGNORECASE,
)
_NO_HELP = re.compile(
    r"(this |that |it )?(did ?n[o']?t|didn’t|did not|was not|wasn't|not) (help|helpful|useful)|没(有)?帮(助|上|到)|没用|没解决",
    re.IGNORECASE,
)
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
NOT_RATED = frozenset({RATE, "call_back", "complaint", "leave_review"})


def ask_rating(context: Context, task: str, order_id: str | None = None) -> None:
    """Puts the question where the conversation is kept, seldom enough, and never in place of another one."""
    memory, shop = context.memory, context.shop
    if task in NOT_RATED or memory.offer or memory.suspended:
        return
    talk = context.conversation
    if (
        not shop.handoffs.is_kept(talk)
        or shop.handoffs.running(talk) is not None
        or not shop.feedback.may_ask(context.conversation)
    ):
        return
    asked = shop.feedback.ask(context.conversation, task, context.language, _by(context, "ask"), order_id)
    memory.offer = {"kind": RATE, "id": asked.id}
    zh = context.language == "zh"
    stars = [Button(str(n), payload("inform", choice=str(n))) for n in range(1, SCALE + 1)]
    no_help = Button("没帮上忙" if zh else "This did not help", payload("inform", choice=NO_HELP))
    card = {
        "card": "rating",
        "version": VERSION,
        "language": context.language,
        "subject": task,
        "scale": SCALE,
    }
    context.reply.say("utter_ask_for_rating", buttons=[*stars, no_help], card=card)


def take_rating(offer: dict[str, Any], context: Context) -> Case | None:
    """Keeps the rating that the message gives; gives the task that asks for words, None where there is no rating."""
    if offer.get("kind") != RATE:
        return None
    said = _said(context)
    if said is None:
        return None
    id, feedback = str(offer["id"]), context.shop.feedback
    try:
        if said == NO_HELP:
            feedback.did_not_help(id, context.conversation, _by(context, "no_help"))
        else:
            feedback.rate(id, context.conversation, int(said), _by(context, "rate"))
    except NotFound:  # forgotten meanwhile
        return None
    return Case(name=RATE, values={"feedback_id": id, "verdict": str(said)})


def _said(context: Context) -> str | int | None:
    turn = context.turn
    choice = turn.first("choice")
    if turn.is_button:
        return choice if choice == NO_HELP or choice in {"1", "2", "3", "4", "5"} else None
    if _NO_HELP.search(turn.text):
        return NO_HELP
    stars = _STARS.fullmatch(turn.text)
    return _NUMBERS.get(stars.group(1)) or int(stars.group(1)) if stars else None


def _by(context: Context, what: str) -> By:
    by = context.by(Case(name=RATE))
    return replace(by, key=f"{by.key}:{what}")
