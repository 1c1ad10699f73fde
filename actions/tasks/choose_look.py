"""Choosing the colour and size of a product to buy, and how many of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.product_text import (
    look_not_made,
    price,
    size_label,
    sold_out,
    stock_table,
    variant_name,
)
from actions.products import fitting
from actions.questions import Option, Question, read_entity, read_quantity
from actions.tasks.base import Ask, Refuse, Step
from actions.turn import Turn
from actions.wording import color_label, item_name, listing
from shop.domain.catalogue import Product, Variant

# Intents that a message may have and still say what is wanted.
KIN = frozenset(
    {
        "search_product",
        "recommend_product",
        "change_order",
        "exchange_item",
        "compare_products",
        "stop_task",
    }
)
_ANY = re.compile(
    r"\b(any|either|whichever|doesn'?t matter|don'?t mind|don'?t care)\b|随便|都行|都可以|无所谓", re.I
)


def ask_variant(case: Case, product: Product, context: Context) -> Variant | Step:
    """The variant in stock that fits what was said, or the question for its colour or size."""
    color, size = case.values.get("color"), case.values.get("size")
    variants = fitting(product.variants, color, size)
    in_stock = [variant for variant in product.variants if variant.stock > 0]
    there = [variant for variant in variants if variant.stock > 0]
    if not in_stock:
        facts = {
            "item": item_name(product, context.language),
            "state": sold_out(product.variants, context.language),
        }
        return Refuse("utter_sold_out", {**facts, "others": ""})
    if not there:
        _say_not_there(product, variants, in_stock, case, context)
        _forget_what_does_not_fit(case, product)
        return ask_variant(case, product, context)
    if len(there) == 1:
        return there[0]
    colors = list(dict.fromkeys(variant.color for variant in there if variant.color))
    return Ask(
        _color_question(colors, product, context)
        if len(colors) > 1
        else _size_question(there, product, context)
    )


def ask_quantity(case: Case, product: Product, variant: Variant, context: Context) -> int | Step:
    """How many: one unless the customer says otherwise, never more than there are."""
    most = min(variant.stock, context.shop.rules.max_quantity)
    wanted = count(case.values.get("quantity", 1))
    if wanted is not None and wanted <= most:
        return wanted
    case.values["quantity"] = None  # asked for from now on, instead of taken for one
    item = variant_name(variant, product, context.language)
    if wanted is not None:
        context.reply.say("utter_only_so_many", item=item, most=most)
    options = [Option(str(number), str(number)) for number in range(1, min(most, 3) + 1)]
    facts = {"item": item, "price": price(product, case.values["currency"], context.language), "most": most}
    return Ask(
        Question("quantity", "utter_question_how_many", read_quantity, facts=facts, options=options, kin=KIN)
    )


def count(value: Any) -> int | None:
    """A whole number of at least 1, or None."""
    try:
        number = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number >= 1 else None


def _say_not_there(
    product: Product, variants: Sequence[Variant], in_stock: Sequence[Variant], case: Case, context: Context
) -> None:
    """Why the wanted colour and size cannot be had, and what can."""
    language = context.language
    others = stock_table(product, in_stock, language)
    if variants:
        item = (
            variant_name(variants[0], product, language)
            if len(variants) == 1
            else item_name(product, language)
        )
        context.reply.say(
            "utter_sold_out_but_others", item=item, state=sold_out(variants, language), others=others
        )
        return
    wanted = look_not_made(product, case.values.get("color"), case.values.get("size"), language)
    context.reply.say("utter_no_such_look", name=item_name(product, language), wanted=wanted, looks=others)


def _forget_what_does_not_fit(case: Case, product: Product) -> None:
    color, size = case.values.get("color"), case.values.get("size")

    def there(wanted_color: str | None, wanted_size: str | None) -> bool:
        return any(variant.stock > 0 for variant in fitting(product.variants, wanted_color, wanted_size))

    if size and not (color and there(None, size)):
        case.values.pop("size")
        if color and not there(color, None):
            case.values.pop("color")
    elif color and not there(color, None):
        case.values.pop("color")
    else:
        case.values.pop("size", None)


def _color_question(colors: Sequence[str], product: Product, context: Context) -> Question:
    language = context.language
    options = [
        Option(color, color_label(color, language), (color, color_label(color, "zh"))) for color in colors
    ]
    facts = {"name": item_name(product, language)}
    read = _or_any(read_entity("color"), colors[0])
    return Question("color", "utter_question_color_to_buy", read, facts=facts, options=options, kin=KIN)


def _size_question(there: Sequence[Variant], product: Product, context: Context) -> Question:
    language = context.language
    sizes = list(dict.fromkeys(variant.size for variant in there if variant.size))
    options = [Option(size, size_label(size, product, language), (size,)) for size in sizes]
    facts = {
        "name": item_name(product, language),
        "sizes": listing((size_label(size, product, language) for size in sizes), language),
    }
    return Question(
        "size", "utter_question_size_to_buy", read_entity("size"), facts=facts, options=options, kin=KIN
    )


def _or_any(read: Any, first: str) -> Any:
    """Reads as `read`; "any will do" takes the first."""

    def either(turn: Turn) -> Any:
        said = read(turn)
        any_will_do = "color" in turn.taken_back or _ANY.search(turn.text)
        return said if said is not None else first if any_will_do else None

    return either
