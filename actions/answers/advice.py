"""Which of the goods in view to take: the best of those shown, or the one that is named beside them."""

from __future__ import annotations

import re

from actions.context import Context
from actions.product_query import LIMITS, NOUNS
from actions.products import current, existing, names_in_part
from shop.domain.catalogue import Product

LONGEST_ADVICE = 40  # characters of a message that asks which of the goods shown to take
_ABOUT_ONE = re.compile(r"\b(?:what|how) about\b|那.{1,12}呢", re.IGNORECASE)
_WHICH = re.compile(
    r"\bwhich\b.{0,20}\b(?:would|should|do|is|best|better|recommend)\b|\bwhat would you (?:take|pick|choose)\b"
    r"|哪[个個款件双种]?(?:更|比较)?(?:好|值|推荐|合适)|[选選买]哪[个個款]|(?:推荐|建议)哪",
    re.IGNORECASE,
)


def best_of_shown(context: Context) -> Product | None:
    """The best rated of the goods shown last, where the message asks which of them to take: "which would you take?", 选哪个好."""
    turn = context.turn
    names_goods = any(turn.first(name) for name in (*NOUNS, *LIMITS))
    if turn.is_button or names_goods or len(turn.text) > LONGEST_ADVICE or not _WHICH.search(turn.text):
        return None
    shown = [each for each in existing(context, context.memory.focus.products) if each.in_stock]
    return max(shown, key=lambda each: each.rating, default=None)


def other_of_its_kind(context: Context) -> Product | None:
    """The one that "what about a gooseneck one" names beside the kettle in view, whose kind goes without saying."""
    turn, present = context.turn, current(context)
    if turn.is_button or not _ABOUT_ONE.search(turn.text) or present is None:
        return None
    kind = present.kind_zh[-1:] if context.language == "zh" else present.kind.split()[-1]
    found = [
        each
        for each in context.shop.catalogue.match(f"{turn.text} {kind}", limit=3)
        if each.id != present.id and each.category == present.category and names_in_part(each, turn.text)
    ]
    return found[0] if len(found) == 1 else None
