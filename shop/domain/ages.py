"""For which ages goods are made, by what their features say."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNKNOWN = 100  # years
_MADE_FOR = re.compile(
    r"\bages? (\d{1,2})\+|^(\d{1,2})岁(?:以上|\+)|^(\d{1,2})-(\d{1,2}) years|^(\d{1,2})到(\d{1,2})岁",
    re.IGNORECASE,
)


def made_for(features: Iterable[str]) -> tuple[int, int | None] | None:
    """The youngest age and the oldest, if any, that goods are made for by their features: "ages 3+", 0到7岁."""
    for feature in features:
        told = _MADE_FOR.search(feature)
        if told:
            ages = [int(age) for age in told.groups() if age]
            return ages[0], ages[1] if len(ages) > 1 else None
    return None


def suits(features: Iterable[str], age: int) -> bool:
    """Whether nothing that is said of the goods rules out a child of that age."""
    ages = made_for(features)
    return ages is None or (ages[0] <= age and (ages[1] is None or age <= ages[1]))


def years_below(features: Iterable[str], age: int) -> int:
    """How much younger the youngest are for whom the goods are made; where nothing is said, more than any."""
    ages = made_for(features)
    return age - ages[0] if ages else _UNKNOWN
