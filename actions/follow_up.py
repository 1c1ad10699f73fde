"""Messages outside of any task that refer to what was said before: yes, no, a bare value, giving up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import answers
from actions.answers.known import tells_what_is_known
from actions.answers.languages import says_which_languages
from actions.answers.payment import names_only_a_way
from actions.answers.product import refines_search, search
from actions.beginning import start_offered
from actions.coming_back import comes_back
from actions.context import Context
from actions.hand_over import hand_over
from actions.interruption import offer_resume
from actions.not_understood import ask_meaning, count_miss, offer_person
from actions.on_ticket import adds_to_ticket
from actions.people import sends_person_away
from actions.products import current
from actions.questions import Option, choose
from actions.reading import CANCEL_AFTER_ALL
from actions.recall import MEANING, kept
from actions.references import (
    asks_about_other_order,
    proves,
    proves_barely,
    proves_interrupted,
    same_for_another,
    shows_listed_product,
    takes_back,
    tells_of_old_goods,
)
from actions.spoken_of import bare_deed
from actions.starting import (
    START_TASK,
    answers_standing_offer,
    covered_remedy,
    listed_order,
    put_right_again,
    start_intent,
    takes_it,
    takes_up,
)
from actions.succession import notice_order, order_buttons
from actions.tasks import TASKS
from actions.tasks.identity import AccountTask, OrderTask
from actions.tasks.identity_words import NO_NUMBER, loose_order_id, read_order_id
from actions.tasks.invoice_words import names_title, wishes_invoice
from actions.turn import Turn
from actions.wording import intent_label

_ENOUGH = re.compile(
    r"\bthat'?s (?:all|it)\b|\ball (?:good|set)\b|就这样|没(?:别的)?事了|没了", re.IGNORECASE
)
# Words by which one of two meanings is chosen, besides what stands on the buttons.
_MEANT_BY = {
    "track_order": (
        "快递",
        "物流",
        "包裹",
        "到哪了",
        "the parcel",
        "the delivery",
        "where it is",
        "tracking",
    ),
    "check_stock": ("库存", "有没有货", "有货吗", "the stock", "availability"),
    "cancel_order": ("取消", "cancel it", "cancelling"),
    "return_item": ("退货", "退", "return it", "send it back"),
    "exchange_item": ("换货", "换", "exchange it", "swap it"),
    "get_refund": ("退款", "退钱", "the money", "my money back", "the refund"),
    "track_refund": ("退款进度", "退款到哪了", "where my money is"),
    "change_address": ("地址", "the address"),
    "get_invoice": ("发票", "the invoice"),
    "refund_policy": ("规则", "the rules"),
}
_NUMBER = re.compile(r"\bnumber\b|单号|單號|编号|編號|号码|號碼", re.IGNORECASE)
_NUMBER_AND_PROOF = re.compile(r"\W*[1-9]\d{3,4}[\s,，]+\d{4}\W*")


def follow_up(context: Context) -> str | None:
    """Answers the message. Returns the action to run next where a task starts by it."""
    following = _follow_up(context)
    notice_order(context)
    return following


def _follow_up(context: Context) -> str | None:
    memory, turn = context.memory, context.turn
    offer, memory.offer = memory.offer or {}, None
    handled, following = answers_standing_offer(offer, context)
    if handled:
        return following
    if tells_what_is_known(context) or tells_of_old_goods(context):
        return None
    if offer.get("kind") in (None, "person") and takes_it(context):
        return start_intent("place_order", context, {})
    if takes_up(offer, context):
        return START_TASK
    if offer.get("kind") == "start" and turn.first("email") and isinstance(TASKS[offer["task"]], AccountTask):
        start_offered(offer, context)  # "shall I look that up for you?" — "ann@example.com"
        return START_TASK
    if offer.get("task") == "get_invoice" and names_title(turn):  # "shall I issue one?" — 开公司的，上海…公司
        start_offered(offer, context)
        return START_TASK
    if offer.get("task") == "delivery_problem" and turn.first("resolution") and not turn.is_button:
        start_offered(
            offer, context
        )  # "shall I see what can be done?" — "forget the money, just send it again"
        return START_TASK
    if CANCEL_AFTER_ALL.fullmatch(turn.text) and not offer and memory.focus.order_id:
        return start_intent("cancel_order", context, {})  # "cancel it", of the order just spoken of
    if not offer and (once_more := put_right_again(context)) is not None:
        return once_more
    if not offer and takes_back(context):
        return None
    if not offer and comes_back(context):
        return START_TASK
    other = None if offer else asks_about_other_order(context)
    if other is not None:
        return start_intent(other, context, {})
    if not offer and _lacks_number(turn) and not memory.suspended:  # 订单号不记得了 sounds like giving up
        return start_intent("order_history", context, {})
    if turn.intent in ("stop_task", "deny") and not offer and sends_person_away(context):
        return None
    if turn.intent == "stop_task" and not (offer and turn.says_yes):
        memory.suspended, memory.task = [], None
        context.reply.say("utter_nothing_to_stop")
        return None
    if offer.get("kind") == MEANING:
        options = [Option(i, intent_label(i, turn.language), _MEANT_BY.get(i, ())) for i in offer["intents"]]
        meant = choose(options, turn)
        if meant:
            return start_intent(meant, context, offer.get("values", {}), offer)
    if not offer and names_only_a_way(turn):
        answers.respond("payment_methods", context)
        return None
    remedy = covered_remedy(context)
    if remedy is not None:
        return remedy
    if offer.get("kind") in (None, "start") and (deed := bare_deed(context)) is not None:
        return start_intent(deed, context, {})
    if turn.intent == "affirm" or turn.says_yes:
        if offer.get("kind") == MEANING and not turn.is_button:  # a yes to "this or that?" leaves both open
            _ask_once_more(offer, context)
            return None
        return _yes(offer, context)
    if turn.intent == "deny":
        return _no(offer, context)
    if offer.get("kind") == MEANING and turn.entities:
        ask_meaning(offer["intents"], [*offer.get("said", ()), kept(turn)], context)
        return None
    return _value(offer, context)


def _ask_once_more(offer: dict[str, Any], context: Context) -> None:
    if count_miss(context) >= context.shop.handoffs.rules.misses_to_offer:
        offer_person(context)
    else:
        ask_meaning(offer["intents"], list(offer.get("said", ())), context)


def _yes(offer: dict[str, Any], context: Context) -> str | None:
    memory = context.memory
    if offer.get("kind") == "resume" and memory.suspended:
        memory.task = memory.suspended.pop()
        return START_TASK
    if offer.get("kind") == "person":
        hand_over(context, reason=str(offer.get("reason", "not_understood")))
        return None
    if offer.get("kind") == "start":
        start_offered(offer, context)
        return START_TASK
    # "ok, that's it", after something was done, is no wish for more.
    context.reply.say(
        "utter_anything_else" if memory.focus.done or _ENOUGH.search(context.turn.text) else "utter_what_next"
    )
    return None


def _no(offer: dict[str, Any], context: Context) -> str | None:
    if offer.get("kind") == "resume" and context.memory.suspended:
        context.memory.suspended.pop()
        context.reply.say("utter_dropped")
    elif offer.get("kind") == MEANING:
        context.reply.say("utter_ask_rephrase")
    else:
        context.reply.say("utter_anything_else")
        offer_resume(context)
    return None


def _value(offer: dict[str, Any], context: Context) -> str | None:
    turn, memory = context.turn, context.memory
    if proves_interrupted(context):
        return START_TASK
    proven = proves_barely(context)
    if proven:
        context.turn = turn = replace(turn, entities={})  # the digits are no other order's number
    if turn.first("coupon") and not turn.is_button and not memory.suspended:  # "WINTER30?"
        return start_intent("promotion", context, {})
    again = same_for_another(context)
    if again is not None:
        return start_intent(again[0], context, {"order_id": again[1]})
    order_id = proven or turn.first("order_id") or listed_order(context)
    if order_id is None and _NUMBER_AND_PROOF.fullmatch(turn.text):
        memory.focus.order_id = loose_order_id(turn) or memory.focus.order_id
    if order_id and offer.get("kind") == "order":  # "give me your order number and I will look it up"
        return start_intent(offer["task"], context, {**offer.get("values", {}), "order_id": order_id})
    if order_id and _lacks_order(offer):
        start_offered({**offer, "values": {**offer["values"], "order_id": order_id}}, context)
        return START_TASK
    if order_id and turn.first("address"):  # "ORD-1042 to 8 Mill Road, Leeds"
        return start_intent("change_address", context, {"order_id": order_id})
    if turn.first("recipient") and memory.focus.done == "change_address":
        return start_intent("change_address", context, {})  # "and the recipient should be …"
    if order_id and wishes_invoice(turn):  # "invoice for ORD-1042, company, Northwind Ltd"
        return start_intent("get_invoice", context, {"order_id": order_id})
    if proves(context):
        order_id = order_id or memory.focus.order_id
    if order_id and memory.focus.ticket.get("lacks_order") and adds_to_ticket(context):
        memory.focus.order_id = order_id if context.is_open(order_id) else memory.focus.order_id
        return None
    if order_id:
        memory.focus.order_id = order_id
        buttons = order_buttons(order_id, turn.language, () if turn.is_bare else turn.ranking)
        context.reply.say("utter_what_about_order", buttons=buttons, order_id=order_id)
    elif context.reply.messages:  # the proof did not fit
        return None
    elif refines_search(context):
        search(context)
    elif shows_listed_product(context):
        return None
    elif memory.suspended:
        memory.task = memory.suspended.pop()
        memory.task.asked = None
        TASKS[memory.task.name].note(memory.task, turn, context)
        return START_TASK
    elif turn.first("quantity") and current(context) is not None:
        return start_intent("place_order", context, {})  # "two of them", of the goods just spoken of
    elif adds_to_ticket(context) or says_which_languages(context):
        return None
    elif turn.is_bare and turn.first("email") and not turn.is_button and not memory.focus.order_id:
        # nothing was spoken of yet: whose orders these are
        return start_intent("order_history", context, {})
    elif count_miss(context) >= context.shop.handoffs.rules.misses_to_offer:
        offer_person(context)
    else:
        context.reply.say("utter_what_next")
    return None


def _lacks_number(turn: Turn) -> bool:
    """Whether the customer has no number for the order: the orders are looked up."""
    return not turn.is_button and bool(_NUMBER.search(turn.text)) and read_order_id(turn) == NO_NUMBER


def _lacks_order(offer: Mapping[str, Any]) -> bool:
    """Whether what was offered waits for nothing but to be told which order it is about."""
    if offer.get("kind") != "start" or offer.get("values", {}).get("order_id"):
        return False
    return isinstance(TASKS[offer["task"]], OrderTask)
