"""Telephone numbers and e-mail addresses that are to be written down, and prove nothing: 改成138…, "my new number is …"."""

from __future__ import annotations

import re

from actions.turn import Turn

_NEW = re.compile(
    r"(?:改[成为到]|换[成为到]|更新[成为]|新的?(?:手机|电话|联系)?(?:号码?)?|\bnew (?:phone|mobile|number|one|e-?mail)\b.{0,12}|\b(?:change|update|switch)\b.{0,40}\bto"
    r"|\b(?:an)?other e-?mail(?: address)?|(?:另一个|另外一个|别的|其他)邮箱)"
    r"(?: number)?(?:\s|[:：,，是为]|\bis\b|\bto\b)*[(+]?$",
    re.IGNORECASE,
)
# Said of what was mistyped as well, while it is asked for.
_PUT_RIGHT = re.compile(
    r"(?:应该?[是为]|正确的?(?:号码)?[是为]|\b(?:should be|(?:right|correct) (?:one|number) is))[\s:：]*[(+]?$",
    re.IGNORECASE,
)
_BEFORE = 60  # characters before a value that tell whether it is a new one
_DIALLED = re.compile(r"[(+]?\d(?:[ .()/-]{0,2}\d)*")
_SHORTEST_PHONE = 7  # digits


def is_new_value(turn: Turn, name: str, *, asked: bool = False) -> bool:
    """Whether the phone or the e-mail address of a message is a new one; `asked`: a proof was, which may be put right."""
    if asked and name == "email":  # "change it to ann@example.com", "try another e-mail"
        return False
    said = turn.first(name)
    place = next((start for found, value, start in turn.places if (found, value) == (name, said)), None)
    return place is not None and says_new(turn.text[:place], asked=asked)


def says_new(before: str, *, asked: bool = False) -> bool:
    """Whether the words before a value make it a new one."""
    near = before[-_BEFORE:]
    return bool(_NEW.search(near)) or (not asked and bool(_PUT_RIGHT.search(near)))


def without_phones(turn: Turn) -> str:
    """The message with its whole telephone numbers blanked out: four digits in the midst of one are no end of another."""
    text = turn.text
    for name, value, start in turn.places:
        dialled = _DIALLED.match(text, start) if name == "phone" else None
        if dialled:
            end = _end_of(re.sub(r"\D", "", value), text, *dialled.span())
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _end_of(number: str, text: str, start: int, stop: int) -> int:
    """Where the number ends in the text, which may go on with digits of something else."""
    for end in range(start + _SHORTEST_PHONE, stop + 1):
        digits = re.sub(r"\D", "", text[start:end]).lstrip("0")
        if len(digits) >= _SHORTEST_PHONE and number.endswith(digits) and not text[end : end + 1].isdigit():
            return end
    return stop
