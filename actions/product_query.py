"""What a customer looks for, as plain values that can be kept, refined and given to the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from actions.context import Context
from actions.products import currency, current, existing, named_currency, named_products
from actions.turn import Turn
from shop.domain.catalogue import Product
from shop.service.catalogue import ProductQuery
from values.ages import child_age
from values.goods_questions import asks_for_less
from values.hobbies import liked_category
from values.prices import price_around

LIMITS = ("price_max", "price_min", "attribute", "size", "color", "brand", "category")
NOUNS = ("product", "category", "brand")  # a message with one of these looks for something new
LONGEST_REFINEMENT = 60  # characters; a longer message is a search of its own
LONGEST_LOOK = 24  # characters of "and in white?", "any others?"
LONGEST_KEPT = 300  # characters of a search that are kept in mind
NEARBY = Decimal("0.25")  # how far "around 200" reaches to either side
MOST_EXPENSIVE = Decimal("9999999")

# Others than those that were shown: 换一批, "show me some others".
_OTHERS = re.compile(
    r"^\W*(?:还有吗|(?:is )?(?:there )?anything else)\W*$|换一批|换一拨|换几[个款种]|(?:还|再)有(?:没有)?(?:别|其[他它])的|(?:有没有|看看?|有)(?:别|其[他它])的(?!颜色|尺|码|牌)|别的(?:款|呢)|其[他它]款"
    r"|\b(?:show|see|have|got|are there|any|some|the) (?:me |you )?(?:any |some |the )?others?(?: ones?)?\W*$|\b(?:any|some)thing else like\b"
    r"|\bother (?:ones|options|choices|models)\b|\bdifferent ones\b|\bmore (?:options|choices)\b|\bnext (?:ones|page)\b|\bshow (?:me )?more\b",
    re.IGNORECASE,
)
_SIMILAR = re.compile(
    r"类似|差不多的|相似|同类|替代|\bsimilar\b|\bsomething like (?:it|this|that)\b|\balternatives?\b|\bcomparable\b",
    re.IGNORECASE,
)
# Of the goods that were shown some that are so and so: 有没有好看一点的, "any with a lid?".
_DESCRIBES = re.compile(
    r"的[吗么呢啊呀]?\W*$|\b(?:ones?|with|without|that)\b|\bany(?:thing)?\b", re.IGNORECASE
)
_RULED_OUT = re.compile(
    r"\W*(?:我|那|但)*(?:不要|不想要|别要|不喜欢|除了)([\u4e00-\u9fff]{1,6}?)(?:式|款)?的?(?:吧|了|以外的?|\W)*"
    r"|\W*(?:but |and |please )*(?:no|not|nothing|don'?t want|without)(?: the| any)? ([a-z][a-z -]{2,24}?)(?: ones?)?(?: please|\W)*",
    re.IGNORECASE,
)
_ANY = r"(随便|都行|都可以|无所谓|不限|不要紧|没关系)"
# Words that take a limit back: "any colour", 颜色随便.
_DROPPED = {
    "color": re.compile(
        rf"\b(any|forget the|whatever|other) colou?r|colou?r doesn'?t matter|颜色{_ANY}|什么颜色都", re.I
    ),
    "size": re.compile(
        rf"\b(any|forget the|whatever) size|size doesn'?t matter|(尺码|大小|尺寸){_ANY}", re.I
    ),
    "price": re.compile(
        rf"\bany price|forget the (price|budget)|(price|budget|money) doesn'?t matter|(价格|价钱|预算){_ANY}",
        re.I,
    ),
    "brand": re.compile(
        rf"\b(any|forget the|whatever|other) brand|brand doesn'?t matter|(品牌|牌子){_ANY}|什么牌子都", re.I
    ),
}


def query_of(context: Context) -> dict[str, str]:
    """The values that the message holds, with the whole of its text."""
    turn = context.turn
    values = {name: turn.first(name) for name in LIMITS}
    found = {name: value for name, value in values.items() if value is not None}
    if turn.first("product"):
        found["noun"] = "|".join(turn.entities["product"])
    names_goods = any(turn.first(noun) for noun in (*NOUNS, "attribute"))
    if turn.is_button and turn.first("product"):
        found["text"] = str(turn.first("product"))
    elif not turn.is_button and (names_goods or not turn.is_bare):
        found["text"] = turn.text[:LONGEST_KEPT]
    named = named_currency(turn.text)
    if named:
        found["currency"] = named
    if not turn.is_button:
        found.update(_about_the_price(turn), **_for_what_is_liked(turn), **_for_a_child(turn))
        if found.get("category") and not turn.first("category"):  # the toys are meant by no word of the text
            found.pop("text", None)
    return found


def _about_the_price(turn: Turn) -> dict[str, str]:
    """ "Around 200" as limits on either side of it."""
    about = price_around(turn.text)
    if about is None or turn.first("price_min") or turn.first("price_max") not in (None, str(about)):
        return {}
    return {"price_min": str(int(about * (1 - NEARBY))), "price_max": str(int(about * (1 + NEARBY)))}


def _for_a_child(turn: Turn) -> dict[str, str]:
    """The age of the child that it is for; where no goods are named, toys are looked for."""
    age = child_age(turn.text)
    if age is None:
        return {}
    toys = {} if any(turn.first(noun) for noun in NOUNS) else {"category": "toys"}
    return {"age": str(age), **toys}


def _for_what_is_liked(turn: Turn) -> dict[str, str]:
    """What somebody likes to do tells the kind of goods, where none are named: "a gift for dad, he likes cooking"."""
    category = None if any(turn.first(noun) for noun in NOUNS) else liked_category(turn.text)
    return {"category": category} if category else {}


def is_refinement(context: Context) -> bool:
    """Whether the message says something about the last search and names nothing new to look for."""
    turn = context.turn
    if not kept_limits(context.memory.focus.query) or any(turn.first(noun) for noun in NOUNS):
        return False
    if len(turn.text) > LONGEST_REFINEMENT:
        return False
    return (
        any(turn.first(name) for name in LIMITS)
        or child_age(turn.text) is not None
        or price_around(turn.text) is not None
        or asks_for_less(turn.text)
        or bool(dropped(turn))
        or asks_for_others(context)
        or ruled_out(context) is not None
    )


def is_limited(turn: Turn) -> bool:
    """Whether the message says something that only a search is narrowed by: a price, "cheaper", a feature."""
    named = any(turn.first(name) for name in ("price_max", "price_min", "attribute"))
    about = price_around(turn.text) is not None or child_age(turn.text) is not None
    return named or about or asks_for_less(turn.text)


def asks_for_others(context: Context) -> bool:
    """Whether goods are asked for other than those that the last search has shown."""
    return (
        not context.turn.is_button
        and len(context.turn.text) <= LONGEST_LOOK
        and bool(context.memory.focus.products)
        and bool(_OTHERS.search(context.turn.text))
    )


def ruled_out(context: Context) -> str | None:
    """The sort of goods that is not wanted of those that were shown: 不要头戴的, "no over-ear ones"."""
    said = None if context.turn.is_button else _RULED_OUT.fullmatch(context.turn.text)
    if said is None:
        return None
    word = next(filter(None, said.groups())).casefold()
    shown = existing(context, context.memory.focus.products)
    return word if any(speaks_of(product, word) for product in shown) else None


def speaks_of(product: Product, word: str) -> bool:
    """Whether the name, the kind or a feature of the product has the word."""
    told = (
        product.name,
        product.name_zh,
        product.kind,
        product.kind_zh,
        *product.attributes,
        *product.attributes_zh,
    )
    return any(word in each.casefold() for each in told if each)


def asks_for_similar(context: Context) -> bool:
    """Whether something like the product spoken of last is asked for."""
    turn = context.turn
    if turn.is_button or len(turn.text) > LONGEST_LOOK or any(turn.first(noun) for noun in NOUNS):
        return False
    return current(context) is not None and bool(_SIMILAR.search(turn.text))


def similar_query(product: Product) -> dict[str, str]:
    """The search for other goods of the same kind."""
    return {
        "category": product.category,
        "text": f"{product.kind} {product.kind_zh}".strip(),
        "passed": product.id,
    }


def describes_last(context: Context) -> bool:
    """Whether a few words describe the kind of goods looked for last more closely, and name no other: 有没有礼盒装的."""
    turn = context.turn
    if turn.is_button or len(turn.text) > LONGEST_LOOK or any(turn.first(noun) for noun in NOUNS):
        return False
    return bool(kind_of_last(context)) and bool(_DESCRIBES.search(turn.text)) and not named_products(context)


def kind_of_last(context: Context) -> dict[str, str]:
    """What the goods looked for last are called, and their price."""
    old = context.memory.focus.query
    kind = {name: str(old[name]) for name in ("category", "noun", "brand") if old.get(name)}
    limits = {name: str(old[name]) for name in ("price_max", "price_min", "currency") if old.get(name)}
    return {**limits, **kind} if kind else {}


def kept_limits(query: Mapping[str, str]) -> dict[str, str]:
    """The search in mind, without what else is kept beside it."""
    return {
        name: value
        for name, value in query.items()
        if name in (*LIMITS, "age", "text", "noun", "currency", "passed", "without")
    }


def refined_query(context: Context) -> dict[str, str]:
    """The last search with what the message changes: values said again, and limits that are taken back."""
    old = kept_limits(context.memory.focus.query)
    passed = old.pop("passed", "").split()
    new = {name: value for name, value in query_of(context).items() if name != "text"}
    query = {**old, **new}
    for name in dropped(context.turn):
        query.pop(name, None)
    cheapest = _lowest_price(context)
    if asks_for_less(context.turn.text) and cheapest is not None and "price_max" not in new:
        query["price_max"] = str(cheapest - Decimal("0.01"))
    if word := ruled_out(context):
        query["without"] = word
    if asks_for_others(context):
        query["passed"] = " ".join(dict.fromkeys([*passed, *context.memory.focus.products]))
    return query


def dropped(turn: Turn) -> list[str]:
    """The limits that the customer no longer cares about."""
    names = [name for name, words in _DROPPED.items() if words.search(turn.text)]
    limits = {
        limit for name in names for limit in (("price_min", "price_max") if name == "price" else (name,))
    }
    if not names:  # "any price" leaves the colour as it was
        limits |= turn.taken_back & set(LIMITS)
    return [limit for limit in LIMITS if limit in limits and turn.first(limit) is None]


def to_catalogue(query: Mapping[str, str], context: Context) -> ProductQuery:
    """The catalogue's query. Prices that make no sense do not count; two in the wrong order are swapped."""
    least, most = amount(query.get("price_min")), amount(query.get("price_max"))
    if least is not None and most is not None and least > most:
        least, most = most, least
    return ProductQuery(
        text=query.get("text"),
        nouns=tuple(filter(None, query.get("noun", "").split("|"))),
        category=query.get("category"),
        brand=query.get("brand"),
        color=query.get("color"),
        size=query.get("size"),
        price_min=least,
        price_max=most,
        currency=query.get("currency") or currency(context),
        attribute=query.get("attribute"),
        age=int(query["age"]) if query.get("age") else None,
    )


def amount(said: str | None) -> Decimal | None:
    """A price in whole units; None for what is no number, negative or beyond all prices."""
    try:
        found = Decimal(said) if said is not None else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and 0 <= found <= MOST_EXPENSIVE else None


def _lowest_price(context: Context) -> Decimal | None:
    present = current(context)
    shown: list[Product] = [present] if present else existing(context, context.memory.focus.products)
    prices = [
        product.prices[currency(context)].amount for product in shown if currency(context) in product.prices
    ]
    return min(prices, default=None)
