"""When, where and how money comes back, asked in few words that name neither a refund nor an order: 大概几天到, "when do I get it"."""

from __future__ import annotations

import re

_LONGEST = 40  # characters; a longer message says itself what it is about
_COMES_BACK = re.compile(
    r"(?:\W|\b(?:and|so|ok|okay|thanks|great|then)\b)*(?:when (?:do|will|can|would|should) i (?:get|see|have|receive|expect) (?:it|that|this|them|(?:the|my) (?:money|refund|difference)|paid)"
    r"|how (?:long|soon) (?:till|til|until|before|for me to|can|will|do) (?:i )?(?:get|have|see|receive|expect) (?:it|that|this|them|(?:the|my) (?:money|refund|difference)|paid)"
    r"|how (?:long|soon) (?:will|does|would) (?:it|that|this|the (?:money|refund)) take|how (?:do|will) i get (?:it|that|(?:the|my) (?:money|refund|difference))"
    r"|where (?:does|will|is|did) (?:it|(?:the|my) (?:money|refund|difference)) (?:go|going|sent|paid|end up)|(?:to|on|onto) (?:which|what) (?:card|account))(?: (?:to|back|then|now|exactly))*\W*"
    r"|(?:\W|那|请问|大概|一般|差价|钱|退款|款|这笔?)*(?:(?:几天|多久|多长时间|什么时候|啥时候|几时|何时)(?:能|会|可以)?(?:到账?|到帐|退|返|收到|拿到)?|(?:怎么|咋|如何)(?:退|返|给)"
    r"|(?:会|是)?[退返打]到?(?:了)?(?:哪里?|哪儿|哪张卡|边度|邊度|哪个账[户号]|什么地方))(?:[给我钱呢啊呀的了]|\W)*",
    re.IGNORECASE,
)


def asks_when_back(text: str) -> bool:
    """Whether the message may ask that, where money is spoken of, and says nothing else."""
    return len(text) <= _LONGEST and _COMES_BACK.fullmatch(text) is not None
