"""The one-time code that shows who the customer is."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.questions import Question, read_entity
from actions.tasks.base import Ask, Refuse, Step
from actions.tasks.identity_words import SEND_AGAIN, read_code
from actions.wording import moment
from shop.domain.errors import AccessLocked, CodeFailed, InvalidValue

_EMAIL = Question("email", "utter_question_email_for_code", read_entity("email"), exact=True)


def open_account(case: Case, context: Context) -> Step | None:
    """Finds out by a one-time code who the customer is. None when that is known."""
    if context.shop.access.identity(context.conversation) is not None:
        return None
    code = case.values.pop("code", None)
    if code == SEND_AGAIN:
        code = case.values["code_sent_to"] = None
    if code is not None and case.values.get("code_sent_to"):
        refused = _try_code(context, str(code))
        if refused is not None:
            return refused
        if context.shop.access.identity(context.conversation) is not None:
            return None
    email = case.values.get("email")
    if not email:
        return Ask(_EMAIL)
    if case.values.get("code_sent_to") != email:
        hindrance = _send_code(case, context, email)
        if hindrance is not None:
            return hindrance
    return Ask(Question("code", "utter_question_code", read_code, exact=True))


def _send_code(case: Case, context: Context, email: str) -> Step | None:
    try:
        context.shop.access.request_code(context.conversation, email)
    except AccessLocked as locked:
        return Refuse(
            "utter_access_locked", {"until": moment(locked.until, context.shop.clock.now(), context.language)}
        )
    except InvalidValue:
        case.values.pop("email", None)
        context.reply.say("utter_email_invalid")
        return Ask(_EMAIL)
    case.values["code_sent_to"] = email
    context.reply.say("utter_code_sent", email=email)
    return None


def _try_code(context: Context, code: str) -> Refuse | None:
    try:
        context.shop.access.verify_code(context.conversation, code)
    except CodeFailed as failed:
        context.reply.say("utter_code_failed", attempts_left=failed.attempts_left)
    except AccessLocked as locked:
        return Refuse(
            "utter_access_locked", {"until": moment(locked.until, context.shop.clock.now(), context.language)}
        )
    return None
