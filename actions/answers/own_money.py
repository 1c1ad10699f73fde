"""Questions about money after something was done for an order: when, where and how it comes back, what the order comes to now; and when
the order leaves. Few words, which sound like goods, delivery or a new request."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.answers.policy import open_order, policy
from actions.context import Context
from actions.memory import Case
from actions.tasks import TASKS
from actions.tasks.track_refund import standing_refunds, tell_refund
from actions.wording import status_of
from shop.domain.order import Order
from values.money_back import asks_when_back
from values.policy_topics import policy_topics

_LONGEST = 40  # characters; a longer message says itself what it is about
_MONEY_TASKS = frozenset(
    {"price_protection", "cancel_order", "get_refund", "delivery_problem", "track_refund", "change_order"}
)
_BEFORE_LEAVING = ("placed", "paid", "packed")
_HOW_MUCH = re.compile(
    r"(?:\W|那|一共|总共|退|给我)*多少钱?(?:[呢啊呀]|\W)*|\W*(?:and |so )?how much(?: is (?:it|that)| do i get)?(?: back)?\W*",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:那|现在|这单|订单|改完|改了)*(?:现在|一共|总共|总价|合计)+(?:是|要|多少)*(?:多少钱?|几块)(?:[了呢啊呀]|\W)*"
    r"|(?:\W|\b(?:and|so|ok|then)\b)*(?:what(?:'s| is) the (?:new )?total(?: price| amount)?|how much is (?:it|the order|everything|that)(?: all)?)(?: (?:now|in total|altogether|then))*\W*",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"(?:\W|那|请问|亲|大概|到底)*(?:什么时候|啥时候|几时|何时|多久|几天)(?:能|会|可以|才)?发(?:货|出|走)?(?:[呢啊呀的]|\W)*"
    r"|(?:\W|\b(?:and|so|ok|then)\b)*when (?:will|does|do|is|are) (?:it|you|the order|my order|this)(?: be)? (?:ship\w*|sen[dt]\w*|leav\w*|dispatch\w*)(?: (?:it|out))*\W*",
    re.IGNORECASE,
)


def tells_of_own_money(context: Context) -> bool:
    """Answers such a question about the order just spoken of; whether the message was one."""
    turn = context.turn
    if turn.is_button or len(turn.text) > _LONGEST or context.memory.task is not None:
        return False
    tells = [tell for asks, tell in _TOLD if asks(turn.text)]
    order = open_order(context) if tells else None
    if order is None or turn.first("order_id") not in (None, order.id):
        return False
    return any(tell(order, context) for tell in tells)


def _comes_back(order: Order, context: Context) -> bool:
    if context.memory.focus.done not in _MONEY_TASKS:
        return False
    refunds = standing_refunds(context.shop.refunds.of_order(order.id))
    if not refunds:
        return False
    tell_refund(refunds[-1], order, context)
    return True


def _comes_to(order: Order, context: Context) -> bool:
    """What it comes to, where it is not the goods in view that are asked about."""
    return not context.memory.focus.products and _leaves(order, context)


def _leaves(order: Order, context: Context) -> bool:
    if status_of(order) not in _BEFORE_LEAVING:
        return False
    TASKS["track_order"].execute(Case("track_order", values={"order_id": order.id}), context)
    return True


def _to_pay(order: Order, context: Context) -> bool:
    """ "How can I pay again", of an order that waits for its money, sounds like money back."""
    if status_of(order) != "placed":
        return False
    policy("payment_methods")(context)
    return True


# Which words ask for what, the first that can be told holds.
_TOLD: tuple[tuple[Callable[[str], object], Callable[[Order, Context], bool]], ...] = (
    (lambda text: asks_when_back(text) or _HOW_MUCH.fullmatch(text), _comes_back),
    (_TOTAL.fullmatch, _comes_to),
    (_LEAVES.fullmatch, _leaves),
    (lambda text: policy_topics(text) == ("payment_methods",), _to_pay),
)
