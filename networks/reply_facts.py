"""Facts behind markers: a reply can state only the figures and names that stand in its context (delexicalisation, Wen et al. 2015).

A recogniser finds the facts of a context: figures, prices, dates, times, phone numbers, codes and addresses by pattern; products, brands
and coupons from the shop's catalogue. Each gets a marker, the generator writes markers, and the values are filled in. A marker is a
character of Unicode's private use area, which no text from outside may contain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from networks.reply_context import ReplyContext
from networks.reply_sentences import SENTENCES, sentence_marker, sentence_number, split_sentences

MARKERS = 32
_FIRST = 0xE000  # the first marker; the special tokens of networks.reply_prompt come after the last
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LONGEST = 600  # characters of any one text that are read

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PATTERNS = (
    r"(?:https?://|www\.)[A-Za-z0-9\-._~/?#@!$&'*+=%:]*[A-Za-z0-9/]",
    r"[A-Za-z0-9_.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+",
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}",
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?",
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b(?: \d{{4}})?",
    rf"(?<![A-Za-z])(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:, \d{{4}})?",
    r"\d{1,2}:\d{2}",
    rf"[$€£¥￥]\s?{_FIGURE}(?:\s?[–~-]\s?[$€£¥￥]?{_FIGURE})?",
    r"\+\d{1,3}(?:[ -]\d{2,5}){2,4}(?!\d)|(?<!\d)\d{3,4}(?:[ -]\d{3,5}){1,3}(?!\d)",
    r"(?<![A-Za-z0-9])[A-Za-z]{1,12}-?\d[A-Za-z0-9]*(?:-\d+)*",
    rf"{_FIGURE}(?:\s?[–~-]\s?{_FIGURE})?",
)
_FACT = re.compile("|".join(_PATTERNS))


def marker(number: int) -> str:
    """The marker of a fact, numbered from 0 to MARKERS - 1."""
    return chr(_FIRST + number)


def number_of(character: str) -> int | None:
    """Which marker a character is, or None."""
    number = ord(character) - _FIRST
    return number if 0 <= number < MARKERS else None


def clean(text: str) -> str:
    """Untrusted text without private characters and halves of surrogate pairs, spaces and line ends made single, cut to a length."""
    text = text[:_LONGEST].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(_PRIVATE.sub("", text).split())


class Names:
    """Products, brands, coupons and places of a catalogue, found in a text whatever their capitals. Safe to share."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        found: dict[str, set[str]] = {}
        for name in {clean(name).lower() for name in names}:
            if len(name) > 1:
                found.setdefault(name[:2], set()).add(name)
        self._by_start = {start: sorted(these, key=len, reverse=True) for start, these in found.items()}

    def find(self, text: str) -> list[tuple[int, int]]:
        """Spans of names, from left to right, the longest where several begin."""
        lower = text.lower()
        if len(lower) != len(text):  # a capital like İ, whose small form is longer
            return []
        spans, at = [], 0
        while at < len(lower) - 1:
            length = self._at(lower, at)
            if length:
                spans.append((at, at + length))
            at += length or 1
        return spans

    def _at(self, text: str, at: int) -> int:
        for name in self._by_start.get(text[at : at + 2], ()):
            end = at + len(name)
            if text.startswith(name, at) and not (_joins(text, at) or _joins(text, end)):
                return len(name)
        return 0


def _joins(text: str, at: int) -> bool:
    """Whether the place is within a word of Latin letters or digits."""
    return 0 < at < len(text) and all(c.isascii() and c.isalnum() for c in (text[at - 1], text[at]))


def find_facts(text: str, names: Names) -> list[tuple[int, int]]:
    """Spans of all facts, from left to right; a name counts before a pattern."""
    spans, at = [], 0
    for start, end in [*names.find(text), (len(text), len(text))]:
        spans += [(at + m.start(), at + m.end()) for m in _FACT.finditer(text[at:start])]
        if end > start:
            spans.append((start, end))
        at = end
    return spans


