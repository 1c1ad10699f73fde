"""What a message wishes for besides the task that it begins: done one after the other, and said so at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from actions.clauses import Span, Wish, asks_for, clauses, narrowed, wishes
from actions.context import Context
from actions.memory import Case
from actions.tasks import TASKS
from actions.tasks.identity import OrderTask
from actions.tasks.identity_words import without_proof
from actions.tasks.order_again import wants_again
from actions.tasks.problem_words import finds_no_fault, says_nothing_came
from actions.turn import Turn
from actions.wording import intent_label, quoted_list

# Tasks by which the same thing is wanted: two of one set are no two wishes.
_ALIKE = (
    frozenset({"return_item", "exchange_item", "get_refund", "delivery_problem", "warranty", "complaint"}),
    frozenset({"change_order", "exchange_item", "place_order"}),
    frozenset({"track_order", "delivery_problem", "order_history"}),
    frozenset({"track_refund", "get_refund"}),
    frozenset({"cancel_order", "cancellation_fee", "get_refund"}),
    frozenset({"change_address", "edit_account", "place_order"}),
    frozenset({"get_invoice", "check_invoice", "edit_account"}),
)


_LIKELY = 2  # tasks that the classifier finds likeliest
_QUESTIONS = frozenset({"track_order", "track_refund"})  # before a wish they are about it as often
_GOODS_BACK = frozenset({"return_item", "exchange_item"})
_LIKE_AGAIN = frozenset({"order_history", "change_order"})  # what buying once more sounds like
_CALLS_OFF = re.compile(
    r"^(?!.*\bcancel(?:l?ed|lation)).*\bcancel\b(?!.{0,12}\breturn)|^(?!.*取消[了的后後过過]).*取消(?!.{0,4}退货)",
    re.IGNORECASE | re.DOTALL,
)
_UNWANTED = re.compile(
    r"不想?要了?|\b(?:don'?t|do not|no longer) (?:want|need)\b|\bchanged my mind\b", re.IGNORECASE
)
_CONTACT_TASKS = frozenset({"change_address", "edit_account"})
_CONTACT = re.compile(
    r"\b(?:phone|mobile|tel|number|address|recipient|contact|name|account|profile)\b"
    r"|电话|電話|手机|手機|号码|號碼|地址|收[货件]|联系|姓名|账号|资料",
    re.IGNORECASE,
)
# One thing that hangs on another is no wish of its own: "if it has not left, cancel it".
_CONDITION = re.compile(
    r"\b(?:if|unless|in case|otherwise|else)\b|如果|要是|万一|的话|不然|否则", re.IGNORECASE
)


def part_wishes(turn: Turn) -> tuple[Turn, list[Turn]]:
    """The message cut down to the task of its intent, and the rest of it by further tasks.

    Where the clauses do not tell plainly what belongs to which, the message is left whole.
    """
    if turn.is_button or _CONDITION.search(turn.text):
        return turn, []
    found = wishes(turn.text)
    turn = _by_the_first(turn, found)
    own = [wish for wish in found if wish.task is None or are_alike(wish.task, turn.intent)]
    others = [wish for wish in found if wish not in own]
    if not others or not any(wish.task for wish in own):
        return turn, []
    rest = [replace(narrowed(turn, wish.spans), intent=str(wish.task)) for wish in _by_task(others)]
    return narrowed(turn, sorted(span for wish in own for span in wish.spans)), rest


def by_its_deed(turn: Turn) -> Turn:
    """The message by the task that it names, where a phone in it only proves who writes and sounds like one to be changed:
    换货电话尾号是2668."""
    if turn.intent in _GOODS_BACK and says_nothing_came(turn):  # whatever is wished for because of it
        is_unwanted = turn.first("reason") == "changed_mind" or _UNWANTED.search(turn.text)
        return replace(turn, intent="cancel_order" if is_unwanted else "delivery_problem")
    if turn.intent == "get_refund" and _CALLS_OFF.search(turn.text):  # "cancel and refund it"
        return replace(turn, intent="cancel_order")
    if turn.intent in _LIKE_AGAIN and wants_again(turn):
        return replace(turn, intent="place_order")
    if turn.intent == "delivery_problem" and finds_no_fault(turn):  # "they're tiny on me"
        return replace(turn, intent="return_item")
    rest = without_proof(turn) if turn.intent in _CONTACT_TASKS else None
    if rest is None or turn.first("address") or turn.first("recipient") or _CONTACT.search(rest):
        return turn
    task = asks_for(rest)
    return (
        replace(turn, intent=task)
        if task and not are_alike(task, turn.intent) and task != "change_order"
        else turn
    )


def wishes_several(turn: Turn) -> bool:
    """Whether the clauses ask for things that no one task does."""
    return not turn.is_button and not _CONDITION.search(turn.text) and bool(_apart(wishes(turn.text)))


def first_of_both(turn: Turn, meanings: Sequence[str]) -> str | None:
    """The first of two tasks between which the classifier is torn, where clauses of the message wish for both: "return the bottles
    and exchange the shoes"."""
    if turn.is_button or _CONDITION.search(turn.text):
        return None
    found = list(dict.fromkeys(wish.task for wish in wishes(turn.text) if wish.task))
    return found[0] if len(found) > 1 and set(found) == set(meanings) else None


