"""The language that a customer wishes to be answered in: "please talk to me in English", 说中文吧."""

from __future__ import annotations

import re
from typing import Literal

# Whatever the wish is written in; a question what one knows ("do you speak English?") is none.
_WISHED = re.compile(
    r"(?<!do you )(?<!does anyone )(?<!did you )"
    r"\b(?:speak|talk|write|answer|reply|respond|continue|chat|switch|change)\b(?: [a-z']+){0,3}? (?:(?:in|to) )?(?P<asked>chinese|mandarin|english)\b"
    r"|^\W*(?:(?:in|use) )?(?P<short>chinese|mandarin|english)(?:,? (?:please|pls|plz))\W*$"
    r"|(?P<not>不|别|会|懂)?(?:说|讲|用|切换?[成到为]|[换改转][成到为])(?:一下)?(?P<said>中文|汉语|普通话|国语|英文|英语)(?!.{0,4}[名字发票说明写印版资料的])",
    re.IGNORECASE,
)
# A wish to a person is one for a person: "talk to someone in English".
_TO_A_PERSON = re.compile(
    r"some(?:one|body)|any(?:one|body)|agent|person|human|colleague|人工|客服|真人", re.IGNORECASE
)
_COURTESY = re.compile(
    r"\b(?:please|pls|plz|can|could|would|will|you|we|i|i'd|want|like|prefer|need|to|it|be|possible|let's|let us|with|me|hi|hello|hey|sorry|"
    r"thanks|thank|instead|now|ok|okay|only|just|if|is|that|from|on)\b|能不能|可不可以|可以|能|请|麻烦|跟|和|对|我|你|您|们|回复|回答|回|聊|说话|讲话|交流|"
    r"沟通|吗|吧|嘛|呢|啊|哈|呀|不|好|行|么|谢谢|一下|亲|想|还是|都|给|来|就|\W",
    re.IGNORECASE,
)


def wished_language(text: str) -> Literal["en", "zh"] | None:
    """The language that the message asks for, among whatever else it says."""
    match = _wish(text)
    if match is None:
        return None
    name = (match["asked"] or match["short"] or match["said"]).lower()
    return "en" if name in ("english", "英文", "英语") else "zh"


def is_language_wish(text: str) -> bool:
    """Whether the message says this wish and nothing else."""
    match = _wish(text)
    if match is None or _TO_A_PERSON.search(text):
        return False
    return not _COURTESY.sub("", text[: match.start()] + " " + text[match.end() :])


def _wish(text: str) -> re.Match[str] | None:
    match = _WISHED.search(text)
    return None if match is None or match["not"] else match
