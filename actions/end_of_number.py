"""The end of a number put right where it is shown: "the last digit is 9", 最后一位是2不是3."""

from __future__ import annotations

import re

from actions.turn import Turn

_END = r"(?:an? )?(?P<{name}>\d{{1,6}}[a-z]?|[b-hj-z])(?![a-z0-9])"
_LAST = re.compile(
    r"\b(?:last|final) (?:(?:two|three|four|few|[2-6]) )?(?:digits?|numbers?|characters?|letters?|ones?)\b\W*"
    rf"(?:(?:should|must|has to|have to|needs? to) be|is|are|was|to)?\W*{_END.format(name='last')}"
    rf"|\b(?:should |must )?ends? (?:in|with|on) {_END.format(name='ends')}"
    r"|(?:最[后後]|末|尾)面?(?:[一二两三四五六几1-6]?(?:位|个)?(?:数字?|字母|码)?)?(?:应该|應該)?(?:是|为|改成|改为)"
    rf"{_END.format(name='zh')}",
    re.IGNORECASE,
)


def with_end(number: str | None, turn: Turn) -> str | None:
    """The number with the last characters that the message tells in place of as many of its own; None where it tells none,
    or the number ends so already."""
    found = None if turn.is_button or not number else _LAST.search(turn.text)
    if found is None or not number:
        return None
    end = next(part for part in found.groups() if part).upper()
    is_new = len(end) < len(number) and not number.endswith(end)
    return number[: -len(end)] + end if is_new else None
