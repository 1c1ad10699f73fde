"""Choosing lines of an order and how many of each, for returns and the like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.products import PRICED, existing, named_products, remember_current
from actions.questions import Option, Question, read_quantity
from actions.tasks.base import Ask
from actions.tasks.wishes import all_named, line_named, lines_named
from actions.turn import Turn
from actions.wording import item_label, item_name
from values.said import plain_pattern

ALL = "all"
_ALL_WORDS = {
    "en": ("all of it", "everything", "all of them", "both", "the whole order"),
    "zh": ("全部", "都退", "都要", "所有", "整单", "全退", "两个都"),
}
# One thing more, not another one instead.
_ALSO = plain_pattern(
    r"^\W*and\b|\b(?:too|also|as well|plus|add)\b|\btogether with\b|也(?:要|想)?(?:一起|一并)?退|还有|另外|加上|一起|连同|顺便"
)
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
    case: Case, items: Sequence[Any], response: str, context: Context, *, with_all: bool = True, several: bool = False
) -> Ask | None:  # fmt: skip
    """Asks which line and how many, unless the case knows. Leaves `line` and `quantity` in the case; of several lines, joined by
    "+", how many of each in `pieces`."""
    if len(items) == 1:
        case.values.setdefault("line", str(items[0].line))
    lines = {str(item.line): item for item in items}
    if several and len(parts := lines_of(case)) > 1 and all(part in lines for part in parts):
        return _ask_pieces(case, [lines[part] for part in parts], context)
    if case.values.get("line") not in (*lines, ALL):
        case.values.pop("line", None)
        options = line_options(items, context, with_all=with_all)
        return Ask(Question("line", response, lambda turn: _line_meant(items, turn), options=options))
    if case.values["line"] == ALL:
        return None
    question = _ask_quantity(case, lines[case.values["line"]], context)
    if question is None:  # remembered, for when another line is added
        case.values["pieces"] = {case.values["line"]: int(str(case.values["quantity"]))}
    return question


def _line_meant(items: Sequence[Any], turn: Turn) -> str | None:
    """The line that is named, or pointed at by its price: "the more expensive one", 贵的那个."""
    named = line_named(items, turn)
    said = None if named is not None or turn.is_button else PRICED.search(turn.text)
    if said is None:
        return named
    cheapest_first = sorted(items, key=lambda item: item.unit_price.amount)
    low, high = cheapest_first[0], cheapest_first[-1]
    if low.unit_price == high.unit_price:
        return None
    return str((low if said.group("low") else high).line)


def lines_of(case: Case) -> list[str]:
    """The lines that the case names one by one: none for all of them, or where none is known."""
    line = str(case.values.get("line") or "")
    return line.split("+") if line and line != ALL else []


def _ask_pieces(case: Case, items: Sequence[Any], context: Context) -> Ask | None:
    """Asks how many of the first of several lines of which it is not known; what is known of one stands in `quantity` until then."""
    pieces = dict(case.values.get("pieces", {}))
    for item in items:
        if str(item.line) in pieces:
            continue
        question = _ask_quantity(case, item, context)
        if question is not None:
            return question
        pieces[str(item.line)] = int(case.values.pop("quantity"))
        case.values["pieces"] = pieces
    return None


def _ask_quantity(case: Case, item: Any, context: Context) -> Ask | None:
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
    if len(parts := lines_of(case)) > 1:
        return [(int(part), int(case.values["pieces"][part])) for part in parts]
    return [(int(case.values["line"]), int(case.values["quantity"]))]


def note_line(case: Case, items: Sequence[Any], turn: Turn) -> None:
    """Takes over a line that was named without having been asked for."""
    if len(items) < 2:
        return
    line = line_named(items, turn, case.values.get("line"))
    if _adds(case, items, turn) or (
        len(lines_of(case)) > 1 and _says_all(turn)
    ):  # "both of those" are the ones that are meant
        return
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
        case.values.pop("pieces", None)
        if turn.first("quantity") is None:
            case.values.pop("quantity", None)


def _adds(case: Case, items: Sequence[Any], turn: Turn) -> bool:
    """Takes "and the phone case, too" for one line more than those that are known."""
    known = lines_of(case)
    named = [line for line in lines_named(items, turn) if line not in known]
    if not known or not named or _ALSO.search(turn.text.casefold()) is None:
        return False
    if len(known) == 1 and turn.first("quantity") is None and _is_count(case.values.get("quantity")):
        case.values["pieces"] = {known[0]: int(str(case.values["quantity"]))}
    if turn.first("quantity") is None or len(named) > 1:
        case.values.pop("quantity", None)
    case.values["line"] = "+".join([*known, *named])
    return True


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
    line = line_meant(case, lines)
    for product in existing(context, [line.product_id] if line is not None else []):
        remember_current(product, context)


def line_meant(case: Case, lines: Sequence[Any]) -> Any | None:
    """The line that the case is about: the only one, or the one that was named."""
    if len(lines) == 1:
        return lines[0]
    return next((line for line in lines if str(line.line) == case.values.get("line")), None)
