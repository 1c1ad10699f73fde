"""Order numbers in all the ways customers write them, and which order of several is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.addresses import AMERICAN_CODE, names_street
from values.numerals import find_spelt_digits
from values.said import Said, Value, plain_pattern

_NUMBER = r"(?P<number>\d{3,7})(?![\d@%.]*\d|[a-z@%])"

_MARKED = [
    plain_pattern(pattern)
    for pattern in (
        rf"(?<![a-z])ord[-_ #:.]{{0,3}}{_NUMBER}",
        rf"(?<![a-z0-9_&#])#\s?{_NUMBER}",
        r"\border(?:s)?(?: ?(?:number|numbers|no\.?|num|nr\.?|id|ref|reference))?(?: (?:is|was|it's|with))?"
        rf"[ :=#-]{{0,4}}(?<![.\d]){_NUMBER}(?! ?(?:days?|weeks?|yuan|dollars|euros|pounds))",
        rf"\b(?:the|my) (?:number|no\.?|id)(?: is|:)? ?#?{_NUMBER}(?! \d)",
        r"(?:[订定]单编?号?码?|单号|单子|编号)(?:应该|可能|好像)?(?:就?是|为|:|=|,)?[ :#]{0,3}(?:ord[- ]?)?"
        + _NUMBER,
        rf"(?<![\d.]){_NUMBER} ?(?:号[订定]单|[这那]一?[单个]|的?[订定]单|号的?单)",
    )
]
_ORDER_WORD = plain_pattern(
    r"\b(?:re)?order(?:s|ed)?\b|\b(?:refund|cancel|return|exchange|track|invoice|deliver|ship)|\bcall off\b"
    r"|\b(?:parcel|package|receipt|broken|shattered|smashed|damaged|cracked)\b"
    r"|[订定]单|包裹|快递|单子|[那这]单|退款|退货|退钱|取消|物流|发票|换货|发货|撤单|不要了|到哪|查一?下?"
    r"|开票|价保|差价|保修|碎|破[了损]|坏了|漏[水了液]|裂|发错|送错|没收到|签收|评价|[想要全都]退|退[了掉]|改(?:个|一下|到|成)?地址|地址(?:都|也)?改"
)
_LOOSE_NUMBER = (  # not the end of 1,299, nor a door behind its house
    r"(?<![a-z0-9_./:+#$€£¥-])(?<!\d,)(?<![号幢栋楼座元弄室])[1-9]\d{3,4}"
    r"(?![a-z0-9_.,/:%+-]*\d|[a-z%$€£]| ?[元块毫瓦克升寸秒]| ?(?:[元块年个件双天码欧刀镑]|yuan"
    r"|dollars|euros?|pounds|usd|eur|gbp|bucks|days|street|road|avenue|lane)\b)"
)
_LOOSE = plain_pattern(_LOOSE_NUMBER)
# Several such numbers in one breath are orders without any word for it, unless they are sums.
_LOOSE_LIST = plain_pattern(
    r"(?<!between )(?<!from )(?<!paid )(?<!for )(?<!cost )(?<!costs )(?<!spent )(?<![花卖价从付了])"
    rf"{_LOOSE_NUMBER}(?: ?(?:\band\b|\bor\b|&|、|和|跟|与|还有) ?{_LOOSE_NUMBER})+(?! ?的?[这个]?(?:价|预算|区间))"
)
# Digits that are another thing's: what proves who one is, a place, a sum, a time.
_ANOTHER = plain_pattern(
    r"(?:\blast (?:4|four)(?: digits?| numbers?)?|\b(?:ends?|ending)(?: in| with)?|\bdigits|\bzip(?: ?code)?|\bpost ?(?:al )?code|\bpin"
    r"|\b(?<!order )(?<!coupon )(?<!discount )code|\broom|\bsuite|\bflat|\bapartment|\bmodel|\bsku|\bticket|\btotal|\bcosts?|\bworth|\bpaid|\bat"
    r"|尾号|[后末]四位|[后末]4位|最后四位|最后4位|邮编|邮政编码|验证码|房间|型号)"
    r"(?: (?:number|digits|of|my|the|phone|mobile|is|are|was|were|number's|no\.?)| ?[是为:=]|数字|号码?){0,6}[ :=#-]{0,3}"
    r"(?P<digits>\d{3,7})(?!\d)(?: ?(?:and|,|和))?"
)
_LISTED = plain_pattern(
    r",? ?(?:and|&|or|和|跟|与|、|还有) ?(?:#|ord[- ]?|订单)?(?P<number>[1-9]\d{3,4})(?![a-z0-9_.,/:%-]*\d|[a-z%$€£元块])"
)
_ORDER_BEFORE = plain_pattern(
    r"(?:\bord(?:er)?(?: ?(?:number|no\.?|id))?(?: (?:is|was|it's))?|[订定]单编?号?码?(?:就?是|为)?|单号(?:就?是|为)?)[ :#,-]{0,3}$"
)
_YEAR = plain_pattern(r"(?:19|20)\d\d")

# What may stand around a number that is the whole answer: "sorry, 1043 not 1042", "是1729那个".
_AROUND = plain_pattern(
    r"\b(?:it'?s|it is|its|is|i|but|rather|ord|think|guess|believe|mean|meant|sorry|no|not|wait|oops|actually|the|one"
    r"|that|this"
    r"|number|order|please|pls|yes|ok|hi|hello|here|you|go|ah|um|my|and|or|typo|thanks|thank|wrong|right"
    r"|correct)\b"
    r"|不对|不是|是|那个|这个|号|应该|就|我|但|而|"
    r"(?:打|写|说|看|输|搞)?错了?|不好意思|的|单|订|定|啊|呢|吧|哦|哈|看看|编号|好像|麻烦|亲|你好|嗯|那"
    r"|和|跟|与|[\W_]"
)
_BARE_NUMBERS = plain_pattern(r"(?<![a-z0-9_.+$€£¥-])(?<!\d )\d{3,7}(?![a-z0-9_.]*\d|[a-z$€£%]|[ -]\d)")
_POSTCODE = plain_pattern(rf"{AMERICAN_CODE}(?!\d)")
# Bare answers to these are no orders.
_NUMBERS_ASKED_FOR = frozenset({"proof", "phone", "quantity", "code", "rating"})


def find_order_ids(said: Said, requested_slot: str | None) -> Iterator[Value]:
    """Order numbers: marked as such ("ord1042", "订单1042"), alone in the message, or beside "order"."""
    plain = _ANOTHER.sub(_blank, said.plain)
    if names_street(plain):  # "22 Elm Street, Denver, CO 80203"
        plain = _POSTCODE.sub(_blank, plain)
    marked: list[tuple[int, int]] = []
    for pattern in _MARKED:
        for match in pattern.finditer(plain):
            marked.append(match.span("number"))
            yield _order(match.group("number"), *_span(said, match))
    for end in [end for _, end in marked]:
        while listed := _LISTED.match(plain, end):  # "orders 1042 and 1043"
            end = listed.end()
            yield _order(listed.group("number"), *listed.span("number"))
    for digits, start, end in _spelt(plain, requested_slot):
        marked.append((start, end))
        yield _order(digits, start, end)
    if requested_slot not in _NUMBERS_ASKED_FOR and not _AROUND.sub("", _BARE_NUMBERS.sub("", plain)):
        for match in _BARE_NUMBERS.finditer(plain):
            marked.append(match.span())
            yield _order(match.group(), *match.span())
    if not marked:
        everywhere = [(0, len(plain))] if _ORDER_WORD.search(plain) else []
        for start, end in everywhere or [match.span() for match in _LOOSE_LIST.finditer(plain)]:
            yield from _loose(plain, start, end)


def _loose(plain: str, start: int, end: int) -> Iterator[Value]:
    for match in _LOOSE.finditer(plain, start, end):
        if not _YEAR.fullmatch(match.group()):
            yield _order(match.group(), *match.span())


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _spelt(plain: str, requested_slot: str | None) -> Iterator[tuple[str, int, int]]:
    """Digit by digit, behind a word for order or where a number was asked for: "order one oh four two", 一零四二."""
    for digits, start, end in find_spelt_digits(plain):
        rest = plain[:start] + plain[end:]
        asked = requested_slot == "order_id" and not _AROUND.sub("", rest)
        if 4 <= len(digits) <= 5 and (asked or _ORDER_BEFORE.search(plain[:start])):
            yield digits, start, end


def _span(said: Said, match: re.Match[str]) -> tuple[int, int]:
    """The number with its "ORD-" or "#", without the words before it."""
    start, end = match.span("number")
    mark = re.search(r"(?:ord[-_ #:.]{0,3}|#\s?)$", said.plain[match.start() : start])
    return (start - len(mark.group()) if mark else start), end


def _order(number: str, start: int, end: int) -> Value:
    return Value("order_id", f"ORD-{number}", start, end)


_POSITIONS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NAMES = {
    **{name: name for name in _POSITIONS},
    **{mark: name for name, n in _POSITIONS.items() for mark in (str(n), "一二三四五"[n - 1])},
    **dict(zip(("1st", "2nd", "3rd", "4th", "5th"), _POSITIONS, strict=True)),
    **{"last": "last", "final": "last", "bottom": "last", "top": "first"},
    **{word: "latest" for word in ("latest", "newest", "most recent")},
}  # fmt: skip
_ORDINAL = (
    "first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|final|bottom|top|latest|newest|most recent"
)
_THING = (
    r"(?:ones?|orders?|items?|options?|choices?|products?|lines?|parcels?|packages?|purchases?|[io]n the list"
    r"|of (?:them|these|those))"
)

_REFERENCES = [
    # "my last order" is the newest one, "the last one" the last of a list
    (
        plain_pattern(
            r"\b(?:my|the) (?:very )?last (?:order|purchase|parcel|package)\b|\bmost recent(?: order| one)?\b"
        ),
        "latest",
    ),
    (plain_pattern(rf"\b(?P<which>{_ORDINAL}) {_THING}\b"), None),
    (
        plain_pattern(
            r"(?<!on )(?<!by )(?<!until )(?<!till )(?<!since )(?<!before )\bthe (?P<which>first|second|third|fourth|fifth|last|latest|newest)"
            r"(?= ?(?:[.,!?;]|please|pls|$))"
        ),
        None,
    ),
    (plain_pattern(r"^\W*(?:number|no\.?|option|#|选项?) ?(?P<which>[1-5])\W*$"), None),
    (plain_pattern(rf"^\W*(?P<which>{_ORDINAL})(?: please| pls)?\W*$"), None),
    (
        plain_pattern(
            r"(?<!倒数)第(?P<which>[一二三四五1-5])(?:[个单项件条款笔双只张]|种|(?=[吧呢啊的,。!]|$))"
            r"(?!月|次|天|周)"
        ),
        None,
    ),
    (
        plain_pattern(
            r"(?:最[新近]|刚刚?|刚才)(?:下|买)?的?(?:[那这]|一|个|的)*(?:[订定]单|单|个|笔|件)(?![位人月])"
        ),
        "latest",
    ),
    (plain_pattern(r"上一?[个笔]?(?:[订定]单|单)(?!位)"), "latest"),
    (plain_pattern(r"(?:最后|最末|末尾)的?[那这]?(?:一|个|的)*(?:[订定]单|单|个|笔|件|项)(?![月])"), "last"),
]


def find_order_refs(said: Said) -> Iterator[Value]:
    """Which of several: first … fifth, last, latest."""
    for pattern, name in _REFERENCES:
        for match in pattern.finditer(said.plain):
            yield Value("order_ref", name or _NAMES[match.group("which")], *match.span())
