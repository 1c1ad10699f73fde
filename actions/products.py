"""Which products a message speaks of, in which currency, and what is kept in mind about them.

`memory.focus.products` holds the products listed last ("the second one"); `memory.focus.query` the search
that they came from, and besides: `current`, the product spoken of last ("it"), and `asked`, the question that
waits for a product to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from actions.context import Context
from actions.questions import POSITIONS
from actions.telling_apart import own_words
from actions.turn import Turn
from shop.domain.catalogue import Product, Variant, lies_within
from shop.domain.errors import NotFound
from shop.domain.words import FUNCTION_WORDS, han_pairs, latin_words, normal

DEFAULT_CURRENCY = {"en": "USD", "zh": "CNY"}
_PRODUCT_ID = re.compile(r"(?<![A-Za-z0-9])PRD-?\s?(\d{1,6})(?!\d)", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(it|it'?s|its|this|that|these|those|they|them)\b|它|這|这|那(个|款|件|双|条|只|台|套)|该款|刚才|刚刚",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(first|second|third|fourth|fifth)\b|第([一二三四五])(?:[个款件双种]|(?=[和跟与]))")
PAIR = 2
_LEAST_RUN = 3  # signs of a Chinese name that are no chance
_LEAST_WORD = 3  # letters by which goods are told apart
_FORMER_OR_LATTER = re.compile(
    r"(?P<former>\bthe former\b|前(?:面|一)(?:的|那)?[个款件双种])|\bthe latter\b|后(?:面|一)(?:的|那)?[个款件双种]",
    re.IGNORECASE,
)
_FIRST_OR_LAST_TWO = re.compile(
    r"(?P<first>\bfirst two\b|\bfirst and second\b|[前头][两2]|第一[和跟与]第二)|\b(?:last|other) two\b|[后後][两2]",
    re.IGNORECASE,
)
# Goods that are turned down in the same breath as others are asked for.
_TURNED_DOWN = re.compile(
    r"(?:不想?要|别要)[^,，。;；]{1,15}[,，。;；]\s*(?=(?:我|就|换|来|想|看|要|有))"
    r"|\b(?:not|don'?t want|no) (?:the |a |an |any )?[^,.;]{1,30}[,.;]\s*(?=(?:but|i|show|the|rather|a|an)\b)",
    re.IGNORECASE,
)
PRICED = re.compile(
    r"(?P<low>\b(?:cheap(?:er|est)|less expensive) one\b|^\W*(?:ok |then |just )*the cheap(?:er|est)(?: please)?\W*$|便宜(?:点|些)?的?那(?:个|款|件|双|种)|最便宜的)|\b(?:more|most) expensive one\b|贵(?:点|些)?的?那(?:个|款|件|双|种)|最贵的",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\w.+-]+@[\w.-]+")
_UNITS = (
    ("ml", r"(millilit(re|er)s?|mls?)"), ("l", r"(lit(re|er)s?|l)"), ("kg", r"(kilos?|kilograms?|kgs?)"),
    ("g", r"(grams?|g)"), ("cm", r"(centimet(re|er)s?|cms?)"), ("mm", r"(millimet(re|er)s?|mm)"),
    ("inch", r"(inch(es)?|in|\")"), ("m", r"(met(re|er)s?|m)"),
)  # fmt: skip
# A named currency; the specific names first, since 美元 holds 元 and US$ holds $.
_CURRENCIES = (
    ("USD", re.compile(r"\busd\b|us\$|\$|\b(us )?dollars?\b|\bbucks?\b|美元|美金|美刀", re.IGNORECASE)),
    ("EUR", re.compile(r"\beuros?\b|\beur\b|€|欧元|歐元", re.IGNORECASE)),
    (
        "GBP",  # a pound is a weight, too
        re.compile(
            r"\bgbp\b|£|\bbritish pounds?\b|\bpounds? sterling\b|\bquid\b|英镑|英鎊|\bin pounds\b"
            r"|\bpounds (?:please|pls|not dollars|instead)\b|\bpounds\W*(?:please|pls)?\W*$|\b\d+ pounds (?:max|budget|or (?:less|under)|tops)\b"
            r"|\b(?:under|below|over|above|than|max|around|about|up to|budget(?: of| is)?|within|spend|for|between) \d+(?:\.\d+)?(?: (?:and|to) \d+)? pounds\b(?! of)",
            re.IGNORECASE,
        ),
    ),
    (
        "CNY",
        re.compile(r"\bcny\b|\brmb\b|\byuan\b|[¥￥]|人民币|人民幣|[\d百千万十](元|块|塊)", re.IGNORECASE),
    ),
)


def named_currency(text: str) -> str | None:
    return next((currency for currency, name in _CURRENCIES if name.search(text)), None)


def currency(context: Context) -> str:
    """The currency that prices are told in: the one named, the open order's, else the language's."""
    focus = context.memory.focus
    named = named_currency(context.turn.text) or focus.query.get("currency")
    if named:
        return str(named)
    if focus.order_id and context.is_open(focus.order_id):
        return str(context.shop.orders.get(focus.order_id).currency)
    return DEFAULT_CURRENCY[context.language]


def named_products(context: Context, limit: int = 3) -> list[Product]:
    """The products that the message itself names, by number or by name."""
    ids = _ids(context.turn)
    if ids:
        return existing(context, ids)
    if context.turn.is_button:
        return []
    text = _TURNED_DOWN.sub(" ", _CONTACT.sub(" ", context.turn.text))  # ethan.brooks@… names no brook
    found = list(context.shop.catalogue.match(text, limit=limit))
    category = context.turn.first("category")
    if category and category in context.shop.catalogue.categories():
        # "sneakers … run small" names no marble run: what is named in part must be of the kind that is spoken of
        found = [
            product
            for product in found
            if product.category == category
            or product.name.casefold() in text.casefold()
            or _shares_run(product.name_zh, text)
        ]
    features = context.turn.features or context.turn.entities.get("attribute", ())
    if found and features:  # "is the trail shoe waterproof?" does not mean a waterproof pouch
        for feature in features:
            text = text.replace(feature, " ")
        plain = list(context.shop.catalogue.match(text, limit=limit))
        names_goods = any(context.turn.first(name) for name in ("product", "category", "brand"))
        if not plain and context.memory.focus.products and not names_goods:
            return []  # "any of them waterproof?": the feature of goods in view, and no name
        return plain if len(plain) == 1 else found
    return found


def listed_products(context: Context) -> list[Product]:
    """The products that the message points at by their place in the last list."""
    listed = context.memory.focus.products
    places = {**POSITIONS, "latest": 0, "last": len(listed) - 1}
    said = [places.get(reference, -1) for reference in context.turn.entities.get("order_ref", ())]
    said += [place for place in _places_said(context.turn, len(listed)) if place not in said]
    pointed = existing(context, [listed[place] for place in said if 0 <= place < len(listed)])
    return pointed or _by_price(listed, context)


def shown_by_word(context: Context) -> list[Product]:
    """The goods shown last that a word of their names tells from the others: "briefcase or tote?", 龙井跟白茶."""
    turn, shown = context.turn, existing(context, context.memory.focus.products)
    if turn.is_button or len(shown) < PAIR:
        return []
    said = _words(turn.text)
    own = own_words([_words(product.name) | _words(product.name_zh) for product in shown])
    return [product for product, mine in zip(shown, own, strict=True) if mine & said]


def _shares_run(name: str, text: str) -> bool:
    """Whether three signs of a Chinese name stand together in the text: 间歇泉水壶 means 间歇泉电热水壶."""
    return any(name[at : at + _LEAST_RUN] in text for at in range(len(name) - _LEAST_RUN + 1))


def names_in_part(product: Product, text: str) -> bool:
    """Whether a word of the product's name stands in the text."""
    return bool((_words(product.name) | _words(product.name_zh)) & _words(text))


