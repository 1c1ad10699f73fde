"""Which size fits: the guide as text, and the size that the customer's own measures come to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from actions.context import Context
from actions.product_text import category_label, sizes
from actions.products import existing
from actions.reading import IS_QUESTION
from actions.tasks.wishes import bare_size
from actions.turn import Language
from actions.wording import item_name, listing
from shop.domain.catalogue import Product, SizeGuide

_NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)"
# Measure (as the guides' English columns name it) -> how it is said, in centimetres or kilograms.
_SAID: Mapping[str, re.Pattern[str]] = {
    "foot": re.compile(rf"(?:\bfoot|\bfeet|脚|腳)\D{{0,15}}?{_NUMBER}\s*(mm|毫米|cm|公分|厘米)?", re.I),
    "chest": re.compile(rf"(?:\bchest|\bbust|胸围|胸圍)\D{{0,12}}?{_NUMBER}", re.I),
    "waist": re.compile(rf"(?:\bwaist|腰围|腰圍)\D{{0,12}}?{_NUMBER}\s*(inch|in\b|\"|英寸)?", re.I),
    "head": re.compile(rf"(?:\bhead|头围|頭圍)\D{{0,18}}?{_NUMBER}", re.I),
    "hand": re.compile(rf"(?:\bhand|掌宽|掌围|手掌)\D{{0,12}}?{_NUMBER}", re.I),
    "weight": re.compile(rf"{_NUMBER}\s*(kilos?\b|kgs?\b|公斤|千克|斤|lbs?\b|pounds?\b)", re.I),
    "height": re.compile(r"(?<![\d.])(1[3-9]\d|20\d)(?![\d.])\s*(?!斤|公斤|kg|kilo|lb|pound|元|块|mm)", re.I),
}
_METRES = re.compile(r"(?<!\d)([12])\s*(?:m|米|\.)\s*(\d{2})(?!\d)", re.I)
_METRES_ZH = re.compile(
    r"(?<!\d)([一1])米([四五六七八九4-9])([零一二三四五六七八九0-9])?(?![\d.十])"
)  # 一米七五, 1米8
_DIGITS_ZH = {sign: number for number, sign in enumerate("零一二三四五六七八九")}
_FEET = re.compile(r"(?<!\d)([4-6])\s*(?:'|’|ft|foot|feet|尺)\s*(\d{1,2})?", re.I)
_WIDE = re.compile(
    r"\b(?:wide|broad) (?:feet|foot)\b|\bfeet are (?:quite |very |rather )?(?:wide|broad)\b|\bhigh instep\b|脚[背有点比较偏]*[宽高厚胖]|宽脚|脚背高",
    re.IGNORECASE,
)
# What the message speaks of when it names no product and no category.
_ABOUT = (
    ("pets", r"\b(dogs?|cats?|pupp(y|ies)|beagle|poodle)\b|狗|猫|柯基|泰迪"),
    ("baby", r"\bbab(y|ies)\b|宝宝|寶寶|婴儿|新生儿|个月|months? old"),
    ("home", r"\b(duvet|bedding|quilt)\b|被子|被套|床笠|四件套"),
    ("sports", r"\bhelmets?\b|头盔|頭盔"),
    ("accessories", r"\b(gloves?|hats?|beanie|rings?|bracelets?)\b|手套|帽|戒指|手镯"),
    ("underwear", r"\bbras?\b|文胸|胸罩|内衣"),
    ("shoes", r"\b(shoes?|boots?|sneakers?|trainers|sandals?|foot|feet)\b|鞋|靴|脚|腳|欧码"),
    (
        "clothing",
        r"\b(shirts?|t-?shirts?|jackets?|coats?|jeans|pants|trousers|dress(es)?|sweaters?|hoodies?|leggings|chest|"
        r"waist|cm|kg|kilos?|tall)\b|衣|裤|褲|裙|衫|外套|毛衣|羽绒服|身高|体重|體重|胸围|腰围|斤|穿什么码|公分",
    ),
)  # fmt: skip


def size_guide_of(product: Product | None, context: Context) -> None:
    """Says the guide of the product, else of the kind of goods that the message is about."""
    turn, language = context.turn, context.language
    category = (
        product.category if product else turn.first("category") or _about(turn.text) or _in_view(context)
    )
    if category is None:
        context.memory.focus.query = {**context.memory.focus.query, "asked": "size_guide"}
        context.reply.say("utter_question_what_size_for")
        return
    guide = context.shop.catalogue.size_guide(product.id if product else None, None if product else category)
    name = item_name(product, language) if product else category_label(category, language)
    if guide is None:
        _say_no_guide(product, name, context)
        return
    fitting = _fitting_size(guide, turn.text, {each.size for each in product.variants} if product else None)
    if fitting:
        context.reply.say("utter_size_suggested", size=fitting, name=name)
    elif (
        product
        and guide.category == "shoes"
        and (usual := _usual(product, context))
        and _WIDE.search(turn.text)
    ):
        above = _next_size(usual, product)
        if above:
            context.reply.say("utter_size_for_wide_feet", usual=usual, size=above, name=name)
    zh = language == "zh"
    context.reply.say(
        "utter_size_guide",
        name=name,
        title=guide.title_zh if zh else guide.title,
        rows=_table(guide, language),
        note=guide.note_zh if zh else guide.note,
    )


def _in_view(context: Context) -> str | None:
    """The category of the goods that were listed, where it is the same of all."""
    categories = {each.category for each in existing(context, context.memory.focus.products)}
    return categories.pop() if len(categories) == 1 else None


def _usual(product: Product, context: Context) -> str | None:
    """The size that is usually worn, where the product comes in it."""
    made_in = [each.size for each in product.variants if each.size]
    return context.turn.first("size") or bare_size(context.turn, made_in)


def tells_usual_size(product: Product, context: Context) -> bool:
    """Whether the message states a size that the product comes in, and asks for no advice: 我平时穿42."""
    turn = context.turn
    size = turn.first("size")
    is_made = size is not None and any(variant.size == size for variant in product.variants)
    return is_made and not (IS_QUESTION.search(turn.text) or _WIDE.search(turn.text) or measures(turn.text))


def _next_size(usual: str, product: Product) -> str | None:
    """The next bigger number that the product comes in; None where the usual one is no size of it."""
    numbers = sorted({each.size for each in product.variants if each.size and each.size.isdigit()}, key=int)
    if usual not in numbers or usual == numbers[-1]:
        return None
    return str(numbers[numbers.index(usual) + 1])


def measures(text: str) -> dict[str, float]:
    """Body measures said in a message: centimetres and kilograms."""
    found = {}
    for name, said in _SAID.items():
        match = said.search(text)
        if match:
            unit = (match.group(2) or "").casefold() if said.groups > 1 else ""
            found[name] = _metric(float(match.group(1)), unit)
    metres, feet, metres_zh = _METRES.search(text), _FEET.search(text), _METRES_ZH.search(text)
    if metres:
        found["height"] = 100 * int(metres.group(1)) + int(metres.group(2))
    elif metres_zh:
        tens, ones = (_DIGITS_ZH.get(sign, sign) for sign in metres_zh.groups("0")[1:])
        found["height"] = 100 + 10 * int(tens) + int(ones)
    elif feet and ("'" in feet.group() or "’" in feet.group() or feet.group(2)):
        found["height"] = 30.48 * int(feet.group(1)) + 2.54 * int(feet.group(2) or 0)
    return found


def _metric(value: float, unit: str) -> float:
    if unit in ("mm", "毫米"):
        return value / 10
    if unit == "斤":
        return value / 2
    if unit.startswith(("lb", "pound")):
        return value * 0.4536
    if unit in ("inch", "in", '"', "英寸"):
        return value * 2.54
    return value / 10 if value > 220 else value  # 265 as a foot's length are millimetres


def _fitting_size(guide: SizeGuide, text: str, made_in: Set[str | None] | None) -> str | None:
    """The smallest size that every measure goes into, of those that the product is `made_in`; None where none is said, or one is off
    the table."""
    places = []
    rows = [row for row in guide.rows if made_in is None or row[0] in made_in]
    for name, value in measures(text).items():
        columns = [
            place for place, column in enumerate(guide.columns) if name in column.split("'")[-1].split()
        ]
        if not columns:
            continue
        tops = [_range(row[columns[0]]) for row in rows]
        if not tops or value < tops[0][0] - 2 or value > tops[-1][1]:
            return None
        places.append(next(place for place, (_, top) in enumerate(tops) if value <= top))
    return rows[max(places)][0] if places else None


def _range(cell: str) -> tuple[float, float]:
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", cell)]
    return (numbers[0], numbers[-1]) if numbers else (0.0, 0.0)


def _table(guide: SizeGuide, language: Language) -> str:
    """A size a line, each measure with its name, so that it reads without columns."""
    columns = guide.columns_zh if language == "zh" else guide.columns
    lines = []
    for row in guide.rows:
        told = [f"{column} {cell}" for column, cell in zip(columns[1:], row[1:], strict=True)]
        lines.append(f"• {row[0]}: {listing(told, language)}")
    return "\n".join(lines)


def _about(text: str) -> str | None:
    return next((category for category, words in _ABOUT if re.search(words, text, re.IGNORECASE)), None)


def _say_no_guide(product: Product | None, name: str, context: Context) -> None:
    offered = sizes(product.variants, product, context.language) if product else []
    if offered:
        context.reply.say("utter_sizes_without_guide", name=name, sizes=listing(offered, context.language))
    else:
        context.reply.say("utter_no_sizes", name=name)
