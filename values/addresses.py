"""Postal addresses and recipients, only where they are marked as such ("ship to …", "地址是…", "收件人…")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.said import Said, Value, plain_pattern

_ENGLISH = plain_pattern(
    r"(?:\b(?:ship|send|deliver|redirect|forward|post|mail)(?:ped|ed)?"
    r"(?: (?:it|them|this|that|everything|(?:my|the) (?:order|parcel)))?(?: instead)? to"
    r"|\b(?:new |delivery |shipping |postal |correct |right )*address(?: (?:is|should be|to|now)|:| -)+)"
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
_NOT_THERE = plain_pattern(r"(?:\b(?:don'?t|do not|not|never|instead of)|别|不要|不用|不是) ?$")
_STREET = plain_pattern(r"\d.{0,120}[a-z]{3}|[a-z]{3}.{0,120}\d")
_PLACES = plain_pattern(r"[省市区县路街道弄巷号村镇乡楼室栋幢座苑园院]")


def find_addresses(said: Said) -> Iterator[Value]:
    """The address as written. English ones need a number in them, Chinese ones two words of places."""
    for match in _ENGLISH.finditer(said.plain):
        if _NOT_THERE.search(said.plain[max(0, match.start() - 16) : match.start()]):
            continue
        start, end = match.span("address")
        end -= len(_ENGLISH_TAIL.search(said.plain[start:end]).group())  # type: ignore[union-attr]
        if _STREET.search(said.plain[start:end]) and not re.match(r"(?:order|ord)\b", said.plain[start:end]):
            yield Value("address", said.raw[start:end], start, end)
    for match in _CHINESE.finditer(said.plain):
        if _NOT_THERE.search(said.plain[max(0, match.start() - 16) : match.start()]):
            continue
        start, end = match.span("address")
        end -= len(_CHINESE_TAIL.search(said.plain[start:end]).group())  # type: ignore[union-attr]
        if len(_PLACES.findall(said.plain[start:end])) >= 2:
            yield Value("address", said.raw[start:end], start, end)


_PART = r"[a-z\u00c0-\u024f][a-z\u00c0-\u024f.'-]{0,20}"
_NAME = rf"(?P<name>{_PART}(?: {_PART}){{0,3}})"
_RECIPIENTS = [
    plain_pattern(rf"\b(?:recipient|receiver|addressee)(?:'s name)?(?: (?:is|should be|to)|:)+ ?{_NAME}"),
    plain_pattern(rf"(?:\b(?:attn|addressed to|in the name of)\b|\bc/o)[.: ]+{_NAME}"),
    plain_pattern(
        r"收[件货]人(?:的?名字|姓名)?(?:应该)?(?:是|为|:|,|改成|改为|换成|叫|写)*"
        r" ?(?P<name>[\u4e00-\u9fff·]{2,4}(?=$|[\W_]|电话|手机)|[a-z][a-z.'-]{1,20}"
        r"(?: [a-z][a-z.'-]{0,20}){0,3})"
    ),
]
_NO_NAME = plain_pattern(
    r"^(?:my|the|a|an|someone|somebody|not|wrong|no|who|different|another|我|他|她|别人|不|怎|可|能|错|写"
    r"|改|谁)"
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
