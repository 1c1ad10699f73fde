"""Answers about products that are named or were just spoken of: details, sizes, comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.answers.size import size_guide_of
from actions.cards import product_card, products_card
from actions.context import Context
from actions.product_query import NOUNS, query_of, to_catalogue
from actions.product_text import (
    details,
    feature_label,
    features,
    numbered,
)
from actions.products import (
    currency,
    current,
    existing,
    listed_products,
    named_products,
    remember_current,
    remember_list,
    shown_by_word,
    spoken_of,
)
from actions.reading import IS_QUESTION
from actions.reply import Button, payload
from actions.turn import Turn
from actions.wording import intent_label, item_name
from shop.domain.catalogue import Product
from shop.service.catalogue import ProductQuery
from values.goods_questions import compares

_IN_GENERAL = re.compile(
    r"\b(?:more|details?|about|info\w*|show|describe|tell me|specs?|features?|picture|photo|link)\b|介绍|详情|详细|信息|看看|参数|特点|图片|照片|链接|说说|什么样",
    re.IGNORECASE,
)
CANDIDATES = 5  # products offered when it is not clear which one is meant
COMPARED = 3


def product_info(context: Context) -> None:
    if asks_of_shown(context):
        _tell_which(existing(context, context.memory.focus.products), context)
        return
    product = the_one("product_info", context)
    if product is not None:
        show_product(product, context)


def asks_of_shown(context: Context) -> bool:
    """Whether the message asks all of the goods shown last for a feature: "any of them waterproof?"."""
    turn, focus = context.turn, context.memory.focus
    if turn.is_button or turn.first("attribute") is None or focus.query.get("current"):
        return False
    if len(focus.products) < 2 or listed_products(context) or named_products(context):
        return False
    return not any(turn.first(name) for name in NOUNS)


def _tell_which(shown: Sequence[Product], context: Context) -> None:
    """Which of the goods have the feature by their details."""
    feature = str(context.turn.first("attribute"))
    having = [product for product in shown if _has(product, feature)]
    name = _feature_name((having or shown)[0], feature, context)
    if not having:
        context.reply.say("utter_feature_of_none", feature=name)
        return
    remember_list(having, context)
    context.reply.say(
        "utter_feature_of_these",
        buttons=detail_buttons(having, "product_info", context),
        card=products_card(having, context.language, currency(context)),
        feature=name,
        products=numbered(having, currency(context), context.language),
    )


def size_guide(context: Context) -> None:
    """By the product where one is meant, else by the kind of goods that the message speaks of."""
    said = spoken_of(context)
    if len(said) > 1 and named_products(context) and not context.turn.first("category"):
        offer_choice(said, "size_guide", context)
        return
    product = said[0] if len(said) == 1 else None
    if product is not None:
        remember_current(product, context)
    size_guide_of(product, context)


def compare_products(context: Context) -> None:
    pointed = listed_products(context)
    if len(pointed) == 1 and context.turn.first("attribute") and not compares(context.turn.text):
        show_product(pointed[0], context)  # "the second sounds good, but is it leather?"
        return
    compared = _compared(context)
    if len(compared) < 2:
        context.memory.focus.query = {**context.memory.focus.query, "asked": "compare_products"}
        context.reply.say("utter_question_what_to_compare")
        return
    put_side_by_side(compared, context)


def put_side_by_side(compared: Sequence[Product], context: Context) -> None:
    """All that is known of each, and which is the cheapest and the best rated."""
    prices, language = currency(context), context.language
    remember_list(compared, context)
    blocks = [f"{item_name(each, language)}\n{details(each, prices, language)}" for each in compared]
    priced = [each for each in compared if prices in each.prices]
    cheapest = min(priced or compared, key=lambda each: each.prices[prices].amount if priced else 0)
    best_rated = max(compared, key=lambda each: each.rating)
    context.reply.say(
        "utter_products_compared" if best_rated.rating > cheapest.rating else "utter_products_compared_clear",
        buttons=[buy_button(each, context, title=item_name(each, language)) for each in compared],
        card=products_card(list(compared), language, prices),
        table="\n\n".join(blocks),
        cheapest=item_name(cheapest, language),
        best_rated=item_name(best_rated, language),
    )


def show_product(product: Product, context: Context) -> None:
    """Everything about one product; whether a feature that was asked for is listed comes first."""
    language, prices = context.language, currency(context)
    known = context.memory.focus.query.get("current") == product.id
    remember_current(product, context)
    asks = context.turn.intent in ("product_info", "compare_products")
    asked = context.turn.first("attribute") if asks else None
    if asked:
        has = _has(product, asked)
        response = "utter_feature_listed" if has else "utter_feature_not_listed"
        feature = _feature_name(product, asked, context)
        context.reply.say(response, name=item_name(product, language), feature=feature)
        if has and known:  # its details were shown before
            return
    elif known and _asks_something(context.turn):
        told = features(product, language)
        context.reply.say("utter_details_silent", name=item_name(product, language), features=told)
        return
    context.reply.say(
        "utter_product_details",
        buttons=[buy_button(product, context), _size_button(product, context)] if product.in_stock else [],
        card=product_card(product, language, prices),
        name=item_name(product, language),
        description=product.description_zh if language == "zh" else product.description,
        details=details(product, prices, language),
    )


def _asks_something(turn: Turn) -> bool:
    """Whether one thing about the goods is asked, and not for all there is to tell."""
    if turn.is_button or turn.intent != "product_info" or _IN_GENERAL.search(turn.text):
        return False
    return bool(IS_QUESTION.search(turn.text)) and not any(
        turn.first(name) for name in (*NOUNS, "color", "size")
    )


def offer_choice(products: Sequence[Product], intent: str, context: Context) -> None:
    """Asks which of several products the question is about."""
    remember_list(products, context, asked=intent)
    context.reply.say(
        "utter_which_product_meant",
        buttons=detail_buttons(products, intent, context),
        products=numbered(products, currency(context), context.language),
    )


def detail_buttons(products: Sequence[Product], intent: str, context: Context) -> list[Button]:
    return [Button(item_name(each, context.language), payload(intent, product=each.id)) for each in products]


def the_one(intent: str, context: Context) -> Product | None:
    """The one product that the message is about; where that is not clear it is asked."""
    said = spoken_of(context)
    if len(said) == 1:
        return said[0]
    candidates = said or _like_it(context)
    if len(candidates) == 1:
        return candidates[0]
    look = {name: value for name, value in query_of(context).items() if name in ("color", "size")}
    context.memory.focus.query = {**context.memory.focus.query, **look}
    if candidates:
        offer_choice(candidates, intent, context)
    else:
        context.memory.focus.query["asked"] = intent
        context.reply.say("utter_question_which_product")
    return None


def _like_it(context: Context) -> list[Product]:
    """Products that the words of the message could mean, when it names none outright."""
    query = query_of(context)
    if not any(query.get(name) for name in ("category", "brand")) and not context.turn.first("product"):
        return []
    wanted = to_catalogue(
        {k: v for k, v in query.items() if k in ("text", "category", "brand", "noun")}, context
    )
    return list(context.shop.catalogue.search(wanted, limit=CANDIDATES))


def _compared(context: Context) -> list[Product]:
    """The goods that are to stand side by side: those that the message tells, else those shown last."""
    told = goods_told(context)
    return told or existing(context, context.memory.focus.products[:COMPARED])


def goods_told(context: Context) -> list[Product]:
    """The goods that the message points at, names or tells apart by a word; with one alone, the one spoken of beside it."""
    pointed = listed_products(context)
    if len(pointed) > 1:
        return pointed[:COMPARED]
    named = named_products(context, COMPARED)
    if pointed and named and pointed[0].id not in {each.id for each in named}:  # "the first and the tote"
        return [*pointed, *named][:COMPARED]
    if len(named) > 1:
        return named
    by_word = shown_by_word(context)
    if 1 < len(by_word) <= COMPARED:
        return by_word
    present = current(context)
    alone = named or pointed
    noun = context.turn.first("product")
    if (
        not alone and present and noun and context.shop.catalogue.sells(noun)
    ):  # "is it better than a plain vacuum cleaner?"
        alone = [each for each in _like_it(context) if each.id != present.id][:1]
    if alone and present and present.id != alone[0].id:
        return [present, *alone]
    return alone


def _has(product: Product, feature: str) -> bool:
    wanted = feature.casefold()
    listed = (*product.attributes, *product.attributes_zh, product.material, product.material_zh)
    return any(wanted in each.casefold() for each in listed if each)


def _feature_name(product: Product, feature: str, context: Context) -> str:
    """A feature in the customer's language, as this product or another one that has it tells it."""
    others = context.shop.catalogue.search(ProductQuery(attribute=feature), limit=1)
    for each in (product, *others):
        pairs = list(zip(each.attributes, each.attributes_zh, strict=False))
        for english, chinese in pairs:
            if feature.casefold() in (english.casefold(), chinese.casefold()):
                return chinese if context.language == "zh" else english
    return feature_label(feature, context.language)


def buy_button(
    product: Product,
    context: Context,
    color: str | None = None,
    size: str | None = None,
    title: str | None = None,
) -> Button:
    buy = {"en": f"Buy {title or 'it'}", "zh": f"买{title or '这款'}"}[context.language]
    look = {name: value for name, value in (("color", color), ("size", size)) if value}
    return Button(buy, payload("place_order", product=product.id, **look))


def _size_button(product: Product, context: Context) -> Button:
    sized = any(variant.size for variant in product.variants)
    intent = "size_guide" if sized else "check_stock"
    return Button(intent_label(intent, context.language), payload(intent, product=product.id))
