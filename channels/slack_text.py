"""Slack's mark-up taken off what a person typed, and put on what is shown.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

_MARKED = re.compile(r"<([^<>\n]+)>")
_URL = re.compile(r"https?://[!#-&(-;=?-{}~]*[A-Za-z0-9/_~=#&%+-]", re.ASCII)  # printable, without \"'<>|


def typed(text: str, own_ids: frozenset[str] = frozenset()) -> str:
    """What the person typed: `<mailto:a@b.c|a@b.c>` is `a@b.c` again, and mentions of `own_ids` are gone."""
    plain = _MARKED.sub(lambda match: _unmarked(match.group(1), own_ids), text)
    return _unescaped(" ".join(part for part in re.split(r"[ \t]+", plain) if part)).strip()


def escaped(text: str) -> str:
    """`text` so that Slack shows every character of it, and mentions or notifies nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shown(text: str) -> str:
    """`text` as mrkdwn: all characters shown as they are, http addresses as links."""
    parts, end = [], 0
    for match in _URL.finditer(text):
        parts += [escaped(text[end : match.start()]), f"<{escaped(match.group())}>"]
        end = match.end()
    return "".join([*parts, escaped(text[end:])])


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; where some are left out, the last one tells it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def pieces(text: str, limit: int) -> list[str]:
    """`text` in parts of at most `limit` characters, broken at line ends or blanks where there are some."""
    parts = []
    while len(text) > limit:
        end = max(text.rfind(mark, limit // 2, limit) for mark in ("\n", " "))
        end = end if end > 0 else limit
        parts.append(text[:end])
        text = text[end:].lstrip("\n ")
    return [part for part in [*parts, text] if part]


def _unmarked(inside: str, own_ids: frozenset[str]) -> str:
    target, _, label = inside.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return " " if rest in own_ids else f"@{label or rest}"
    if kind == "#":
        return f"#{label or rest}"
    if kind == "!":
        return label or f"@{rest.partition('^')[0]}"
    for scheme in ("mailto:", "tel:"):
        if target.startswith(scheme):
            return label or target[len(scheme) :]
    return label or target


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
