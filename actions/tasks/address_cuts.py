"""Words that are to be taken out of an address: "take off the 3rd time", 把“快点发”去掉."""

from __future__ import annotations

import re

from actions.turn import Turn

_LONGEST = 120  # characters of a message that does nothing else
_THE = r"(?:the |that |those |these |words? |bit |part |about )*"
_QUOTES = "\"'“”‘’「」"
_OUT = rf"(?:take|leave|cut|get)(?: rid)?(?: of)? (?:off|out|away)?\s*{_THE}|(?:remove|delete|drop|scrap|lose|without|erase|omit)\s+{_THE}"
_ENGLISH = (
    re.compile(rf"\b(?:{_OUT})(?P<part>[^.,;!?]+)", re.IGNORECASE),
    re.compile(
        r"(?P<part>[^.;!?]+?) (?:is|are|was|were)(?:n'?t| not) (?:a )?(?:part of|in|for) (?:it|the address|my address)\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<part>[^.;!?]+?) (?:doesn'?t|does not|don'?t) belong\b", re.IGNORECASE),
)
_TAIL = re.compile(
    r"(?:[\s.]|\b(?:out|off|away|please|pls|thanks|again|from (?:it|there|the address)|in (?:it|there|the address))\b)*$",
    re.I,
)
_LEAD_ZH = re.compile(r"^(?:[\s,，]|请|麻烦|帮我|把|将|地址|里面?|上|后面|的|多了|多写了|那个?)*")
_CHINESE = (
    re.compile(r"(?:去掉|删掉|删除|删了|去了|不要写?|别写|拿掉)(?P<part>[^。；;！!？?]+)"),
    re.compile(r"(?P<part>[^。；;！!？?]+?)(?:这[几两三]个字|这个?(?:词|句|段)|那[几两三]个字|那[句段])?(?:去掉|删掉|删除|删了|去了|拿掉|不要|不用写|别写|不是地址|不属于地址)"),
)  # fmt: skip


def without_words(address: str, turn: Turn) -> str | None:
    """The address without the words that the message wants out; None where it names none that stand in it."""
    if turn.is_button or not address or len(turn.text) > _LONGEST:
        return None
    for pattern in (*_ENGLISH, *_CHINESE):
        for found in pattern.finditer(turn.text):
            if shorter := _cut(address, found["part"]):
                return shorter
    return None


def _cut(address: str, said: str) -> str | None:
    """Without the longest run of the words said that stands in the address: most of what was said, and not all of it."""
    words = re.findall(r"[^\s,，、：:]+|[,，]", _TAIL.sub("", _LEAD_ZH.sub("", said)).strip(_QUOTES + " "))
    runs = sorted(
        ((first, last) for first in range(len(words)) for last in range(first + 1, len(words) + 1)),
        key=lambda run: run[0] - run[1],
    )
    for first, last in runs:
        part = r"[\s,，]*".join(
            re.escape(word.strip(_QUOTES)) for word in words[first:last] if word not in ",，"
        )
        place = re.search(rf"(?<![A-Za-z0-9]){part}(?![A-Za-z0-9])", address, re.IGNORECASE) if part else None
        if place and _says_enough(place.group()) and 2 * (last - first) >= len(words):
            shorter = _tidy(address[: place.start()], address[place.end() :])
            return shorter if re.search(r"\d|[\u4e00-\u9fff]", shorter) else None
    return None


def _says_enough(part: str) -> bool:
    """A word of two letters, or a character, may be anything."""
    return len(re.sub(r"\W", "", part)) > 2 or bool(re.fullmatch(r"[\u4e00-\u9fff]{2,}", part))


def _tidy(before: str, after: str) -> str:
    joined = f"{before.rstrip(' ,，、.。')}{',' if after.lstrip().startswith((',', '，')) else ''} {after.lstrip(' ,，、')}"
    return re.sub(r"\s+", " ", joined).replace(" ,", ",").strip(" ,，、。")
