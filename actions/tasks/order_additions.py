"""Adding to an order that is already placed: more of what is in it, or another product."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.product_query import to_catalogue
from actions.questions import Option, Question
from actions.tasks.base import Ask, Step
from actions.tasks.choose_product import told_by_look
from actions.tasks.variants import VARIANT_KIN, ask_variant, note_variant
from actions.tasks.wishes import ADD, REMOVE, action_said, count_said, line_named
from actions.turn import Turn
from actions.wording import item_name

# What the case keeps about it: the product's id, and several ids where the words fit more than one.
ADDITION_DETAILS = ("product", "candidates")
_SEPARATOR = ","
_NAMED = 3  # products that may be meant


def name_product(case: Case, order: Any, turn: Turn, context: Context) -> None:
    """Which product is to be added, by the words; without one, "one more" is more of what is in the order."""
    values = case.values
    found = products_named(turn, context)
    own = {line.product_id for line in order.lines}
    inside = [id for id in found if id in own]
    named = (inside or found)[:1] if len(inside) == 1 or len(found) == 1 else []
    if (
        not found
        and not values.get("product")
        and (values.get("line") or (len(own) == 1 and count_said(turn)))
    ):
        line = next((each for each in order.lines if str(each.line) == values.get("line")), order.lines[0])
        named = [line.product_id]
    if not found and not named:
        return
    for name in ("candidates", "product", "sku"):
        values.pop(name, None)
    if named:
        values["product"] = named[0]
    else:
        values["candidates"] = found
    if values.get("product"):
        _note_own_variant(case, order, turn, context)


def puts_addition_right(case: Case, order: Any, turn: Turn, context: Context) -> bool:
    """Takes another colour, size or number of what is to be added, said of its summary: "sorry, I meant grey". Whether it was that."""
    values = case.values
    if case.asked != "confirmation" or not values.get("product") or action_said(turn) in (ADD, REMOVE):
        return False
    named = line_named(order.lines, turn)
    line = order.line(int(named)) if named and named.isdigit() else None
    tones = turn.entities.get("color", ())
    if line is not None and (
        line.product_id != values["product"] or (line.color in tones and len(tones) > 1)
    ):
        return False  # "the white ones in grey": of what the order has
    count = count_said(turn)
    changed = note_variant(case, turn, context.shop.catalogue.get(values["product"]), None)
    if count:
        values["count"] = count
    return changed or bool(count)


def plan_addition(case: Case, order: Any, context: Context) -> Step | None:
    """The next thing to ask about the product to add; None once its `sku` is known."""
    values = case.values
    if not values.get("product"):
        return Ask(_which_product(values.get("candidates") or [], context))
    product = context.shop.catalogue.get(values["product"])
    offered = [variant for variant in product.variants if variant.stock > 0]
    if not offered:
        context.reply.say("utter_product_sold_out", item=item_name(product, context.language))
        values.pop("product")
        values.pop("candidates", None)
        return Ask(_which_product([], context))
    return ask_variant(case, product, offered, None, "utter_question_add_variant", context)


def store_addition(case: Case, question: Question, value: object, context: Context) -> bool:
    """Keeps the answer to "which product", and the look that was said with it. Returns whether that was the question."""
    if question.name != "product":
        return False
    ids, before = str(value).split(_SEPARATOR), case.values.get("candidates") or []
    case.values["candidates"] = ids if len(ids) > 1 else []
    if len(ids) == 1:
        case.values["product"] = ids[0]
        if told_by_look([context.shop.catalogue.get(id) for id in before], context.turn):
            _note_own_variant(case, context.shop.orders.get(case.values["order_id"]), context.turn, context)
    return True


def products_named(turn: Turn, context: Context) -> list[str]:
    """The ids of the products that the message names, the likeliest first; else of those that are found by what they are called: "a
    water bottle"."""
    named = context.shop.catalogue.match(turn.text, limit=_NAMED)
    if not named and (kind := turn.first("product")):
        named = context.shop.catalogue.search(to_catalogue({"text": kind}, context), limit=_NAMED)
    return [product.id for product in named]


def _which_product(candidates: list[str], context: Context) -> Question:
    products = [context.shop.catalogue.get(id) for id in candidates]
    options = [Option(p.id, item_name(p, context.language), (p.name, p.name_zh, p.id)) for p in products]
    response = "utter_question_add_which" if options else "utter_question_add_product"

    def read(turn: Turn) -> str | None:
        by_look = told_by_look(products, turn)
        return by_look.id if by_look else _SEPARATOR.join(products_named(turn, context)) or None

    return Question("product", response, read, options=options, kin=VARIANT_KIN | {"recommend_product"})


def _note_own_variant(case: Case, order: Any, turn: Turn, context: Context) -> None:
    """Size and colour said; otherwise more of a line means the very same again."""
    product = context.shop.catalogue.get(case.values["product"])
    for name in ("size", "color"):
        case.values.pop(name, None)
    mine = [line for line in order.lines if line.product_id == product.id]
    line = mine[0] if len(mine) == 1 else None
    other = note_variant(case, turn, product, line)
    if line is not None and not other:
        case.values["sku"] = line.sku
    elif line is not None:
        for name, value in (("size", line.size), ("color", line.color)):
            if value:
                case.values.setdefault(name, value)


def add_to_order(order_id: str, context: Context) -> None:
    """Other goods that were wanted in the same breath as an order just placed go with it, and pay no delivery of their own."""
    suspended = context.memory.suspended
    for at, waiting in enumerate(suspended):
        wanted = waiting.values
        if waiting.name != "place_order" or not waiting.is_queued:
            continue
        if not (wanted.get("product_id") or wanted.get("candidates")):
            continue
        values = {
            "order_id": order_id, "action": ADD, "product": wanted.get("product_id"), "candidates": wanted.get("candidates"),
            "count": wanted.get("quantity"), "size": wanted.get("size"), "color": wanted.get("color"),
        }  # fmt: skip
        added = {name: value for name, value in values.items() if value}
        suspended[at] = Case(name="change_order", values=added, is_queued=True)
