"""How many, how large, how good: quantity, size and rating."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.numerals import NUMBER, parse_number
from values.said import Said, Value, plain_pattern

_COUNTED = (
    r"(?:of (?:them|these|those|the|it|each)|pairs?|pieces?|pcs|units?|items?|copies|boxes|packs?|packets?"
    r"|bottles?|sets?|bags|cans|tins|jars|rolls|sheets|x\b)"
)
_MEASURES = "双件个盒条只瓶包套本台支把张袋箱罐顶副部辆床枚卷桶样份根对"
_NO_COUNT = (
    r"(?!月|账|帐|小时|工作日|星期|礼拜|人|字|问题|[订定]单|单子|包裹|快递|钱|多|以内|以上|星|年|半|尺|码)"
)
_QUANTITIES = [
    plain_pattern(rf"(?<![\d.,:/-])(?!one of )(?P<n>{NUMBER}) ?{_COUNTED}(?! ?(?:stars?|days?))"),
    plain_pattern(rf"\b(?:quantity|qty|amount)(?: is| to| of|:|=)? ?(?P<n>{NUMBER})\b"),
    plain_pattern(
        rf"\b(?:(?:make|change) (?:that|it|them)(?: to)?|just|only) (?P<n>{NUMBER})(?: please| pls)?(?=\W*$)"
    ),
    plain_pattern(r"(?<![a-z0-9_.-])(?P<n>\d{1,3}) ?x\b|(?<![a-z])x ?(?P<m>\d{1,3})(?![a-z0-9_.])"),
    plain_pattern(
        rf"(?<![第这那每哪几\d.,:/-])(?P<n>[2-9]|\d{{2,4}}"
        rf"|[两俩二三四五六七八九十百]{{1,4}}) ?[{_MEASURES}]{_NO_COUNT}"
    ),
    plain_pattern(
        rf"(?:[要买来拿就只退换各加订]|总共|一共|数量(?:是|为|改成|:)?|[改换]成) ?(?P<n>1"
        rf"|一) ?[{_MEASURES}]{_NO_COUNT}(?![^\W_])"
    ),
    plain_pattern(rf"^\W*(?:就|只)?(?P<n>1|一) ?[{_MEASURES}](?:吧|呢|就行|就好|就可以)?\W*$"),
    plain_pattern(r"数量(?:是|为|改成|:)? ?(?P<n>\d{1,4})"),
]
_WORDED = [
    (
        plain_pattern(
            r"\bboth\b|\ba couple\b(?! of (?:days|weeks|months|questions|hours))|两者都|俩都|两[件个双]都"
        ),
        2,
    )
]
_BARE = plain_pattern(rf"^\W*(?:the )?(?P<n>(?<!-){NUMBER})\W*$")
_LARGEST_QUANTITY = 9_999


def find_quantities(said: Said, requested_slot: str | None) -> Iterator[Value]:
    """Whole numbers of at least 1. "-2" is none."""
    patterns = [*_QUANTITIES, _BARE] if requested_slot == "quantity" else _QUANTITIES
    for pattern in patterns:
        for match in pattern.finditer(said.plain):
            name = "m" if match.groupdict().get("m") else "n"
            number = parse_number(match.group(name))
            if isinstance(number, int) and 1 <= number <= _LARGEST_QUANTITY:
                yield Value("quantity", number, *match.span(name))
    for pattern, number in _WORDED:
        for match in pattern.finditer(said.plain):
            yield Value("quantity", number, *match.span())


_LETTERS = r"(?:[2-6]?x{1,4}[ls]|[sml]|one size)"
_NUMBERED = r"\d{1,3}(?:\.5|½)?(?: ?(?:wide|narrow|w|d|半))?"
_SIZES = [
    plain_pattern(
        rf"\bsize(?: is| of|:|s)? ?(?:(?:eu|uk|us) ?)?"
        rf"(?P<size>{_LETTERS}|{_NUMBERED}|small|medium|large|extra large)(?![a-z0-9_@])"
    ),
    plain_pattern(rf"\b(?P<size>(?:eu|uk|us) ?{_NUMBERED})(?![a-z0-9_$€£.])"),
    plain_pattern(r"(?<![\d.第-])(?P<size>\d{2,3}(?:\.5|半)?) ?码(?!头)"),
    plain_pattern(r"(?<![\d.第-])(?P<size>(?:3|4)\d半)"),
    plain_pattern(r"(?<![a-z0-9])(?P<size>[2-6]?x{0,4}[sml]) ?[码号](?!店)"),
    plain_pattern(r"(?<![a-z0-9_&'.-])(?P<size>[2-6]?x{1,4}[ls])(?![a-z0-9_&'.-])"),
    plain_pattern(r"(?P<size>均码|加大码|特大[码号]|(?<!多)大[码号]|中[码号]|小[码号])"),
    plain_pattern(
        r"\b(?:wear|take) (?:a |an )?(?:size )?(?P<size>3[4-9]|4[0-9]|5[0-2]|[5-9]\.5|1[0-3])"
        r"(?![a-z0-9_$€£.%])"
    ),
    plain_pattern(
        r"(?<![\d.])(?P<size>\d{1,3}(?:\.\d)?(?:[x×]\d{1,3})? ?(?:cm|mm|ml|inch(?:es)?|厘米|毫米|毫升"
        r"|英寸|kg|升|l)\b)"
    ),
    plain_pattern(r"(?<![a-z0-9_.])(?P<size>\d{2,3}[x×]\d{2,3})(?![a-z0-9_.])"),
    plain_pattern(
        r"\b(?:in|an?|the) (?P<size>[sml]|small|medium|large|extra large)"
        r"(?: (?:one|size|please|pls|instead)|\W*$)"
    ),
    plain_pattern(r"^\W*(?P<size>small|medium|large|extra large|[sml])(?: please| pls)?\W*$"),
    plain_pattern(r"\b(?P<size>extra large|extra small)\b"),
]
_CAPITAL = re.compile(r"(?<![A-Za-z0-9_&'.-])[SML](?![A-Za-z0-9_&'.-])")
_BARE_SIZE = plain_pattern(
    r"^\W*(?:a |an |the )?(?P<size>\d{2,3}(?:\.5)?|\d(?:\.5)?)(?: please| pls|的|吧)?\W*$"
)
_NAMES = {
    "small": "S", "medium": "M", "large": "L", "extra large": "XL", "extra small": "XS",
    "one size": "One Size",
    "均码": "One Size", "小码": "S", "小号": "S", "中码": "M", "中号": "M", "大码": "L", "大号": "L",
    "加大码": "XL", "特大码": "XL", "特大号": "XL",
}  # fmt: skip

_UNITS = (
    ("厘米", "cm"), ("公分", "cm"), ("毫米", "mm"), ("毫升", "ml"), ("英寸", "inch"), ("寸", "inch"), ("公斤", "kg"),
    ("克", "g"), ("升", "L"), ("米", "m"),
)  # fmt: skip
_SHOE = re.compile(r"(\d{1,3}(?:\.5)?|[2-6]?[xsml]+l?)(?:码|号|碼|號)")


def find_sizes(said: Said, requested_slot: str | None) -> Iterator[Value]:
    """Sizes as the catalogue writes them: "42", "41.5", "XL", "One Size", "UK 7", "120 cm"."""
    patterns = [*_SIZES, _BARE_SIZE] if requested_slot == "size" else _SIZES
    for pattern in patterns:
        for match in pattern.finditer(said.plain):
            yield Value("size", canonical_size(match.group("size")), *match.span("size"))
    for match in _CAPITAL.finditer(said.raw):
        if len(said.raw) < 80:  # a lone capital in a long text is as often an initial
            yield Value("size", match.group(), *match.span())


def canonical_size(text: str) -> str:
    """A size or measure as the catalogue writes it, of plain text or of text as sent."""
    text = text.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    many = re.fullmatch(r"([2-6])x([ls])", text)
    if many:
        return int(many.group(1)) * "X" + many.group(2).upper()
    if shoe := _SHOE.fullmatch(text.replace("半", ".5")):
        text = shoe.group(1)
    text = text.replace("半", ".5").replace("½", ".5").replace("×", "x")
    for chinese, unit in _UNITS:
        text = text.replace(chinese, unit)
    measured = re.fullmatch(
        r"(\d+(?:\.\d+)?(?:x\d+)?)[ -]?(cm|mm|ml|m|g|inch(?:es)?|kg|l(?:it(?:er|re)s?)?)", text, re.IGNORECASE
    )
    if measured:
        unit = measured.group(2).lower()
        unit = "L" if unit[0] == "l" else "inch" if unit == "inches" else unit
        return f"{measured.group(1)} {unit}"
    regional = re.fullmatch(r"(eu|uk|us) ?(.+)", text)
    if regional:
        return f"{regional.group(1).upper()} {regional.group(2)}"
    return (
        text
        if "x" in text and text[0].isdigit() and text[-1].isdigit()
        else text.upper().replace(" WIDE", " wide")
    )


_FIVE = r"(?P<n>[1-5]|one|two|three|four|five|[一二两三四五])"
_RATINGS = [
    plain_pattern(rf"(?<![a-z0-9_.-]){_FIVE}[ -]?stars?\b"),
    plain_pattern(rf"(?<![a-z0-9_./-]){_FIVE}(?: ?/ ?| out of )(?:5|five)(?![\d/])"),
    plain_pattern(rf"(?<![\d.十-]){_FIVE}(?:颗|个)?星(?!期|巴|辰|座|级)"),
    plain_pattern(rf"(?:[打给评]个?|评分) ?{_FIVE}分(?!钟|期|之)"),
    plain_pattern(rf"^\W*{_FIVE}分\W*$"),
    plain_pattern(rf"\b(?:rating|rate(?: it)?|score)(?: is| of| it|:)? (?:a )?{_FIVE}\b"),
    plain_pattern(rf"\b(?:give|gave|giving) (?:it|you|them|this) (?:a )?{_FIVE}\b(?! ?(?:days?|weeks?|/))"),
]
_TOP = plain_pattern(r"满分|\bfull marks\b")
_BARE_RATING = plain_pattern(rf"^\W*(?:a |an )?(?<!-){_FIVE}\W*$")


def find_ratings(said: Said, requested_slot: str | None) -> Iterator[Value]:
    """One to five stars; anything else is no rating."""
    patterns = [*_RATINGS, _BARE_RATING] if requested_slot == "rating" else _RATINGS
    for pattern in patterns:
        for match in pattern.finditer(said.plain):
            number = parse_number(match.group("n"))
            if number is not None:
                yield Value("rating", int(number), *match.span())
    for match in _TOP.finditer(said.plain):
        yield Value("rating", 5, *match.span())
