"""Where the shop's time comes from: always an instance handed in, always zone-aware, always UTC."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Protocol

UTC = timezone.utc


class Clock(Protocol):
    """Anything that tells the present moment."""

    def now(self) -> datetime:
        """The present moment, zone-aware, in UTC."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests, demonstrations and SHOP_NOW."""

    def __init__(self, at: datetime) -> None:
        self._at = as_utc(at)

    def now(self) -> datetime:
        return self._at

    def move(self, step: timedelta) -> None:
        """Go `step` forward (or back, when negative)."""
        self._at += step


def as_utc(moment: datetime) -> datetime:
    """`moment` in UTC. Raises ValueError for a time without a zone, since its meaning is a guess."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("expected a zone-aware time, found one without an offset; add one, e.g. +00:00")
    return moment.astimezone(UTC)


def parse_moment(text: str) -> datetime:
    """A moment from ISO 8601 text with an offset, or from YYYY-MM-DD (noon UTC of that day).

    Raises ValueError for anything else.
    """
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(12), UTC)
        return as_utc(datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text))
    except ValueError:
        expected = "YYYY-MM-DD or ISO 8601 with an offset such as 2024-05-01T09:30:00+00:00"
        raise ValueError(f"expected a moment as {expected}, found {text!r}") from None
