"""A complaint: heard, and passed to a person as a ticket, if that is what the customer wants. The conversation goes on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.context import Context
from actions.hand_over import hand_over
from actions.jest import is_jest
from actions.memory import IS_ASKED, Case
from actions.questions import Question, read_text
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ask, Confirm, Ready, Step, Task
from actions.tasks.identity_words import four_bare
from actions.tasks.problem_words import NOT_RECEIVED, kind_said
from actions.turn import Turn
from actions.wording import intent_label

LEAST, MOST = 2, 1500  # characters of what happened
_TOLD = 12  # letters beyond the wish to complain that make a story; a Chinese character counts for two
# The wish to complain and mere anger, without what happened.
_BARE = re.compile(
    r"\b(i|i'?d|you|your|the|a|an|to|want|would|like|make|file|filing|lodge|open|raise|formal|please|complaints?|complain|"
    r"complaining|dispute|grievance|how|do|can|where|about|this|is|are|am|so|very|really|terrible|worst|bad|horrible|"
    r"service|shop|unacceptable|angry|disgusting|useless|ridiculous)\b"
    r"|我|要|想|你们|你們|你|的|了|投诉|投訴|申诉|怎么|怎麼|在哪|哪里|渠道|一下|这|是|太|很|服务|服務|态度|差|垃圾|提交|一份|正式|发起|纠纷|举报|非常|不满|生气|失望|请|麻烦",
    re.IGNORECASE,
)
# Plain words that a complaint is to be taken down; without them it is asked whether one is meant.
_DEMANDS = re.compile(
    r"\bcomplain(?:t|ts|ing)?\b|\bdispute\b|\bgrievance\b|\breport (?:him|her|them|this|that|you|your|the)\b|投诉|投訴|申诉|申訴|举报|舉報|维权",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|without)\b|n['’]t\b|\b(?:do|did|wo|would|should)nt\b)[^.,!?;]{0,24}\bcomplain|(?:不是?|没|别|不用|不想|不要)(?:要|想|来)?[投申举]",
    re.IGNORECASE,
)
_ABOUT_ORDER = re.compile(
    r"\b(?:parcels?|packages?|orders?|ordered|deliver\w*|couriers?|drivers?|box|items?|refund\w*|return\w*|bought|arrived?)\b"
    r"|快递|快遞|包裹|订单|訂單|东西|[货貨单]|派送|配送|退款|买的|收到",
    re.IGNORECASE,
)


class Complaint(Task):
    name = "complaint"
    wants = ("order_id",)

    def plan(self, case: Case, context: Context) -> Step:
        what, demanded = case.values.get("what"), case.values.get("demanded")
        if not what and not demanded:  # mere anger
            return _offer(context, case.values.get("order_id") or context.memory.focus.order_id)
        if not what:
            return Ask(Question("what", "utter_question_complaint", _read_what, free_text=True, kin=_KIN))
        named = f" ({case.values['order_id']})" if case.values.get("order_id") else ""
        return Ready() if demanded else Confirm("utter_confirm_complaint", {"what": f"{what}{named}"})

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        super().note(case, turn, context)
        # The end of a phone number, said as a proof, is no other order's number.
        if before.get("order_id") and four_bare(turn):
            case.values["order_id"] = before["order_id"]
        if turn.is_button:
            case.values["demanded"] = case.values.get("demanded") or turn.intent == self.name
        elif demands(turn.text):
            case.values["demanded"] = True
        tells = not turn.is_button and _tells_a_story(turn.text)
        if tells and case.asked is None:
            case.values["what"] = " ".join(turn.text.split())[:MOST]
        elif tells and case.asked == "confirmation" and not turn.says_yes:
            case.values["what"] = f"{case.values['what']} / {' '.join(turn.text.split())}"[:MOST]
        return case.values != before

    def execute(self, case: Case, context: Context) -> None:
        context.reply.say("utter_complaint_heard")
        hand_over(context, reason="complaint", case=case, kind="complaint")
        what, focus = str(case.values["what"]), context.memory.focus
        order_id = case.values.get("order_id") or focus.order_id
        kind = kind_said(replace(context.turn, text=what))
        if kind is not None and kind != NOT_RECEIVED:
            _offer_for_goods(kind, order_id, context)
        elif not order_id and _ABOUT_ORDER.search(what):
            context.reply.say("utter_complaint_order_wanted", ticket_id=focus.ticket["id"])


def demands(text: str) -> bool:
    """Whether the message says in so many words that it is a complaint."""
    return bool(_DEMANDS.search(text)) and not _DENIED.search(text)


def is_mere_anger(turn: Turn) -> bool:
    """Whether a message that sounds like a complaint neither demands one nor tells what happened."""
    return not turn.is_button and not demands(turn.text) and not _tells_a_story(turn.text)


def _offer(context: Context, order_id: str | None) -> Step:
    kind = kind_said(context.turn)
    if kind is not None:  # 垃圾客服 我的东西碎了: what is broken can be put right
        context.reply.say("utter_sorry")
        _offer_for_goods(kind, order_id, context)
        return Answered()
    context.memory.offer = {
        "kind": "start",
        "task": Complaint.name,
        "values": {"demanded": True},
        IS_ASKED: True,
    }
    button = Button(intent_label(Complaint.name, context.language), payload(Complaint.name))
    context.reply.say("utter_offer_complaint", buttons=[button])
    return Answered()


def _offer_for_goods(kind: str, order_id: str | None, context: Context) -> None:
    """What came to harm can be made good besides; a colleague is not needed for that."""
    values = {"kind": kind, **({"order_id": order_id} if order_id else {})}
    context.memory.offer = {"kind": "start", "task": "delivery_problem", "values": values, IS_ASKED: True}
    title = intent_label("delivery_problem", context.language)
    button = Button(
        title, payload("delivery_problem", order_id=order_id) if order_id else payload("delivery_problem")
    )
    context.reply.say("utter_complaint_goods", buttons=[button])


def _read_what(turn: Turn) -> Any:
    return None if is_jest(turn.text) and not _tells_a_story(turn.text) else read_text(LEAST, MOST)(turn)


def _tells_a_story(text: str) -> bool:
    rest = re.sub(r"\W", "", _BARE.sub("", text))
    return sum(1 if letter.isascii() else 2 for letter in rest) >= _TOLD


# What happened may sound like anything.
_KIN = frozenset(
    {"delivery_problem", "track_order", "return_item", "exchange_item", "get_refund", "track_refund",
     "payment_issue", "warranty", "price_protection", "leave_review", "human_agent", "cancel_order",
     "promotion", "get_invoice", "out_of_scope", "chitchat", "contact_info", "registration_problem",
     "membership", "bot_challenge"}
)  # fmt: skip
