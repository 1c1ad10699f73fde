"""New values for a triple's facts, drawn at every epoch, so that a generator copies facts and does not know them.

Values of one kind keep their order (what was the lower price stays so) and their shape (ranges, times, decimals, currency signs).
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from distillation.languages import language_of
from distillation.reply_triples import Triple

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_TIME = re.compile(r"^\d{1,2}:\d{2}$")
_DATE_EN = re.compile(rf"^(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)})$")
_DATE_ZH = re.compile(r"^(\d{1,2})月(?:(\d{1,2})日)?$")
_PLAIN = ("days", "number", "price")


class Catalogue:
    """Names of products and brands to draw from, by language and, for products, by how they end: that tells what they are."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._products: dict[str, set[str]] = {}
        self._brands: dict[str, set[str]] = {"en": set(), "zh": set()}
        for kind, value in (fact for triple in triples for fact in triple.facts.values()):
            if kind == "product":
                self._products.setdefault(_sort(value), set()).add(value)
            elif kind == "name" and not re.search(r"[\d ]|[A-Z]{2}", value):
                self._brands[language_of(value)].add(value)

    def product(self, value: str, rng: random.Random) -> str:
        """Another product of the same sort, or the same one with another first word."""
        others = sorted(self._products.get(_sort(value), {value}) | {value})
        chosen = rng.choice(others)
        brand = rng.choice(sorted(self._brands[language_of(value)]) or [""])
        if rng.random() < 0.5 and brand:
            words = chosen.split(" ")
            if language_of(chosen) == "en" and len(words) > 1:
                return " ".join([brand, *words[1:]])
            if language_of(chosen) == "zh" and len(chosen) > 4:
                return brand + chosen[2:]
        return chosen

    def brand(self, value: str, rng: random.Random) -> str:
        """Another brand in the value's script."""
        return rng.choice(sorted(self._brands[language_of(value)] | {value}))


def _sort(product: str) -> str:
    return product[-2:] if language_of(product) == "zh" else product.rsplit(" ", 1)[-1].lower()


def drawn(triple: Triple, catalogue: Catalogue, rng: random.Random) -> Triple:
    """The triple with new values in the place of its placeholders."""
    values: dict[str, str] = {}
    for kind in _PLAIN:
        values |= _redrawn({n: v for n, (k, v) in triple.facts.items() if k == kind and not _odd(v)}, rng)
    dates = {n: v for n, (k, v) in triple.facts.items() if k == "date"}
    values |= _dates(dates, rng)
    same: dict[str, str] = {}
    for name, (kind, value) in triple.facts.items():
        if name not in values:
            values[name] = same.setdefault(value, _other(kind, value, catalogue, rng))
    return triple.filled(values)


def _odd(value: str) -> bool:
    """A time, a phone number, or words: drawn by itself."""
    return (
        bool(_TIME.match(value))
        or bool(re.search(r"\d \d|[A-Za-z]{3}", value))
        or not re.search(r"\d", value)
    )


def _redrawn(facts: dict[str, str], rng: random.Random) -> dict[str, str]:
    """New numbers in the same shape and order."""
    old = sorted(
        {float(found.replace(",", "")) for value in facts.values() for found in _NUMBER.findall(value)}
    )
    if not old:
        return {}
    new = dict(zip(old, _ascending(old, rng), strict=True))

    def other(match: re.Match[str]) -> str:
        number = new[float(match[0].replace(",", ""))]
        places = len(match[0].partition(".")[2])
        return f"{number:,.{places}f}" if "," in match[0] else f"{number:.{places}f}"

    return {name: _NUMBER.sub(other, value) for name, value in facts.items()}


def _ascending(old: Sequence[float], rng: random.Random) -> list[float]:
    factor = 2 ** rng.uniform(-1.5, 1.5)
    new: list[float] = []
    for value in old:
        step = 1.0 if value == int(value) else 0.1
        number = max(step, value * factor * rng.uniform(0.8, 1.25))
        if value == int(value):
            number = float(round(number, -1 if number > 200 and value % 10 == 0 else 0))
        number = round(number, 1)
        new.append(max(number, new[-1] + step) if new else max(number, step))
    return new


def _dates(facts: dict[str, str], rng: random.Random) -> dict[str, str]:
    found: dict[str, tuple[int, int]] = {}
    for name, value in facts.items():
        if match := _DATE_EN.match(value):
            found[name] = (_MONTHS.index(match[2]) + 1, int(match[1] or 1))
        elif match := _DATE_ZH.match(value):
            found[name] = (int(match[1]), int(match[2] or 1))
    old = sorted(set(found.values()))
    day = date(2023, 1, 1) + timedelta(days=rng.randrange(250))
    new: dict[tuple[int, int], date] = {}
    for moment in old:
        new[moment] = day
        day += timedelta(days=rng.randint(1, max(1, (date(2023, 12, 31) - day).days // (len(old) + 1))))
    values = {}
    for name, moment in found.items():
        then, value = new[moment], facts[name]
        if language_of(value) == "zh":
            values[name] = f"{then.month}月" + (f"{then.day}日" if "日" in value else "")
        else:
            values[name] = (f"{then.day} " if value[0].isdigit() else "") + _MONTHS[then.month - 1]
    return values


def _other(kind: str, value: str, catalogue: Catalogue, rng: random.Random) -> str:
    if kind == "product":
        return catalogue.product(value, rng)
    if kind == "number" and _TIME.match(value):
        hour = int(value.partition(":")[0])
        late = hour >= 12
        return f"{rng.randint(12, 23) if late else rng.randint(6, 11)}:{rng.choice(('00', '30'))}"
    if kind == "url":
        who, _, where = value.partition("@")
        word = rng.choice(("help", "care", "hello", "team", "desk", "info", who))
        return f"{word}@{where}" if where else value
    if kind == "name" and not re.search(r"[\d ]|[A-Z]{2}", value):
        return catalogue.brand(value, rng)
    letters = "".join(rng.choices(string.ascii_uppercase, k=rng.randint(3, 8)))
    if kind == "name" and value.isupper() and value.isalpha():
        return letters
    if kind == "name" and re.fullmatch(r"[A-Z]{3,}\d+", value):
        return letters + str(rng.randint(2, 99))
    return re.sub(r"\d+", lambda match: _digits(match[0], rng), value)


def _digits(old: str, rng: random.Random) -> str:
    first = str(rng.randint(1, 9))
    return first + "".join(rng.choices(string.digits, k=len(old) - 1))
