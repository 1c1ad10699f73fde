"""Taking the goods that were shown: "ok I'll take it", 就要这个, "order it"."""

from __future__ import annotations

import re

# Of goods that stand in the list or were just spoken of.
_ORDERS = re.compile(
    r"(?:\W|那|好[的吧]?|行吧?|嗯|我|帮我|给我|请|麻烦)*"
    r"(?:下单|结账|(?:就|直接)?(?:买|订|拍|(?:要|选|拿)(?=了|它|这|那))(?:它|[这那][个款件双条种])?|就(?:它|[这那][个款件双条种]))"
    r"(?:了|吧|啦|呗|呀|\W)*(?:来?[一二两俩三四五六1-9][双个件条款只台套把份盒包瓶罐袋本支])?(?:下单|结账)?(?:了|吧|啦|呗|呀|\W)*"
    r"|(?:\W|\b(?:ok|okay|yes|great|then|please|just)\b)*(?:(?:i'?ll|i will|let me|i'?d like to|i want to) )?"
    r"(?:(?:order|buy)(?: (?:it|that|this|one))?|(?:take|get|have|want) (?:it|that|this|one))(?: one)?(?: then| please| now|\W)*(?:(?:a|one|two|three|four|five|\d{1,2})(?: of (?:it|them|those|these))?(?: then| please|\W)*)?"
    r"|(?:\W|\bplease\b)*(?:place (?:the|my|an) order|check ?out)(?: then| please| now|\W)*",
    re.IGNORECASE,
)
# Of a product that was just shown.
_TAKES = re.compile(
    r"(?:\W|ok|好[的吧]?|行吧?|那|嗯)*(?:就|要|买)+(?:买|要|选|拿|订)?(?:它|这个|这款|这件|这双|这条|这种|那个)(?:了|吧|啦|\W)*"
    r"|(?:\W|\bok(?:ay)?\b|\bgreat\b|\bthen\b)*(?:i'?ll (?:take|have|buy) (?:it|that|this|one)|i want (?:it|this one|that one)|(?:this|that) one)(?: then| please|\W)*",
    re.IGNORECASE,
)


def orders_it(text: str) -> bool:
    """Whether the message orders what stands in the list or was just spoken of, and says nothing else."""
    return _ORDERS.fullmatch(text) is not None


def takes_shown(text: str) -> bool:
    """Whether the message takes the one product that was just shown, and says nothing else."""
    return _TAKES.fullmatch(text) is not None
