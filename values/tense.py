"""Whether the words around a day speak of what was or of what is to come."""

from __future__ import annotations

import re

from values.said import plain_pattern

_BEFORE_PAST = plain_pattern(
    r"\b(?!need|indeed)(?:[a-z]{2,12}ed|bought|paid|came|got|sent|since|was|said|wrote)\b[^.!?]{0,30}$"
)
# What is still to come: "by the 20th", "needs to be here on Saturday", 改到周三.
_BEFORE_AHEAD = plain_pattern(
    r"\b(?:by|until|before|need|needs|to be|be here|get here|deliver(?: it)?|ship it|will|won't|make it|make that|change(?: it)? to"
    r"|move(?: it)? to|postpone(?: it)?(?: to)?|rather|let'?s say|can)\b[^.!?]{0,24}$|(?:改到|改成|推到|提前到|延到|等到|最晚|最迟|能在)[^,。!?]{0,6}$"
)
_AFTER_AHEAD = plain_pattern(
    r"[^,。!?]{0,4}(?:之前|以前|前|能[到送]|再送|送(?![^,。!?]{0,2}[的了])|到吗|要用|更好|也行|也可以|可以吗|行吗|吧)| (?:is|would be|works) (?:better|fine|ok)"
)
_AFTER_PAST = plain_pattern(
    r"[^,。!?]{0,3}(?:买|下|拍|到|收|订|付|寄|签|退|发)[^,。!?]{0,3}[的了]|的那?个?[订定]?单"
)


def is_ahead(match: re.Match[str]) -> bool:
    """Whether the words around speak of what is to come."""
    if re.match(r"(?:by|until) ", match.group()):
        return True
    return bool(_BEFORE_AHEAD.search(_before(match)) or _AFTER_AHEAD.match(match.string, match.end()))


def is_past(match: re.Match[str]) -> bool:
    """Whether the words around speak of what was."""
    return bool(_BEFORE_PAST.search(_before(match)) or _AFTER_PAST.match(match.string, match.end()))


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 48) : match.start()]
