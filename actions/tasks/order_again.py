"""The same goods once more: "reorder what I got last time", 再来一单 一样的. They are read out of the order that they were bought in, which
has to be open to the conversation like any other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.context import Context
from actions.memory import Case
from actions.products import existing, names_in_part
from actions.tasks.base import Step, Task
from actions.tasks.identity import OrderTask
from actions.turn import Turn
from shop.domain.order import Order, OrderLine

_AGAIN = re.compile(
    r"\bre-?order(?:ing)?\b|\b(?:order|buy|get|purchase|want|have) .{0,40}\b(?:again|once more)\b(?!\W*(?:later|tomorrow))"
    r"|\b(?:same|exact(?:ly)?) .{0,30}\b(?:as|like) (?:last time|before|the last|my last|i (?:had|got|bought|ordered))\b"
    r"|\b(?:same|identical) (?:order|thing|things|one|ones|stuff|items?) (?:again|once more|please)\b|\brepeat (?:my|the|that|this|an?)(?: \w+){0,2} (?:order|purchase)\b"
    r"|\b(?:my|the) (?:last|previous|usual) (?:order|one) again\b"
    r"|(?:再|重新)(?:来|买|下|订|拍|要|购)(?:一)?(?:单|次|遍|份|回)|回购|复购|再来.{0,6}(?:一样|同样|同款|上次)"
    r"|(?:[跟和照按]|同)(?:着)?(?:上次|之前|以前|原来|上回).{0,8}(?:一样|再|买|来|下单)|(?:上次|之前|上回|以前).{0,12}(?:再来|再买|再下|再订|再拍|再要)",
    re.IGNORECASE,
)
_WHAT_IT_SAID = "again"


class FormerOrder(OrderTask):
    """Which order the goods were bought in, found and opened as for any other task; then they are bought."""

    name = "place_order"

    def __init__(self, buys: Task) -> None:
        self._buys = buys

    def plan_details(self, case: Case, context: Context) -> Step:
        order = context.shop.orders.get(case.values.pop("order_id"))
        _take_over(case, order, str(case.values.pop(_WHAT_IT_SAID)), context)
        return self._buys.plan(case, context)

    def execute(self, case: Case, context: Context) -> None:
        self._buys.execute(case, context)


def wants_again(turn: Turn) -> bool:
    """Whether the message asks for goods that were bought before."""
    return not turn.is_button and bool(_AGAIN.search(turn.text))


def note_again(buys: Task, case: Case, turn: Turn, context: Context) -> bool:
    """Takes over which order it is, and what opens it; whether the goods are looked for in a former order."""
    if case.asked is None and wants_again(turn):
        case.values[_WHAT_IT_SAID] = turn.text
    if _WHAT_IT_SAID not in case.values:
        return False
    if case.asked in (None, "order_id", "proof"):
        FormerOrder(buys).note(case, turn, context)
        case.values.pop("product_id", None)
    return True


def plan_again(buys: Task, case: Case, context: Context) -> Step | None:
    """The next step while the goods are looked for in a former order; None where they are not."""
    return FormerOrder(buys).plan(case, context) if _WHAT_IT_SAID in case.values else None


def _take_over(case: Case, order: Order, said: str, context: Context) -> None:
    """The goods in their colour, size and number, and where they went; of several lines those that are named, or all to choose from."""
    values = case.values
    values.pop("email", None)  # it was said as a proof
    address = order.shipping_address
    for name, value in (("email", order.email), ("address", address.text), ("recipient", address.recipient)):
        values.setdefault(name, value)
    values.update(currency=order.currency, own_currency=True)
    lines = _named(order.lines, said, context) or order.lines
    if len(lines) > 1:
        values["candidates"] = list(dict.fromkeys(line.product_id for line in lines))
        values["lines_again"] = {line.product_id: _look(line) for line in lines}
    elif lines:
        values["product_id"] = lines[0].product_id
        _wear(case, _look(lines[0]))


def wear_again(case: Case) -> None:
    """The chosen one of several lines is wanted as it was."""
    looks = case.values.pop("lines_again", None) or {}
    if look := looks.get(case.values.get("product_id")):
        _wear(case, look)


def _named(lines: Sequence[OrderLine], said: str, context: Context) -> list[OrderLine]:
    found = {product.id: product for product in existing(context, [line.product_id for line in lines])}
    return [
        line for line in lines if line.product_id in found and names_in_part(found[line.product_id], said)
    ]


def _look(line: OrderLine) -> dict[str, str | int]:
    look = {"color": line.color, "size": line.size, "quantity": line.quantity}
    return {name: value for name, value in look.items() if value is not None}


def _wear(case: Case, look: dict[str, str | int]) -> None:
    for name, value in look.items():
        case.values.setdefault(name, value)
