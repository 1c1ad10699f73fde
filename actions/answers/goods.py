"""Questions about goods that their data answer, whatever they sound like to the classifier: which is the cheapest, which of those
that were shown, what is in them, one fact about the one spoken of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.answers.product import search, show_list
from actions.answers.product_details import (
    COMPARED,
    compare_products,
    detail_buttons,
    goods_told,
    put_side_by_side,
    show_product,
)
from actions.answers.product_facts import facts_asked, tell_facts
from actions.cards import products_card
from actions.clauses import narrowed
from actions.context import Context
from actions.product_query import CHEAPER, dropped, query_of, similar_query, to_catalogue
from actions.product_search import SHOWN
from actions.product_text import one_line
from actions.products import (
    currency,
    current,
    existing,
    listed_products,
    named_products,
    remember_current,
    remember_list,
)
from actions.reading import IS_QUESTION, SURE
from actions.turn import NOT_UNDERSTOOD, Turn
from actions.wording import item_name, listing
from shop.domain.catalogue import Product
from shop.domain.words import latin_words, normal
from values.goods_questions import (
    BEST_RATED,
    CHEAPEST,
    DEAREST,
    SOME,
    compares,
    contents_asked,
    extremes_asked,
    is_of_whole_shop,
)

LONGEST = 90  # characters; a longer message is about more
LONGEST_FACT = 40
ALL = 200  # goods of a kind among which the extremes are looked for
# Messages that may be about the goods in view; of any other intent only those that name goods beside such a word.
_MAY_BE_OF_GOODS = frozenset(
    {
        "product_info", "check_stock", "size_guide", "compare_products", "recommend_product", "search_product",
        "inform", "chitchat", "out_of_scope", NOT_UNDERSTOOD,
    }
)  # fmt: skip
# "Send the most expensive one back", "the cheapest rubbish I ever bought": of goods that somebody has.
_OF_OWN_GOODS = frozenset(
    {
        "cancel_order", "change_order", "change_address", "return_item", "exchange_item", "get_refund", "delivery_problem", "warranty",
        "price_protection", "leave_review", "complaint", "human_agent", "get_invoice", "payment_issue",
    }
)  # fmt: skip
_LOOKING = frozenset({"search_product", "recommend_product"})
_ANYTHING = re.compile(
    r"\b(?:what(?:'?s)?|anything|something|stuff|things?|gifts?|presents?)\b|有[什啥哪]|什么东西|啥东西|东西",
    re.IGNORECASE,
)
_SOME_CHEAPER = re.compile(
    r"\b(?:an?|any|some|anything|something)(?: bit| little)? cheaper\b|有(?:没有)?.{0,3}便宜", re.IGNORECASE
)
_COUPON = re.compile(r"coupon|code|discount|voucher|offer|券|优惠|折|码|活动", re.IGNORECASE)
_WHICH = re.compile(r"\bwhich\b|哪", re.IGNORECASE)
_LABELS: Mapping[str, str] = {
    CHEAPEST: "utter_goods_cheapest",
    DEAREST: "utter_goods_dearest",
    BEST_RATED: "utter_goods_best_rated",
}


def tells_of_goods(context: Context) -> bool:
    """Answers such a question; whether the message was one."""
    turn = context.turn
    if turn.is_button or len(turn.text) > LONGEST or turn.first("order_id"):
        return False
    return any(tell(context) for tell in (_contents, _extremes, _comparison, _cheaper, _within_price, _fact))


def tells_while_buying(context: Context) -> bool:
    """The same while goods are bought: there "the cheapest, please" chooses, and only a question asks."""
    if not IS_QUESTION.search(context.turn.text) and not compares(context.turn.text):
        return False
    return tells_of_goods(context)


def _contents(context: Context) -> bool:
    """What is in the goods spoken of: what the catalogue says, and never that something is not in them."""
    turn = context.turn
    spans = contents_asked(turn.text)
    if not spans or not _may_be_of_goods(context) or (turn.intent in _LOOKING and _names_kind(turn)):
        return False  # "vegan chocolate, no nuts, I'm allergic" looks for some: the search says what it cannot promise
    product = _apart_from(spans, context)
    if product is None:
        return False
    language = context.language
    features = listing(product.attributes_zh if language == "zh" else product.attributes, language)
    response = "utter_contents_unknown" if features else "utter_contents_unknown_bare"
    remember_current(product, context)
    context.reply.say(response, name=item_name(product, language), features=features)
    return True


def _apart_from(spans: Sequence[tuple[int, int]], context: Context) -> Product | None:
    """The product meant by the message without these words: "nuts" in "does it contain nuts" names none."""
    turn, ends = context.turn, [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(turn.text)]
    left = narrowed(turn, list(zip(ends, starts, strict=True)))
    apart = replace(context, turn=left)
    named = named_products(apart)
    if len(named) == 1:
        return named[0]
    listed = listed_products(apart)
    return listed[0] if len(listed) == 1 else current(context)


def _extremes(context: Context) -> bool:
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
    remember_list(products, context)
    context.reply.say(
        "utter_goods_look_closer",
        buttons=detail_buttons(products, "product_info", context),
        card=products_card(products, language, prices),
    )
    return True


def _among(context: Context) -> list[Product]:
    """The goods among which one is looked for: of the kind that is named, those shown, all."""
    turn = context.turn
    wanted = {name: value for name, value in query_of(context).items() if name != "text"}
    said = turn.first("product")
    if _names_kind(turn):
        found = _priced({**wanted, "text": said} if said else wanted, context)
        return [each for each in found if _is_called(each, said or turn.text)] or found
    shown = existing(context, context.memory.focus.products)
    if not shown and not is_of_whole_shop(turn.text):
        return []  # "cheapest first, please", of goods that nobody has named yet
    if is_of_whole_shop(turn.text):
        return context.shop.catalogue.ends(to_catalogue(wanted, context))
    if len(shown) > 1:
        return shown
    found = _priced({"category": shown[0].category, "text": shown[0].kind}, context)
    return [each for each in found if _is_called(each, shown[0].kind)] or shown


def _is_called(product: Product, text: str) -> bool:
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
    priced = [product for product in among if prices in product.prices] or list(among)
    return min(priced, key=keys[name])


def _side_by_side(goods: Sequence[Product], context: Context) -> bool:
    """Which is the lightest the catalogue does not say; what it does say stands side by side."""
    context.reply.say("utter_extreme_unknown")
    put_side_by_side(goods[:COMPARED], context)
    return True


def _comparison(context: Context) -> bool:
    """ "Briefcase or tote?", of goods that were shown or are named; "which is better?" of all that were shown."""
    turn = context.turn
    if not compares(turn.text) or turn.intent == "recommend_product":
        return False
    asks_of_all = _WHICH.search(turn.text) and _may_be_of_goods(context) and not _names_kind(turn)
    of_shown = len(context.memory.focus.products) > 1 and asks_of_all
    if len(goods_told(context)) < 2 and not of_shown:
        return False
    compare_products(context)
    return True


def _cheaper(context: Context) -> bool:
    """ "Is there a cheaper one?", of the product spoken of or the cheapest of those shown; else than by a search that goes on."""
    turn = context.turn
    shown = existing(context, context.memory.focus.products)
    prices = currency(context)
    present = current(context) or min(
        (each for each in shown if prices in each.prices),
        key=lambda each: each.prices[prices].amount,
        default=None,
    )
    if present is None or prices not in present.prices or turn.intent in _LOOKING or _names_kind(turn):
        return False
    if len(turn.text) > LONGEST_FACT or not CHEAPER.search(turn.text) or not _may_want_less(context):
        return False
    if listed_products(context) and not _SOME_CHEAPER.search(turn.text):  # "is the cheaper one in stock?"
        return False
    query = {name: value for name, value in similar_query(present).items() if name != "passed"}
    alike = [each for each in _priced(query, context) if _is_called(each, present.kind)]
    limit = present.prices[prices].amount
    less = sorted(
        (each for each in alike if each.prices[prices].amount < limit),
        key=lambda each: each.prices[prices].amount,
    )
    if less:
        show_list("utter_goods_cheaper", less[:SHOWN], context)
    else:
        context.reply.say("utter_goods_none_cheaper", name=item_name(present, context.language))
    return True


def _within_price(context: Context) -> bool:
    """ "What's under 5 dollars?", 有啥10块以内的, whatever it sounds like."""
    turn = context.turn
    if turn.intent in _LOOKING or context.memory.task is not None or _names_kind(turn):
        return False
    if turn.first("price_max") is None or not _ANYTHING.search(turn.text):
        return False
    search(context)
    return True


def _may_want_less(context: Context) -> bool:
    """Whether a lower price is meant, and no coupon that is asked for by name."""
    turn = context.turn
    return (turn.intent == "promotion" and not _COUPON.search(turn.text)) or _may_be_of_goods(context)


def _fact(context: Context) -> bool:
    """One fact about the product spoken of, asked in a few words."""
    product, turn = current(context), context.turn
    if not _may_be_of_goods(context) and not _asks_its_warranty(context):
        return False
    asked = facts_asked(turn.text) if len(turn.text) <= LONGEST_FACT else []
    if turn.intent == "check_stock":  # which colours are left it tells better
        asked = [fact for fact in asked if fact.field is None]
    if not asked or product is None or turn.first("order_ref") or dropped(turn):
        return False
    named = named_products(context)
    if named and product.id not in {each.id for each in named}:
        return False
    if _names_kind(turn) and not named:
        return False
    is_new = context.memory.focus.query.get("current") != product.id
    tell_facts(product, asked, context)
    if is_new:
        show_product(product, context)
    return True


def _asks_its_warranty(context: Context) -> bool:
    """Whether the warranty of goods that are looked at is asked for, while no order is spoken of."""
    focus = context.memory.focus
    return context.turn.intent == "warranty" and bool(focus.query.get("current")) and not focus.order_id


def _may_be_of_goods(context: Context) -> bool:
    return context.turn.intent in _MAY_BE_OF_GOODS or context.turn.confidence < SURE


def _names_kind(turn: Turn) -> bool:
    return bool(turn.first("category") or turn.first("product"))
