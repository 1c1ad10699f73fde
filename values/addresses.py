"""Postal addresses, only where they are marked as such ("ship to …", 地址是…) or were asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.recipients import named
from values.said import Said, Value, plain_pattern
from values.said import said as prepared

_STATES = "a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|ri|s[cd]|t[nx]|ut|v[at]|w[aivy]"  # of the USA
AMERICAN_CODE = rf"\b(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?"  # "CO 80203"
_AN_ORDER = r"(?:(?:my |the |this )?(?:order |parcel )?(?:number )?(?:ord[-_ #:.]{0,3}|#)?\d{3,7}|(?:it|them|(?:my|the|this|that) (?:order|parcel|package)))"
_ENGLISH = plain_pattern(
    r"(?:\b(?:ship|send|deliver|redirect|forward|post|mail)(?:ped|ed)?"
    rf"(?: (?:everything|this|that|all of it|{_AN_ORDER}))?(?: (?:over|instead|please))? to"
    r"|\b(?:new |delivery |shipping |postal |correct |right )*address"
    rf"(?: (?:for|of|on) {_AN_ORDER})?(?:,? please)?(?: (?:is|should be|will be|to|now)|:| -)+"
    r"|\b(?:new|right|correct) (?:place|home|house|flat|apartment|office|one)(?: (?:is|will be|now)|:)+|\b(?:moved|moving|relocated) to)"
    r"[ :]*(?P<address>[^\n!?;]{8,200})"
)
# "to 66 Ginkgo Road, Boston", whatever is to go there: the street must follow at once.
_ENGLISH_STREET = (
    r"(?:\d{1,5}[a-z]?,? (?:(?!and|the|my|a|of|for|to|or|more|in)[a-z\u00c0-\u024f\d.'-]+ ){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|court|ct|place|square|boulevard|blvd|terrace|crescent|close|hill|grove|rise|row)\b"
    r"|(?:via|viale|piazza|rue|calle) (?:[a-z\u00c0-\u024f\d.'-]+ ){1,4}?\d|[a-z\u00c0-\u024f-]+(?:stra(?:ss|ß)e|allee|weg|platz|gasse) \d"
    r"|(?:[a-z\u00c0-\u024f\d.'-]+ ){1,3}\d{1,4}[a-z]?, \d{4,5} [a-z])"
)
_ENGLISH_CORE = plain_pattern(_ENGLISH_STREET)
_ENGLISH_BARE = plain_pattern(
    rf"\b(?:to|it'?s(?: just| only)?|(?:new|right|correct|delivery|shipping) address):? (?P<address>(?={_ENGLISH_STREET}|[\u4e00-\u9fff])[^\n!?;]{{8,200}})"
)
# What leads to a Chinese address. The second kind leads to many other things: only a whole address may follow it.
_CHINESE_MARK = plain_pattern(
    r"(?:新的?|收货|收件|送货|配送|邮寄|详细|正确)*地址(?:应该|现在|就|也|请|帮我)*"
    r"(?:是|为|:|,|改成|改为|改到|换成|换到|改寄到?|寄到|填|写)+(?!错)"
    r"|(?:改?寄|改?送|发|邮|配送|快递)(?:到|至|往|去)(?:我?这里|这个地址)?:?"
)
_CHINESE_BARE = plain_pattern(
    r"地址|应该?是|正确的?是|[寄发送]给|(?:改|换|变更|更改|更新|修改|搬|移)(?:成|为|到|至|去):?"
)
_CHINESE_END = re.compile(r"[\n!?;。！？；]")
_LONGEST_CHINESE = 120  # characters
# What is said behind an address about the saying of it: "…, 40121 Bologna, 3rd time", "… BS1 6QF. sounds fine otherwise".
_ASIDE = (
    r"(?:for the )?(?:2nd|second|3rd|third|4th|fourth|fifth|last|hundredth|umpteenth) time|again|once more|as (?:i )?(?:said|told|wrote)(?: before| already)?"
    r"|like i (?:said|told you|wrote)|(?:the rest|everything else|all else) (?:is|looks|sounds) (?:fine|right|ok|okay|good|correct)|(?:sounds|looks) (?:fine|good|right)(?: otherwise)?"
    r"|that'?s (?:it|all|right|the one)|hurry(?: up)?|quick(?:ly)?"
)
_ENGLISH_TAIL = plain_pattern(
    rf"(?<![\s,.])[\s,.]*(?:\b(?:please|pls|thanks|thank you|instead|asap|ok|{_ASIDE})\b[\s,.!]*)*$"
)
_CHINESE_TAIL = plain_pattern(
    r"(?<![,，\s])(?:谢谢|麻烦|可以吗|行吗|行不行|好吗|吧|哈|就行|就好|谢了|[,，\s])*$"
)
# Where an address ends and the next thing begins: an e-mail address, a number to call, who receives it, which order it is for.
_NEXT_THING = plain_pattern(
    r"(?<![ ,.:(])[ ,.:(]*(?:[a-z0-9._%+-]{1,64}@|\b(?:and )?(?:my |the |his |her )?(?:e-?mail|phone|mobile|tel\b|cell|recipient|receiver|attn)"
    r"|\b(?:for|it's|that's|the|my)? ?order (?:number |no\.? ?)?(?:is )?(?:ord|#|\d)|\bord-\d"
    r"|我的?邮箱|邮箱|我的?电话|电话|我的?手机|手机|尾号|收[件货]人|联系人|[订定]单"
    r"|[ ,:(]*(?:(?<!\d)\+\d[\d ()-]{7,}|(?<![\d-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d))"
    r"|[ ,]+(?:而?不是|之前|原来|刚才|我|因为|别再|尽快|快点))"
    # What else is wanted: "… instead and make the jeans a 32", 顺便把裤子换成32码.
    r"|,? (?:instead |please )*(?:and|then|also|plus) (?:also |then |please |can you |could you |to )*"
    r"(?:tell|let|change|make|swap|exchange|cancel|return|add|remove|take|drop|send|give|issue|put|use|when|where|how|what|i)\b"
    r"|[,;，；]? ?(?:顺便|順便|另外|还有|還有|同时|然后|并且|再把|再帮|再给|把[^,，。 ]{1,12}(?:换|改|去|删))"
    # A name before a Chinese mobile number, or one who "receives"; and the number itself.
    r"|[ ,]+[\u4e00-\u9fff]{2,4}收(?=$|[\W_])|[ ,]*(?:[ ,][\u4e00-\u9fff]{2,4})?[ ,:]*(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)"
)
_NOT_THERE = plain_pattern(r"(?:\b(?:don'?t|do not|not|never|instead of)|别|不要|不用|不是) ?$")
_STREET = plain_pattern(r"\d.{0,120}[a-z]{3}|[a-z]{3}.{0,120}\d")
_PLACES = plain_pattern(
    r"(?:门牌|房号|号码|[账帐单几尾型符称信编]号|[这那哪]区|区别|路上|在路|楼[上下]|知道|道[歉理]|街上|市场价|(?<![路街道弄巷院区园村])\d{1,2}号(?!楼|院|门|栋|[ ,]?\d))"
    r"|(?P<place>[省市区县路街道弄巷号村镇乡楼室栋幢座苑园院])"
)
_WHOLE = plain_pattern(r"\d|[省市].{0,20}[区县镇村路街]")
# Words of a sentence, which no address has before its first number: 门牌号写错了 是203室, "the flat is wrong, it's 203".
_SENTENCE = plain_pattern(
    r"错|不对|不是|漏|少[写填了]|忘[了记写]|门牌|改[成到为]|应该|好像|怎么|什么|[吗呢]|能不能|可不可以|不要|请问|没有"
    r"|\b(?:is|was|are|it's|that's|should|wrong|incorrect|mistakes?|typos?|mistyped|wrote|forgot|not|isn't|wasn't)\b"
)
# Whose place it is, which is no part of the address: "my office: 12 King Street", 公司 123 King St.
_WHOSE = plain_pattern(
    r"[ ,:]*(?:(?:(?:my|the|our|his|her) )?(?:new |old )?(?:office|home|work|workplace|company|house|parents'?(?: house| place)?)"
    r"(?: address)?(?: ?[:,-] ?| (?:at|in|is) )"
    r"|(?:我们?|他|她|咱)?的?(?:公司|单位|办公室|学校|宿舍|新家|老家|家里?|父母家|爸妈家|[爸妈]家)(?:那边|这边|里)?(?:的?地址)?(?:是|在)?"
    r"(?:[ ,:]+|(?=[\u4e00-\u9fff]{2,7}?[省市])))"
)
_LOOSE_PROOF = plain_pattern(r"[ ,:]*(?:\d{4}(?!\d)[ ,]+(?=[\u4e00-\u9fff]))?")


# The whole answer to "where to?": without what leads up to it, and no sentence of its own.
_ANSWER = plain_pattern(
    r"^\W{0,40}(?:(?:no|sorry|actually|ok|okay|hi|yes|please|pls|to|it's|its|it is|here it is|不对|不是|好的?|改成|寄到|送到|地址|请|麻烦|就?送|就?寄|到|[\W_]){1,12}(?=\W|[^a-z]))?"
    r"\W{0,40}(?P<address>(?!(?:i|we|what|why|when|where|who|can|could|do|does|is|are|how|my(?! (?:new |old )?(?:home|office|work|house|company|parents))|order|ord|you|that|this|there)\b)[^\n!?;。！？；]{8,200})"
)
_STREET_WORD = plain_pattern(
    r",|\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|court|place|square|apt|flat|suite|row|close|crescent|terrace|grove|platz|via|viale|rue|calle)\b"
    r"|stra(?:ss|ß)e\b"
)


# An English address that is the message, or stands behind Chinese words.
_ENGLISH_ALONE = plain_pattern(
    rf"(?<![a-z] )(?<![a-z\d,])(?P<address>{_ENGLISH_STREET}[^\u4e00-\u9fff!?;]{{0,120}})"
)
_LEADING_PHONE = re.compile(r"[ ,:]*(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_BLANK = re.compile(r"[ ,:]*(?:(?:just|only|simply) (?=\d))?")
# Behind the postcode, and a country, another sentence or remark begins: "Denver, CO 80203. I have a coupon"; "LS6 3AF, two of them".
_BEHIND_CODE = plain_pattern(
    rf"(?:{AMERICAN_CODE}|\b[a-z]{{1,2}}\d[a-z\d]? ?\d[a-z]{{2}})\b"
    r"(?:,? \(?(?:u\.?s\.?a?\b\.?|united states(?: of america)?|u\.?k\b\.?|united kingdom|england|great britain|scotland|wales|northern ireland)\)?)?"
    r"(?P<rest>[ ,.]+(?!apt|apartment|suite|ste\b|unit|flat|floor|fl\b|room|building|bldg|house|#|c/o|u\.?[sk]|united|england|great|scotland|wales|northern)[^ ,.])"
)
_FOUR_BEHIND = re.compile(r"(?<=[室号\d])[ ,]+\d{4}$")  # the last digits of a phone, behind the flat


def find_addresses(said: Said, requested_slot: str | None = None) -> Iterator[Value]:
    """The address as written. English ones need a number in them, Chinese ones two words of places.

    What was asked for needs no mark; but where there is one, the address begins behind it.
    """
    marked = [*_marked(said)]
    yield from marked
    if requested_slot == "address" and not marked and (match := _ANSWER.match(said.plain)):
        start, end = _bounds(said, match, requested_slot)
        text = said.plain[start:end]
        is_one = (_STREET.search(text) and _STREET_WORD.search(text)) or _places(text) >= 2
        if is_one and not is_sentence(text):
            yield Value("address", said.raw[start:end], start, end)


def is_sentence(text: str) -> bool:
    """Whether words of a sentence stand where an address would begin; it may end in them."""
    plain = prepared(text).plain
    number = re.search(r"\d", plain)
    return bool(_SENTENCE.search(plain[: number.start()] if number else plain))


def without_whose(text: str) -> str:
    """The address without whose place it is: 公司 123 King St, "my office: 12 King Street"."""
    lead = _WHOSE.match(prepared(text).plain)
    return text[lead.end() :] if lead else text


def without_addresses(text: str) -> str:
    """The text with blanks for the addresses in it, and for one that it is as a whole."""
    said = prepared(text)
    values = find_addresses(said, "address")
    found = [
        (value.start, value.end) for value in values if _holds_place(said.plain[value.start : value.end])
    ]
    found += [match.span("address") for match in _ENGLISH_ALONE.finditer(said.plain)]
    for start, end in found:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _marked(said: Said) -> Iterator[Value]:
    english = [*_ENGLISH.finditer(said.plain)]
    beyond = english[-1].end() if english else 0
    for match in [*english, *_ENGLISH_BARE.finditer(said.plain, beyond)]:
        start, end = _bounds(said, match)
        text = said.plain[start:end]
        is_one = (_STREET.search(text) and not re.match(r"(?:order|ord)\b", text)) or _places(text) >= 2
        if is_one and not is_sentence(text):
            yield Value("address", said.raw[start:end], start, end)
    marks = sorted(
        [*_CHINESE_MARK.finditer(said.plain), *_CHINESE_BARE.finditer(said.plain)], key=re.Match.end
    )
    for number, mark in enumerate(marks):
        stop = marks[number + 1].start() if number + 1 < len(marks) else len(said.plain)
        stop = min(stop, mark.end() + _LONGEST_CHINESE)
        end_sign = _CHINESE_END.search(said.plain, mark.end(), max(stop, mark.end()))
        stop = end_sign.start() if end_sign else stop
        if not _holds_place(said.plain[mark.end() : stop]):
            continue
        start, end = _trimmed(said, mark.start(), mark.end(), stop)
        text = said.plain[start:end]
        sure = mark.re is _CHINESE_MARK or _WHOLE.search(text)
        if sure and _holds_place(text) and not is_sentence(text):
            yield Value("address", said.raw[start:end], start, end)


def names_street(plain: str) -> bool:
    """Whether an English street with its number stands in the text."""
    return bool(_ENGLISH_CORE.search(plain))


def _holds_place(text: str) -> bool:
    """Whether what a Chinese mark leads to is somewhere, be it abroad: 寄到 123 King St."""
    return _places(text) >= 2 or names_street(text)


def _places(text: str) -> int:
    return sum(1 for found in _PLACES.finditer(text) if found["place"])


def _bounds(said: Said, match: re.Match[str], requested_slot: str | None = None) -> tuple[int, int]:
    """Where the address itself stands; nowhere if it is one that is not meant."""
    return _trimmed(said, match.start(), *match.span("address"), requested_slot)


def _trimmed(
    said: Said, mark: int, start: int, end: int, requested_slot: str | None = None
) -> tuple[int, int]:
    """The stretch without what leads up to the address and what follows it; nothing of one that is not meant."""
    end = max(start, end)
    if _NOT_THERE.search(said.plain[max(0, mark - 16) : mark]):
        return start, start
    for lead, name in named(said, requested_slot):
        if lead <= start and start <= name.end < end:
            start = name.end
        elif start < lead < end:
            end = lead
    for leading in (_LEADING_PHONE, _LOOSE_PROOF, _WHOSE, _BLANK):
        found = leading.match(said.plain, start, end)
        start = found.end() if found else start
    following = _NEXT_THING.search(said.plain, start, end)
    end = following.start() if following else end
    remark = _BEHIND_CODE.search(said.plain, start, end)
    end = remark.start("rest") if remark else end
    for tail in (_ENGLISH_TAIL, _CHINESE_TAIL, _FOUR_BEHIND):
        last = tail.search(said.plain, start, end)
        end = last.start() if last else end
    return start, end
