"""The ends of a range of goods: the cheapest, the dearest, the best rated, and cheaper ones than those that were shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from actions.answers.goods_meant import LONGEST_FEW, LOOKING, may_be_of_goods, names_kind
from actions.answers.product import show_list
from actions.answers.product_details import COMPARED, detail_buttons, put_side_by_side
from actions.cards import products_card
from actions.context import Context
from actions.product_query import LIMITS, query_of, refined_query, similar_query, to_catalogue
from actions.product_search import SHOWN
from actions.product_text import one_line
from actions.products import (
    PAIR,
    currency,
    current,
    existing,
    listed_products,
    named_products,
    remember_current,
    remember_list,
)
from actions.reading import SURE
from actions.wording import item_name
from shop.domain.catalogue import Product
from shop.domain.words import latin_words, normal
from values.goods_questions import (
    BEST_RATED,
    CHEAPEST,
    DEAREST,
    SOME,
    asks_for_less,
    extremes_asked,
    is_of_whole_shop,
)

ALL = 200  # goods of a kind among which the extremes are looked for
# "Send the most expensive one back", "the cheapest rubbish I ever bought": of goods that somebody has.
_OF_OWN_GOODS = frozenset(
    {
        "cancel_order", "change_order", "change_address", "return_item", "exchange_item", "get_refund", "delivery_problem", "warranty",
        "price_protection", "leave_review", "complaint", "human_agent", "get_invoice", "payment_issue",
    }
)  # fmt: skip
_SOME_CHEAPER = re.compile(
    r"\b(?:an?|any|some|anything|something)(?: bit| little)? cheaper\b|有(?:没有)?.{0,3}便宜", re.IGNORECASE
)
_COUPON = re.compile(r"coupon|code|discount|voucher|offer|券|优惠|折|码|活动", re.IGNORECASE)
_LABELS: Mapping[str, str] = {
    CHEAPEST: "utter_goods_cheapest",
    DEAREST: "utter_goods_dearest",
    BEST_RATED: "utter_goods_best_rated",
}


def tells_extremes(context: Context) -> bool:
    """The cheapest, the dearest, the best rated: of the goods shown, of a kind that is named, or of all."""
    asked = extremes_asked(context.turn.text)
    if not asked or (context.turn.intent in _OF_OWN_GOODS and context.turn.confidence >= SURE):
        return False
    among = _among(context)
    if not among:
        return False
    if SOME in asked and len(among) > 1:
        return not is_of_whole_shop(context.turn.text) and _side_by_side(among, context)
    chosen = {extreme: _extreme(extreme, among, context) for extreme in asked if extreme != SOME}
    chosen = chosen or {SOME: among[0]}
    products = list({product.id: product for product in chosen.values()}.values())
    prices, language = currency(context), context.language
    if len(among) == 1:
        context.reply.say("utter_goods_only_one", product=one_line(among[0], prices, language))
    else:
        for extreme, product in chosen.items():
            context.reply.say(_LABELS[extreme], product=one_line(product, prices, language))
    if len(products) == 1 and products[0].id in context.memory.focus.products:
        remember_current(products[0], context)  # the list is still in view: "and which has better reviews?"
    else:
        remember_list(products, context)
    context.reply.say(
        "utter_goods_look_closer",
        buttons=detail_buttons(products, "product_info", context),
        card=products_card(products, language, prices),
    )
    return True


def _among(context: Context) -> list[Product]:
    """The goods, all with a price, among which one is looked for: of the kind that is named, those shown, all."""
    turn = context.turn
    wanted = {name: value for name, value in query_of(context).items() if name != "text"}
    said = turn.first("product")
    if names_kind(turn):
        found = _priced({**wanted, "text": said} if said else wanted, context)
        return [each for each in found if _says_what_it_is(each, said or turn.text)] or found
    shown = _shown(context)
    if not shown and not is_of_whole_shop(turn.text):
        return []  # "cheapest first, please", of goods that nobody has named yet
    if is_of_whole_shop(turn.text):
        return context.shop.catalogue.ends(to_catalogue(wanted, context))
    if len(shown) > 1:
        pointed = [each for each in listed_products(context) if each in shown]  # 前两个哪个便宜
        return pointed if len(pointed) > 1 else shown
    return _of_its_kind(shown[0], context) or shown


def _shown(context: Context) -> list[Product]:
    """The goods shown last that have a price in the customer's money."""
    prices = currency(context)
    return [each for each in existing(context, context.memory.focus.products) if prices in each.prices]


