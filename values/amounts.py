"""How large and how good: size and rating. How many is told by `values.quantities`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.numerals import ENGLISH, HAN, parse_number
from values.said import Said, Value, plain_pattern

_LETTERS = r"(?:[2-6]?x{1,4}[ls]|[sml]|one size)"
_NUMBERED = r"\d{1,3}(?:\.5|½)?(?: ?(?:wide|narrow|w|d|半))?"
_SIZES = [
    plain_pattern(
        rf"\bsize(?: is| of|:|s)? ?(?:(?:eu|uk|us) ?)?"
        rf"(?<!size(?=s))(?P<size>{_LETTERS}|{_NUMBERED}|small|medium|large|extra large)(?![a-z0-9_@])"
    ),
    plain_pattern(rf"\b(?P<size>(?:eu|uk|us) ?{_NUMBERED})(?![a-z0-9_$€£.])"),
    plain_pattern(r"(?<![\d.第-])(?P<size>\d{2,3}(?:\.5|半)?) ?码(?!头)"),
    plain_pattern(r"(?<![\d.第-])(?P<size>(?:3|4)\d半)"),
    plain_pattern(
        r"(?<![\d.第这那几多哪零〇一二两三四五六七八九十百千万])(?P<size>[二三四五六七八九]?十[一二三四五六七八九]?码半?)(?!头|店)"
    ),
    plain_pattern(r"(?<![a-z0-9])(?P<size>[2-6]?x{0,4}[sml]) ?[码号](?!店)"),
    plain_pattern(r"(?<![a-z0-9_&'.-])(?P<size>[2-6]?x{1,4}[ls])(?![a-z0-9_&'.-])"),
    plain_pattern(r"(?P<size>均码|加大码|特大[码号]|(?<!多)大[码号]|中[码号]|小[码号])"),
    plain_pattern(
        r"\b(?:wear|take) (?:a |an )?(?:size )?(?P<size>3[4-9]|4[0-9]|5[0-2]|[5-9]\.5|1[0-3])"
        r"(?![a-z0-9_$€£.%])"
    ),
    plain_pattern(
        r"(?:平时|一般|平常|都|通常|我)穿(?:的)?(?:是)?(?:eu)?(?P<size>3[4-9](?:\.5)?|4\d(?:\.5)?)(?![\d.:]|次|年|天|件|双|斤|元|块|岁)"
    ),
    plain_pattern(
        r"(?<![\d.])(?P<size>\d{1,3}(?:\.\d)?(?:[x×]\d{1,3})? ?(?:cm|mm|ml|inch(?:es)?|厘米|毫米|毫升"
        r"|英寸|kg|升|l|lit(?:re|er)s?)\b)"
    ),
    plain_pattern(r"(?<![a-z0-9_.])(?P<size>\d{2,3}[x×]\d{2,3})(?![a-z0-9_.])"),
    plain_pattern(
        r"\b(?:in|an?|the) (?P<size>[sml]|small|medium|large|extra large)"
        r"(?: (?:one|size|please|pls|instead)|\W*$)"
    ),
    plain_pattern(r"^\W*(?P<size>small|medium|large|extra large|[sml])(?: please| pls)?\W*$"),
    plain_pattern(r"\b(?P<size>extra large|extra small)\b"),
    plain_pattern(
        r"\b(?:better|rather|prefer|make it|safer?|to be safe)[ ,]+(?:a |an |the )?(?P<size>2[4-9]|3\d|4\d)(?:\.5)?(?=[?!.,;]|$| (?:please|then|instead)\b)"
    ),
    plain_pattern(
        r"(?<![\d.,$€£-])(?P<size>2[4-9]|3\d|4\d)(?:'s| is| would be| will be| should be| fits)(?: \w+)? (?:better|fine|safer|right|perfect|me|good|too (?:small|big|large))\b"
    ),
    plain_pattern(
        r"(?:还是|换成?|改成?|要)(?P<size>2[4-9]|3\d|4\d)(?=的?(?:吧|保险|合适|更好|好了|$|[,。!]))"
    ),
    # "can I get 41?", "should be 32 instead of 30": of numbers in the range of clothes and shoes
    plain_pattern(
        r"\b(?:get|have|in|to|need|want|fits?|try|be) (?:a |an |the )?(?P<size>3[4-9](?:\.5)?|4[0-9](?:\.5)?)"
        r"(?=[?!.,;]|$| (?:instead|please|pls|in (?:black|white|blue|red|grey|gray|green))\b)(?!\.\d|,\d)"
    ),
    plain_pattern(
        r"(?<![\d.$€£-])(?P<size>2[4-9]|3\d|4\d|50)(?=(?:,| -)? (?:instead of|rather than|not) (?:a |an |the )?(?:2[4-9]|3\d|4\d|50)"
        r"(?![\d%]|[.,]\d| ?(?:pairs?|pieces?|of|days?|items?)\b))"
    ),
]
_CAPITAL = re.compile(r"(?<![A-Za-z0-9_&'.-])[SML](?![A-Za-z0-9_&'.-])")
_BARE_SIZE = plain_pattern(
    r"(?:^|[,;.，。；] ?)\W*(?:(?:no|nope|sorry|actually|oh|rather|make it|i mean|i meant|better|the|a|an|not|it's|in|take|还是"
    r"|不|不是|要|换|是|就)[, ]*){0,4}(?P<size>\d{2,3}(?:\.5)?|\d(?:\.5)?)(?: please| pls|的|吧)?\W*$"
)
_WORDED_SIZE = plain_pattern(
    rf"\bsizes?(?: is|:)? (?:an? )?(?P<size>{ENGLISH}(?: and a half)?)(?! (?:up|down|bigger|smaller|larger))"
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
_SPOKEN_MEASURE = re.compile(rf"({HAN})({'|'.join(chinese for chinese, _ in _UNITS)})([一二三四五六七八九]?)")
_SPOKEN_SIZE = re.compile(rf"(?P<n>{HAN}|{ENGLISH})(?:码|号|碼|號)?(?P<half>半| and a half)?")
_SHOE = re.compile(r"(\d{1,3}(?:\.5)?|[2-6]?[xsml]+l?)(?:码|号|碼|號)")


def find_sizes(said: Said, requested_slot: str | None) -> Iterator[Value]:
    """Sizes as the catalogue writes them: "42", "41.5", "XL", "One Size", "UK 7", "120 cm"."""
    patterns = [*_SIZES, _BARE_SIZE] if requested_slot == "size" else _SIZES
    for pattern in patterns:
        for match in pattern.finditer(said.plain):
            yield Value("size", canonical_size(match.group("size")), *match.span("size"))
    for match in _WORDED_SIZE.finditer(said.plain):
        if (size := canonical_size(match.group("size")))[0].isdigit():
            yield Value("size", size, *match.span("size"))
    for match in _CAPITAL.finditer(said.raw):
        if len(said.raw) < 80:  # a lone capital in a long text is as often an initial
            yield Value("size", match.group(), *match.span())


# A measure, and what it was said of: "400 g bag", "1公斤装"; of two measures the first.
_MEASURE = re.compile(
    r"(\d+(?:\.\d+)?(?:x\d+)?)[ -]?(cm|mm|ml|m|g|inch(?:es)?|kg|l(?:it(?:er|re)s?)?)(?:(?: |装|[,，、的]).*)?",
    re.IGNORECASE,
)


def canonical_size(text: str) -> str:
    """A size or measure as the catalogue writes it, of plain text or of text as sent."""
    text = text.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    many = re.fullmatch(r"([2-6])x([ls])", text)
    if many:
        return int(many.group(1)) * "X" + many.group(2).upper()
    spoken = _SPOKEN_SIZE.fullmatch(text)  # "thirty-eight and a half", "四十二码半"
    if spoken and (number := parse_number(spoken["n"])):
        text = f"{number}{'.5' if spoken['half'] else ''}"
    if shoe := _SHOE.fullmatch(text.replace("码半", "半码").replace("半", ".5")):
        text = shoe.group(1)
    text = re.sub("^半", "0.5", _in_digits(text)).replace("半", ".5").replace("½", ".5").replace("×", "x")
    for chinese, unit in _UNITS:
        text = text.replace(chinese, unit)
    measured = _MEASURE.fullmatch(text)
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


def _in_digits(text: str) -> str:
    """A measure with its number in digits: "两米八" as 2.8米, "三百克" as 300克; any other text as it is."""
    spoken = _SPOKEN_MEASURE.fullmatch(text)
    if spoken is None:
        return text
    tenths = f".{parse_number(spoken[3])}" if spoken[3] else ""
    return f"{parse_number(spoken[1])}{tenths}{spoken[2]}"


_FIVE = r"(?P<n>[1-5]|one|two|three|four|five|[一二两三四五])"
_RATINGS = [
    plain_pattern(rf"(?<![a-z0-9_.-]){_FIVE}[ -]?stars?\b"),
    plain_pattern(rf"(?<![a-z0-9_./-]){_FIVE}(?: ?/ ?| out of )(?:5|five)(?![\d/])"),
    plain_pattern(rf"(?<![\d.十-]){_FIVE}(?:颗|个)?星(?!期|巴|辰|座|级|半)"),
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
