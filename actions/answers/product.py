"""Looking for products: a search, what refines it, recommendations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from actions.answers.advice import best_of_shown, other_of_its_kind
from actions.answers.languages import says_which_languages
from actions.answers.product_details import (
    compare_products,
    detail_buttons,
    product_info,
    show_product,
    size_guide,
)
from actions.answers.stock import check_stock
from actions.cards import products_card
from actions.context import Context
from actions.product_query import (
    LONGEST_LOOK,
    NOUNS,
    asks_for_others,
    asks_for_similar,
    describes_last,
    dropped,
    is_limited,
    is_refinement,
    kind_of_last,
    query_of,
    refined_query,
    similar_query,
    to_catalogue,
)
from actions.product_search import look_for, say_nothing_fits, told
from actions.product_text import numbered
from actions.products import (
    currency,
    current,
    listed_products,
    named_products,
    points_at_one,
    remember_list,
    shown_by_word,
    size_said,
)
from actions.several_kinds import best_of_each, kinds_named
from actions.wording import item_name
from shop.domain.catalogue import Product
from values.goods_questions import names_allergy

# The answers that may have to wait until a product is named.
ANSWERS: Mapping[str, Callable[[Context], None]] = {
    "product_info": product_info,
    "check_stock": check_stock,
    "size_guide": size_guide,
    "compare_products": compare_products,
}
RECOMMENDED = 3
_RECOMMEND = re.compile(r"推荐|有(?:什么|啥)好|\b(?:recommend|suggest|looking for|any good)\b", re.IGNORECASE)
_GIFT = re.compile(
    r"\b(?:gifts?|presents?)\b(?! (?:wrap|card|box|voucher|receipt))|送(?:礼|人|给|女|男|老|爸|妈|朋友|孩子|长辈)|礼物",
    re.IGNORECASE,
)


def search(context: Context) -> None:
    """Looks for what the message asks; a bare value changes the search before, or picks from its list."""
    picked = _picked(context)
    if picked is not None:
        ANSWERS[context.memory.focus.query.get("asked", "product_info")](context)
        return
    if asks_for_look(context):
        check_stock(context)
        return
    product = current(context)
    if product is not None and asks_for_similar(context):
        _show_similar(product, context)
        return
    if _is_gift(context):
        recommend_product(context)
        return
    if kinds := kinds_named(context):
        context.memory.focus.query = {}
        show_list("utter_products_found", best_of_each(kinds, context), context)
        return
    query = _wished(context)
    if not query:  # a bare "find a product" button
        context.reply.say("utter_question_what_to_find")
        return
    context.memory.focus.query = dict(query)
    _show(query, context)
    _warn_of_allergens(context)


def _wished(context: Context) -> dict[str, str]:
    """The search that the message asks for: the last one refined, the last kind of goods described closer, or a new one."""
    if is_refinement(context):
        return refined_query(context)
    query = query_of(context)
    return {**kind_of_last(context), **query} if describes_last(context) else query


def _is_gift(context: Context) -> bool:
    """Whether a present is looked for without a word of what it may be; its words would find anything."""
    turn = context.turn
    names_goods = any(turn.first(name) for name in (*NOUNS, "attribute")) or bool(named_products(context))
    return not turn.is_button and not names_goods and bool(_GIFT.search(turn.text))


def _warn_of_allergens(context: Context) -> None:
    """The catalogue does not list all that is in the goods: somebody with an allergy has to read the label."""
    if context.memory.focus.products and names_allergy(context.turn.text):
        context.reply.say("utter_allergy_note")


def _show_similar(product: Product, context: Context) -> None:
    """Others of its kind that are in stock, the best fitting first."""
    query = similar_query(product)
    found = [each for each in look_for(query, context).products if each.in_stock]
    if not found:  # nothing of that very kind: the best of its category
        query.pop("text")
        wanted = to_catalogue(query, context)
        best = context.shop.catalogue.recommend(wanted, limit=RECOMMENDED + 1)
        found = [each for each in best if each.id != product.id][:RECOMMENDED]
    if found:
        context.memory.focus.query = dict(query)
        show_list("utter_products_similar", found, context, name=item_name(product, context.language))
    else:
        context.reply.say("utter_no_similar_products", name=item_name(product, context.language))


def _show(query: Mapping[str, str], context: Context) -> None:
    """What fits; else what there is without the limit that stands in the way, and which that is."""
    found = look_for(query, context)
    if query.get("passed") and (found.without is not None or not found.products):
        context.reply.say("utter_no_other_products")
    elif found.without is not None:
        wishes, loosened = told(query, found.without, context)
        show_list("utter_products_nearest", found.products, context, wishes=wishes, loosened=loosened)
    elif len(found.products) == 1:
        remember_list(found.products, context)
        show_product(found.products[0], context)
    elif found.products:
        sure = _names_goods(query, context)
        show_list("utter_products_found" if sure else "utter_products_maybe", found.products, context)
    elif not says_which_languages(context):
        say_nothing_fits(context)


def refines_search(context: Context) -> bool:
    """Whether a bare value belongs to products: it picks from a list, changes the search or names goods."""
    if is_refinement(context) or asks_for_similar(context):
        return True
    if _picked(context) is not None or asks_for_look(context):
        return True
    names_goods = any(context.turn.first(noun) for noun in ("product", "category", "attribute"))
    return names_goods or bool(named_products(context))


def asks_for_look(context: Context) -> bool:
    """Whether a short message asks for another colour or size of the product spoken of last: "and in white?", 42呢."""
    turn, query = context.turn, context.memory.focus.query
    product = current(context) if query.get("current") else None
    if product is None or turn.is_button or len(turn.text) > LONGEST_LOOK:
        return False
    if any(
        turn.first(name) for name in (*NOUNS, "price_min", "price_max", "attribute", "order_ref", "order_id")
    ):
        return False
    return bool(turn.first("color") or turn.first("size") or size_said(product, turn.text))


def widens_search(context: Context) -> bool:
    """Whether the message gives up a limit of the last search, or asks for others than it has shown."""
    return (bool(dropped(context.turn)) or asks_for_others(context)) and is_refinement(context)


def goes_on_searching(context: Context) -> bool:
    """Whether a short message of no clear intent changes the last search, or asks for something like what it found."""
    if asks_for_similar(context):
        return True
    if not is_refinement(context) or context.turn.first("order_id"):
        return False
    short = len(context.turn.text) <= LONGEST_LOOK
    return widens_search(context) or short or is_limited(context.turn)


def narrows_list(context: Context) -> bool:
    """Whether "any in black?" is asked of the whole list that was found, and not of one thing in it."""
    query, turn = context.memory.focus.query, context.turn
    if query.get("asked") or query.get("current") or len(context.memory.focus.products) < 2:
        return False
    if not (turn.first("color") or turn.first("size")) or points_at_one(turn):
        return False
    return is_refinement(context) and not listed_products(context) and not named_products(context)


def sounds_like_a_task(context: Context) -> bool:
    """Whether what goes on with a search was taken for a wish about an order: 换一批, "any with noise cancelling?"."""
    turn = context.turn
    if turn.first("order_id") or not is_refinement(context):
        return False
    if turn.intent == "cancellation_fee":
        return turn.first("attribute") is not None
    return turn.intent in ("exchange_item", "order_history") and asks_for_others(context)


def recommend_product(context: Context) -> None:
    if (best := best_of_shown(context)) is not None:
        show_list("utter_product_advised", [best], context, rating=f"{best.rating:.1f}")
        return
    if (other := other_of_its_kind(context)) is not None:
        show_list("utter_products_found", [other], context)
        return
    query = _wished(context)
    if not _names_goods(query, context):  # "a present for my boss": the words would find anything
        query.pop("text", None)
    context.memory.focus.query = dict(query)
    found = context.shop.catalogue.recommend(to_catalogue(query, context), limit=RECOMMENDED)
    if found:
        show_list("utter_products_recommended", found, context)
    else:
        _show(query, context)
    _warn_of_allergens(context)


def wants_recommendation(context: Context) -> bool:
    """Whether goods are to be recommended to somebody who tells a size: 跑鞋推荐一下 平时穿38."""
    turn = context.turn
    names_kind = any(turn.first(noun) for noun in NOUNS) and len(named_products(context)) != 1
    return names_kind and bool(_RECOMMEND.search(turn.text))


def show_list(response: str, products: Sequence[Product], context: Context, **facts: str) -> None:
    remember_list(products, context)
    prices = currency(context)
    context.reply.say(
        response,
        buttons=detail_buttons(products, "product_info", context),
        card=products_card(list(products), context.language, prices),
        products=numbered(products, prices, context.language),
        **facts,
    )


def _names_goods(query: Mapping[str, str], context: Context) -> bool:
    """Whether it is certain that the words look for goods which the shop knows."""
    nouns = to_catalogue(query, context).nouns
    if nouns and not any(context.shop.catalogue.sells(noun) for noun in nouns):
        return False
    known = any(name in query for name in ("category", "brand", "attribute")) or nouns
    return bool(known or named_products(context))


def _picked(context: Context) -> Product | None:
    """The product that a bare answer points at in the last list, or names when one was asked for."""
    listed = listed_products(context)
    if listed:
        return listed[0]
    asked = context.memory.focus.query.get("asked")
    if asked == "compare_products" and len(by_word := shown_by_word(context)) > 1:
        return by_word[0]
    if asked:
        named = named_products(context)
        return named[0] if len(named) == 1 else None
    return None


__all__ = [
    "check_stock", "compare_products", "product_info", "recommend_product", "refines_search", "search",
    "size_guide",
]  # fmt: skip
