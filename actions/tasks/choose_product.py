"""Choosing which product to buy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions.context import Context
from actions.memory import Case
from actions.product_query import (
    LIMITS,
    LONGEST_KEPT,
    LONGEST_LOOK,
    asks_for_others,
    is_limited,
    is_refinement,
    query_of,
    refined_query,
)
from actions.product_search import look_for, told
from actions.product_text import numbered
from actions.products import (
    current,
    existing,
    listed_products,
    named_products,
    names_in_part,
    remember_list,
    size_said,
    spoken_of,
)
from actions.questions import Option, Question
from actions.tasks.base import Ask, Step
from actions.tasks.choose_look import KIN
from actions.turn import Turn
from actions.wording import item_name
from shop.domain.catalogue import Product
from values.taking import orders_it

CANDIDATES = 5  # products offered when several fit


# 我要骨传导那个, "I'll have the bone one": of the one thing offered, a word of its name is enough beside this.
_WANTS_IT = re.compile(
    r"(?:我|就|那|还是)(?:就)?(?:要|买|拿|选|来)(?!.{0,3}[吗么?？])|\b(?:i'?ll (?:take|have|get)|i want|give me|let'?s take|go with)\b",
    re.IGNORECASE,
)
_SIZE_ALONE = re.compile(
    r"\W*(?:the |那个?|要|就)*(?:\d+\.\d+|\d{2,4})\s*(?:l|litres?|liters?|ml|g|grams?|kg|cm|inch(?:es)?|升|毫升|克|千克|公斤|厘米|码|号|寸)?(?: ?one|的|那[个款种]|吧|\W)*",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![\d.])(?:\d+\.\d+|\d{2,4})(?![\d.])")
_GIVEN_UP = re.compile(
    r"\W*(?:(?:算了|那|还是|我|都)*(?:不[买要看想]了|算了)(?:吧)?|(?:oh |ok |no,? )?(?:never ?mind|forget (?:it|that|them|about it)|leave it))[\s,，.。;；!！]+"
    r"|算了(?=看|找|换)",
    re.IGNORECASE,
)


# What a wish to buy says besides what is wanted: 我想买个…, "I'd like to order a …".
_BUYING = re.compile(
    r"\b(?:i'?d|i'?ll|i'?m|i|we|you|me|my|can|could|would|like|want|wanna|need|to|buy|order|purchase|get|have|take|place|an?|the|some|something|anything|"
    r"things?|stuff|looking|from|here|your|shop|store|please|pls|hi|hello|hey|one|new|now|today|online|for|it|this|that|these|those|them)\b"
    r"|我们?|你们?|您|想|要|买|購買|购买|購|订|定|下单|下個单|拍|来|帮忙?|给|请|麻烦|可以|能|在|店里?|东西|商品|这里?|那|[个個件双條条只把台套份盒包瓶张款种一两点些吗呢吧啊呀呗嘛哦哈了的亲]|你好|\W|\d",
    re.IGNORECASE,
)


_NAMING = ("inform", "search_product", "place_order", "product_info", "check_stock")


@dataclass(frozen=True)
class Wanted:
    """The products that a message may want, and the search that they come from.

    `without` is the limit of the search that none of them keeps. What only the limits of a search have singled out
    `is_offered`: it is not chosen yet, and the search can be narrowed and widened further.
    """

    ids: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    without: str | None = None
    is_offered: bool = False
    no_others: bool = False  # others were asked for, and there are none
    is_unknown: bool = False  # something is named that the shop does not have


def ask_product(case: Case, context: Context) -> Product | Step:
    """The product that the case is about, or the question for it."""
    if case.values.get("product_id"):
        return context.shop.catalogue.get(case.values["product_id"])
    candidates = existing(context, case.values.get("candidates", ()))
    _speak_of(candidates, case, context)
    prices = case.values["currency"]
    options = [
        Option(each.id, item_name(each, context.language), (each.name, each.name_zh)) for each in candidates
    ]
    facts = {"options": numbered(candidates, prices, context.language)} if options else {}
    response = "utter_question_which_to_buy" if options else "utter_question_what_to_buy"
    if len(options) == 1:
        response = "utter_question_buy_this_one"

    def read(turn: Turn) -> Wanted | None:
        taken = _takes_it(candidates, context)
        if taken is not None:
            return Wanted((taken.id,))
        by_look = told_by_look(candidates, turn)
        if by_look is not None and not listed_or_named(context):
            return Wanted((by_look.id,))
        wanted = wanted_products(context, with_current=False)
        ids = tuple(each.id for each in candidates)
        if wanted is None and not ids:
            wanted = goods_in_words(context) or _unknown(turn)
        if wanted is None and ids and asks_for_others(context):
            return Wanted(ids, case.values.get("query") or {}, is_offered=True, no_others=True)
        if wanted is None or (turn.intent == "stop_task" and not _names_after_giving_up(turn)):
            return None
        says_nothing_new = (
            wanted.ids == ids
            and not wanted.is_unknown
            and not (listed_or_named(context) or is_refinement(context))
        )
        return None if says_nothing_new else wanted

    # Whether there is a black one is asked of the whole list, until one of it is spoken of.
    # "Any with noise cancelling?" sounds like a fee for cancelling: what narrows the list is no other wish.
    narrows = is_refinement(context) and not listed_or_named(context) and current_of(context) is None
    kin = KIN | {context.turn.intent} if narrows and not context.turn.first("order_id") else KIN
    return Ask(Question("product_id", response, read, facts, options, kin=kin))


def wanted_products(context: Context, *, with_current: bool = True) -> Wanted | None:
    """What the message may want; None where it says nothing of the kind."""
    listed = listed_products(context)
    if listed:
        return Wanted(tuple(product.id for product in listed))
    named = named_products(context, CANDIDATES)
    asked_for = query_of(context)
    if len(named) == 1:
        within = _searched(asked_for, named, context, is_offered=False) if _has_price(asked_for) else None
        return within if within and within.without else Wanted((named[0].id,))
    if _goes_on(context, with_current=with_current):
        return _searched(refined_query(context), [], context, is_offered=True)
    names_kind = context.turn.first("product") or any(asked_for.get(name) for name in ("category", "brand"))
    limits = [name for name in LIMITS if name in asked_for and name not in ("category", "brand")]
    if named and not limits:
        return Wanted(tuple(product.id for product in named), asked_for)
    if named or names_kind:
        return _searched(asked_for, named, context, is_offered=is_limited(context.turn))
    found = spoken_of(context, CANDIDATES) if with_current else []
    return Wanted(tuple(product.id for product in found)) if found else None


def goods_in_words(context: Context) -> Wanted | None:
    """What the shop has of goods that no name nor kind was known in: 陶瓷杯, of which there is a 陶瓷马克杯."""
    turn = context.turn
    if turn.is_button or not names_something(turn) or not context.shop.catalogue.sells(turn.text):
        return None
    return _searched({"text": turn.text[:LONGEST_KEPT]}, [], context, is_offered=True)


def _unknown(turn: Turn) -> Wanted | None:
    """Goods named in answer to what is wanted, which nobody knows: "a guitar"."""
    is_named = turn.intent in _NAMING and len(turn.text) <= LONGEST_LOOK and names_something(turn)
    return Wanted((), is_unknown=True) if is_named else None


def names_something(turn: Turn) -> bool:
    """Whether a wish to buy says what is wanted, whatever it is."""
    return not turn.is_button and bool(_BUYING.sub("", turn.text))


def _has_price(query: Mapping[str, str]) -> bool:
    return "price_max" in query or "price_min" in query


def searches_on(context: Context) -> Wanted | None:
    """What a message wants that goes back from the chosen product to the search: "anything under 100?", 便宜点的."""
    searching = is_refinement(context) and (is_limited(context.turn) or asks_for_others(context))
    if not searching or listed_or_named(context):
        return None
    return _searched(refined_query(context), [], context, is_offered=True)


def listed_or_named(context: Context) -> bool:
    return bool(listed_products(context) or named_products(context))


def keep_wanted(case: Case, wanted: Wanted) -> None:
    """One product is chosen, several are offered; what was said about another product no longer holds."""
    ids = wanted.ids
    if len(ids) > 1 or (ids and wanted.is_offered):
        for name in ("product_id", "listed"):
            case.values.pop(name, None)
        case.values.update(candidates=list(ids), query=dict(wanted.query), without=wanted.without)
    elif ids and case.values.get("product_id") != ids[0]:
        case.values["product_id"] = ids[0]
        for name in ("candidates", "listed", "query", "without"):
            case.values.pop(name, None)


def keep_look(case: Case, wanted: Wanted) -> None:
    """Colour and size are the search's: what it was widened by is not wanted of its goods either."""
    for name in ("color", "size"):
        if wanted.query.get(name):
            case.values[name] = wanted.query[name]
        elif wanted.query:
            case.values.pop(name, None)


