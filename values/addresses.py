"""Postal addresses and recipients, only where they are marked as such ("ship to …", "地址是…", "收件人…")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.said import Said, Value, plain_pattern

_AN_ORDER = r"(?:(?:my |the |this )?(?:order |parcel )?(?:number )?(?:ord[-_ #:.]{0,3}|#)?\d{3,7}|(?:it|them|(?:my|the|this|that) (?:order|parcel|package)))"
_ENGLISH = plain_pattern(
    r"(?:\b(?:ship|send|deliver|redirect|forward|post|mail)(?:ped|ed)?"
    rf"(?: (?:everything|this|that|all of it|{_AN_ORDER}))?(?: (?:over|instead|please))? to"
    r"|\b(?:new |delivery |shipping |postal |correct |right )*address"
    rf"(?: (?:for|of|on) {_AN_ORDER})?(?:,? please)?(?: (?:is|should be|will be|to|now)|:| -)+)"
    r"[ :]*(?P<address>[^\n!?;]{8,200})"
)
_CHINESE = plain_pattern(
    r"(?:(?:新的?|收货|收件|送货|配送|邮寄|详细|正确)*地址(?:应该|现在)?(?:是|为|:|,|改成|改为|改到|换成"
    r"|换到|填|写)+|"
    r"(?:改?寄|改?送|发|邮|配送|快递)(?:到|至|往|去)(?:我?这里|这个地址)?:?|改成:?)"
    r" ?(?P<address>[^\n!?;。！？；]{6,120})"
)
_ENGLISH_TAIL = plain_pattern(r"[\s,.]*(?:\b(?:please|pls|thanks|thank you|instead|asap|ok)\b[\s,.!]*)*$")
_CHINESE_TAIL = plain_pattern(
    r"[,，\s]*(?:谢谢|麻烦|可以吗|行吗|行不行|好吗|吧|哈|就行|就好|谢了|,)*[,，\s]*$"
)
# Where an address ends and the next thing begins: an e-mail address, a number to call, who receives it, which order it is for.
_NEXT_THING = plain_pattern(
    r"[ ,.:(]*(?:[a-z0-9._%+-]{1,64}@|\b(?:and )?(?:my |the |his |her )?(?:e-?mail|phone|mobile|tel\b|cell|recipient|receiver|attn)"
    r"|\b(?:for|it's|that's|the|my)? ?order (?:number |no\.? ?)?(?:is )?(?:ord|#|\d)|\bord-\d"
    r"|我的?邮箱|邮箱|我的?电话|电话|我的?手机|手机|收[件货]人|联系人|[订定]单)"
    # What else is wanted: "… instead and make the jeans a 32", 顺便把裤子换成32码.
    r"|,? (?:instead |please )*(?:and|then|also|plus) (?:also |then |please |can you |could you |to )*"
    r"(?:tell|let|change|make|swap|exchange|cancel|return|add|remove|take|drop|send|give|issue|put|use|when|where|how|what|i)\b"
    r"|[,;，；]? ?(?:顺便|順便|另外|还有|還有|同时|然后|并且|再把|再帮|再给|把[^,，。 ]{1,12}(?:换|改|去|删))"
    # A name before a Chinese mobile number, or one who "receives"; and the number itself.
    r"|[ ,]+[\u4e00-\u9fff]{2,4}收(?=$|[\W_])|[ ,]*(?:[ ,][\u4e00-\u9fff]{2,4})?[ ,:]*(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)"
)
_NOT_THERE = plain_pattern(r"(?:\b(?:don'?t|do not|not|never|instead of)|别|不要|不用|不是) ?$")
_STREET = plain_pattern(r"\d.{0,120}[a-z]{3}|[a-z]{3}.{0,120}\d")
_PLACES = plain_pattern(r"[省市区县路街道弄巷号村镇乡楼室栋幢座苑园院]")


# The whole answer to "where to?": without what leads up to it, and no sentence of its own.
_ANSWER = plain_pattern(
    r"^\W*(?:(?:no|sorry|actually|ok|okay|hi|yes|please|pls|to|it's|its|it is|here it is|不对|不是|好的?|改成|寄到|送到|地址|请|麻烦|就?送|就?寄|到|[\W_]){1,12}(?=\W|[^a-z]))?"
    r"\W*(?P<address>(?!(?:i|we|what|why|when|where|who|can|could|do|does|is|are|how|my|order|ord|you|that|this|there)\b)[^\n!?;。！？；]{8,200})"
)
_STREET_WORD = plain_pattern(
    r",|\b(?:street|st|road|rd|avenue|ave|lane|drive|way|court|place|square|apt|flat|suite|platz|via|viale|rue|calle)\b|stra(?:ss|ß)e\b"
)


def find_addresses(said: Said, requested_slot: str | None = None) -> Iterator[Value]:
    """The address as written. English ones need a number in them, Chinese ones two words of places.

    What was asked for needs no mark; but where there is one, the address begins behind it.
    """
    marked = [*_marked(said)]
    yield from marked
    if requested_slot == "address" and not marked and (match := _ANSWER.match(said.plain)):
        start, end = _bounds(said, match, _ENGLISH_TAIL)
        end -= len(_CHINESE_TAIL.search(said.plain[start:end]).group())  # type: ignore[union-attr]
        text = said.plain[start:end]
        if (_STREET.search(text) and _STREET_WORD.search(text)) or len(_PLACES.findall(text)) >= 2:
            yield Value("address", said.raw[start:end], start, end)


def _marked(said: Said) -> Iterator[Value]:
    for match in _ENGLISH.finditer(said.plain):
        start, end = _bounds(said, match, _ENGLISH_TAIL)
        text = said.plain[start:end]
        if _STREET.search(text) and not re.match(r"(?:order|ord)\b", text):
            yield Value("address", said.raw[start:end], start, end)
    for match in _CHINESE.finditer(said.plain):
        start, end = _bounds(said, match, _CHINESE_TAIL)
        if len(_PLACES.findall(said.plain[start:end])) >= 2:
            yield Value("address", said.raw[start:end], start, end)


def _bounds(said: Said, match: re.Match[str], tail: re.Pattern[str]) -> tuple[int, int]:
    """Where the address itself stands; nowhere if it is one that is not meant."""
    start, end = match.span("address")
    if _NOT_THERE.search(said.plain[max(0, match.start() - 16) : match.start()]):
        return start, start
    following = _NEXT_THING.search(said.plain, start, end)
    end = following.start() if following else end
    return start, end - len(tail.search(said.plain[start:end]).group())  # type: ignore[union-attr]


_PART = r"[a-z\u00c0-\u024f][a-z\u00c0-\u024f.'-]{0,20}"
_NAME = rf"(?P<name>{_PART}(?: {_PART}){{0,3}})"
_RECIPIENTS = [
    plain_pattern(rf"\b(?:recipient|receiver|addressee)(?:'s name)?(?: (?:is|should be|to)|:)+ ?{_NAME}"),
    plain_pattern(
        rf"\b(?:put|make|set|use|write) {_NAME}(?= (?:down )?(?:as|for|to be) (?:the |my )?(?:new )?(?:recipient|receiver|addressee|name on))"
    ),
    plain_pattern(rf"(?:\b(?:attn|addressed to|in the name of)\b|\bc/o)[.: ]+{_NAME}"),
    plain_pattern(
        r"收[件货]人(?:的?名字|姓名)?(?:应该)?(?:是|为|:|,|改成|改为|换成|叫|写)*"
        r" ?(?P<name>[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6}){1,3}|[\u4e00-\u9fff·]{2,4}(?=$|[\W_]|电话|手机)|[a-z][a-z.'-]{1,20}"
        r"(?: [a-z][a-z.'-]{0,20}){0,3})"
    ),
    # "…502室，李雷收", "…502室 陈默 13912345678"
    plain_pattern(
        r"[ ,](?P<name>[\u4e00-\u9fff]{2,4})(?:收(?=$|[\W_])|[ ,:]*(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d))"
    ),
]
_NO_NAME = plain_pattern(
    r"^(?:(?:my|the|a|an|someone|somebody|not|wrong|no|who|different|another)\b|我|他|她|别人|不|怎|可|能|错|写"
    r"|改|谁|电话|手机|号码|联系|请|麻烦|打)"
)


def find_recipients(said: Said) -> Iterator[Value]:
    """The name as written."""
    for pattern in _RECIPIENTS:
        for match in pattern.finditer(said.plain):
            start, end = match.span("name")
            stop = re.search(r" (?:and|at|please|phone|with|instead|not|in|on)\b", said.plain[start:end])
            end = start + stop.start() if stop else end
            if not _NO_NAME.match(said.plain[start:end]):
                yield Value("recipient", said.raw[start:end], start, end)
