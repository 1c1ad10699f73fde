"""The newsletter by e-mail: subscribing and unsubscribing, with or without an account."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.identity import AccountTask
from actions.turn import Turn

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"
_OFF = re.compile(
    r"unsub|opt(ing)? out|\b(stop|no more|remove|off|cancel|delete|block|end|without|spam\w*|too many|"
    r"don'?t|never|no longer|no thanks)\b|退订|退訂|取消|不想|不要|别|別|停|关|關|删|移除|太多|烦|拒收",
    re.IGNORECASE,
)
_ON = re.compile(
    r"\bsubscri|sign (me )?up|\b(add|join|enroll|resubscribe|opt in|put me|get|receive|recieve|want|like)\b|"
    r"订阅|訂閱|想收|加入|订一|能订|怎么订|重新订",
    re.IGNORECASE,
)
_LABELS = {SUBSCRIBE: ("Subscribe", "订阅"), UNSUBSCRIBE: ("Unsubscribe", "退订")}


class Newsletter(AccountTask):
    name = "newsletter"

    def plan_details(self, case: Case, context: Context) -> Step:
        direction = case.values.get("direction")
        if direction not in _LABELS:
            zh = context.language == "zh"
            options = [Option(value, words[zh], words) for value, words in _LABELS.items()]
            return Ask(Question("direction", "utter_question_newsletter", _direction, options=options))
        return Confirm(f"utter_confirm_{direction}", {"email": self._email(context)})

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        super().note(case, turn, context)
        direction = _direction(turn) if case.asked in (None, "direction") else None
        if direction:
            case.values["direction"] = direction
        return case.values != before

    def execute(self, case: Case, context: Context) -> None:
        accounts, direction = context.shop.accounts, case.values["direction"]
        change = accounts.subscribe if direction == SUBSCRIBE else accounts.unsubscribe
        email = self._email(context)
        change(email, context.by(case))
        context.reply.say(f"utter_{direction}d", email=email)

    def _email(self, context: Context) -> str:
        """The address that the code went to: nobody subscribes or unsubscribes another's."""
        identity = context.shop.access.identity(context.conversation)
        if identity is None:
            raise LookupError("expected a proven e-mail address, found none; the plan asks for it first")
        return str(identity.email)


def _direction(turn: Turn) -> str | None:
    """Which way the customer wants it; "unsubscribe" holds "subscribe", so leaving is looked for first."""
    if turn.is_button:
        return None
    if _OFF.search(turn.text):
        return UNSUBSCRIBE
    return SUBSCRIBE if _ON.search(turn.text) else None
