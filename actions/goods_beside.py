"""Goods of several kinds in one wish to buy: "3 green mugs and a puzzle", 买个杯子 再来一个拼图. They are ordered one after the other."""

from __future__ import annotations

import re

from actions.clauses import Span, narrowed, parts_between
from actions.context import Context
from actions.other_wishes import queued
from actions.several_kinds import goods_alone
from actions.tasks.line_wishes import announce_behind
from actions.turn import Turn
from actions.wording import listing

_BUYS = "place_order"
_LONGEST = 200  # characters
_MOST = 3  # kinds of goods
# "Two pairs" and 两双 name no goods.
_SO_MANY = re.compile(
    r"(?:also |another |再)?(?:(?:an?|some|one|two|three|four|five|\d{1,2}) (?:(?:pairs?|pieces?|sets?|packs?|boxes|bottles|bags)\b(?: of)? ?)?"
    r"|[来要买拿加]?(?:[一两二三四五六\d][个个件双条款只台套把份盒包瓶罐袋本支]|点|些))(?P<goods>.{2,})",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(
    r"\b(?:not|no|n['’]?t|instead|rather|without|or|either|except|but)\b|不[要是用买]|别|換|换|改|或|还是|除了",
    re.IGNORECASE,
)
_VERB = re.compile(r"^(?:order|purchase|get|place an order for|下单|订|拍)\s*", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:[,，、&+;；。]|\b(?:and|plus|as well as)\b|和|跟|还有|以及|外加|另外)\s*|\s*(?=再[来要买拿加])|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)


def part_goods(turn: Turn, context: Context) -> tuple[Turn, list[Turn]]:
    """A wish to buy cut down to its first goods with all that is said besides, and the other goods by themselves. Any other message, and one
    that names goods of one kind, is left whole."""
    if turn.intent != _BUYS or turn.is_button or len(turn.text) > _LONGEST or _NOT_ALL.search(turn.text):
        return turn, []
    spans = parts_between(_BETWEEN, turn.text)
    of_goods = [span for span in spans if _names_goods(turn, span, context)]
    if not 2 <= len(of_goods) <= _MOST:
        return turn, []
    others = of_goods[1:]
    own = [span for span in spans if span not in others]
    return narrowed(turn, own), [narrowed(turn, [span]) for span in others]


def queue_goods(rest: list[Turn], context: Context) -> None:
    """Puts the other goods behind the purchase, and tells the customer."""
    if not rest:
        return
    for turn in reversed(rest):  # what is put aside last comes first
        context.memory.suspend(queued(turn, context))
    first, *others = [_called(turn) for turn in (context.turn, *rest)]
    announce_behind(first, listing(others, context.language), context)


def _called(turn: Turn) -> str:
    """What the first clause calls its goods."""
    clause = turn.text[slice(*parts_between(_BETWEEN, turn.text)[0])]
    return goods_alone(_VERB.sub("", goods_alone(clause))) or clause.strip()


def _names_goods(turn: Turn, span: Span, context: Context) -> bool:
    """Whether a part of the message names goods: a kind that is known, or so many of what the shop has something called by."""
    inside = {name for name, _, start in turn.places if span[0] <= start < span[1]}
    if inside & {"product", "category"}:
        return True
    if inside - {"quantity"} or turn.first("address"):  # "black and white", "3 Mug Lane"
        return False
    counted = _SO_MANY.match(turn.text[slice(*span)].strip())
    called = goods_alone(counted["goods"]) if counted else ""
    return bool(called) and context.shop.catalogue.sells(called)
