"""Messages that are not understood: which of two meanings, and after some of them a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import answers
from actions.answers.known import tells_what_is_known
from actions.answers.languages import says_which_languages
from actions.answers.order_facts import asks_which_to_hurry
from actions.answers.order_questions import answers_about_order
from actions.answers.product import asks_for_look, goes_on_searching, search
from actions.answers.product_details import asks_of_shown
from actions.beginning import begin
from actions.clauses import asks_for
from actions.coming_back import comes_back
from actions.context import Context
from actions.hand_over import hand_over
from actions.jest import is_jest
from actions.on_ticket import adds_to_ticket
from actions.other_wishes import first_of_both, wishes_several
from actions.products import named_products
from actions.recall import MEANING, kept
from actions.references import (
    asks_about_other_order,
    proves_barely,
    same_for_another,
    shows_listed_product,
    takes_back,
    tells_of_old_goods,
)
from actions.reply import Button, payload
from actions.spoken_of import bare_deed, decided
from actions.starting import (
    START_TASK,
    answers_standing_offer,
    begins_complaint,
    begins_wish,
    covered_remedy,
    listed_order,
    put_right_again,
    start_intent,
    takes_it,
    takes_up,
)
from actions.succession import notice_order, order_buttons
from actions.tasks import TASKS
from actions.tasks.order_again import wants_again
from actions.tasks.problem_words import kind_said
from actions.turn import Turn
from actions.wording import intent_label
from values.policy_topics import policy_topics

_REFUSAL = "utter_stay_with_rules"  # what the fallback policy says to an attempt to change the shop's rules
MAX_MEANINGS = 2
LONGEST_JEST = 30  # characters; a longer message says what it is about
MAX_SAID = 4  # messages that are kept until it is clear what they are about
# Goods that go back and the money for them sound alike; where only one is named, there is nothing to ask.
_BACK = {"return_item", "get_refund"}
_SHOPPING = {"search_product", "place_order", "recommend_product"}
_OTHER_LOOK = {"change_order", "exchange_item"}
_SENDS_BACK = re.compile(r"\breturn(?:ing)?\b|\bsend(?:ing)?\b.{0,40}\bback\b|退货|退回|寄回", re.IGNORECASE)
# Beside what is wrong with an order (发错货了 ORD-1068 4586) another remedy than the one for that.
_OTHER_REMEDY = re.compile(
    r"\breturn|\bsend(?:ing)?\b.{0,40}\bback\b|\bexchang|\bswap|\brefund|\bcancel|\bbuy\b|退|换|取消|买(?![的了过])",
    re.IGNORECASE,
)
_MISFITS = ("too_small", "too_large")
_OTHER_SIZE = re.compile(
    r"\b(?:a|one|the|next|half a) size (?:up|down|bigger|smaller|larger)\b|\b(?:bigger|larger|smaller) (?:size|ones?|pair)\b|[大小]一?[码碼号號]的?",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(?:them|these|those|ones?|they)\b|[这那哪][几些]|[这那]两|里面|其中", re.IGNORECASE)
_MONEY = re.compile(r"refund|\bmoney\b|\bcash\b|\bpay|退款|钱", re.IGNORECASE)
_LOOKS_FOR = re.compile(
    r"^\W*(?:ok |okay |so |and |then |hmm+ )*(?:what|how) about\b|\b(?:need|want|looking for|look for|after|searching for|any|got|recommend|suggest)\b(?!.{0,12}\b(?:refund|return|invoice|help|back)\b)"
    r"|想[买要找看]|[找寻]|求?推荐|有没有|有.{1,8}[吗么]\W*$|^那?.{1,8}呢",
    re.IGNORECASE,
)
# 来俩, "I'll take 2", of goods that were shown.
_TAKES_SOME = re.compile(
    r"(?:那|就|给我|我|再|先)*(?:来|要|买|拿|整)(?:[一二两俩仨三四五六七八九十\d]{1,2}|几)[个件双盒瓶套条只包袋台本支]?(?:吧|呗|\W)*"
    r"|(?:\W|\b(?:ok|okay|then|i'?ll|just|please)\b)*(?:take|get me|have|give me|buy) (?:\d{1,2}|one|two|three|four|five|both)(?: of (?:them|those|these))?(?: please|\W)*"
    r"|(?:\W|\b(?:ok|okay|then|just|please)\b)*(?:\d{1,2}|one|two|three|four|five|both) of (?:them|those|these)(?: please| then|\W)*",
    re.IGNORECASE,
)
_IS_THERE = re.compile(
    r"有(?:没有|[吗么没])\W*$|^\W*(?:你们)?有(?:没有)?.{1,8}[吗么]?\W*$|\b(?:have|got|any)\b", re.IGNORECASE
)
_WHERE = re.compile(r"where|when|status|track|到哪|在哪|哪儿|哪里|几时|什么时候|物流|状态", re.IGNORECASE)


def _other_look(turn: Turn) -> str | None:
    """The likelier of a change and an exchange, between which the classifier is torn, where the message wishes for one of them: the
    order's own state decides which it comes to."""
    first, second = (*turn.ranking, "", "")[:2]
    is_wish = not turn.is_button and asks_for(turn.text) in _OTHER_LOOK
    return first if is_wish and {first, second} == _OTHER_LOOK else None


