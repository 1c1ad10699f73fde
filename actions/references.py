"""Messages outside of any task that lean on something before them: a proof that was waited for, a thing in a list, an undo."""

from __future__ import annotations

import re

from actions import answers
from actions.calling_off import denies_deed
from actions.context import Context
from actions.new_values import is_new_value
from actions.products import listed_products, remember_current, shown_by_word
from actions.tasks import TASKS
from actions.tasks.identity import opens_unsaid, try_proof
from actions.tasks.identity_words import four_bare, four_beside, loose_order_id, means_other_order, read_proof
from actions.tasks.problem_words import asks_to_keep
from actions.turn import Turn

LONGEST_PROOF = 60  # characters of a message that is a proof and little else
_UNDO = re.compile(
    r"\bundo\b|\brevert\b|\btake (?:that|it) back\b|\bwant (?:it|that|them) back\b|\bdidn'?t mean (?:to|it|that)\b|\bby mistake\b|\b(?:restore|reinstate|reactivate)\b"
    r"|撤销|撤回|反悔|后悔|恢复|还原|点错|弄错|搞错|误操作",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"^\W*(?:no|sorry|oops|wait|actually|correction)\b|\bi (?:meant|was wrong)\b|\bwrong reason\b"
    r"|不对|不對|错了|說錯|不是.{0,6}[是,，]|是.{1,6}不是",
    re.IGNORECASE,
)
_OF_LOGIN = re.compile(r"password|log ?in|account|密码|登[录陆]|账[号户]", re.IGNORECASE)
_LONGEST_NAME = 24  # characters; a longer message wants more than to see what it names
LONGEST_UNDO = 30  # characters
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
    told = [name for name in ("email", "phone") if not is_new_value(context.turn, name)]
    proof = next((said for name in told if (said := context.turn.first(name))), None)
    proof = proof or (four_beside(context.turn, order_id) if order_id else None)
    if not order_id or not proof or context.is_open(order_id):
        return False
    refused = try_proof(context, order_id, proof)
    if refused is not None:
        context.reply.say(refused.response, **refused.facts)
    return context.is_open(order_id)


def proves_barely(context: Context) -> str | None:
    """The order that was just named, where bare digits are the end of its phone number. Any other four digits are an order's number:
    nothing is said of their being tried."""
    focus, four = context.memory.focus, four_bare(context.turn)
    if not focus.order_id or four in (None, focus.order_id[4:]) or context.is_open(focus.order_id):
        return None
    if not opens_unsaid(context, focus.order_id, str(four)):
        return None
    focus.proof = {"order_id": focus.order_id, "said": str(four)}
    return focus.order_id


def same_for_another(context: Context) -> tuple[str, str] | None:
    """The task and the order of "1076 too" and "no, I meant 1062", said after a task about another order."""
    last = context.memory.focus.last
    if last is None or context.turn.is_button or len(context.turn.text) > LONGEST_PROOF:
        return None
    order_id = context.turn.first("order_id") or loose_order_id(context.turn)
    if order_id in (None, context.memory.focus.order_id) or not _SAME.search(context.turn.text):
        return None
    return last, str(order_id)


def asks_about_other_order(context: Context) -> str | None:
    """The last task, of which another order is wanted: "not this order, the other one", 不是这单 是另一单."""
    if len(context.turn.text) > LONGEST_PROOF or not means_other_order(context.turn):
        return None
    return context.memory.focus.last


def shows_listed_product(context: Context) -> bool:
    """ "The first one", of the products that were listed last; "gooseneck one", by a word that only one of them is called by."""
    by_place = context.turn.first("order_ref") and listed_products(context)
    if not by_place:
        by_word = shown_by_word(context) if len(context.turn.text) <= _LONGEST_NAME else []
        if len(by_word) != 1:
            return False
        remember_current(by_word[0], context)
    answers.respond("product_info", context)
    return True


def _corrects_reason(done: str, turn: Turn) -> bool:
    """Whether another reason is given for what is done already: 不对 是小了不是大了."""
    is_wanted = done in TASKS and "reason" in TASKS[done].wants and turn.first("reason") is not None
    return is_wanted and turn.first("order_id") is None and bool(_WRONG.search(turn.text))


def wants_back(context: Context) -> bool:
    """Whether a few words that sound like a question about something else want an undo: 能恢复吗, "can you restore it?"."""
    turn = context.turn
    is_short = len(turn.text) <= LONGEST_UNDO and not _OF_LOGIN.search(turn.text)
    return is_short and bool(_UNDO.search(turn.text)) and takes_back(context)


def tells_of_old_goods(context: Context) -> bool:
    """Answers what becomes of the goods that came wrong, asked once the problem is reported."""
    if context.memory.focus.done != "delivery_problem" or not asks_to_keep(context.turn):
        return False
    context.reply.say("utter_own_nothing_back")
    return True


def takes_back(context: Context) -> bool:
    """Whether the message wants to undo what was just done: that is a person's business, if anybody's."""
    done, turn = context.memory.focus.done, context.turn
    if not done or turn.is_button:
        return False
    if not (_UNDO.search(turn.text) or denies_deed(done, turn) or _corrects_reason(done, turn)):
        return False
    context.memory.offer = {"kind": "person"}
    context.reply.say("utter_cannot_undo")
    return True
