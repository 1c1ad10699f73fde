"""Another task in place of the present one, told by what the message says of the goods or of the task itself."""

from __future__ import annotations

from actions import answers
from actions.calling_off import names_other
from actions.memory import Case
from actions.reading import IS_QUESTION, SURE, other_deed
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.problem_words import finds_no_fault, says_nothing_came
from actions.turn import Turn


def deed_instead(pending: Step, case: Case, turn: Turn) -> str | None:
    """The task that takes the place of the present one; None where the message is about that."""
    readers = (other_deed, _sent_anew, _never_came, _without_fault, _rather_the_money, _named_beside_denial)
    return next((found for read in readers if (found := read(pending, case, turn))), None)


def _sent_anew(pending: Step, case: Case, turn: Turn) -> str | None:
    """A new piece is wanted in place of the money: "no, send me a new set instead"."""
    wanted = set(turn.entities.get("resolution", ())) == {"exchange"}
    is_answered = turn.intent in answers.RESPONDERS and turn.confidence >= SURE
    if not wanted or is_answered or turn.is_button or not isinstance(pending, Confirm):
        return None
    return "exchange_item" if case.name in ("return_item", "get_refund") else None


def _never_came(pending: Step, case: Case, turn: Turn) -> str | None:
    """Goods that never came are neither sent back nor exchanged: "no, I never got it!"."""
    is_reason = isinstance(pending, Ask) and pending.question.name == "reason" and turn.first("reason")
    if case.name not in ("return_item", "exchange_item") or is_reason:
        return None
    return "delivery_problem" if says_nothing_came(turn) else None


def _without_fault(pending: Step, case: Case, turn: Turn) -> str | None:
    """Goods that nothing is wrong with go back: "just too many" in answer to what happened."""
    asks_kind = isinstance(pending, Ask) and pending.question.name == "kind"
    return "return_item" if asks_kind and finds_no_fault(turn) else None


def _rather_the_money(pending: Step, case: Case, turn: Turn) -> str | None:
    """ "Fine, just the refund", where a complaint was to be passed on; "then the money back please", where goods were to be exchanged."""
    exchanges = case.name == "exchange_item" and turn.intent == "get_refund"
    complains = case.name == "complaint" and isinstance(pending, Confirm)
    if not (exchanges or complains) or turn.is_button:
        return None
    wanted = set(turn.entities.get("resolution", ()))
    return "get_refund" if wanted == {"refund"} and not IS_QUESTION.search(turn.text) else None


def _named_beside_denial(pending: Step, case: Case, turn: Turn) -> str | None:
    """Another task in place of the one whose deed the message denies, whatever was asked."""
    return names_other(case, turn)
