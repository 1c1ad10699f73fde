"""What of a conversation a reply may rest upon: the lines before the message, and the values that are nobody's secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

HISTORY = 4  # lines
LONGEST_LINE = 300  # characters of a line of the history
# Belief slots that a reply may rest upon; none of them is personal.
STATE = ("order_id", "product", "category", "brand", "color", "size", "quantity", "reason", "resolution")


def history_of(backwards: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Up to HISTORY lines, customer's and the shop's in turn, the last one the shop's.

    `backwards` are (speaker, line) before the message, the last one first; the customer is "customer", the shop has
    another name. Lines of one speaker become one.
    """
    lines: list[tuple[str, str]] = []  # the last one first
    for speaker, text in backwards:
        if lines and lines[-1][0] == speaker:
            lines[-1] = (speaker, f"{text} {lines[-1][1]}")
        elif len(lines) == HISTORY:
            break
        elif lines or speaker != "customer":
            lines.append((speaker, text))
    return tuple(line[:LONGEST_LINE] for _, line in reversed(lines))


def state_of(belief: Mapping[str, Any]) -> dict[str, str]:
    """The values of the belief state that a reply may rest upon."""
    return {name: str(belief[name]) for name in STATE if belief.get(name)}
