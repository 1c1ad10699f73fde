"""Values that are not meant: named to be ruled out ("not the red one, the blue"), or corrected in the same breath."""

from __future__ import annotations

from collections.abc import Iterable

from values.said import Said, Value, plain_pattern

_NOT = plain_pattern(
    r"(?:\b(?:not|no longer|instead of|rather than|isn't|aren't|wasn't|don'?t want|never|nor|except|without"
    r"|hates?|dislikes?|can'?t stand|not a fan of|anything but|(?:don'?t|doesn'?t) like)"
    r"(?: (?:the|a|an|my|in|with|by|via|to|for|orders?|number|size|colou?r|it|any|that|this|those|is|ord-?))*"
    r"|(?:不是|不要|不想要|不买|别要|不喜欢|不爱|讨厌|而不是|不用|别用|除了|换掉|并非)(?:这|那|个|双|件|条|款|一|的|订单"
    r"|单|号|用|走|退|换|买|发|寄|拿|尺码|颜色)*)[ #'\"]*$"
)
# "Size 39, no pink"; a no that begins the message only takes back what was asked: "no, red".
_NO_COLOR = plain_pattern(r"\w[, ]+(?:and |but |pls |please )?no (?:bright |light |dark )?$")
_REACH = 40  # characters before the value in which its "not" must stand
_LISTED = plain_pattern(r"^ ?(?:or|and|nor|和|或者?|、|/) ?(?:the |in |a )*$")

_FILLER = (
    r"it'?s|it is|is|the|an?|in|my|number|order|ord|for|to|size|quantity|i want|i need|i'd like|want|need|would|be|should|ones?"
    r"|that|please|of them|pairs?|pieces?|stars?|with|by|under|on|at"
)
_HAN_FILLER = r"是|的|应该|就|要|我|单号|[订定]单|号|码|[双件个盒条只瓶包套本台支把张袋箱罐盏辆床根对串杯]|[颗个]?星|块|元|钱|以[内下上]|之?间|那|退|买|来|用|走|吧|了|啊|呢"
_AMENDS = (
    r"no|nope|sorry|wait|oops|actually|i mean|i meant|or rather|rather|correction|make (?:it|that)|better|hold on|hang on"
    r"|scratch that|my mistake|typo|change (?:it|that) to"
)
_HAN_AMENDS = (
    r"[啊哦]?不对?|不是|[说打写看输搞弄]?错了|应该是|应该为|改成|改为|换成|算了还是|算了|不好意思|抱歉"
)
# Both are looked for one after the other, so that the scan stays linear: nothing but such words, and one that takes back.
_PASSING = plain_pattern(rf"\b(?:{_AMENDS}|{_FILLER})\b|{_HAN_AMENDS}|{_HAN_FILLER}|[\W_]")
_TAKES_BACK = plain_pattern(rf"\b(?:{_AMENDS})\b|{_HAN_AMENDS}")
_OUT_OF = plain_pattern(
    r"^[件个双只条盒瓶包套盏]?(?:里面?|中|之中|当中),?(?:只|就)?[退换要买拿留取]$"
)  # 三件里退两件
# "the M for an L", "from 41 to 42", 红的换蓝的: what is given is not what is wanted.
_EXCHANGED = frozenset({"size", "color", "quantity", "payment_method", "coupon"})
_GIVEN = plain_pattern(r"\b(?:exchange|swap|switch|change|changed|trade|replace|from)\b[^.!?;]{0,30}$")
_FOR = plain_pattern(
    r"^(?: (?:ones?|size|pairs?|version|colou?r))?,? (?:for|to|into|with)(?: (?:an?|the|size|my|ones?|in))*[ '\"]*$|^[码号色的件个双]*换(?:个|件|双)?$"
)


_UNWANTED = plain_pattern(
    r"(?:want|need|keep)(?: the| my| this| that| order| parcel| number)* ?$|不想?要了?(?:这单|那单|订单)? ?$"
)


def without_negated(said: Said, values: Iterable[Value]) -> list[Value]:
    """Drop values right after a "not", and those that continue such a list ("not red or pink")."""
    kept: list[Value] = []
    dropped: list[Value] = []
    for value in sorted(values, key=lambda v: v.start):
        before = said.plain[max(0, value.start - _REACH) : value.start]
        continued = any(
            d.entity == value.entity
            and d.end <= value.start
            and _LISTED.match(said.plain[d.end : value.start])
            for d in dropped[-1:]
        )
        ruled_out = _NOT.search(before) or (value.entity == "color" and _NO_COLOR.search(before))
        if value.entity == "order_id" and _UNWANTED.search(before):
            ruled_out = None  # "I don't want ORD-1045 any more" is about that order
        (dropped if continued or ruled_out else kept).append(value)
    return kept


def without_corrected(said: Said, values: Iterable[Value]) -> list[Value]:
    """Drop values that the next one of their kind takes back: "1043, sorry, 1042", 两盏改成四盏, "the M for an L"."""
    kept: list[Value] = []
    for value in sorted(values, key=lambda v: v.start):
        former = next((one for one in reversed(kept) if one.entity == value.entity), None)
        if former is not None and _takes_back(said, former, value):
            kept = [one for one in kept if (one.entity, one.value) != (former.entity, former.value)]
        kept.append(value)
    return kept


def _takes_back(said: Said, former: Value, value: Value) -> bool:
    if former.value == value.value or not 0 <= value.start - former.end <= _REACH:
        return False
    between = said.plain[former.end : value.start]
    is_correction = bool(_TAKES_BACK.search(between)) and not _PASSING.sub("", between)
    if is_correction or (value.entity == "quantity" and _OUT_OF.match(between)):
        return True
    if value.entity not in _EXCHANGED or not _FOR.match(between):
        return False
    given = said.plain[max(0, former.start - _REACH) : former.start]
    return "换" in between or bool(_GIVEN.search(given))
