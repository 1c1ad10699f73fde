"""Choosing lines of an order and how many of each, for returns and the like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.products import existing, named_products, remember_current
from actions.questions import Option, Question, read_quantity
from actions.tasks.base import Ask
from actions.tasks.wishes import all_named, line_named
from actions.turn import Turn
from actions.wording import item_label, item_name

ALL = "all"
_ALL_WORDS = {
    "en": ("all of it", "everything", "all of them", "both", "the whole order"),
    "zh": ("全部", "都退", "都要", "所有", "整单", "全退", "两个都"),
}
_WHOLE_ORDER = ("the whole order", "everything", "整单", "所有商品", "全部商品")
_ALL_LABEL = {"en": "Everything", "zh": "全部商品"}


def line_options(items: Sequence[Any], context: Context, *, with_all: bool = True) -> list[Option]:
    """One option a line; `words` let the customer name it in either language, by colour or by size."""
    language = context.language
    options = [
        Option(
            str(item.line),
            item_label(item, language),
            tuple(w for w in (item.name, item.name_zh, item.sku) if w),
        )
        for item in items
    ]
    if with_all and len(options) > 1:
        options.append(Option(ALL, _ALL_LABEL[language], (*_ALL_WORDS["en"], *_ALL_WORDS["zh"])))
    return options


def ask_lines(
    case: Case, items: Sequence[Any], response: str, context: Context, *, with_all: bool = True
) -> Ask | None:
    """Asks which line and how many, unless the case knows. Leaves `line` and `quantity` in the case."""
    if len(items) == 1:
        case.values.setdefault("line", str(items[0].line))
    lines = {str(item.line): item for item in items}
    if case.values.get("line") not in (*lines, ALL):
        case.values.pop("line", None)
        options = line_options(items, context, with_all=with_all)
        return Ask(Question("line", response, lambda turn: line_named(items, turn), options=options))
    if case.values["line"] == ALL:
        return None
    item = lines[case.values["line"]]
    if item.quantity == 1:
        case.values["quantity"] = 1
    wanted = case.values.get("quantity")
    too_many = _is_count(wanted) and int(str(wanted)) > item.quantity
    if too_many:
        context.reply.say("utter_refused_quantity_too_large", most=item.quantity)
    if too_many or not _is_count(wanted):
        case.values.pop("quantity", None)
        name = item_name(item, context.language)
        return Ask(
            Question(
                "quantity",
                "utter_question_quantity",
                lambda turn: item.quantity if _says_all(turn) else read_quantity(turn),
                facts={"item": name, "most": item.quantity},
            )
        )
    return None


def chosen(case: Case, items: Sequence[Any]) -> list[tuple[int, int]]:
    """The (line, quantity) pairs that the case names."""
    if case.values["line"] == ALL:
        return [(item.line, item.quantity) for item in items]
    return [(int(case.values["line"]), int(case.values["quantity"]))]


def note_line(case: Case, items: Sequence[Any], turn: Turn) -> None:
    """Takes over a line that was named without having been asked for."""
    if len(items) < 2:
        return
    line = line_named(items, turn, case.values.get("line"))
    if all_named(items, turn):  # "the shoes and the bottle"
        line = ALL
    if _says_all(turn) and not _names_one(items, turn):  # "the mugs, both of them" are one line
        known = next((item for item in items if str(item.line) == case.values.get("line")), None)
        if (
            known is not None and known.quantity > 1 and not _says_whole_order(turn)
        ):  # all pieces of that line
            case.values["quantity"] = known.quantity
            return
        line = ALL
    if line is not None and line != case.values.get("line"):
        case.values["line"] = line
        if turn.first("quantity") is None:
            case.values.pop("quantity", None)


def _names_one(items: Sequence[Any], turn: Turn) -> bool:
    return sum(1 for item in items if line_named([item], turn) is not None) == 1


def _says_all(turn: Turn) -> bool:
    said = turn.text.casefold()
    return any(word in said for words in _ALL_WORDS.values() for word in words)


def _says_whole_order(turn: Turn) -> bool:
    return any(word in turn.text.casefold() for word in _WHOLE_ORDER)


def _is_count(value: Any) -> bool:
    try:
        return int(value) >= 1
    except (TypeError, ValueError):
        return False


def speak_of_goods(case: Case, context: Context) -> None:
    """A question on the way ("how do your sizes run?") is about the goods that the task is about."""
    order_id = str(case.values.get("order_id") or "")
    if not order_id or not context.is_open(order_id) or named_products(context):
        return
    lines = context.shop.orders.get(order_id).lines
    meant = [line for line in lines if len(lines) == 1 or str(line.line) == case.values.get("line")]
    for product in existing(context, [line.product_id for line in meant[:1]]):
        remember_current(product, context)
