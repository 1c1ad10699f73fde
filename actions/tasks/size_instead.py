"""Goods that go back, or that were reported as the wrong ones, of which another size is wanted than the order has: they are exchanged."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.tasks.lines import line_meant
from actions.tasks.variants import sizes_of
from actions.tasks.wishes import bare_size

_WANTED = re.compile(
    r"\b(?:ordered|wanted|need|want|bought|chose|picked|swap|exchange|should (?:be|have been)|supposed to be|make it)\b|[要买订拍选]的?是?|换|应该是",
    re.IGNORECASE,
)
_SWAPPED = re.compile(r"\b(?:swap|exchange|change)\b|[换換](?!货|貨)", re.IGNORECASE)
_CAME = re.compile(
    r"\b(?:got|received|arrived|came|sent|you gave|delivered)\b|收到|[发寄送]来|[发寄]的|来的|给我[发寄]",
    re.IGNORECASE,
)


def size_instead(case: Case, context: Context) -> str | None:
    """The size wanted of goods that were to go back (换39吧), or that were reported as the wrong ones where the order itself has another
    ("I ordered 41")."""
    turn, values = context.turn, case.values
    if (
        turn.is_button
        or _CAME.search(turn.text)
        or case.asked not in ("reason", "resolution", "confirmation")
    ):
        return None
    wanted = _SWAPPED if case.name in ("return_item", "get_refund") else _WANTED if _is_wrong(case) else None
    if wanted is None or not wanted.search(turn.text):
        return None
    line = line_meant(case, context.shop.orders.get(values["order_id"]).lines)
    if line is None or not line.size:
        return None
    sizes = sizes_of(context.shop.catalogue.get(line.product_id))
    size = turn.first("size") or bare_size(turn, sizes)
    return size if size in sizes and size != line.size else None


def _is_wrong(case: Case) -> bool:
    return case.name == "delivery_problem" and case.values.get("kind") == "wrong_item"