def _goes_on(context: Context, *, with_current: bool) -> bool:
    """Whether the message changes the last search; colour and size of one product spoken of are that one's look."""
    if not is_refinement(context):
        return False
    speaks_of_one = with_current and current(context) is not None
    return is_limited(context.turn) if speaks_of_one else True


def _searched(
    query: Mapping[str, str], named: Sequence[Product], context: Context, *, is_offered: bool
) -> Wanted | None:
    """What fits the search, of the products named in part only where any of them does."""
    found = look_for(query, context)
    if not found.products or (query.get("passed") and found.without):
        return None
    known = {product.id for product in named}
    ids = [product.id for product in found.products]
    ids = [id for id in ids if id in known] or ids
    is_offered = is_offered or found.without is not None
    return Wanted(tuple(ids), query, found.without, is_offered)


def _speak_of(candidates: Sequence[Product], case: Case, context: Context) -> None:
    """What is offered is the list spoken of from now on, and its search the one that is narrowed and widened."""
    if not candidates or case.values.get("listed"):
        return
    case.values["listed"] = True
    query, without = case.values.get("query") or {}, case.values.get("without")
    context.memory.focus.query = dict(query)
    remember_list(candidates, context)
    if without:
        wishes, loosened = told(query, without, context)
        context.reply.say("utter_nothing_fits_all", wishes=wishes, loosened=loosened)


