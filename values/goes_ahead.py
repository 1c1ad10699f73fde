"""Telling the assistant to do what it has just offered, in words that name no task: 帮我申请, "go ahead and do it"."""

from __future__ import annotations

import re

_GOES_AHEAD = re.compile(
    r"(?:\W|那|就|请|麻烦|您|你)*(?:帮|替|给)我?(?:申请|办理?|处理|弄|搞|登记|提交|安排)(?:一下|下|吧|了|啊|呗|\W)*"
    r"|(?:\W|那|就)*(?:申请|办|登记|提交|安排)(?:一下|吧|呗)+\W*"
    r"|(?:\W|\b(?:ok|okay|yes|sure|then|please|just)\b)*(?:go ahead(?: and (?:do|request|claim|arrange) (?:it|that))?|(?:request|claim|arrange|do) (?:it|that)(?: for me)?)(?: then| please|\W)*",
    re.IGNORECASE,
)
_LONGEST = 40  # characters


def goes_ahead(text: str) -> bool:
    """Whether the message is that and nothing else."""
    return len(text) <= _LONGEST and bool(_GOES_AHEAD.fullmatch(text))
