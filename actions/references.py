"""Messages outside of any task that lean on something before them: a proof that was waited for, a thing in a list, an undo."""

from __future__ import annotations

import re

from actions import answers
from actions.context import Context
from actions.products import listed_products
from actions.tasks.identity import try_proof
from actions.tasks.identity_words import four_beside, loose_order_id, read_proof

LONGEST_PROOF = 60  # characters of a message that is a proof and little else
_UNDO = re.compile(
    r"\bundo\b|\brevert\b|\btake (?:that|it) back\b|\bwant (?:it|that|them) back\b|\bdidn'?t mean (?:to|it|that)\b|\bby mistake\b"
    r"|撤销|撤回|反悔|后悔|恢复|还原|点错|弄错|搞错|误操作",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:too|also|as well|same|likewise|what about|how about|and|i meant?|instead|rather|wrong (?:one|order|number))\b"
    r"|也|一样|同样|还有|呢\W*$|不是|不对|[说写打弄搞看]错|我是说|应该是",
    re.IGNORECASE,
)


def proves_interrupted(context: Context) -> bool:
    """Whether the message is the proof that an interrupted task was waiting for; then that one goes on."""
    memory = context.memory
    waiting = memory.suspended[-1] if memory.suspended else None
    if waiting is None or len(context.turn.text) > LONGEST_PROOF:
        return False
    order_id = waiting.values.get("order_id")
    has_not_begun = waiting.waited_for is None and order_id and not context.is_open(order_id)
    if waiting.waited_for != "proof" and not has_not_begun:
        return False
    proof = read_proof(context.turn)
    if proof is None:
        return False
    memory.task = memory.suspended.pop()
    memory.task.values["proof"] = proof
    return True


def proves(context: Context) -> bool:
    """Whether the message opens the order that was named before it; says so where the proof does not fit."""
    order_id = context.turn.first("order_id") or context.memory.focus.order_id
    proof = context.turn.first("email") or context.turn.first("phone")
    proof = proof or (four_beside(context.turn, order_id) if order_id else None)
    if not order_id or not proof or context.is_open(order_id):
        return False
    refused = try_proof(context, order_id, proof)
    if refused is not None:
        context.reply.say(refused.response, **refused.facts)
    return context.is_open(order_id)


def same_for_another(context: Context) -> tuple[str, str] | None:
    """The task and the order of "1076 too" and "no, I meant 1062", said after a task about another order."""
    last = context.memory.focus.last
    if last is None or context.turn.is_button or len(context.turn.text) > LONGEST_PROOF:
        return None
    order_id = context.turn.first("order_id") or loose_order_id(context.turn)
    if order_id in (None, context.memory.focus.order_id) or not _SAME.search(context.turn.text):
        return None
    return last, str(order_id)


def shows_listed_product(context: Context) -> bool:
    """ "The first one", of the products that were listed last."""
    if not context.turn.first("order_ref") or not listed_products(context):
        return False
    answers.respond("product_info", context)
    return True


def takes_back(context: Context) -> bool:
    """Whether the message wants to undo what was just done: that is a person's business, if anybody's."""
    if not context.memory.focus.done or context.turn.is_button or not _UNDO.search(context.turn.text):
        return False
    context.memory.offer = {"kind": "person"}
    context.reply.say("utter_cannot_undo")
    return True
