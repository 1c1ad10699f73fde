"""What is said beside a refund: that it shall be done, and that the order is to stay."""

from __future__ import annotations

import re

from actions.turn import Turn

_KEEPS = re.compile(
    r"(?:订单|單|东西|货)?[^，。！？]{0,6}(?:别|不要|不用|不能|可别|千万别)(?:给我|帮我|把[^，。]{0,6})?取消"
    r"|\b(?:don'?t|do not|not|without|never) (?:you )?(?:want(?:ing)? to )?cancel(?:ling)?\b|\bkeep (?:the|my) order\b|\bstill want (?:the|my) order\b",
    re.IGNORECASE,
)
# What was taken too much is to go back.
_BACK = re.compile(
    r"(?:把|那)?(?:多|重复|又)(?:扣|收|付|刷)的?[^，。！？吗么]{0,6}(?:退|还|返)"
    r"|(?:退|还|返)(?:给我|回|掉)?(?:多|重复)(?:扣|收|付|刷)的"
    r"|\b(?:refund|return|give back|give me back|send back|pay back)\b.{0,16}\b(?:extra|second|double|duplicate|overpaid|too much|twice)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|[吗么呢]\W*$|会不会|是不是|能不能|\b(?:will|does|do|is|are|can|could|would) (?:you|it|that|the|my|this)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"为什么|怎么|没|\b(?:why|how|didn'?t|can'?t|couldn'?t)\b", re.IGNORECASE)


def keeps_order(turn: Turn) -> bool:
    """Whether the customer asks for the order not to be cancelled: 订单别给我取消啊, "don't cancel my order though"."""
    return (
        not turn.is_button
        and bool(_KEEPS.search(turn.text))
        and not (_ASKS.search(turn.text) or _OTHERWISE.search(turn.text))
    )


def wants_overpaid_back(turn: Turn) -> bool:
    """Whether what was paid too much is asked for in words of its own: 把多扣的退了. Said twice it is one message delivered twice."""
    if turn.is_button or turn.text in turn.before or _ASKS.search(turn.text):
        return False
    return bool(_BACK.search(turn.text)) and not re.search(r"别|不", turn.text)
