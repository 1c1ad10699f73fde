"""A purchase that was never wished for: "I didn't say I want it, I asked which is better", 不是买 我就问问."""

from __future__ import annotations

import re

from actions.turn import Turn

_ZH = r"(?:没|没有|又没|可没)说(?:过)?(?:我)?(?:要|想)?(?:买|下单|拍)|不是(?:要|想|来)?(?:买|下单|拍)|(?:先|暂时|现在|还)不(?:想|要|打算)?(?:买|下单)|不买(?:鞋|它|这个|东西)?(?=[!！。，,\s]|$)"
_NOT_BUYING = re.compile(
    rf"{_ZH}|(?:只是|就是|就|只)(?:想)?(?:问问|问一?下|看看|了解一?下|打听)|(?:问问|看看)而已"
    r"|\b(?:i'?m|am|was|we'?re) not (?:buying|ordering|trying to (?:buy|order))\b|\b(?:don'?t|do not) want to (?:buy|order)\b"
    r"|\b(?:didn'?t|did not|never|haven'?t) (?:say|said|ask|asked|tell you)\b.{0,16}\b(?:buy|order|want (?:it|one|them|that))\b"
    r"|\b(?:just|only) (?:asking|looking|browsing|wondering|checking)\b|\bnot (?:buying|ordering) (?:it|anything|yet|now)\b",
    re.IGNORECASE,
)
# What is turned down only for something else: 不买麻雀 我要骨传导那个.
_RATHER = re.compile(
    r"(?:我|还是|就)?(?:要|换|买|来|拿)(?!不)|\b(?:i'?ll take|i want|give me|rather|instead)\b", re.IGNORECASE
)
_LONGEST = 60  # characters


def is_not_buying(turn: Turn) -> bool:
    """Whether the customer was not about to buy, whatever was taken for it."""
    if turn.is_button or len(turn.text) > _LONGEST:
        return False
    found = _NOT_BUYING.search(turn.text)
    return found is not None and not _RATHER.search(turn.text[found.end() :])
