"""A question about the task's own matter at its summary: how much, how long, which account, who pays. It is answered from the
case's facts or the shop's rules, and the summary is shown again."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace

from actions.context import Context
from actions.memory import Case
from actions.planning import plan
from actions.reply import Reply
from actions.tasks import TASKS
from actions.tasks.base import Ask, Confirm, Step
from actions.turn import Turn
from actions.wording import label
from shop.domain.refund import way_back
from values.money_back import asks_when_back
from values.policy_topics import policy_topics

_MONEY_BACK = frozenset({"cancel_order", "return_item", "get_refund", "delivery_problem", "price_protection"})
_SENDS_BACK = frozenset({"return_item", "get_refund", "exchange_item"})
_OF_DELIVERY = frozenset({"change_address", "change_order"})
_NEW_PIECE = frozenset({"exchange_item", "delivery_problem"})

_HOW_MUCH = re.compile(
    r"\bhow much\b.{0,30}\b(?:back|refund|get|receive)\b|\bwhat (?:will|would|do) i get\b"
    r"|[退返拿][回还給给我]{0,3}(?:多少|几块|几多)|多少钱(?:退|还|返)",
    re.IGNORECASE,
)
_WHICH_WAY = re.compile(
    r"\b(?:when|how (?:long|soon|fast|quick\w*|many days))\b.{0,60}\b(?:money|refund\w*|back|paid|it take|that take|get it|arrive)\b"
    r"|\b(?:where|which (?:account|card)|what (?:account|card)|how)\b.{0,24}\b(?:money|refund|it|that)\b.{0,16}\b(?:go|come|paid|refunded|arrive|sent|back)\b"
    r"|\b(?:refund|pay|send|put|get|money|back|go)\b.{0,40}\b(?:to|on|onto|into|via|by|through) (?:my |a |the |another |an? different |other )*(?:paypal|alipay|we ?chat\w*|card|credit card|bank|account|visa)\b"
    r"|(?:多久|多长时间|几天|什么时候|啥时候|几时|何时).{0,8}(?:退|到账|到帐|返|收到钱|到卡|拿到钱)|(?:退|钱).{0,8}(?:多久|多长时间|几天|什么时候|啥时候|几时|何时)"
    r"|退.{0,4}到?(?:哪|哪儿|哪里|什么(?:卡|账户))|[退返打回].{0,3}到?(?:我?的?)(?:微信|支付宝|银行卡|卡里|信用卡|余额|paypal)|到(?:微信|支付宝|银行卡)还是|(?:哪个|哪张|什么)(?:账户|账号|卡|户头)",
    re.IGNORECASE,
)
_SHIPPING = re.compile(
    r"\b(?:shipping|postage|return (?:fee|cost|label)|delivery (?:fee|cost|charge)|sending it back)\b|运费|邮费|快递费|寄回.{0,4}(?:费|钱)"
    r"|\b(?:do|will|must|should) i (?:have to |need to )?pay\b|\bwho pays\b|要(?:我|自己)?(?:付|出|掏)钱",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"\b(?:fees?|charged?|deduct\w*|cost(?:s|ing)?)\b|手续费|收费|费用|扣(?:钱|费|款|我|了|掉|这么)|收(?:我)?(?:这个|这么多)?钱",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:delay\w*|later|longer|slower|slow (?:it|this|that) down|still (?:arrive|come)|hold (?:it|this) up)\b"
    r"|[晚慢]\w{0,2}[到发發送些点]|耽误|影响.{0,6}(?:发货|时间|时效|配送|送)|延迟|推迟|(?:还能|能)(?:按时|准时)",
    re.IGNORECASE,
)
# When the new piece comes; "how long do I have to send it back?" is another question.
_ARRIVES = re.compile(
    r"\bhow (?:long|soon|fast|quick\w*|many days)\b(?!.{0,12}\bi have\b).{0,40}\b(?:take|until|till|before|arrive|get|come|here|be)\b"
    r"|^(?:\W|\b(?:and|but|so|ok|okay|then)\b)*how long(?: then| for that)?\W*$"
    r"|\bwhen\b.{0,40}\b(?:arrive|come|get|here|delivered|sen[dt]|ship|have)\b"
    r"|^(?!.*(?:[寄退]回|退货|换货期)).*(?:多久|多长时间|几天|什么时候|啥时候|几时|何时).{0,8}(?:到|收|寄|发|發|送|好|能)"
    r"|^(?:\W|那|这|大概|一般|得|要|需要|还要)*(?:多久|多长时间|几天)\W*[呢啊呀]?\W*$",
    re.IGNORECASE,
)
_HOW_BACK = re.compile(
    r"\b(?:how|where)\b.{0,20}\b(?:send|return|ship|post|bring|give)\b.{0,24}\b(?:back|it|them|in)\b|\bwhich (?:courier|address)\b"
    r"|(?:怎么|咋|如何|往哪|寄到哪).{0,4}[寄退送还]|寄回?(?:到)?(?:哪|什么地址)",
    re.IGNORECASE,
)
# A demand is answered like a question: "ok, but you pay for the shipping".
_ASKS = re.compile(
    r"[?？]|^(?:\W|\b(?:ok|okay|yes|no|but|and|so|wait|sure|fine|hm+|well)\b)*(?:what|how|why|when|where|who|which|is|are|do|does|did|can|could|will|would|isn'?t|don'?t)\b"
    r"|\bbut\b|\byou (?:should |must )?pay\b|[吗么呢嘛]\W*$|多少|多久|多长|几天|什么|啥|怎么|咋|哪|谁|能不能|可不可以|会不会|是不是|[行成好可]不[行成好可]?|行吗|还是|凭|几时|何时|但是?|不过|你们[出付]",
    re.IGNORECASE,
)
# "There's a fee? No, leave it then": the no counts, whatever was asked before it.
_LEAVES = re.compile(
    r"\b(?:leave it|never ?mind|forget it|no,? thanks|keep it|then no)\b|\bno\W*(?:then|thanks)?\W*$|算了|不[取退换要办][^?？吗么]{0,3}\W*$|那就?不",
    re.IGNORECASE,
)
_LONGEST = 80  # characters; a longer message is about more


def answers_own(pending: Step, case: Case, context: Context) -> bool:
    """Answers the message if it asks about what the summary is about, and changes nothing in it."""
    turn = context.turn
    when_back = asks_when_back(turn.text)
    if isinstance(pending, Ask) and case.name in _SENDS_BACK and _asks_how_back(pending, turn):
        _say_return_rules(context)
        return True
    if (
        not isinstance(pending, Confirm)
        or turn.is_button
        or not (_ASKS.search(turn.text) or when_back)
        or _LEAVES.search(turn.text)
    ):
        return False
    other_order = turn.first("order_id") not in (None, case.values.get("order_id"))
    if other_order or len(turn.text) > _LONGEST:
        return False
    if case.name not in _SENDS_BACK and len(policy_topics(turn.text)) > 1:  # about delivery, not this task
        return False
    said = (say for asks, tasks, say in _ANSWERS if case.name in tasks and asks.search(turn.text))
    answer = _way_back if when_back and case.name in _MONEY_BACK else next(said, None)
    if answer is None or changes(pending, case, context):
        return False
    answer(pending, case, context)
    return True


def _asks_how_back(pending: Ask, turn: Turn) -> bool:
    """Whether it is asked on the way how the goods go back, which nothing that was asked is answered by."""
    asked = _HOW_BACK.search(turn.text) and _ASKS.search(turn.text) and not turn.is_button
    return bool(asked) and len(turn.text) <= _LONGEST and pending.question.answer(turn) is None


def changes(confirm: Confirm, case: Case, context: Context) -> bool:
    """Whether the summary would be another one with what the message says."""
    tried = copy.deepcopy(case)
    apart = replace(context, reply=Reply(), memory=copy.deepcopy(context.memory))
    TASKS[case.name].note(tried, context.turn, apart)
    replanned = plan(tried, apart)
    return not isinstance(replanned, Confirm) or replanned.fingerprint != confirm.fingerprint


def _say_return_rules(context: Context) -> None:
    context.reply.say("utter_policy", text=context.shop.policies.text("refund_policy", context.language))


def _once_more(confirm: Confirm, case: Case, context: Context) -> None:
    context.reply.say("utter_once_more")


def _way_back(confirm: Confirm, case: Case, context: Context) -> None:
    order = context.shop.orders.get(case.values["order_id"])
    if case.values.get("resolution") == "replacement":
        return _parcel_time(confirm, case, context)
    method = next((way_back(p.method) for p in order.payments if p.status == "paid"), None)
    if method is None or case.values.get("resolution") in ("store_credit", "repair"):
        return _once_more(confirm, case, context)
    sent_back = case.name == "return_item" or bool(case.values.get("by_return"))
    context.reply.say(
        "utter_own_refund_after_return" if sent_back else "utter_own_refund",
        method=label("method", method, context.language),
        days=context.shop.rules.refund_days,
    )
    return None


def _how_back(confirm: Confirm, case: Case, context: Context) -> None:
    _say_return_rules(context)


def _return_fee(confirm: Confirm, case: Case, context: Context) -> None:
    fee = confirm.facts.get("fee")
    if fee is None:  # an exchange, or money for something that came back before
        _say_return_rules(context)
    elif confirm.response == "utter_confirm_return_free":
        context.reply.say("utter_own_return_free")
    else:
        context.reply.say("utter_own_return_fee", fee=fee)


def _cancel_fee(confirm: Confirm, case: Case, context: Context) -> None:
    context.reply.say("utter_policy", text=context.shop.policies.text("cancellation_fee", context.language))


def _parcel_time(confirm: Confirm, case: Case, context: Context) -> None:
    """When the new piece comes; no money comes back where one is sent."""
    if case.name == "delivery_problem" and case.values.get("resolution") != "replacement":
        return _way_back(confirm, case, context)
    text = context.shop.policies.text("delivery_period", context.language)
    context.reply.say("utter_own_parcel_time", rule=text)
    return None


def _delivery(confirm: Confirm, case: Case, context: Context) -> None:
    text = context.shop.policies.text("delivery_period", context.language)
    context.reply.say("utter_own_no_delay", rule=text)


_ANSWERS: tuple[
    tuple[re.Pattern[str], frozenset[str], Callable[[Confirm, Case, Context], None]], ...
] = (
    (_HOW_BACK, _SENDS_BACK, _how_back),
    (_SHIPPING, _SENDS_BACK, _return_fee),
    (_WHICH_WAY, _MONEY_BACK, _way_back),
    (_HOW_MUCH, _MONEY_BACK, _once_more),
    (_FEE, frozenset({"cancel_order"}), _cancel_fee),
    (_FEE, _SENDS_BACK, _return_fee),
    (_LATER, _OF_DELIVERY, _delivery),
    (_ARRIVES, _NEW_PIECE, _parcel_time),
)  # fmt: skip
