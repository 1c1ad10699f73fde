"""Whether a wish to cancel is about the whole order, or only about one thing in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.memory import Case
from actions.tasks.kept_lines import wanted_of
from actions.tasks.wishes import line_named
from actions.turn import Turn

# What is called off, up to where the order is named that it stands in.
_CALLED_OFF = re.compile(
    r"\b(?:cancel|cancell?ing|call off|drop)\s+(?:just |only |out )*"
    r"(?P<goods>(?:one|two|three|\d+|both|the|my|those|these|this|that)\b.{0,60}?)"
    r"(?=$|[.,;!?(]|\b(?:in|from|out of|on|of (?:my |the |this )?ord(?:er)?|please|but|and keep)\b)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:order|ord-?\d+|everything|all|purchase|whole|entire|complete|it|them)\b", re.IGNORECASE
)
_ONLY = re.compile(r"\b(?:just|only|keep the rest|not the (?:whole|entire|rest))\b", re.IGNORECASE)
_WHOLE_ZH = re.compile(
    r"整[单單个個]|全部|全都|都取消|(?:订单|訂單|[这那][一]?[单單]|单子)(?:给我|帮我|我想|我要|直接|先|也)*取消"
    r"|取消(?:掉)?(?:我的?|这个?|那个?|该)?(?:订单|訂單|[单單]子?)(?!.{0,12}[里裡中])"
    r"|\d{4,5}(?:号|这单|那单|单)?(?:给我|帮我|我想|我要|直接|先|也)*取消|取消(?:掉)?(?:ord)?[- ]?\d{4,5}(?!.{0,4}[里裡中的])",
    re.IGNORECASE,
)


def part_called_off(lines: Sequence[Any], turn: Turn) -> str | None:
    """The number of the one line that is to go while the order stays; None where the whole order is meant."""
    if len(lines) < 2 or turn.is_button:
        return None
    named = line_named(lines, wanted_of(lines, turn, Case(name="cancel_order")))
    if named is None:
        return None
    if re.search(r"[\u4e00-\u9fff]", turn.text):
        return None if _WHOLE_ZH.search(turn.text) else named
    if _ONLY.search(turn.text):
        return named
    goods = _CALLED_OFF.search(turn.text)
    return named if goods and not _WHOLE.search(goods["goods"]) else None