def ask_back(context: Context) -> str | None:
    """Not understood: offers the two likeliest meanings; the second time in a row, a person.

    Returns the action to run next where the message is understood after all.
    """
    following = _ask_back(context)
    notice_order(context)
    return following


def _ask_back(context: Context) -> str | None:
    memory, turn = context.memory, context.turn
    if turn.aside is not None and turn.aside.response == _REFUSAL:  # whatever is known besides
        context.says_aside()
        return None
    handled, following = answers_standing_offer(memory.offer or {}, context)
    if handled:
        memory.offer = memory.offer if following is None else None
        return following
    if (complaint := begins_complaint(context)) is not None:
        memory.offer = None
        return complaint
    if tells_what_is_known(context) or asks_which_to_hurry(context) or says_which_languages(context):
        return None
    if any(answers_about_order(meaning, context) for meaning in turn.ranking[:MAX_MEANINGS]):
        return None
    if (following := begins_wish(context)) is not None:
        memory.offer = None
        return following
    if len(topics := policy_topics(turn.text)) > 1:  # the classifier is torn between them
        memory.offer = None
        answers.respond(topics[0], context)
        return None
    offer = memory.offer or {}
    if takes_up(offer, context):
        memory.offer = None
        return START_TASK
    if (proven := proves_barely(context)) is not None:
        _ask_after_proof(proven, offer, context)
        return None
    if not offer and comes_back(context):
        return START_TASK
    if (remedy := covered_remedy(context)) is not None:
        return remedy
    if not offer and (once_more := put_right_again(context)) is not None:
        return once_more
    if offer.get("kind") in (None, "start") and (deed := bare_deed(context)) is not None:
        return start_intent(deed, context, {})
    other = asks_about_other_order(context)
    if other is not None:
        return start_intent(other, context, {})
    again = same_for_another(context)
    if again is not None:
        return start_intent(again[0], context, {"order_id": again[1]})
    listed = listed_order(context)
    if listed is not None and _WHERE.search(
        turn.text
    ):  # "where is the second one?", right after a list of orders
        return start_intent("track_order", context, {"order_id": listed})
    if wishes_several(turn):  # the classifier is torn between them
        begin({}, context)
        return START_TASK
    if turn.first("order_id") and kind_said(turn) and not _OTHER_REMEDY.search(turn.text):
        return start_intent("delivery_problem", context, {})
    if turn.first("order_id") and turn.first("reason") in _MISFITS and _OTHER_SIZE.search(turn.text):
        return start_intent("exchange_item", context, {})
    if turn.first("order_id") and turn.first("address"):
        return start_intent("change_address", context, {})
    if tells_of_old_goods(context) or takes_back(context) or shows_listed_product(context):
        return None
    if (deed := _other_look(turn)) is not None:
        context.turn = replace(turn, intent=deed)
        begin({}, context)
        return START_TASK
    if _looks_for_goods(context):
        if turn.first("email") and turn.first("address"):  # who says where they go buys them
            return start_intent("place_order", context, {})
        search(context)
        return None
    if takes_it(context) or wants_again(turn):
        return start_intent("place_order", context, {})
    if asks_of_shown(context) and _OF_THEM.search(turn.text):
        answers.respond("product_info", context)
        return None
    if asks_for_look(context) or goes_on_searching(context):
        search(context)
        return None
    if context.says_aside() or adds_to_ticket(context):
        return None
    if is_jest(turn.text) and len(turn.text) <= LONGEST_JEST:
        context.reply.say("utter_jest")
        return None
    meanings = [i for i in turn.ranking if i in TASKS or i in answers.RESPONDERS][:MAX_MEANINGS]
    if set(meanings) == _BACK and _SENDS_BACK.search(turn.text) and not _MONEY.search(turn.text):
        return start_intent("return_item", context, {})
    if meanings and set(meanings) <= _SHOPPING:  # both look for goods, and either leads to an order
        return start_intent(meanings[0], context, {})
    if "place_order" in meanings and context.memory.focus.products and _TAKES_SOME.fullmatch(turn.text):
        return start_intent("place_order", context, {})
    both = first_of_both(turn, meanings)
    if both is not None:
        context.turn = replace(turn, intent=both)
        begin({}, context)
        return START_TASK
    right = decided(meanings, context)
    if right is not None:
        return start_intent(right, context, {})
    count = count_miss(context)
    rules = context.shop.handoffs.rules
    if count >= rules.misses_to_hand_over:
        memory.offer = None
        hand_over(context, reason="not_understood")
        return None
    if count >= rules.misses_to_offer:
        offer_person(context)
        return None
    if len(meanings) < MAX_MEANINGS:
        context.reply.say("utter_what_next")
        return None
    ask_meaning(meanings, [kept(turn)], context)
    return None


