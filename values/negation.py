"""Values named only to say that they are not meant: "not the red one, the blue", "不要红的要蓝的"."""

from __future__ import annotations

from collections.abc import Iterable

from values.said import Said, Value, plain_pattern

_NOT = plain_pattern(
    r"(?:\b(?:not|no longer|instead of|rather than|isn't|aren't|wasn't|don'?t want|never|nor|except|without)"
    r"(?: (?:the|a|an|my|in|with|by|via|to|for|orders?|number|size|colou?r|it|any|that|this|those|is|ord-?))*"
    r"|(?:不是|不要|不想要|不买|别要|而不是|不用|别用|除了|换掉|并非)(?:这|那|个|双|件|条|款|一|的|订单"
    r"|单|号|用|走|退|换|买|发|寄|拿|尺码|颜色)*)[ #'\"]*$"
)
_REACH = 40  # characters before the value in which its "not" must stand
_LISTED = plain_pattern(r"^ ?(?:or|and|nor|和|或者?|、|/) ?(?:the |in |a )*$")


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
        (dropped if continued or _NOT.search(before) else kept).append(value)
    return kept
