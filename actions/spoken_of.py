"""What the order that is spoken of decides: which of two meanings is right, and what a bare verb or an offer's own words mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.calling_off import denies, names_deed
from actions.context import Context
from actions.memory import Case
from actions.tasks.problem_words import asks_to_keep, wants_same_again
from actions.turn import NOT_UNDERSTOOD
from actions.wording import status_of
from values.goes_ahead import goes_ahead

_NOT_LEFT = frozenset({"placed", "paid", "packed"})
_ADDRESS = re.compile(r"\baddress\b|地址", re.IGNORECASE)
# Goods that go back or are not wanted, and nothing else: 退吧, "then send it back".
_BACK_ALONE = re.compile(
    r"(?:\W|那|就|还是|我|要|想|干脆|直接|帮我|给我|把它|都)*退(?:了|货|掉|回去)*(?:吧|了|呗|算了|得了|好了|\W)*"
    r"|(?:\W|\b(?:ok|okay|then|so|well|i'?ll|just|let me|let's|i want to|please)\b)*(?:return|send) (?:it|them|that|this)(?: back)?(?: then| please|\W)*",
    re.IGNORECASE,
)
_NOT_WANTED = re.compile(r"不(?:想)?要了|\b(?:don'?t|do not|no longer) (?:want|need)\b", re.IGNORECASE)
_SAYS_NO_TASK = frozenset({"affirm", "inform", NOT_UNDERSTOOD})
_ASKS = re.compile(
    r"[?？]|\b(?:how|when|where|what|why|who|is|are|does|do|did)\b|[吗么呢]|多久|什么|怎么|几", re.IGNORECASE
)
_OFFER_WORDS = 16  # characters of a message that takes an offer in its own words


def decided(meanings: list[str], context: Context) -> str | None:
    """Which of the two meanings is right for the order that is spoken of; None where it decides nothing."""
    text, pair = context.turn.text, set(meanings)
    if pair == {"change_address", "edit_account"} and context.memory.focus.order_id and _ADDRESS.search(text):
        return "change_address"
    if pair == {"cancel_order", "return_item"}:
        return _put_back(context)
    if pair == {"track_order", "delivery_period"} and context.memory.focus.order_id:  # 今天能到吗
        return "track_order"
    if meanings[:1] == ["cancel_order"] and "delivery_problem" in pair and _NOT_WANTED.search(text):
        return "cancel_order"
    return None


def bare_deed(context: Context) -> str | None:
    """What "send it back" or 退吧 comes to, said of the order just spoken of."""
    turn = context.turn
    if turn.is_button:
        return None
    if remedy := _remedy(context):
        return remedy
    if not _BACK_ALONE.fullmatch(turn.text):
        return None
    return _put_back(context, is_on_its_way="return_item")  # which tells that it must have arrived first


def _remedy(context: Context) -> str | None:
    """A few words for money, or for the goods once more, of the order spoken of: "fine, refund then", "can you just resend it"."""
    turn, order_id = context.turn, context.memory.focus.order_id
    if (
        not order_id
        or not context.is_open(order_id)
        or len(turn.text) > _OFFER_WORDS * 2
        or asks_to_keep(turn)
    ):
        return None
    if set(turn.entities.get("resolution", ())) == {"refund"} and turn.intent in _SAYS_NO_TASK:
        return None if _ASKS.search(turn.text) else "get_refund"
    return "delivery_problem" if wants_same_again(turn) else None


def takes_offer(offer: Mapping[str, Any], context: Context) -> bool:
    """Whether the message takes what was offered in its own words: 退一笔, where a refund was offered."""
    turn = context.turn
    if offer.get("kind") != "start" or turn.is_button or len(turn.text) > _OFFER_WORDS:
        return False
    task = str(offer["task"])
    if goes_ahead(turn.text):
        return True
    is_other = turn.is_understood and turn.intent not in (task, "inform", "affirm")
    return names_deed(task, turn) and not is_other and not denies(Case(task), turn) and "?" not in turn.text


def _put_back(context: Context, is_on_its_way: str | None = None) -> str | None:
    """Cancelled while it has not left, returned once it is there; in between, `is_on_its_way`."""
    order_id = context.turn.first("order_id") or context.memory.focus.order_id
    if not order_id or not context.is_open(order_id):
        return None
    status = status_of(context.shop.orders.get(order_id))
    if status in _NOT_LEFT:
        return "cancel_order"
    return {"delivered": "return_item", "shipped": is_on_its_way}.get(status)