def _of_its_kind(product: Product, context: Context) -> list[Product]:
    query = {name: value for name, value in similar_query(product).items() if name != "passed"}
    return [each for each in _priced(query, context) if _says_what_it_is(each, product.kind)]


def _says_what_it_is(product: Product, text: str) -> bool:
    """Whether the text says what the product is: a tea set is no tea."""
    kind, kind_zh, said = normal(product.kind), normal(product.kind_zh), normal(text)
    return bool(kind_zh and kind_zh[-1:] in said) or bool(
        set(latin_words(kind)[-1:]) & set(latin_words(said))
    )


def _priced(query: Mapping[str, str], context: Context) -> list[Product]:
    """What fits the search and can be had."""
    found = context.shop.catalogue.search(to_catalogue(query, context), limit=ALL)
    prices = currency(context)
    return [product for product in found if product.in_stock and prices in product.prices]


def _extreme(name: str, among: Sequence[Product], context: Context) -> Product:
    prices = currency(context)
    keys: Mapping[str, Callable[[Product], float]] = {
        CHEAPEST: lambda product: float(product.prices[prices].amount),
        DEAREST: lambda product: -float(product.prices[prices].amount),
        BEST_RATED: lambda product: -product.rating,
    }
    return min(among, key=keys[name])


def _side_by_side(goods: Sequence[Product], context: Context) -> bool:
    """Which is the lightest the catalogue does not say; what it does say stands side by side."""
    context.reply.say("utter_extreme_unknown")
    put_side_by_side(goods[:COMPARED], context)
    return True


def tells_cheaper(context: Context) -> bool:
    """ "Is there a cheaper one?", of the product spoken of or the cheapest of those shown; else than by a search that goes on."""
    turn = context.turn
    if not asks_for_less(turn.text) or not _may_want_less(context):
        return False
    named, shown = named_products(context), _shown(context)
    if len(named) == 1:  # "something like the Geyser kettle but cheaper"
        remember_current(named[0], context)
    elif names_kind(turn) or len(turn.text) > LONGEST_FEW or _search_goes_on(context):
        return False
    prices = currency(context)
    present = current(context) or (_extreme(CHEAPEST, shown, context) if shown else None)
    if present is None or prices not in present.prices:
        return False
    if listed_products(context) and not _SOME_CHEAPER.search(turn.text):  # "is the cheaper one in stock?"
        return False
    limit = present.prices[prices].amount
    less = sorted(
        (each for each in _alike(present, shown, context) if each.prices[prices].amount < limit),
        key=lambda each: each.prices[prices].amount,
    )
    if less:
        show_list("utter_goods_cheaper", less[:SHOWN], context)
    else:
        context.reply.say("utter_goods_none_cheaper", name=item_name(present, context.language))
    return True


def _alike(present: Product, shown: Sequence[Product], context: Context) -> list[Product]:
    """Goods of the product's kind; of all categories that were shown, where gifts of several were and none is spoken of."""
    categories = sorted({each.category for each in shown})
    if current(context) is not None or len(categories) < PAIR:
        return _of_its_kind(present, context)
    return [each for category in categories for each in _priced({"category": category}, context)]


def _search_goes_on(context: Context) -> bool:
    """Whether goods are looked for, and with a limit; or the last search finds something cheaper of what it was for."""
    if context.turn.intent not in LOOKING:
        return False
    if any(context.turn.first(name) for name in LIMITS):
        return True
    less = {name: value for name, value in refined_query(context).items() if name != "text"}
    found = (
        context.shop.catalogue.search(to_catalogue(less, context), limit=SHOWN) if less.get("noun") else []
    )
    return any(_says_what_it_is(each, less["noun"]) for each in found)


def _may_want_less(context: Context) -> bool:
    """Whether a lower price is meant, and no coupon that is asked for by name."""
    turn = context.turn
    return (turn.intent == "promotion" and not _COUPON.search(turn.text)) or may_be_of_goods(context)
