"""A customer in the middle of a task who asks what it is about, or what was said: told, and asked on."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Confirm, Step
from actions.tasks.lines import lines_of
from actions.turn import Turn
from actions.wording import LABELS, intent_label, item_name, label

_ASKS = re.compile(
    r"\bwhat (?:did|have|had) i (?:just )?(?:say|said|tell|told|choose|chosen|pick|picked|give|given|write|written|enter|entered)\b"
    r"|\bwhich (?:order|item|product|address|size|colou?r|one|reason)\b.{0,24}\b(?:is (?:this|that|it)\b(?: about)?|was (?:it|that)|did i|have i|are we)\b"
    r"|\bwhat (?:was|were|is) (?:the|my) [\w -]{2,20}? (?:that )?i (?:gave|said|chose|picked|told|entered)\b"
    r"|\bremind me (?:what|which)\b|\bwhere were we\b|\bwhat (?:were|are) we (?:doing|talking)\b|\bwhat (?:is|was) (?:this|that) (?:about|for) again\b"
    r"|\b(?:say|show|tell me|repeat) (?:that|it|this) (?:again|once more)\b|\b(?:come|say) again\b"
    r"|我(?:刚才|刚刚|之前|前面|刚)?(?:说|选|填|写|报)(?:的|了|的是|过)?(?:原因|理由|订单|地址)?(?:的?是)?(?:什么|啥|哪)|(?:这|现在)(?:是|说的是)?(?:在说)?哪(?:个|一|张)?(?:订单|单|件)"
    r"|[说讲办]到哪(?:了|儿|里)|再说一[遍次]|重复一[遍下次]",
    re.IGNORECASE,
)
# What the summary itself answers.
_SUMMED_UP = re.compile(
    r"\bhow much (?:will|would|do|am|is) (?:i|it|that|the refund)\b.{0,20}|\bwhat (?:will|would|do) i get(?: back)?\b|\bhow much (?:back|again)\b|(?:能|可以|会|到底)?退(?:给?我)?多少|多少钱来着",
    re.IGNORECASE,
)


def asks_again(pending: Step, turn: Turn) -> bool:
    """Whether the message asks for what has been said so far, or for what the summary tells."""
    if turn.is_button:
        return False
    return bool(_ASKS.search(turn.text)) or (
        isinstance(pending, Confirm) and bool(_SUMMED_UP.fullmatch(turn.text.strip(" ?？。.!！,，")))
    )


def tell_so_far(pending: Step, case: Case, context: Context) -> None:
    """Says what the task is about; a summary that follows says the rest itself."""
    if isinstance(pending, Confirm):
        context.reply.say("utter_once_more")
    else:
        context.reply.say("utter_so_far", known=_known(case, context))


def _known(case: Case, context: Context) -> str:
    language, values = context.language, case.values
    order_id = str(values.get("order_id") or "")
    told = [intent_label(case.name, language), order_id, *_goods(case, order_id, context)]
    if values.get("reason") in LABELS["reason"]:
        told.append(label("reason", values["reason"], language))
    told.append(str(values.get("address") or ""))
    return ("，" if language == "zh" else ", ").join(part for part in told if part)


def _goods(case: Case, order_id: str, context: Context) -> list[str]:
    """The line that is meant, once the order may be seen."""
    if not order_id or not context.is_open(order_id):
        return []
    lines = context.shop.orders.get(order_id).lines
    meant = [line for line in lines if str(line.line) in lines_of(case)]
    return [item_name(line, context.language) for line in meant]
