"""Goods looked for beside a wish: "cancel ORD-1043, and do you have smart watches?". They are shown, and the wish is not lost."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.clauses import asks_for, clauses, narrowed
from actions.context import Context
from actions.other_wishes import wish_without
from actions.several_kinds import goods_alone
from actions.turn import Turn

_LOOKS_FOR = re.compile(
    r"\b(?:do|have) you (?:guys |also )?(?:have|sell|carry|stock|got)\b|\b(?:show me|looking for|look for|find me|recommend)\b"
    r"|有没有|卖不卖|卖.{1,10}吗|有.{1,12}[吗嘛么]|推荐|帮我找",
    re.IGNORECASE,
)


def part_search(turn: Turn, context: Context) -> tuple[Turn, list[Turn]]:
    """The message without its clause that looks for goods of the shop, and that clause as a message of its own.

    Where there is no such clause, or the rest of the message wishes for nothing by its words, it is left whole.
    """
    if turn.is_button:
        return turn, []
    searches = [span for span in clauses(turn.text) if _looks_for_goods(turn.text[slice(*span)], context)]
    wish = wish_without(turn, searches) if len(searches) == 1 else None
    return (wish, [replace(narrowed(turn, searches), intent="search_product")]) if wish else (turn, [])


def _looks_for_goods(clause: str, context: Context) -> bool:
    if asks_for(clause) or not _LOOKS_FOR.search(clause):
        return False
    called = goods_alone(clause)
    return bool(called) and context.shop.catalogue.sells(called)