def _looks_for_goods(context: Context) -> bool:
    """ "Need a warm jacket for my girlfriend, she hates yellow": a kind of goods beside such a verb, and no order spoken of."""
    turn = context.turn
    names_kind = turn.first("product") or turn.first("category")
    if turn.is_button or turn.first("order_id") or context.memory.focus.order_id:
        return False
    if _IS_THERE.search(turn.text) and named_products(context):  # 积木有吗
        return True
    return bool(names_kind) and (turn.is_bare or bool(_LOOKS_FOR.search(turn.text)))


def _ask_after_proof(order_id: str, offer: Mapping[str, Any], context: Context) -> None:
    """Digits that opened the order just named say nothing of what is wanted: that is asked, or asked once more."""
    if offer.get("kind") == MEANING:
        ask_meaning(offer["intents"], list(offer.get("said", ())), context)
        return
    buttons = order_buttons(order_id, context.language)
    context.reply.say("utter_what_about_order", buttons=buttons, order_id=order_id)


def ask_meaning(meanings: list[str], said: list[dict[str, Any]], context: Context) -> None:
    """Which of two meanings is right; what was `said` counts for the one that is chosen."""
    order_ids = [each["entities"]["order_id"][0] for each in said if each["entities"].get("order_id")]
    values = {"order_id": order_ids[-1]} if order_ids else {}
    context.memory.offer = {"kind": MEANING, "intents": meanings, "values": values, "said": said[-MAX_SAID:]}
    labels = [intent_label(i, context.language) for i in meanings]
    buttons = [Button(text, payload(i, **values)) for text, i in zip(labels, meanings, strict=True)]
    response = "utter_ask_back" if len(said) == 1 else "utter_ask_back_again"
    context.reply.say(response, buttons=buttons, first=labels[0], second=labels[-1])


def count_miss(context: Context) -> int:
    """How many messages one after the other, this one included, led to nothing."""
    misses, number = context.memory.misses, context.turn.number
    misses.count = misses.count + 1 if misses.turn == number - 1 else 1
    misses.turn = number
    return misses.count


def offer_person(context: Context) -> None:
    """Asks whether a person shall help."""
    context.memory.offer = {"kind": "person"}
    context.reply.say("utter_offer_person")
