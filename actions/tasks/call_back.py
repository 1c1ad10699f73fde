"""Nobody came: the customer wants the answer by e-mail. Nothing is told there but the answer to the ticket."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.people import CALL_BACK, offer_choices
from actions.questions import Question, read_entity
from actions.tasks.base import Answered, Ask, Ready, Step, Task
from shop.domain.errors import InvalidValue

_EMAIL = Question("email", "utter_question_callback_email", read_entity("email"), exact=True)


class CallBack(Task):
    name = CALL_BACK
    resumable = False
    wants = ("email",)

    def plan(self, case: Case, context: Context) -> Step:
        if context.shop.handoffs.running(context.conversation) is None:
            context.reply.say("utter_what_next")
            return Answered()
        identity = context.shop.access.identity(context.conversation)
        if not case.values.get("email") and identity is not None:
            case.values["email"] = identity.email
        return Ready() if case.values.get("email") else Ask(_EMAIL)

    def execute(self, case: Case, context: Context) -> None:
        handoff = context.shop.handoffs.running(context.conversation)
        if handoff is None:
            context.reply.say("utter_what_next")
            return
        try:
            context.shop.handoffs.call_back(handoff.ticket_id, case.values["email"], context.by(case))
        except InvalidValue:
            offer_choices(handoff, context)
            return
        context.reply.say("utter_call_back_arranged", ticket_id=handoff.ticket_id, email=case.values["email"])
