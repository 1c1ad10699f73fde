"""Goods looked for beside a wish: "cancel ORD-1043, and do you have smart watches?". They are shown, and the wish is not lost."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import answers
from actions.clauses import asks_for, clauses, narrowed
from actions.context import Context
from actions.other_wishes import are_alike
from actions.several_kinds import goods_alone
from actions.turn import Turn

_LOOKS_FOR = re.compile(
    r"\b(?:do|have) you (?:guys |also )?(?:have|sell|carry|stock|got)\b|\b(?:show me|looking for|look for|find me|recommend)\b"
    r"|有没有|卖不卖|卖.{1,10}吗|有.{1,12}[吗嘛么]|推荐|帮我找",
    re.IGNORECASE,
)


def part_search(context: Context) -> tuple[Turn, Turn | None]:
    """The message without its clause that looks for goods of the shop, and that clause as a message of its own.

    Where there is no such clause, or the rest of the message wishes for nothing by its words, it is left whole.
    """
    turn = context.turn
    if turn.is_button:
        return turn, None
    said = {span: turn.text[slice(*span)] for span in clauses(turn.text)}
    searches = [span for span, clause in said.items() if _looks_for_goods(clause, context)]
    rest = [span for span in said if span not in searches]
    wished = [task for span in rest if (task := asks_for(said[span]))]
    if len(searches) != 1 or not wished:
        return turn, None
    is_meant = any(are_alike(task, turn.intent) for task in wished)
    wish = replace(narrowed(turn, rest), intent=turn.intent if is_meant else wished[0])
    return wish, replace(narrowed(turn, searches), intent="search_product")


def say_search(search: Turn | None, context: Context) -> None:
    """Shows what was looked for."""
    if search is not None:
        answers.respond("search_product", replace(context, turn=search))


def _looks_for_goods(clause: str, context: Context) -> bool:
    if asks_for(clause) or not _LOOKS_FOR.search(clause):
        return False
    called = goods_alone(clause)
    return bool(called) and context.shop.catalogue.sells(called)
