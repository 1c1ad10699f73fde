"""The way out of "which order is it about?" for those who have none: what is said besides is done, or the shop's rule told."""

from __future__ import annotations

import re

from actions import answers
from actions.context import Context
from actions.memory import Case
from actions.reading import SURE
from actions.reply import Button, payload
from actions.tasks import TASKS
from actions.tasks.base import Ask, Step
from actions.tasks.identity import OrderTask
from actions.tasks.identity_words import has_no_order
from actions.wording import intent_label
from values.policy_topics import policy_topics

_NEVER_BOUGHT = re.compile(
    r"\b(?:never|not|n'?t|haven'?t|havent) (?:ever |even )?(?:order\w*|b(?:ought|uy)\w*|purchased?)|[没沒](?:有)?(?:在[^，,。]{0,6})?(?:买|下|订|購|购)过|从[没未]",
    re.IGNORECASE,
)
_ASKED = ("order_id", "email", "code")  # what is asked to find the order
# Task → the shop's rule that a question by its name is about, where no order is meant.
_RULE_OF = {
    "track_refund": "refund_policy",
    "get_refund": "refund_policy",
    "return_item": "refund_policy",
    "exchange_item": "refund_policy",
    "track_order": "delivery_period",
    "cancel_order": "cancellation_fee",
    "get_invoice": "invoice",
    "warranty": "warranty",
    "price_protection": "price_protection",
}


def has_none(pending: Step, case: Case, context: Context) -> bool:
    """Whether the order asked for does not exist, by the customer's own words."""
    asks = isinstance(pending, Ask) and pending.question.name in _ASKED
    if case.name == "payment_issue" and not _NEVER_BOUGHT.search(context.turn.text):
        return False  # a payment that failed before there was an order: the task itself passes it on
    return (
        asks
        and isinstance(TASKS[case.name], OrderTask)
        and not case.values.get("order_id")
        and has_no_order(context.turn)
    )


def leave_orders(case: Case, context: Context) -> str | None:
    """Ends the task that wanted an order. Returns the task that the message begins in its place."""
    turn = context.turn
    elsewhere = turn.intent in TASKS and not isinstance(TASKS[turn.intent], OrderTask)
    case.outcome = "stopped"
    if elsewhere and turn.intent != case.name and turn.confidence >= SURE:
        return turn.intent
    topics = policy_topics(turn.text)
    if topics:
        answers.respond(topics[0], context)
    elif turn.intent in answers.RESPONDERS and turn.confidence >= SURE:
        answers.respond(turn.intent, context)
    elif case.name in _RULE_OF:
        text = context.shop.policies.text(_RULE_OF[case.name], context.language)
        context.reply.say("utter_policy", text=text)
    else:
        person = Button(intent_label("human_agent", context.language), payload("human_agent"))
        charged = "utter_no_order_charged" if case.name == "payment_issue" else "utter_no_order_then"
        context.reply.say(charged, buttons=[person])
    return None
