"""The assistant's part while people are at work: telling that nobody has come, and going on when they have finished.

What is told without being asked comes as Rasa's external event DESK_EVENT (channels/desk_events.py); what it is
about stands in the shop.
"""

from __future__ import annotations

import re
from typing import Any

from actions.context import Context
from actions.hand_over import hand_over
from actions.jest import is_jest
from actions.memory import IS_ASKED, Case
from actions.questions import Option, choose
from actions.reply import Button, payload
from actions.turn import Language
from shop.domain.handoff import Handoff

DESK_EVENT = "desk_event"  # an intent that no message has: only the server sets it off
_NOT_WANTED = re.compile(
    r"\b(?:don'?t need|do not need|no need for|no longer need|cancel) (?:a |an |the |any )?(?:human|person|agent|one|real)"
    r"|(?:不用|不要|不需要|别|不必)(?:再)?(?:找|转|等|叫|接)?(?:人工|真人|客服|人)(?:客服)?了?",
    re.IGNORECASE,
)
# Responses that are sorry already.
SORRY = frozenset(
    {
        "utter_sorry",
        "utter_sorry_offer_person",
        "utter_stay_calm",
        "utter_offer_complaint",
        "utter_question_complaint",
        "utter_confirm_complaint",
        "utter_complaint_heard",
        "utter_order_overdue",
        "utter_offer_person_or_stop",
    }
)
WAITING = "waiting"  # kind of the offer that tells what one can do when nobody comes
CALL_BACK = "call_back"  # a task
COMPLAINT = "complaint"  # another
_PHONE_ME = re.compile(
    r"\b(?:call|phone|ring|telephone) me\b(?! (?:a |an |the )?(?:person|human|agent))|\bgive me a (?:call|ring)\b|\bcall ?back\b"
    r"|(?:给我|帮我|跟我)?(?:打|回)(?:个|一个|通)?电话(?:给我|过来)|(?:给我|跟我)(?:打|回|来)(?:个|一个|通)?电话|打给我|回拨|回电",
    re.IGNORECASE,
)
# No answer to anger, nor beside the word that a person has been called.
_HELPLESS = frozenset(
    {
        "utter_not_understood_here",
        "utter_ask_back",
        "utter_ask_back_again",
        "utter_offer_person",
        "utter_what_next",
    }
)
KEEP_WAITING, TO_ASSISTANT = "keep_waiting", "to_assistant"
_EN = (
    Option(CALL_BACK, "Answer me by e-mail", ("email", "e-mail", "mail")),
    Option(KEEP_WAITING, "Keep waiting", ("wait",)),
    Option(TO_ASSISTANT, "Back to the assistant", ("assistant", "bot")),
)
_ZH = (
    Option(CALL_BACK, "用邮件回复我", ("邮件", "邮箱")),
    Option(KEEP_WAITING, "继续等", ("等着", "再等")),
    Option(TO_ASSISTANT, "回到小二", ("小二", "机器人", "不等了")),
)


def tell_event(context: Context) -> str | None:
    """Says what the desk has decided meanwhile. Returns the event; None where there is nothing to tell."""
    handoff = context.shop.handoffs.untold(context.conversation)
    if handoff is None:
        return None
    if handoff.event == "nobody":
        offer_choices(handoff, context)
    else:
        _tell_end(handoff, context)
    context.shop.handoffs.told(handoff.ticket_id)
    return handoff.event


def offer_choices(handoff: Handoff, context: Context) -> None:
    """Nobody is there: what the customer can do now."""
    context.memory.offer = {"kind": WAITING, "ticket": handoff.ticket_id}
    buttons = [
        Button(option.label, payload("inform", choice=option.value)) for option in _options(context.language)
    ]
    context.reply.say("utter_nobody_there", buttons=buttons, ticket_id=handoff.ticket_id)


def answer_offer(offer: dict[str, Any], context: Context) -> str | None:
    """Does what the customer chooses while nobody comes. Returns the choice, None for something else."""
    if offer.get("kind") != WAITING:
        return None
    chosen = choose(_options(context.language), context.turn)
    if chosen is None:
        return None
    handoff = context.shop.handoffs.running(context.conversation)
    if handoff is None:  # somebody has come and gone meanwhile
        context.reply.say("utter_what_next")
        return TO_ASSISTANT
    if chosen == KEEP_WAITING:
        context.shop.handoffs.keep_waiting(handoff.ticket_id)
        context.reply.say("utter_keep_waiting", ticket_id=handoff.ticket_id)
    elif chosen == TO_ASSISTANT:
        case = Case(name="human_agent")
        context.shop.handoffs.withdraw(handoff.ticket_id, context.by(case))
        context.reply.say("utter_back_to_assistant", ticket_id=handoff.ticket_id)
    return chosen


def sends_person_away(context: Context) -> bool:
    """Whether the person who was called is not wanted any more ("I don't need a person", 不用人工了); then that is done."""
    running = context.shop.handoffs.running(context.conversation)
    if running is None or context.turn.is_button or not _NOT_WANTED.search(context.turn.text):
        return False
    context.shop.handoffs.withdraw(running.ticket_id, context.by(Case(name="human_agent")))
    context.reply.say("utter_back_to_assistant", ticket_id=running.ticket_id)
    return True


def says_who_calls(context: Context) -> bool:
    """Whether the customer wants to be phoned: nobody phones from here; the numbers are told, and a colleague is offered."""
    if context.turn.is_button or not _PHONE_ME.search(context.turn.text):
        return False
    context.reply.say(
        "utter_nobody_phones", contact=context.shop.policies.text("contact_info", context.language)
    )
    context.memory.offer = {"kind": "person", "reason": "asked_for_person", IS_ASKED: True}
    return True


def call_on_anger(context: Context) -> None:
    """Answers a strongly negative message: with a word of regret where the assistant goes on with the matter, else with the
    offer of a person, and the second time by calling one. Somebody who says so in jest is not called for.

    That is told first: a question comes last, and "I didn't get that" is no answer to anger.
    """
    rules, handoffs, memory = context.shop.handoffs.rules, context.shop.handoffs, context.memory
    if (memory.task is not None and memory.task.name == COMPLAINT) or is_jest(context.turn.text):
        return  # a complaint ends with a person anyway, who then knows what it is about
    if context.turn.is_bare:  # a value by itself: 白的呢
        return
    if context.turn.negative < rules.negative_from or handoffs.running(context.conversation) is not None:
        return
    messages = context.reply.messages
    others = [message for message in messages if message["response"] not in _HELPLESS]
    if others:
        if not any(message["response"] in SORRY for message in messages):
            say_first("utter_sorry", context)
        return
    messages.clear()
    memory.offer = None  # the question that went with it is not asked
    if memory.focus.angered is not None:
        hand_over(context, reason="sentiment")
        return
    memory.focus.angered = context.turn.number
    memory.offer = {"kind": "person", "reason": "sentiment"}
    context.reply.say("utter_sorry_offer_person")


def say_first(response: str, context: Context) -> None:
    """Says something before all that is said in this turn."""
    said = list(context.reply.messages)
    context.reply.messages.clear()
    context.reply.say(response)
    context.reply.messages.extend(said)


def _tell_end(handoff: Handoff, context: Context) -> None:
    response = "utter_back_from_person_done" if handoff.outcome else "utter_back_from_person"
    context.reply.say(response, person=handoff.person, outcome=handoff.outcome.rstrip(".。"))


def _options(language: Language) -> tuple[Option, ...]:
    return _ZH if language == "zh" else _EN
