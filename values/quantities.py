"""How many: counted pieces, the new number after a correction, and bare numbers where they were asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from values.numerals import BEGINS, NUMBER, parse_number
from values.said import Said, Value, plain_pattern

_COUNTED = (
    r"(?:of (?:them|these|those|the|my|it|each)|pairs?|pieces?|pcs|units?|items?|copies|boxes|packs?|packets?"
    r"|bottles?|sets?|bags|cans|tins|jars|rolls|sheets|bars|tubes|tubs|cartons|pots|x\b)"
)
MEASURES = "双件个盒条只瓶包套本台支把张袋箱罐顶副部辆床枚卷桶样份根对盏串粒朵幅架棵株碗杯管"
_NO_COUNT = r"(?!月|账|帐|小时|钟头|工作日|星期|礼拜|人|字|问题|事|孩|小孩|[订定]单|单子|包裹|快递|钱|多|以内|以上|以下|左右|起|星|年|半|尺|码|点)"
_HAN = "一二两三四五六七八九十百千零"
_ENDS = r"(?=$|\W|[吧呢啊呗哈哦了就够行好可也,])"  # behind "a piece": what else follows is mostly what the one is like
# "make it four"; of more than two digits it may be an order, a price or a size
_MAKE_IT = (
    r"\b(?:make|change|bump|cut|raise|lower|reduce|increase|set|put|let's (?:make|say|do)|we'll (?:make|do)|i'll (?:take|have))"
    r" ?(?:that|it|them|this|the (?:quantity|number|amount))?(?: (?:up|down))?(?: to)?"
)
_POLITE = r"(?:[ ,]+(?:please|pls|instead|then|thanks|thank you|now|not (?:just )?\w+|rather than \w+|actually|after all|only))*"
_QUANTITIES = [
    plain_pattern(
        rf"(?<![\d.,:/-])(?<!in )(?<!in a )(?<!into )(?<!into a )(?!one of )(?P<n>{NUMBER}) ?{_COUNTED}(?! ?(?:stars?|days?))"
    ),
    plain_pattern(rf"\b(?:quantity|qty|amount)(?: is| to| of|:|=)? ?(?P<n>{NUMBER})\b"),
    plain_pattern(
        rf"(?:{_MAKE_IT}|\b(?:just|only)) (?:the )?(?P<n>(?!3[4-9]|4\d|\d{{3}}){NUMBER}){_POLITE}(?=\W*$)"
    ),
    plain_pattern(
        rf"^\W*(?:(?:no|nope|sorry|actually|wait|oops|hmm|oh|i mean|i meant|better|rather|hold on|hang on|on second thoughts?)[\W ]+)+"
        rf"(?:make it |only |just )?(?P<n>(?![2-9]\d|\d{{3}}){NUMBER}){_POLITE}(?=\W*$)"
    ),
    plain_pattern(r"(?<![a-z0-9_.-])(?P<n>\d{1,3}) ?x\b|(?<![a-z])x ?(?P<m>\d{1,3})(?![a-z0-9_.])"),
    plain_pattern(
        rf"(?<![第这那每哪几半{_HAN}\d:/-]){BEGINS}(?P<n>[2-9]|\d{{2,4}}|[俩二两三四五六七八九十百]|[{_HAN}]{{2,6}})"
        rf" ?[{MEASURES}](?!子){_NO_COUNT}"
    ),
    plain_pattern(
        rf"(?:[要买来拿就只退换各加订]|其中|总共|一共|数量(?:是|为|改成|:)?|[改换]成) ?(?P<n>1|一) ?[{MEASURES}]"
        rf"{_NO_COUNT}{_ENDS}"
    ),
    plain_pattern(
        rf"^\W*(?:就|只|还是)?(?P<n>1|一) ?[{MEASURES}](?:吧|呢|就行|就好|就可以|就够了?|足够了?)?\W*$"
    ),
    plain_pattern(r"数量(?:是|为|改成|改为|换成|:)? ?(?P<n>\d{1,4}|[两二三四五六七八九十]{1,3}(?![月天号]))"),
    plain_pattern(
        rf"(?:[要买来拿退换加订就]|[改换]成|给我)(?P<n>[俩仨]|(?:[半一两三])打(?![开折扫包印理听算电字球招]))(?:{_ENDS}|(?<=打))"
    ),
    plain_pattern(r"(?P<n>[半两三]打)(?![开折扫包印理听算电字球招])"),
    plain_pattern(
        r"\b(?P<n>half (?:a |an )?dozen|(?:a|one|two|three) dozen)\b(?! (?:days|times|people|emails|calls))"
    ),
    plain_pattern(rf"\b(?P<n>{NUMBER}) out of (?:the )?{NUMBER}\b(?! ?stars?)(?<! five)(?<! 5)"),
    plain_pattern(
        r"\ball (?P<n>[2-9]|two|three|four|five|six)\b(?! (?:days|weeks|stars|years|orders|times))"
    ),
]
_WORDED = [
    (
        plain_pattern(
            r"\bboth\b|\ba couple\b(?! of (?:days|weeks|months|questions|hours|minutes|times|things))|两者都|俩都|两[件个双]都"
        ),
        2,
    )
]
# What may stand around numbers that are the whole answer: "not two, four", "just the one please".
_AROUND = plain_pattern(
    r"\b(?:it'?s|it is|is|i|i'll|take|want|need|mean|meant|sorry|no|not|nope|wait|oops|actually|the|a|an|single|only|just|all|of|them"
    r"|please|pls|yes|yeah|ok|um|uh|make|it|then|would|be|enough|fine|thanks|thank|you|rather|better|hmm|oh|think|guess|so|let's|say)\b"
    r"|不对|不是|是|就|我|要|来|退|换|买|啊|呢|吧|哦|哈|亲|嗯|那|够|了|行|好|还|改|成|只|说?错|[\W_]"
)
_BARE = plain_pattern(rf"(?<![-\d.,/])(?:{NUMBER})(?![\d/%])")
_LARGEST_QUANTITY = 9_999
_ABOUT = re.compile(r"[一二三四五六七八九两]{2}")  # "两三个" says no number


def find_quantities(said: Said, requested_slot: str | None) -> Iterator[Value]:
    """Whole numbers of at least 1. "-2" is none, and neither are "two or three" in Chinese (两三个)."""
    for pattern in _QUANTITIES:
        for match in pattern.finditer(said.plain):
            name = "m" if match.groupdict().get("m") else "n"
            yield from _quantity(match.group(name), *match.span(name))
    for pattern, number in _WORDED:
        for match in pattern.finditer(said.plain):
            yield Value("quantity", number, *match.span())
    if requested_slot == "quantity" and not _AROUND.sub("", _BARE.sub("", said.plain)):
        for match in _BARE.finditer(said.plain):
            yield from _quantity(match.group(), *match.span())


_ASKING = plain_pattern(
    r"\b(?:want|need|return|send back|buy|order|get|exchange|add|take|give me|send me|would like|'d like|refund|cancel|keep|remove)"
    r"(?: to (?:return|buy|order|get|exchange|add|take|send back|keep))?(?: back)?(?: (?:the|my|those|these|just|only|another|of))*"
    rf" (?P<n>(?!one\b|1\b|an? ?\b)(?!\d{{3}}){NUMBER})(?: [a-z][a-z'-]{{2,14}}){{0,2}} ?$"
)


def find_counted(said: Said, goods: Iterable[Value]) -> Iterator[Value]:
    """Numbers right before goods that something is to be done with: "buy two mugs", but not "I bought two mugs"."""
    for thing in goods:
        match = _ASKING.search(said.plain[max(0, thing.start - 80) : thing.start])
        if match:
            offset = max(0, thing.start - 80)
            yield from _quantity(match["n"], match.start("n") + offset, match.end("n") + offset)


def _quantity(text: str, start: int, end: int) -> Iterator[Value]:
    number = None if _ABOUT.search(text) else parse_number(text)
    if isinstance(number, int) and 1 <= number <= _LARGEST_QUANTITY:
        yield Value("quantity", number, start, end)
