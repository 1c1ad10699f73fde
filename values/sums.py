"""Sums that a message asks for: delivery for so much money, the way to a member level from so many points."""

from __future__ import annotations

import re

LONGEST = 90  # characters; a longer message is about more
_DELIVERY = re.compile(
    r"\b(?:shipping|postage|delivery)\b.{0,24}\b(?:costs?|fees?|charges?|free|price|how much)\b|\b(?:costs?|fees?|charges?|free|how much)\b.{0,24}\b(?:shipping|postage|delivery|deliver|ship)\b|\bshipping\?"
    r"|运费|邮费|快递费|包邮|免邮|配送费",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:[€£$¥￥]\s?(?P<before>\d{1,5}(?:\.\d{1,2})?))"
    r"|(?P<behind>\d{1,5}(?:\.\d{1,2})?)\s?(?:euros?\b|eur\b|€|pounds?\b|quid\b|gbp\b|£|dollars?\b|bucks\b|usd\b|\$|块钱?|元|欧元?|美元|美金|英镑|镑|rmb\b)",
    re.IGNORECASE,
)
# Money that has been paid is a matter of the order.
_PAID = re.compile(
    r"\b(?:charged|paid|refund\w*|why|took|back|gave)\b|[付收扣交]了|退|为什么|为啥|怎么(?:还)?(?:要|收)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?P<points>\d{1,3}(?:[,，]\d{3})+|\d{1,6})\s?(?:points?\b|pts\b|积?分(?!期|钟))", re.IGNORECASE
)
_TO_GO = re.compile(
    r"\b(?:how (?:many|much|far)|till|until|to (?:get|reach|go|be)|away|missing|left|next|need|enough|for)\b"
    r"|差|还要|还得|够|升|到(?:白银|黄金|铂金|金卡|银卡)|距离|能(?:到|是|升)",
    re.IGNORECASE,
)
LEVEL_WORDS = re.compile(r"\b(?:level|tier|status|member|next)\b|级|差多少|还差|下一", re.IGNORECASE)


def amount_to_deliver(text: str) -> re.Match[str] | None:
    """The value of goods whose delivery is asked for: "shipping for 45 euros"; groups `before` and `behind` its sign."""
    is_asked = len(text) <= LONGEST and _DELIVERY.search(text) and not _PAID.search(text)
    return _AMOUNT.search(text) if is_asked else None


def points_to_go_from(text: str) -> int | None:
    """The points from which the way to a level is asked for: "how far is gold with 4,200 points"."""
    said = _POINTS.search(text) if len(text) <= LONGEST and _TO_GO.search(text) else None
    return int(re.sub(r"\D", "", said.group("points"))) if said else None


def asks_sum(text: str) -> bool:
    """Whether such a sum is asked for, so that no general text answers it."""
    return amount_to_deliver(text) is not None or points_to_go_from(text) is not None
