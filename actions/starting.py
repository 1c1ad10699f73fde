"""Starting what a message outside of any task turns out to mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions import answers
from actions.beginning import begin, start_case, start_offered
from actions.context import Context
from actions.going_on import goes_on
from actions.interruption import offer_resume
from actions.people import CALL_BACK, TO_ASSISTANT, answer_offer
from actions.products import current, named_products
from actions.questions import POSITIONS
from actions.rating import take_rating
from actions.recall import earlier
from actions.rules_beside import part_rules, say_beside
from actions.search_beside import part_search
from actions.spoken_of import takes_offer
from actions.tasks import TASKS
from actions.tasks.address_amends import amended
from actions.tasks.address_cuts import without_words
from actions.tasks.address_street import with_street
from actions.tasks.fault_words import asks_first, asks_what_now, says_fault, wants_repair
from actions.tasks.get_invoice import is_final
from actions.tasks.invoice_words import names_title, sent_to
from actions.tasks.problem_words import wants_same_again
from actions.tasks.warranty import may_be_exchanged
from actions.turn import NOT_UNDERSTOOD, Turn
from values.taking import orders_it, takes_shown

# What a complaint about goods may be taken for.
_ABOUT_GOODS = frozenset({"product_info", "search_product", "check_stock", "size_guide"})
START_TASK = "task_form"
# 买一个黑的, "give me a black one", of goods that stand in the list.
_BUYS_ONE_IN = re.compile(
    r"(?:\W|那|就|我|给我|帮我|先)*(?:买|来|拿|拍|下单|订)(?:[一1]?[个件双条款只台套把瓶包支])?.{1,6}?[色的](?:[那这]?[个件双条款])?(?:吧|了|\W)*"
    r"|(?:\W|\b(?:ok|okay|then|i'?ll|i will|please|just)\b)*(?:buy|take|order|get me|give me|have) (?:a|an|one|the|1)(?: in)? [\w ]{3,16}?(?: one)?(?: with (?:that|the|my|this) (?:code|coupon|voucher))?(?: then| please|\W)*",
    re.IGNORECASE,
)
_PLACE_ALONE = re.compile(r"\W*(?:no\.? ?|number |第)?([1-9])(?: please|个|单|\W)*", re.IGNORECASE)
_LOOK_BEHIND = re.compile(
    r",?\s+in (?:the )?(?:size )?[a-z0-9. ]{1,20}$|(?:,\s*| (?!it\b|that\b|this\b|one\b))(?:the )?(?:size )?[a-z0-9. ]{1,20}$|[,，\s]+[^,，。]{1,8}$",
    re.IGNORECASE,
)
_CHANGE_BACK = re.compile(
    r"[改换]回|用回|\b(?:change|switch|put|make|go) (?:it |that |this )?back\b"
    r"|\bback to (?:the |my )?(?:old|original|previous|first|former)\b",
    re.IGNORECASE,
)


def start_intent(
    intent: str, context: Context, values: dict[str, Any], offer: Mapping[str, Any] | None = None
) -> str | None:
    """Starts what is meant, with `values` and what was said before it was clear."""
    said = earlier(offer or {}, intent, context.turn)
    if intent in TASKS:
        start_case(intent, context, said).values.update(values)
        return START_TASK
    if said:
        context.turn = said[0]
    answers.respond(intent, context)
    return None


def begins_wish(context: Context) -> str | None:
    """Answers the rules that the message asks for, and begins what it wishes for besides: "what's your return policy, and where's
    ORD-1049?"; None where it does not do both. One of the orders just listed goes back though it sounds like a question about returns, and
    goods that were shown are bought though it sounds like one about them."""
    listed = listed_order(context) if context.turn.intent == "refund_policy" else None
    if listed is not None:  # "can the first one go back?", of the orders listed
        return start_intent("return_item", context, {"order_id": listed})
    if takes_it(context):
        return start_intent("place_order", context, {})
    wish, rules = part_rules(context.turn)
    wish, searches = part_search(wish, context)
    if not (rules or searches) or wish.intent not in TASKS:
        return None
    say_beside(rules + searches, context)
    context.turn = wish
    begin({}, context)
    return START_TASK


def answers_standing_offer(offer: dict[str, Any], context: Context) -> tuple[bool, str | None]:
    """Whether the message answers "nobody is there" or asks for a rating, and the action to run next."""
    chosen = answer_offer(offer, context)
    if chosen == CALL_BACK:
        return True, start_intent(CALL_BACK, context, {})
    if chosen == TO_ASSISTANT:
        offer_resume(context)
    if chosen is not None:
        return True, None
    rated = take_rating(offer, context)
    if rated is not None:
        context.memory.task = rated
        return True, START_TASK
    return False, None


def takes_up(offer: Mapping[str, Any], context: Context) -> bool:
    """Whether the message goes on with a waiting task, or takes in its own words what was offered; the form is to run next."""
    if goes_on(context, is_offered=offer.get("kind") == "resume"):
        return True
    if not takes_offer(offer, context):
        return False
    start_offered(offer, context)
    return True


def covered_remedy(context: Context) -> str | None:
    """Begins what is chosen of the remedies that were named with the warranty, or what is said of the fault then: 给我修一下, "a new
    one", "it doesn't turn on at all". "What can I do now?" after an invoice that can no longer be changed goes on with that."""
    turn, focus = context.turn, context.memory.focus
    if turn.is_button or turn.first("order_id") not in (None, focus.order_id):
        return None
    if focus.last == "get_invoice" and asks_what_now(turn) and is_final(focus.order_id, context):
        return start_intent("get_invoice", context, {"order_id": focus.order_id, "asks_on": True})
    if focus.done != "warranty":
        return None
    is_new = not focus.ticket  # else it belongs to what has been passed on already
    if wants_repair(turn) or (is_new and (says_fault(turn) or asks_what_now(turn))):
        return start_intent("warranty", context, {"asks_on": True})
    wants_new = turn.first("resolution") == "exchange" or wants_same_again(turn)
    if not wants_new or not focus.order_id:
        return None
    if may_be_exchanged(focus.order_id, context):
        return start_intent("exchange_item", context, {"order_id": focus.order_id, "reason": "defective"})
    return start_intent("warranty", context, {"resolution": "exchange"})


