"""Numbers in digits, in English words and in Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS: dict[str, int] = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_UNITS: dict[str, int] = {"十": 10, "百": 100, "千": 1000}
_WORDS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: dict[str, int] = {"hundred": 100, "thousand": 1000, "dozen": 12}

_WORD = "(?:" + "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True)) + ")"
_SPELT_DIGITS = {
    **{word: str(number) for word, number in _WORDS.items() if number < 10}, "oh": "0", "幺": "1", "〇": "0",
    **{character: str(number) for number, character in enumerate("零一二三四五六七八九")}, "两": "2",
}  # fmt: skip
_SPELT = re.compile(
    r"(?<![\d.])\d(?:[ -]\d){2,7}(?![ -]?\d)|[零〇幺一二两三四五六七八九]{3,8}(?![十百千万])"
    r"|(?a:\b)(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ ,-]{1,2}){2,7}(?:zero|oh|one|two|three|four|five"
    r"|six|seven|eight|nine)(?a:\b)"
)
DIGITS = r"\d{1,7}(?:,\d{3}(?!\d)){0,2}(?:\.\d{1,2})?(?:[千万百]|k\b)?"
BEGINS = (
    r"(?<!\d\.)(?!(?<=\d,)\d{3}(?!\d))"  # where digits are no decimals and no thousands of another number
)
HAN = "[零〇一二两三四五六七八九十百千万]{1,10}"
ENGLISH = rf"\b(?:an? )?{_WORD}(?:(?:[ -]| and ){_WORD}){{0,5}}\b"
_HALF_A_DOZEN = r"\bhalf (?:a |an )?dozen\b"
_DOZEN = {"半": 6, "一": 12, "两": 24, "三": 36}
_DOZENS = r"([半一两三])打(?![开折扫包印])"
NUMBER = rf"(?:(?:[半一两三])打(?![开折扫包印])|{DIGITS}|[俩仨]|{HAN}|{_HALF_A_DOZEN}|{ENGLISH})"  # of plain text; what it matches is for parse_number

_TIMES = {"百": 100, "千": 1000, "万": 10_000, "k": 1000}


def parse_number(text: str) -> int | float | None:
    """The number that plain `text` is ("1,200", "2k", "三百五", "three hundred and fifty"), or None."""
    text = text.strip()
    if re.fullmatch(r"half (?:an? )?dozen", text):
        return 6
    if text in ("俩", "仨"):
        return _DIGITS[text]
    if dozens := re.fullmatch(_DOZENS, text):
        return _DOZEN[dozens[1]]
    if re.fullmatch(DIGITS, text):
        times = _TIMES.get(text[-1], 1)
        number = float(text.rstrip("百千万k").replace(",", "")) * times
        return int(number) if number.is_integer() else number
    if re.fullmatch(HAN, text):
        return _parse_han(text)
    return _parse_english(text)


def _parse_han(text: str) -> int | None:
    """Also "三百五" (350) and "一万二" (12 000), with the last unit left out; "二零五" digit by digit."""
    if not set(text) & {*_UNITS, "万"}:
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    unit = 1
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
            unit = 1 if character in "零〇" else unit
        elif character == "万":
            total, section, digit, unit = (total + section + digit) * 10_000, 0, 0, 10_000
        else:
            unit = _UNITS[character]
            section, digit = section + (digit or 1) * unit, 0
    left_out = unit // 10 if unit > 10 else 1
    return total + section + digit * left_out


def find_spelt_digits(plain: str) -> Iterator[tuple[str, int, int]]:
    """Numbers said digit by digit ("3 0 7 1", "three oh seven one", 幺三二七): the digits, and where they stand."""
    for match in _SPELT.finditer(plain):
        parts = re.findall(r"[a-z]+|[^\W_]", match.group())
        yield "".join(_SPELT_DIGITS.get(part, part) for part in parts), *match.span()


def _parse_english(text: str) -> int | None:
    """Also "three fifty" (350), with "hundred" left out. Words that make no number together ("five six") are none."""
    words = [word for word in re.split(r"[ -]+", text) if word not in ("and", "a", "an")]
    if not words or any(word not in _WORDS and word not in _SCALES for word in words):
        return None
    total = current = 0
    room = 1000  # what may follow is less: a digit after "forty", nothing after "four"
    for at, word in enumerate(words):
        if word in _WORDS and _WORDS[word] < room:
            current += _WORDS[word]
            room = 10 if _WORDS[word] >= 20 else 1
        elif word in _WORDS:
            if at != 1 or current not in range(1, 10) or _WORDS[word] < 10:
                return None
            current = current * 100 + _WORDS[word]
            room = 10 if _WORDS[word] >= 20 else 1
        elif word == "thousand":
            total, current, room = total + (current or 1) * 1000, 0, 1000
        else:
            current, room = (current or 1) * _SCALES[word], 100
    return total + current