def _words(text: str) -> set[str]:
    """The words as the catalogue reads them, but for the shortest and those that say nothing of a product."""
    plain = normal(text)
    latin = {word for word in latin_words(plain) if len(word) >= _LEAST_WORD}
    return latin - FUNCTION_WORDS | set(han_pairs(plain))


def _places_said(turn: Turn, count: int) -> list[int]:
    """Places that no entity holds: "the first and the third", 第一款和第三款; "the latter" of two."""
    ends = _FORMER_OR_LATTER.search(turn.text) if count == PAIR and not turn.is_button else None
    if ends:
        return [0 if ends.group("former") else 1]
    pair = None if turn.is_button or count <= PAIR else _FIRST_OR_LAST_TWO.search(turn.text)
    if pair:
        return [0, 1] if pair.group("first") else [count - 2, count - 1]
    found = [] if turn.is_button else _PLACE.findall(turn.text.casefold())
    places = ["一二三四五".find(zh) if zh else list(POSITIONS).index(en) for en, zh in found]
    return places if len(places) > 1 else []


def _by_price(listed: Sequence[str], context: Context) -> list[Product]:
    """The cheapest or dearest of the list where one is pointed at by that: "the cheaper one", 便宜的那个."""
    said = None if context.turn.is_button or len(listed) < 2 else PRICED.search(context.turn.text)
    prices = currency(context) if said else ""
    priced = [each for each in existing(context, listed) if prices in each.prices] if said else []
    if said is None or not priced:
        return []
    choose = min if said.group("low") else max
    return [choose(priced, key=lambda each: each.prices[prices].amount)]