@dataclass(frozen=True)
class Marked:
    """A context whose facts have markers in front and whose passages' sentences have them behind, and what they stand for."""

    context: ReplyContext
    values: Mapping[int, str]  # marker number -> the fact as it stands in the context
    sentences: Mapping[int, str] = field(default_factory=dict)  # marker number -> what is said there
    said: tuple[str, ...] = ()  # the passages as a reply would say them: markers in the place of facts

    def expanded(self, reply: str) -> str:
        """The reply with sentences in the place of their markers, each of them once. Raises KeyError for an unknown one."""
        text, seen = "", set()
        for character in reply:
            number = sentence_number(character)
            if number is None:
                text += character
            elif number not in seen:
                seen.add(number)
                gap = " " if self.context.language == "en" and text and not text[-1].isspace() else ""
                sentence = self.sentences[number]
                text += gap + (sentence[:-1] + "。" if sentence.endswith("；") else sentence)
        return text

    def fill(self, reply: str) -> str:
        """The reply with values in the place of markers. Raises KeyError for a marker that stands for nothing."""
        text = ""
        for character in reply:
            number = number_of(character)
            if number is None:
                text += character
                continue
            spaced = (
                self.context.language == "en" and text and (text[-1].isalnum() or text[-1] in ".,;:!?%)’'")
            )
            text += (" " if spaced else "") + self.values[number]
        return text


def mark(
    context: ReplyContext,
    names: Names,
    numbers: Sequence[int] = tuple(range(MARKERS)),
    sentence_numbers: Sequence[int] = tuple(range(SENTENCES)),
) -> Marked:
    """Puts markers before the facts, equal facts sharing one, and behind the sentences of passages.

    Numbers are given out in turn; facts and sentences past the last get none. A Latin text keeps its space between marker and
    fact, so that words are cut into pieces as they are elsewhere.
    """
    known: dict[str, int] = {}
    values: dict[int, str] = {}
    free = iter(numbers)

    def marked(text: str) -> str:
        parts, at = [], 0
        text = clean(text)
        for start, end in find_facts(text, names):
            value = text[start:end]
            if (number := known.get(value.lower())) is None and (number := next(free, None)) is not None:
                known[value.lower()], values[number] = number, value
            gap = " " if context.language == "en" else ""
            parts += [text[at:start].rstrip(" "), "" if number is None else marker(number), gap, value]
            at = end
        return "".join([*parts, text[at:]])

    cut = [split_sentences(clean(text)) for text in context.passages]
    given = dict(zip((part for parts in cut for part in parts), sentence_numbers, strict=False))
    gap = " " if context.language == "en" else ""
    passages = tuple(
        gap.join(marked(part) + (sentence_marker(given[part]) if part in given else "") for part in parts)
        for parts in cut
    )
    found = Marked(
        ReplyContext(
            language=context.language,
            passages=passages,
            state={clean(slot): marked(value) for slot, value in context.state.items()},
            history=tuple(marked(text) for text in context.history),
            question=marked(context.question),
        ),
        values,
    )
    return replace(
        found,
        sentences={number: mark_reply(part, found, names)[0] for part, number in given.items()},
        said=tuple(mark_reply(clean(text), found, names)[0] for text in context.passages),
    )


def mark_reply(reply: str, marked: Marked, names: Names) -> tuple[str, list[str]]:
    """A reply with markers in the place of its facts, and the facts that the context lacks (they stay as they are)."""
    known = {value.lower(): number for number, value in marked.values.items()}
    parts, missing, at = [], [], 0
    for start, end in find_facts(reply, names):
        value = reply[start:end]
        number = known.get(value.lower())
        if number is None:
            missing.append(value)
            continue
        parts += [reply[at:start].rstrip(" "), marker(number)]
        at = end
    return "".join([*parts, reply[at:]]), missing


def markers_in(text: str) -> Iterator[int]:
    """The numbers of the markers in a text, in their order."""
    return (number for character in text if (number := number_of(character)) is not None)