def _takes_it(candidates: Sequence[Product], context: Context) -> Product | None:
    """The product that "order it" takes: the one spoken of last, or the only one that is offered."""
    turn = context.turn
    one = candidates[0] if len(candidates) == 1 else None
    if one is not None and turn.says_yes and not listed_or_named(context):
        return one
    if one is not None and _WANTS_IT.search(turn.text) and names_in_part(one, turn.text):
        return one
    if turn.is_button or not orders_it(turn.text):
        return None
    return current_of(context) or one


def told_by_look(candidates: Sequence[Product], turn: Turn) -> Product | None:
    """The one of the candidates that there is in the size or colour said: 1.7, of kettles of 1.7 and 0.9 litres."""
    if turn.is_button or len(candidates) < 2 or len(turn.text) > LONGEST_LOOK:
        return None
    if not turn.is_bare and not _SIZE_ALONE.fullmatch(turn.text):  # "100 King Street" is no size
        return None
    color, numbers = turn.first("color"), _NUMBERS.findall(turn.text)
    if not color and not numbers and not any(size_said(product, turn.text) for product in candidates):
        return None
    fit = [product for product in candidates if _is_made(product, color, numbers, turn.text)]
    return fit[0] if len(fit) == 1 else None


def _is_made(product: Product, color: str | None, numbers: Sequence[str], text: str) -> bool:
    """Whether there is one of the colour and of a size that begins with the number said, or is it."""
    size = size_said(product, text)
    fitting = (variant for variant in product.variants if color in (None, variant.color))
    if size:
        return any(variant.size == size for variant in fitting)
    return any(all(_begins(variant.size, number) for number in numbers) for variant in fitting)


def _begins(size: str | None, number: str) -> bool:
    return bool(size) and re.match(rf"{re.escape(number)}(?![\d.])", str(size)) is not None


def current_of(context: Context) -> Product | None:
    """The product of the list that has been spoken of by itself."""
    return current(context) if context.memory.focus.query.get("current") else None


def _names_after_giving_up(turn: Turn) -> bool:
    """Whether goods are named behind the words that give others up: "never mind, show me speakers", 不买了 看看音箱."""
    given_up = _GIVEN_UP.match(turn.text)
    nouns = ("product", "category", "brand")
    return given_up is not None and any(
        name in nouns and start >= given_up.end() for name, _, start in turn.places
    )