def spoken_of(context: Context, limit: int = 3) -> list[Product]:
    """The products named, pointed at, or still being spoken of. Several: it is not clear which is meant."""
    if _ids(context.turn):
        return named_products(context)
    listed = listed_products(context)
    if listed:
        return listed
    present = current(context)
    named = named_products(context, limit)
    if present and any(product.id == present.id for product in named):
        return [present]
    if present and _POINTING.search(context.turn.text) and not context.turn.first("product"):
        return [present]
    if named:
        return named
    if present:
        return [present]
    return existing(context, context.memory.focus.products[:limit])


def points_at_one(turn: Turn) -> bool:
    """Whether the message says "it", "this one" or the like."""
    return not turn.is_button and bool(_POINTING.search(turn.text))


def current(context: Context) -> Product | None:
    """The product that "it" means."""
    focus = context.memory.focus
    known = focus.query.get("current") or (focus.products[0] if len(focus.products) == 1 else None)
    found = existing(context, [known]) if known else []
    return found[0] if found else None


def remember_current(product: Product, context: Context) -> None:
    focus = context.memory.focus
    focus.query = {**focus.query, "current": product.id}
    focus.query.pop("asked", None)
    if product.id not in focus.products:
        focus.products = [product.id]


def remember_list(products: Sequence[Product], context: Context, asked: str | None = None) -> None:
    """Keeps a list that was shown, and the question that waits for one of them to be chosen."""
    focus = context.memory.focus
    focus.products = [product.id for product in products]
    focus.query = {name: value for name, value in focus.query.items() if name not in ("current", "asked")}
    if asked:
        focus.query["asked"] = asked


def existing(context: Context, ids: Sequence[str]) -> list[Product]:
    found = []
    for id in dict.fromkeys(ids):
        try:
            found.append(context.shop.catalogue.get(id))
        except NotFound:
            continue
    return found


def fitting(variants: Sequence[Variant], color: str | None, size: str | None) -> list[Variant]:
    """The variants of that colour and size; None fits all."""
    return [
        variant
        for variant in variants
        if (color is None or variant.color == color) and (size is None or same_size(variant.size, size))
    ]


def same_size(one: str | None, other: str | None) -> bool:
    """Whether they are the same, or one is a number within the other: 43 is 43-46."""
    plain, like = _plain_size(one), _plain_size(other)
    return plain == like or lies_within(plain, like) or lies_within(like, plain)


def size_said(product: Product, text: str) -> str | None:
    """The size of this product that a sentence names in either language: "1.7 litres", 1.7升."""
    said = _plain(text)
    sizes = {
        variant.size: product.sizes_zh.get(variant.size, "") for variant in product.variants if variant.size
    }
    found = []
    for size, size_zh in sizes.items():
        forms = [form for form in (_plain(size), _plain(size_zh)) if len(form) > 1]
        if any(re.search(rf"(?<![\d.a-z]){re.escape(form)}(?![\da-z]|\.\d)", said) for form in forms):
            found.append(size)
    return max(found, key=len, default=None) or _by_number(sizes, said)


def _by_number(sizes: Iterable[str], said: str) -> str | None:
    """The one size whose number is said without its unit: "the white 1.7 one". Whole numbers may count anything."""
    numbers = re.findall(r"(?<![\d.])\d+\.\d+(?![\d.])", said)
    found = [size for size in sizes if any(re.match(rf"{re.escape(n)}(?![\d.])", size) for n in numbers)]
    return found[0] if len(found) == 1 else None


def _plain_size(size: str | None) -> str:
    return _plain(size or "").replace(" ", "")


def _plain(text: str) -> str:
    """Without the words around a size, units in their short form: "size 42" is 42, "1.7 litres" 1.7l."""
    plain = text.casefold()
    for unit, words in _UNITS:
        plain = re.sub(rf"(?<=\d)\s*{words}(?![a-z])", unit, plain)
    plain = re.sub(r"(?<![a-z])(size|eu|us|uk)\s*(?=\d)|(?<=\d)\s*[码碼号號]", "", plain)
    return re.sub(r"(?<![\w.])([2-5])xl(?![a-z])", lambda found: "x" * int(found.group(1)) + "l", plain)


def _ids(turn: Turn) -> list[str]:
    said = [turn.text, *turn.entities.get("product", ()), *turn.entities.get("choice", ())]
    return [f"PRD-{int(number)}" for text in said for number in _PRODUCT_ID.findall(text)]
