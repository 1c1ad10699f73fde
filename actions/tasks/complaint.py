"""A complaint: heard, and passed to a person as a ticket. The conversation goes on."""

from __future__ import annotations

import re

from actions.context import Context
from actions.hand_over import hand_over
from actions.memory import Case
from actions.questions import Question, read_text
from actions.tasks.base import Ask, Ready, Step, Task
from actions.turn import Turn

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


class Complaint(Task):
    name = "complaint"
    wants = ("order_id",)

    def plan(self, case: Case, context: Context) -> Step:
        if not case.values.get("what"):
            return Ask(
                Question("what", "utter_question_complaint", read_text(LEAST, MOST), free_text=True, kin=_KIN)
            )
        return Ready()

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        super().note(case, turn, context)
        if case.asked is None and not turn.is_button and _tells_a_story(turn.text):
            case.values["what"] = " ".join(turn.text.split())[:MOST]
        return case.values != before

    def execute(self, case: Case, context: Context) -> None:
        context.reply.say("utter_complaint_heard")
        hand_over(context, reason="complaint", case=case, kind="complaint")


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
