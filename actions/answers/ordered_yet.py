"""Whether what was spoken of has been ordered already: "is it ordered now?", 刚才那个下单了没."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case

_ORDERED_YET = re.compile(
    r"(?:下单|下好单|买|订|拍)(?:成功|好|上)?了[没沒吗么](?:有)?|(?:下单|买|订|拍)(?:成功|好|上)[没沒吗么]|(?:有没有|是不是)(?:已经)?(?:下单|买|订|拍)|单(?:子)?下(?:好|成)?了[没沒吗么]"
    r"|\b(?:did|have|has|was|is)\b.{0,24}\b(?:order(?:ed)?|purchase) (?:been )?(?:placed|gone through|go through|work(?:ed)?|made|confirmed|it|that|yet|already|now)\b"
    r"|\b(?:is|was|has|have) (?:it|that|this|they|the \w+) (?:been )?(?:ordered|bought)\b|\bdid (?:it|that|the order|my order) go through\b",
    re.IGNORECASE,
)
_LONGEST = 50  # characters


def tells_not_ordered_yet(case: Case, context: Context) -> bool:
    """Says, in the middle of a purchase, that nothing has been ordered so far."""
    turn = context.turn
    if case.name != "place_order" or turn.is_button or len(turn.text) > _LONGEST:
        return False
    if not _ORDERED_YET.search(turn.text):
        return False
    context.reply.say("utter_not_ordered_yet")
    return True
