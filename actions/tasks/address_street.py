"""A street said anew of an address whose town is known: "oops it's 21 Elm Street", 应该是淮海路21号."""

from __future__ import annotations

import re

_STREET_EN = (
    r"\d{1,5}[a-z]?(?:-\d+)? (?:[a-z][\w.'’-]* ){1,4}?(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|row|close|court|ct|place|pl|square|sq|terrace"
    r"|boulevard|blvd|crescent|gardens|hill|park|grove|mews|walk|green|quay)\b\.?"
)
_EN = re.compile(_STREET_EN, re.IGNORECASE)
_STREET_ZH = r"(?:(?:(?![省市区县镇乡])[\u4e00-\u9fff]){1,8}?(?:路|街|大道|巷|弄|胡同|道))\s?\d{1,5}号?"
_ZH = re.compile(rf"(?:(?<=[省市区县镇乡])|^){_STREET_ZH}")
_LEAD = re.compile(
    r"^(?:\W|\b(?:no|oops|sorry|wait|actually|it'?s|is|should be|rather|i mean|make it)\b|[写填打搞弄输]?错[了啦]?|不对|不是|应该|是|改[成为]|换成|地址|抱歉|不好意思|哦|啊)+",
    re.IGNORECASE,
)


def with_street(known: str | None, said: str) -> str | None:
    """The known address with the street and house number that were said in place of its own; None where more was said, or there
    is nothing that stands behind or before a street in what is known."""
    if not known:
        return None
    street, within = (_STREET_EN, _EN) if known.isascii() else (_STREET_ZH, _ZH)
    new = re.fullmatch(street, _LEAD.sub("", said).strip(" ,.，。吧的了"), re.IGNORECASE)
    old = within.search(known)
    if new is None or old is None or old.group() == known.strip():
        return None
    return f"{known[: old.start()]}{new.group()}{known[old.end() :]}"
