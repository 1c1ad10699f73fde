"""Questions about goods that their data answer, whatever they sound like to the classifier: the ends of a range, which of those that
were shown, what is in them, one fact about the one spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.answers.goods_ends import tells_cheaper, tells_extremes
from actions.answers.goods_meant import LONGEST_FEW, LOOKING, may_be_of_goods, names_kind
from actions.answers.product import search
from actions.answers.product_details import compare_products, goods_told, show_product
from actions.answers.product_facts import facts_asked, tell_facts
from actions.clauses import narrowed
from actions.context import Context
from actions.product_query import dropped
from actions.product_text import features
from actions.products import PAIR, current, listed_products, named_products, remember_current
from actions.reading import IS_QUESTION
from actions.wording import item_name
from shop.domain.catalogue import Product
from values.goods_questions import compares, contents_asked

LONGEST_RATING = 20  # characters of a question for the rating that sounds like a wish to rate
LONGEST = 90  # characters; a longer message is about more
_ANYTHING = re.compile(
    r"\b(?:what(?:'?s)?|anything|something|stuff|things?|gifts?|presents?)\b|有[什啥哪]|什么东西|啥东西|东西",
    re.IGNORECASE,
)
_ALL_THAT = re.compile(
    r"\bwhich (?:ones|of your|of the)\b|\bwhat \w+ (?:have|has|come with)\b|哪些|哪几[个款种]", re.IGNORECASE
)
# "Which is better for coffee?", of two that were shown: the use names no other goods.
_BETTER_OF_TWO = re.compile(
    r"\W*(?:(?:and|ok|so|then) )*which (?:one )?(?:is|'?s|are|would be) (?:better|best|nicer) for\b|(?:那|这两个|这俩)*哪[一个款种]*(?:更|比较)?(?:适合|合适).{1,12}",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bwhich\b|哪", re.IGNORECASE)


def tells_of_goods(context: Context) -> bool:
    """Answers such a question; whether the message was one."""
    turn = context.turn
    if turn.is_button or len(turn.text) > LONGEST or turn.first("order_id"):
        return False
    return any(
        tell(context)
        for tell in (
            _contents,
            tells_extremes,
            _comparison,
            tells_cheaper,
            _within_price,
            _those_that,
            _fact,
        )
    )


def tells_while_buying(context: Context) -> bool:
    """The same while goods are bought: there "the cheapest, please" chooses, and only a question asks."""
    if not IS_QUESTION.search(context.turn.text) and not compares(context.turn.text):
        return False
    return tells_of_goods(context)


def _contents(context: Context) -> bool:
    """What is in the goods spoken of: what the catalogue says, and never that something is not in them."""
    turn = context.turn
    spans = contents_asked(turn.text)
    if not spans or not may_be_of_goods(context) or (turn.intent in LOOKING and names_kind(turn)):
        return False  # "vegan chocolate, no nuts, I'm allergic" looks for some: the search says what it cannot promise
    product = _apart_from(spans, context)
    if product is None:
        return False
    language = context.language
    told = features(product, language)
    response = "utter_contents_unknown" if told else "utter_contents_unknown_bare"
    remember_current(product, context)
    context.reply.say(response, name=item_name(product, language), features=told)
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


def _comparison(context: Context) -> bool:
    """ "Briefcase or tote?", of goods that were shown or are named; "which is better?" of all that were shown."""
    turn = context.turn
    of_two = len(context.memory.focus.products) == PAIR and bool(_BETTER_OF_TWO.match(turn.text))
    if not compares(turn.text) or (turn.intent == "recommend_product" and not of_two):
        return False
    asks_of_all = of_two or (_WHICH.search(turn.text) and may_be_of_goods(context) and not names_kind(turn))
    of_shown = len(context.memory.focus.products) > 1 and asks_of_all
    if len(goods_told(context)) < 2 and not of_shown:
        return False
    compare_products(context)
    return True


def _within_price(context: Context) -> bool:
    """ "What's under 5 dollars?", 有啥10块以内的, whatever it sounds like."""
    turn = context.turn
    if turn.intent in LOOKING or context.memory.task is not None or names_kind(turn):
        return False
    if turn.first("price_max") is None or not _ANYTHING.search(turn.text):
        return False
    search(context)
    return True


def _those_that(context: Context) -> bool:
    """All goods of a kind that have a feature: 耳机支持降噪的有哪些."""
    turn = context.turn
    names_both = names_kind(turn) and turn.first("attribute") is not None
    if turn.intent != "product_info" or not names_both or not _ALL_THAT.search(turn.text):
        return False
    search(context)
    return True


def _fact(context: Context) -> bool:
    """One fact about the product spoken of, asked in a few words."""
    turn = context.turn
    if not may_be_of_goods(context) and not _asks_of_what_is_looked_at(context):
        return False
    asked = facts_asked(turn.text) if len(turn.text) <= LONGEST_FEW else []
    if turn.intent == "check_stock":  # which colours are left it tells better
        asked = [fact for fact in asked if fact.field is None]
    listed = listed_products(context)
    if not asked or dropped(turn) or (turn.first("order_ref") and len(listed) != 1):
        return False
    product = listed[0] if len(listed) == 1 else current(context)
    if product is None:
        return False
    named = named_products(context)
    if named and product.id not in {each.id for each in named}:
        return False
    if names_kind(turn) and not named:
        return False
    is_new = context.memory.focus.query.get("current") != product.id
    tell_facts(product, asked, context)
    if is_new:
        show_product(product, context)
    return True


def _asks_of_what_is_looked_at(context: Context) -> bool:
    """Whether the warranty, or how they were rated ("reviews?"), is asked of goods that are looked at, while no order is spoken of."""
    turn, focus = context.turn, context.memory.focus
    rating = turn.intent == "leave_review" and len(turn.text) <= LONGEST_RATING
    return (rating or turn.intent == "warranty") and bool(focus.query.get("current")) and not focus.order_id
