"""Values of slots in a text: found exactly where their kind allows it, and canonical however they were said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from networks.state_schema import Slot
from values.amounts import canonical_size
from values.contacts import find_emails, find_phones
from values.dates import find_dates, find_written_dates
from values.numerals import BEGINS, NUMBER, find_spelt_digits, parse_number
from values.said import Said, Value, plain_pattern, said

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f0-9]+|[^\W_]|[^\w\s]|_")
_NUMBER = plain_pattern(rf"(?<!\d){BEGINS}{NUMBER}")
_EDGES = ' \t\n,.;:!?，。；：！？、~…"“”‘()（）【】「」'
_LONG, _PART = (
    12,
    0.6,
)  # characters of a value that can be changed in part; the share of it that a part may have
_LONGEST_NUMBER = 12  # characters of what is still taken for a number
# What stands before the end of a card's number, a code that was sent, or a shade; not where an order's end is told.
_OTHER_NUMBER = plain_pattern(
    r"(?:\b(?:ending|ends|starting|starts|begins|beginning)(?: in| with)?|(?:pin|otp|digit|sms|verification) code|验证码是?|卡尾号|色号|开头是)\s*[:：]?\s*$"
)
_BEGINNING = plain_pattern(r"\s?(?:开头|打头)|[\dx]*(?:\.{3}|…|\*\*)")  # behind what is not the whole number
_NO_NUMBER = plain_pattern(
    r"[\"″]|\s?[件支只片个枚卷粒][套装]"
)  # behind a measure or what a set is made of: 32", 三件套
_OF_AN_ORDER = plain_pattern(r"\border\b|订单|单号")
_BEFORE = 30  # characters before a number that tell what it is
_LEAST_END = 3  # digits by which a longer number is told


@dataclass(frozen=True)
class Mention:
    """A canonical value said in text[start:end]."""

    value: str
    start: int
    end: int


def words(text: str) -> list[tuple[int, int]]:
    """Where the words stand: runs of letters and digits, single characters of other scripts, signs."""
    return [match.span() for match in _WORD.finditer(text)]


def mentions(slot: Slot, text: str, today: date) -> list[Mention]:
    """All values of an exact slot in a text; none for other slots."""
    if not slot.exact or not text:
        return []
    kind = slot.kind if slot.kind in ("number", "date") else slot.format or ""
    return [
        Mention(number_text(value.value), value.start, value.end)
        for value in _found(kind, slot.prefix, text, today)
        if _within(slot, value)
    ]


def canonical(slot: Slot, text: str) -> str:
    """A span as the slot writes its values; "" where nothing of it is left."""
    text = " ".join(text.strip(_EDGES).split())
    if slot.format == "code":
        return re.sub(r"\s", "", text).upper()
    if slot.format == "capitals":
        return text.upper()
    if slot.format in ("email", "lower"):
        return text.lower()
    if slot.format == "measure":
        return canonical_size(text)
    return text


def completed(slot: Slot, value: str, offered: Iterable[str]) -> str:
    """The one number among the `offered` that ends in the digits that were said ("0299" of ORD-20299); else the value itself."""
    digits = value.removeprefix(slot.prefix or "")
    if slot.prefix is None or len(digits) < _LEAST_END:
        return value
    longer = {one for one in offered if one.endswith(digits) and len(one) > len(slot.prefix) + len(digits)}
    return longer.pop() if len(longer) == 1 and value not in offered else value


def same(slot: Slot, one: str, other: str) -> bool:
    """Whether two canonical values are one and the same, but for capitals and spaces."""
    return _bare(one) == _bare(other)


def merged(old: str, piece: str) -> str | None:
    """A long value of which only a part is said anew: "Suite 14" for "Suite 4, 77 King William Road"; None where it is no part.

    The part must have a number and stand in one place of the old value, but for its digits; digits alone stand for the one
    number that they resemble most.
    """
    if len(old) < _LONG or len(piece) > _PART * len(old) or not re.search(r"\d", piece):
        return None
    pattern = "".join(
        r"\d+" if part.isdigit() else re.escape(part) for part in re.findall(r"\d+|\D+", piece.strip())
    )
    places = list(re.finditer(rf"(?<!\d){pattern}(?!\d)", old, re.IGNORECASE))
    if piece.isdigit():
        likeness = [SequenceMatcher(None, place.group(), piece).ratio() for place in places]
        best = [
            place
            for place, like in zip(places, likeness, strict=True)
            if like == max(likeness) and like >= 0.5
        ]
        places = best
    if len(places) != 1:
        return None
    return old[: places[0].start()] + piece.strip() + old[places[0].end() :]


def number_text(value: object) -> str:
    """A number as text, without an empty fraction; anything else as it is."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _bare(value: str) -> str:
    return "".join(value.casefold().split())


def _within(slot: Slot, value: Value) -> bool:
    if slot.kind != "number" or (slot.minimum is None and slot.maximum is None):
        return True
    number = float(value.value)
    return (slot.minimum is None or number >= slot.minimum) and (
        slot.maximum is None or number <= slot.maximum
    )


@lru_cache(maxsize=256)  # several slots take numbers, and a message is asked for each
def _found(kind: str, prefix: str | None, text: str, today: date) -> tuple[Value, ...]:
    message = said(text)
    if prefix is not None:
        return tuple(_ids(prefix, message))
    if kind == "number":
        return tuple(_numbers(message))
    if kind == "date":
        return tuple(_longest([*find_written_dates(message, today), *find_dates(message, today)]))
    return tuple(find_emails(message) if kind == "email" else find_phones(message))


def _ids(prefix: str, message: Said) -> Iterator[Value]:
    word = re.escape(prefix.rstrip("-").lower())
    pattern = rf"(?<![a-z0-9@._])(?:{word}[-_ #:.]{{0,3}}|#\s?)?(\d{{3,8}})(?![\d@]|[a-z]|\.\d)"
    for match in plain_pattern(pattern).finditer(message.plain):
        before = message.plain[max(0, match.start() - _BEFORE) : match.start()]
        if _BEGINNING.match(message.plain, match.end()):
            continue
        if not _OTHER_NUMBER.search(before) or _OF_AN_ORDER.search(before):
            yield Value("", f"{prefix}{match[1]}", *match.span())
    for digits, start, end in find_spelt_digits(message.plain):
        yield Value("", f"{prefix}{digits}", start, end)


def _numbers(message: Said) -> Iterator[Value]:
    for match in _NUMBER.finditer(message.plain):
        if (
            _NO_NUMBER.match(message.plain, match.end())
            and message.plain[match.start() - 1 : match.start()] != '"'
        ):
            continue
        number = parse_number(match.group()) if len(match.group()) <= 40 else None
        if number is not None and number >= 0 and len(str(number)) <= _LONGEST_NUMBER:
            yield Value("", number, *match.span())


def _longest(values: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for value in sorted(values, key=lambda value: value.start - value.end):
        if all(value.end <= other.start or other.end <= value.start for other in kept):
            kept.append(value)
    return sorted(kept, key=lambda value: value.start)
