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
from actions.tasks.wishes import line_at, lines_named
from actions.turn import Turn
from actions.wording import item_name, quoted_list

# Before it has left, other goods are wished for in the words of an exchange, too.
_SAME = {"change_order": ("exchange_item",), "exchange_item": ("change_order",)}
_OF_LINES = ("return_item", "exchange_item", "change_order")
# Something is said of these goods, beyond that they are meant, too.
_DETAIL = re.compile(
    r"\b(?:because|since|cos|as (?:it|they)|one|two|three|four|five)\b"
    r"|(?<![a-z0-9.'’])(?:\d{1,3}|x{0,3}[sml])(?![a-z0-9]|\.\d)|因为|因為|[尺码碼号號]",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:keep|keeping|stays?|leave|not|fine|happy with|love)\b|n['’]t\b|\b(?:do|ca|wo|is|does|did|was|are)nt\b|留着|留下|保留|不[退换換改动]|别|還好|没问题",
    re.IGNORECASE,
)
# After these the goods that follow belong to the same wish: "swap the mug for the bottle".
_LEADS_ON = re.compile(
    r"(?:\b(?:for|to|with|into|and|or|not)(?: the| an?)?|[成为為到给給和跟与與或])\s*$", re.IGNORECASE
)
# Said at the summary: a wish more, or another one in place of the one that was understood.
_ALSO = re.compile(
    r"^\W*(?:and|then)\b|\b(?:too|also|as well|plus|besides|either)\b|也|还有|還有|另外|顺便|順便|同时|而且|再把|连同",
    re.IGNORECASE,
)
# Nothing is kept here: one thing more is to go.
_NEITHER = re.compile(
    r"\b(?:don['’]?t|do not) (?:want|need) (?=(?:the|that|those)\b.{2,40}\b(?:either|too|as well)\b)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:no|nope|instead|rather|meant?|wrong|sorry|oops|actually|mistake)\b|不是|不对|不對|[弄搞说說写寫看]错|错了|錯了"
    r"|我说的|我是说|我要的是|应该是|應該是|还是|還是",
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


def wish_beside(case: Case, lines: Sequence[Any], turn: Turn) -> str | None:
    """At the summary for one line: the number of the other line for which the message wants a change as well."""
    known = str(case.values.get("line") or "")
    if case.asked != "confirmation" or turn.is_button or case.name not in _SAME or not known:
        return None
    named = lines_named(lines, turn)
    if not named and (pointed := line_at(lines, turn)) is not None:
        named = [pointed]
    if len(named) != 1 or named[0] == known or _KEPT.search(_NEITHER.sub("", turn.text)):
        return None
    if _ALSO.search(turn.text):
        return named[0]
    if _INSTEAD.search(turn.text):
        return None
    return named[0] if _says_more(turn, named[0], lines) or _task_of(turn) else None


def is_wish_more(turn: Turn) -> bool:
    """Whether the message takes nothing back of what was said before it."""
    return bool(_ALSO.search(turn.text)) or not (_INSTEAD.search(turn.text) or _KEPT.search(turn.text))


def put_behind(case: Case, turn: Turn, context: Context, **values: Any) -> None:
    """Puts the wish of a message behind the case, which stays as it is and notes that there is one more to come."""
    behind = case.values.setdefault("behind", [])
    if turn.text in behind:
        return
    case.values["behind"] = [*behind, turn.text]
    if case is not context.memory.task:  # it is only tried out what the message would change
        return
    task = _task_of(turn)
    task = case.name if task is None or task in _SAME.get(case.name, ()) else task
    values = {"order_id": case.values["order_id"], "said": [kept(turn)], **values}
    context.memory.suspend(Case(name=task, values=values, is_queued=True))


def announce_behind(first: str, then: str, context: Context) -> None:
    """Says that one thing is done after the other."""
    context.reply.say("utter_one_after_the_other", first=first, then=quoted_list([then], context.language))


def _split(lines: Sequence[Any], turn: Turn, span: Span) -> list[Span]:
    """A clause that wants something for one line and goes on to the next without a word between: "鞋子换39码 杯子退一个"."""
    start, stop = span
    named = lines_named(lines, narrowed(turn, [span]))
    if len(named) < 2 or _KEPT.search(turn.text[start:stop]):
        return [span]
    cuts = [cut for cut in range(start + 1, stop) if _may_cut(turn.text, cut)]
    fitting = []
    for cut in reversed(cuts):
        right = lines_named(lines, narrowed(turn, [(cut, stop)]))
        left = lines_named(lines, narrowed(turn, [(start, cut)]))
        if len(right) == 1 and right[0] not in left and len(left) == len(named) - 1:
            fitting.append(cut)
    spaced = [cut for cut in fitting if turn.text[cut - 1].isspace()]
    if not fitting:
        return [span]
    cut = (spaced or fitting)[0]
    halves = [*_split(lines, turn, (start, cut)), (cut, stop)]
    if _LEADS_ON.search(turn.text[start:cut]):
        return [span]
    for half in halves:
        piece = narrowed(turn, [half])
        its = lines_named(lines, piece)
        if len(its) != 1 or not (_task_of(piece) or _says_more(piece, its[0], lines)):
            return [span]
    return halves


def _may_cut(text: str, cut: int) -> bool:
    """Between words, or before a Chinese character."""
    return text[cut - 1].isspace() or "\u4e00" <= text[cut] <= "\u9fff"


def _parts(lines: Sequence[Any], turn: Turn) -> list[_Part]:
    """What is said of each line; nothing where a clause speaks of several or a line is only named beside another."""
    parts: list[_Part] = []
    ahead: list[Span] = []
    for span in [part for clause in clauses(turn.text) for part in _split(lines, turn, clause)]:
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
