"""The rule just asked about, for something else or in another respect: "and underwear?" after returning tea, "how much?" after how long."""

from __future__ import annotations

import re

from actions.answers.policy import policy
from actions.context import Context

_GOES_BACK = re.compile(r"\breturn\w*|\bsend (?:it |them )?back\b|退[货回]?|七天无理由|无理由", re.IGNORECASE)
_DELIVERED = re.compile(
    r"\b(?:ship|deliver|courier|express|postage)\w*|\bhow long (?:to|does it take|until)\b|[寄送发]到|配送|快递|发货|几天到|多久到",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"[?？]|\b(?:can|could|may|do|does|is|what|how|where|when)\b|[吗么呢]|能|可以|多久|怎么|几天",
    re.IGNORECASE,
)
_AND = re.compile(r"^\W*(?:(?:and|what about|how about|or)\b|那|还有)|(?:呢|的话)\W*$", re.IGNORECASE)
_HOW_MUCH = re.compile(
    r"(?:\W|\b(?:and|ok|so|then)\b)*how much(?: is (?:it|that)| does (?:it|that) cost| would (?:it|that) be)?(?: then)?\W*"
    r"|(?:\W|那|要)*(?:多少钱|运费多少|多少运费|怎么收费|收费吗|贵吗|要钱吗)[呢啊呀]?\W*",
    re.IGNORECASE,
)
_LONGEST = 40  # characters


def says_rule_too(context: Context) -> bool:
    """Answers such a question; whether the message was one. Not in a task, and not where goods or an order are spoken of."""
    turn, memory = context.turn, context.memory
    if turn.is_button or len(turn.text) > _LONGEST or not turn.before or memory.task is not None:
        return False
    last = next((text for text in reversed(turn.before) if not _AND.search(text)), "")
    if memory.focus.order_id or turn.first("order_id") or not _ASKED.search(last):
        return False
    if _HOW_MUCH.fullmatch(turn.text) and _DELIVERED.search(last) and not memory.focus.products:
        policy("delivery_cost")(context)
        return True
    kind = turn.first("category") or turn.first("product")
    if kind and _AND.search(turn.text) and _GOES_BACK.search(last) and not memory.focus.products:
        policy("refund_policy")(context)
        return True
    return False
