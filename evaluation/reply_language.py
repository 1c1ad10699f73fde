"""Which language a text is in, judged without the assistant's own detector: that is what is being checked."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
# Codes, mail and web addresses, and quoted words say nothing about the language of the sentence around them.
_NEUTRAL = re.compile(r"\S+@\S+|https?://\S+|\b[A-Z]{2,}[-\d][\w-]*|[“\"][^”\"]{1,80}[”\"]")
_ENGLISH_WORDS = (
    "a an the i i'm i've it's is are was were be been to of for on in at by with from and or but not no yes "
    "you your we our this that it can can't do don't will please what which how there have has sorry done"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_CHINESE = frozenset("的了您请吗我是在有没不么可以已为把被给帮和或呢吧")


def reply_language(text: str) -> str | None:
    """en or zh, by the words that hold sentences together, else by script; None without words.

    A name or an address in the other script does not decide.
    """
    plain = _NEUTRAL.sub(" ", text)
    words = [word.lower().replace("’", "'") for word in _WORD.findall(plain)]
    english = sum(word in _ENGLISH for word in words)
    chinese = sum(character in _CHINESE for character in plain)
    if english != chinese and (english or chinese):
        return "en" if english > chinese else "zh"
    han = len(_HAN.findall(plain))
    if not han and not words:
        return None
    return "zh" if han > 2 * len(words) else "en"


def plain_language(text: str) -> str | None:
    """The language of a customer's message where nobody could doubt it (one script only). Else None."""
    plain = _NEUTRAL.sub(" ", text)
    han, words = _HAN.search(plain), _WORD.findall(plain)
    if han and not words:
        return "zh"
    if not han and len(words) >= 3 and any(word.lower() in _ENGLISH for word in words):
        return "en"
    return None