def _by_the_first(turn: Turn, found: list[Wish]) -> Turn:
    """The message as one by its first wish, if it sounds like that, too; of like tasks by the likeliest."""
    of_goods = [wish.task for wish in found if wish.task in _GOODS_BACK]
    if turn.intent in _GOODS_BACK and len(set(of_goods)) > 1:  # the bottles back, the shoes in another size
        return replace(turn, intent=str(of_goods[0]))
    tasks = _apart(found)
    if not tasks or tasks[0] in _QUESTIONS or are_alike(tasks[0], turn.intent):
        return turn
    likely = [name for name in turn.ranking if name in TASKS][:_LIKELY]
    return replace(turn, intent=next((name for name in likely if are_alike(name, tasks[0])), turn.intent))


def queued(turn: Turn, context: Context) -> Case:
    """A case that comes after the present one, with what the message says of it."""
    waiting = Case(name=turn.intent, is_queued=True)
    TASKS[turn.intent].note(waiting, turn, context)
    return waiting


def queue_wishes(case: Case, rest: list[Turn], context: Context) -> None:
    """Puts what else was wished for behind the case, and tells the customer."""
    if not rest:
        return
    order_id = case.values.get("order_id")
    told = []
    for turn in reversed(rest):  # what is put aside last comes first
        waiting = queued(turn, context)
        if order_id:
            waiting.values.setdefault("order_id", order_id)
        elif waiting.values.get("order_id"):
            told.append(waiting.values["order_id"])
        if waiting.values.get("proof"):  # whoever says it once means it for all, as with an e-mail address
            case.values.setdefault("proof", waiting.values["proof"])
        context.memory.suspend(waiting)
    if len(set(told)) == 1 and isinstance(TASKS[case.name], OrderTask):
        case.values["order_id"] = told[0]  # "where's 1049, and can I get the difference on it?"
    labels = [intent_label(name, context.language) for name in (case.name, *(turn.intent for turn in rest))]
    then = quoted_list(labels[1:], context.language)
    context.reply.say("utter_one_after_the_other", first=labels[0], then=then)


def _apart(found: list[Wish]) -> list[str]:
    """The tasks wished for, in their order, where no one of them does it all; else none."""
    tasks = [wish.task for wish in found if wish.task]
    return tasks if any(not are_alike(task, tasks[0]) for task in tasks[1:]) else []


def are_alike(task: str, intent: str) -> bool:
    """Whether both are the same task, or tasks by which the same thing is wanted."""
    return task == intent or any(task in alike and intent in alike for alike in _ALIKE)


def wish_without(turn: Turn, beside: Collection[Span]) -> Turn | None:
    """The message without these clauses, by the task that the rest wishes for; None where the words of the rest wish for none."""
    rest = [span for span in clauses(turn.text) if span not in beside]
    wished = [task for start, stop in rest if (task := asks_for(turn.text[start:stop]))]
    if not wished:
        return None
    is_meant = any(are_alike(task, turn.intent) for task in wished)
    return replace(narrowed(turn, rest), intent=turn.intent if is_meant else wished[0])


def _by_task(found: list[Wish]) -> list[Wish]:
    """One wish a task, with all that belongs to it."""
    tasks = dict.fromkeys(wish.task for wish in found)
    return [Wish(task, tuple(s for wish in found if wish.task == task for s in wish.spans)) for task in tasks]
