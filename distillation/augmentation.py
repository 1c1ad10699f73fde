"""How people mistype: dropped, doubled and swapped letters, lost capitals and punctuation."""

from __future__ import annotations

import random
import re

_LATIN = re.compile("[a-z]")
_HAN = re.compile("[\u4e00-\u9fff]")


def mistyped(text: str, rng: random.Random) -> str:
    """One slip for every twenty characters; Chinese loses or swaps characters like letters."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 20)):
        if len(letters) < 3:
            break
        at, kind = rng.randrange(len(letters) - 1), rng.random()
        if kind < 0.35:
            del letters[at]
        elif kind < 0.7:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters.insert(at, letters[at])
    return "".join(letters)


# People begin with a courtesy and then say what they want.
_COURTESIES = {
    False: (
        "hi, ",
        "hello ",
        "hello, ",
        "hey ",
        "hi there, ",
        "good morning, ",
        "thanks. ",
        "thank you, ",
        "ok thanks, ",
    ),
    True: ("你好，", "您好 ", "在吗 ", "亲，", "你好 ", "谢谢，", "好的谢谢，"),
}


def courteous(text: str, rng: random.Random) -> str:
    """The text behind a greeting or a thanks, in its own language."""
    return rng.choice(_COURTESIES[bool(_HAN.search(text))]) + text


def augmented(
    text: str, rng: random.Random, slips: float = 0.15, lower: float = 0.1, courtesy: float = 0.0
) -> str:
    """The text, or now and then a sloppier or a politer version of it."""
    if courtesy and rng.random() < courtesy:
        text = courteous(text, rng)
    draw = rng.random()
    if draw < slips and _LATIN.search(text) and len(text) > 4:
        return mistyped(text, rng)
    if draw < slips + lower:
        return text.lower().rstrip(".?!。？！")
    return text
