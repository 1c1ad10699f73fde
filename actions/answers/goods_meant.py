"""Whether a message may be about goods at all, whatever the classifier takes it for."""

from __future__ import annotations

from actions.context import Context
from actions.reading import SURE
from actions.turn import NOT_UNDERSTOOD, Turn

LONGEST_FEW = 40  # characters of a question in a few words
LOOKING = frozenset({"search_product", "recommend_product"})
# Messages that may be about the goods in view; of any other intent only those that name goods beside such a word.
_MAY_BE_OF_GOODS = frozenset(
    {
        "product_info", "check_stock", "size_guide", "compare_products", "recommend_product", "search_product",
        "inform", "chitchat", "out_of_scope", NOT_UNDERSTOOD,
    }
)  # fmt: skip


def may_be_of_goods(context: Context) -> bool:
    return context.turn.intent in _MAY_BE_OF_GOODS or context.turn.confidence < SURE


def names_kind(turn: Turn) -> bool:
    return bool(turn.first("category") or turn.first("product"))