def begins_complaint(context: Context) -> str | None:
    """Begins what to do about bought goods that have failed, where that sounds like a question about goods: 登山靴开胶了, and 插上电没反应
    right after the warranty was told."""
    turn = context.turn
    if not says_fault(turn) or asks_first(turn):
        return None
    following = covered_remedy(context)
    if (
        following is None
        and turn.intent in (*_ABOUT_GOODS, NOT_UNDERSTOOD)
        and (turn.first("product") or named_products(context))
    ):
        return start_intent("delivery_problem", context, {})
    return following


def changed_back(context: Context) -> str | None:
    """ "Back to the old address", after it was changed: it is changed once more."""
    done, text = context.memory.focus.done, context.turn.text
    if done not in ("change_address", "change_order") or not _CHANGE_BACK.search(text):
        return None
    return start_intent(done, context, {"order_id": context.memory.focus.order_id})


def put_right_again(context: Context) -> str | None:
    """Begins what was just done once more, where the message puts it back or puts a part of it right."""
    return changed_back(context) or put_right(context) or other_invoice(context)


def _just_done_to(task: str, context: Context) -> str | None:
    """The order, still open, to which this task was just done."""
    focus = context.memory.focus
    is_done = focus.done == task and focus.order_id and context.is_open(focus.order_id)
    return focus.order_id if is_done and not context.turn.is_button else None


def put_right(context: Context) -> str | None:
    """A part of the address put right after it was changed: "make that number 16 not 14", 等等，是503不是502."""
    turn, order_id = context.turn, _just_done_to("change_address", context)
    if order_id is None or turn.first("order_id") not in (None, order_id):
        return None
    now = context.shop.orders.get(order_id).shipping_address.text
    address = without_words(now, turn) or amended(now, turn) or with_street(now, turn.text)
    if address is None:
        return None
    return start_intent("change_address", context, {"order_id": order_id, "address": address})


def other_invoice(context: Context) -> str | None:
    """Another title or address for the invoice just issued: 开错了 应该是…公司, "send it to ann@example.com"."""
    turn, order_id = context.turn, _just_done_to("get_invoice", context)
    if order_id is None:
        return None
    if not (sent_to(turn) or names_title(turn)):
        return None
    return start_intent("get_invoice", context, {"order_id": order_id})


def takes_it(context: Context) -> bool:
    """ "I'll take it", of goods that were just shown."""
    turn = context.turn
    if turn.is_button:
        return False
    bare = _without_look(turn)
    if current(context) is not None and (takes_shown(bare) or orders_it(bare)):  # "take it in white"
        return True
    if not context.memory.focus.products:
        return False
    in_color = turn.first("color") and _BUYS_ONE_IN.fullmatch(turn.text)
    return bool(in_color or orders_it(turn.text))


def _without_look(turn: Turn) -> str:
    """The message without the colour or size behind it: "I'll take it, in black"; 就要这款，黑色的."""
    return _LOOK_BEHIND.sub("", turn.text) if turn.first("color") or turn.first("size") else turn.text


def listed_order(context: Context) -> str | None:
    """ "The second one", of the orders listed last; after a list of products it means one of these."""
    focus = context.memory.focus
    reference = context.turn.first("order_ref")
    if focus.products or not focus.orders:
        return None
    if (number := _PLACE_ALONE.fullmatch(context.turn.text)) and int(number[1]) <= len(focus.orders):
        return focus.orders[int(number[1]) - 1]
    if reference is None:
        return None
    place = {**POSITIONS, "latest": 0, "last": len(focus.orders) - 1}.get(reference, len(focus.orders))
    return focus.orders[place] if place < len(focus.orders) else None
