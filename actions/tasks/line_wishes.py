"""A message that wants different things for different lines of one order: one after the other, each with its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.clauses import Span, asks_for, clauses, narrowed
from actions.context import Context
from actions.memory import Case
from actions.recall import kept
from actions.tasks.wishes import lines_named
from actions.turn import Turn
from actions.wording import item_name, quoted_list

# Before it has left, other goods are wished for in the words of an exchange, too.
_SAME = {"change_order": ("exchange_item",), "exchange_item": ("change_order",)}
_OF_LINES = ("return_item", "exchange_item", "change_order")
# Something is said of these goods, beyond that they are meant, too.
_DETAIL = re.compile(
    r"\b(?:because|since|cos|as (?:it|they)|one|two|three|four|five)\b|(?<![\w.])(?:\d{1,3}|x{0,3}[sml])(?!\w|\.\d)|因为|因為|[尺码碼号號]",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:keep|keeping|stays?|leave|not|fine|happy with|love)\b|n['’]t\b|\b(?:do|ca|wo|is|does|did|was|are)nt\b|留着|留下|保留|不[退换換改动]|别|還好|没问题",
    re.IGNORECASE,
)


@dataclass
class _Part:
    line: str
    spans: list[Span]
    task: str | None = None
    has_detail: bool = False


def own_part(case: Case, lines: Sequence[Any], turn: Turn, context: Context) -> Turn:
    """The message cut down to the lines that the case is to be about; the others are put behind it, and said so."""
    if turn.is_button or len(lines) < 2 or case.asked not in (None, "order_id", "proof", "line"):
        return turn
    parts = _parts(lines, turn)
    if not parts:
        return turn
    for part in parts:
        part.task = case.name if part.task in _SAME.get(case.name, ()) else part.task
    own = next((part for part in parts if part.task in (None, case.name)), parts[0])
    others = [part for part in parts if part is not own]
    if others and case is context.memory.task:  # not while it is only tried out what a message would change
        _queue(case, others, turn, context)
        _announce([own, *others], lines, context)
    return narrowed(turn, own.spans)


def _parts(lines: Sequence[Any], turn: Turn) -> list[_Part]:
    """What is said of each line; nothing where a clause speaks of several or a line is only named beside another."""
    parts: list[_Part] = []
    ahead: list[Span] = []
    for span in clauses(turn.text):
        piece = narrowed(turn, [span])
        named = lines_named(lines, piece)
        if len(named) > 1:
            return []
        if named:
            part = next((part for part in parts if part.line == named[0]), None)
            if part is None:
                part = _Part(named[0], ahead)
                ahead = []
                parts.append(part)
            part.spans.append(span)
            part.task = part.task or _task_of(piece)
            part.has_detail = part.has_detail or _says_more(piece, part.line, lines)
        elif parts:
            parts[-1].spans.append(
                span
            )  # "…, they are too small" may be said of both: it makes no wish of its own
        else:
            ahead.append(span)
    wanted = [part for part in parts if not _KEPT.search(narrowed(turn, part.spans).text)]
    told = all(part.has_detail or part.task for part in wanted[1:]) and wanted and wanted[0].has_detail
    plain = len(wanted) > 1 and (told or all(part.task for part in wanted))
    left_out = len(wanted) == 1 < len(parts)
    return wanted if plain or left_out else []


def _task_of(piece: Turn) -> str | None:
    task = asks_for(piece.text)
    return task if task in _OF_LINES else None


def _says_more(piece: Turn, line: str, lines: Sequence[Any]) -> bool:
    item = next(each for each in lines if str(each.line) == line)
    said = [(name, value) for name, value, _ in piece.places]
    new = any(
        name in ("reason", "quantity") or (name == "color" and value != item.color) for name, value in said
    )
    return new or bool(_DETAIL.search(_bare(piece, item)))


def _bare(piece: Turn, item: Any) -> str:
    """Without the size by which the line itself is named."""
    return piece.text.replace(str(item.size), "") if item.size else piece.text


def _queue(case: Case, others: Sequence[_Part], turn: Turn, context: Context) -> None:
    for part in reversed(others):  # what is put aside last comes first
        values = {"order_id": case.values["order_id"], "said": [kept(narrowed(turn, part.spans))]}
        context.memory.suspend(Case(name=part.task or case.name, values=values, is_queued=True))


def _announce(parts: Sequence[_Part], lines: Sequence[Any], context: Context) -> None:
    names = {str(line.line): item_name(line, context.language) for line in lines}
    first, *rest = (names[part.line] for part in parts)
    then = quoted_list(rest, context.language)
    context.reply.say("utter_one_after_the_other", first=first, then=then)
