"""Whether a product, or one look of it, is there, and when it comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from actions.answers.product_details import buy_button, the_one
from actions.context import Context
from actions.product_text import (
    colors,
    look_not_made,
    pieces,
    sizes,
    sold_out,
    stock_table,
    variant_name,
)
from actions.products import fitting, remember_current, size_said
from actions.wording import color_label, item_name, listing
from shop.domain.catalogue import Product, Variant

_WHEN_BACK = re.compile(
    r"\bwhen\b|\bback in\b|\brestock|什么时候|几时|多久|补货|補貨|到货|到貨|再有", re.IGNORECASE
)
_BESIDES = re.compile(
    r"(?:以外|之外)|除了?.{0,4}色|(?:别的|其[他它])颜?色|\b(?:besides|other than|except|apart from)\b"
    r"|\bother colou?rs?\b|\b(?:different|another) colou?r\b",
    re.IGNORECASE,
)


def check_stock(context: Context) -> None:
    product = the_one("check_stock", context)
    if product is None:
        return
    wanted = _wanted_look(product, context)
    remember_current(product, context)
    variants = fitting(product.variants, wanted.get("color"), wanted.get("size"))
    besides = _besides(context)
    others = [variant for variant in variants if variant.color != besides] if besides else []
    if besides and not others:
        context.reply.say(
            "utter_only_that_color",
            name=item_name(product, context.language),
            color=color_label(besides, context.language),
        )
        return
    variants = others or variants
    if not variants:
        _say_no_such_look(product, wanted, context)
    elif not any(variant.stock > 0 for variant in variants):
        _say_sold_out(product, variants, context)
    elif len(variants) == 1:
        _say_in_stock(product, variants[0], context)
    else:
        context.reply.say(
            "utter_stock_overview",
            buttons=[buy_button(product, context, **wanted)],
            name=item_name(product, context.language),
            stock=stock_table(product, variants, context.language),
        )


def _wanted_look(product: Product, context: Context) -> dict[str, str]:
    """Colour and size that are asked for, also those said before the product had to be asked."""
    query = context.memory.focus.query
    before = query if query.get("asked") == "check_stock" else {}
    wanted = {name: context.turn.first(name) or before.get(name) for name in ("color", "size")}
    wanted["size"] = size_said(product, context.turn.text) or wanted["size"]
    other_color = _besides(context) is not None
    if other_color:
        wanted["color"] = None
    found = {name: value for name, value in wanted.items() if value}
    last = query.get("look") or {}
    if last.get("product") == product.id:
        if not found and _WHEN_BACK.search(context.turn.text):
            found = dict(last["wanted"])  # "when does it come back?", of what has just been sold out
        elif found and fitting(product.variants, *_both(last["wanted"], found)):
            found = {**last["wanted"], **found}  # "and in white?", of the size before
        elif other_color:
            found = dict(last["wanted"])
    searched = str(query.get("color") or "")
    if found.get("size") and "color" not in found and fitting(product.variants, searched, found["size"]):
        found["color"] = searched  # "is the first one there in 42?", of the black ones
    if other_color:
        found.pop("color", None)
    context.memory.focus.query = {**query, "look": {"product": product.id, "wanted": found}}
    return found


def _besides(context: Context) -> str | None:
    """The colour besides which others are asked for: "other colours than white?", 白色以外有别的颜色吗."""
    turn = context.turn
    return None if turn.is_button or not _BESIDES.search(turn.text) else turn.first("color")


def _both(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str | None, str | None]:
    look = {**before, **now}
    return look.get("color"), look.get("size")


def _say_in_stock(product: Product, variant: Variant, context: Context) -> None:
    language = context.language
    asked = context.turn.first("quantity")
    enough = not (asked and asked.isdigit() and int(asked) > variant.stock)
    context.reply.say(
        "utter_in_stock" if enough else "utter_not_that_many_in_stock",
        buttons=[buy_button(product, context, color=variant.color, size=variant.size)],
        item=variant_name(variant, product, language),
        pieces=pieces(variant, language),
        stock=str(variant.stock),
    )


def _say_sold_out(product: Product, variants: Sequence[Variant], context: Context) -> None:
    language = context.language
    item = (
        variant_name(variants[0], product, language) if len(variants) == 1 else item_name(product, language)
    )
    others = [each for each in product.variants if each.stock > 0]
    context.reply.say(
        "utter_sold_out_but_others" if others else "utter_sold_out",
        buttons=[buy_button(product, context)] if others else [],
        item=item,
        state=sold_out(variants, language),
        others=stock_table(product, others, language),
    )


def _say_no_such_look(product: Product, wanted: Mapping[str, str], context: Context) -> None:
    language = context.language
    comes_in = [colors(product.variants, language), sizes(product.variants, product, language)]
    context.reply.say(
        "utter_no_such_look" if any(comes_in) else "utter_no_looks",
        name=item_name(product, language),
        wanted=look_not_made(product, wanted.get("color"), wanted.get("size"), language),
        looks="\n".join(f"• {listing(each, language)}" for each in comes_in if each),
    )
