"""Going on with a task that waits: 继续退货吧, "back to the return", or its very verb in reply to the offer."""

from __future__ import annotations

import re

from actions.calling_off import denies, names_deed
from actions.context import Context
from actions.memory import Case
from actions.reading import agrees

_CONTINUE = re.compile(
    r"\b(?:continue|carry on|resume|proceed|(?:go|get|going|getting) (?:on|back)|back to|where (?:we|i) (?:were|left))\b"
    r"|继续|接着|回到|刚才(?:那|的|说)|之前那|前面那|原来那",
    re.IGNORECASE,
)
# Nothing but the wish to go on: there is no telling with what, so it is with what was interrupted last.
_ALONE = re.compile(
    r"(?:\W|\b(?:ok|okay|yes|please|let'?s|then|now|so|well|with|the|that|this|it|first|previous|earlier|other|one|thing|continue|carry|resume|proceed|go|get|on|back|to)\b"
    r"|好的?|行|嗯|知道了|那|就|吧|呗|先|继续|接着|回到|刚才|之前|前面|原来|的|那个|那件|这个|事情?|办|弄|做|来|说|了|我们)*",
    re.IGNORECASE,
)
_LONGEST = 40  # characters; a longer message says more than that


def task_to_go_on(context: Context, *, is_offered: bool = False) -> Case | None:
    """The waiting task that the message takes up, taken off the pile; None for none."""
    memory, turn = context.memory, context.turn
    if turn.is_button or not memory.suspended or len(turn.text) > _LONGEST:
        return None
    if any(denies(case, turn) for case in memory.suspended):
        return None
    top = memory.suspended[-1]
    if is_offered and agrees(turn, top.name) and names_deed(top.name, turn):
        return memory.suspended.pop()
    if not _CONTINUE.search(turn.text):
        return None
    named = [case for case in memory.suspended if names_deed(case.name, turn)]
    if not named and not _ALONE.fullmatch(turn.text):
        return None
    chosen = named[-1] if named else top
    memory.suspended = [case for case in memory.suspended if case is not chosen]
    return chosen


def goes_on(context: Context, *, is_offered: bool) -> bool:
    """Takes up a waiting task outside of any other."""
    case = task_to_go_on(context, is_offered=is_offered)
    if case is None:
        return False
    context.memory.task = case
    return True
