"""Lines of an order that a message leaves out: "not the mugs, the shoes", 杯子留着 只退鞋."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.clauses import Span, narrowed
from actions.memory import Case
from actions.tasks.lines import ALL, lines_of
from actions.tasks.wishes import lines_named
from actions.turn import Turn

# Where one thing ends and the other begins: beside what parts clauses, a space between Chinese words, and "just", 只, 是.
_BORDER = re.compile(
    r"[,，.。;；!！?？、\n]+\s*|(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])|\s+(?:and|but)\s+"
    r"|(?<!\bit)(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bwere)\s+(?=(?:just|only|not|keep|instead of|rather than|except|i meant?|i want)\b)"
    r"|(?<=[\u3400-\u9fff])(?=只[要退换換想]|而是|我要的?|我说的|(?<![不还還要就可但算])是(?!不是|否))",
    re.IGNORECASE,
)
# They are not the ones that are meant; another one is.
_WRONG_ONE = re.compile(
    r"^(?:\W|\b(?:no|nope|sorry|oh|oops|wait|actually|well|i (?:said|meant?)|it'?s|it is|it was)\b)*"
    r"(?:not|instead of|rather than)\b(?! (?:as|what|sure|really|good|working|happy|satisfied))"
    r"|^(?:\W|不对|不對|错了|啊|哦|等等|等下|我要[退换]的)*(?<!是)(?:不是|不要退|不要换)",
    re.IGNORECASE,
)
# They stay with the customer.
_STAYS = re.compile(
    r"\b(?:keep|keeping)\b(?! (?:one|two|three|\d))|\b(?:stay|stays)\b(?! (?:one|\d))|\bexcept\b|\bwithout\b"
    r"|\b(?:do not|don'?t|not) (?:want to |need to )?(?:return|returning|send|exchange|exchanging|refund|cancel|cancelling)\b"
    r"|\b(?:forget(?: about)?|never ?mind|leave(?: out)?) (?:the|my|those|these)\b"
    r"|(?:留着|留下|保留|留)(?!.{0,2}[一两兩二三\d])|[不别別](?:用|要|想)?[退换換](?![货貨款一])|除了|还要(?=[了的吧]?$)",
    re.IGNORECASE,
)


def wanted_of(items: Sequence[Any], turn: Turn, case: Case, fine: re.Pattern[str] | None = None) -> Turn:
    """The message without what it leaves out; the lines left out are struck from the case. `fine`: words for lines that are all
    right, where it is about what is wrong with the others."""
    if len(items) < 2 or turn.is_button:
        return turn
    parts = [(span, narrowed(turn, [span])) for span in _parts(turn.text)]
    wrong_words = (_WRONG_ONE, fine) if fine else (_WRONG_ONE,)
    wrong = _named(items, [part for _, part in parts if _says(wrong_words, part)])
    stays = _named(items, [part for _, part in parts if _STAYS.search(part.text)])
    if not wrong and not stays:
        return turn
    rest = [
        (span, part)
        for span, part in parts
        if not (_says((*wrong_words, _STAYS), part) and lines_named(items, part))
    ]
    if not _named(items, [part for _, part in rest]):
        _strike(case, items, wrong | stays, is_mistake=bool(wrong))
    return narrowed(turn, [span for span, _ in rest])


def _says(words: Sequence[re.Pattern[str]], part: Turn) -> bool:
    return any(pattern.search(part.text) for pattern in words)


def _parts(text: str) -> list[Span]:
    borders = [(match.start(), match.end()) for match in _BORDER.finditer(text)]
    starts = [0, *(end for _, end in borders)]
    stops = [*(start for start, _ in borders), len(text)]
    return [(start, stop) for start, stop in zip(starts, stops, strict=True) if text[start:stop].strip()]


def _named(items: Sequence[Any], parts: Sequence[Turn]) -> set[str]:
    return {line for part in parts for line in lines_named(items, part)}


def _strike(case: Case, items: Sequence[Any], out: set[str], *, is_mistake: bool) -> None:
    """Leaves the case with the lines that were not left out; a wrong one of two gives way to the other."""
    counts = {str(item.line): item.quantity for item in items}
    known, was_all = lines_of(case), case.values.get("line") == ALL
    pieces = dict(case.values.get("pieces", {})) if known else dict(counts)
    lines = known or list(counts)
    left = [line for line in lines if line not in out]
    if not left and is_mistake and len(others := [line for line in counts if line not in out]) == 1:
        left, pieces = others, {}
    if not left or left == lines:
        return
    case.values["line"] = "+".join(left)
    case.values.pop("quantity", None)
    case.values.pop("pieces", None)
    if len(left) > 1:
        case.values["pieces"] = {line: pieces[line] for line in left if line in pieces}
    elif left[0] in pieces and was_all:
        case.values["quantity"] = pieces[left[0]]
