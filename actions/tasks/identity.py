"""Identity before anything private: the proof for one order, the one-time code for the account.

Nothing here is remembered in slots: whether the door is open is asked of the shop at every turn.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import ClassVar

from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question, read_entity
from actions.tasks.base import Ask, Refuse, Step, Task
from actions.turn import Turn
from actions.wording import moment, order_label
from shop.domain.errors import AccessLocked, CodeFailed, InvalidValue, ProofFailed

HISTORY_CHOICES = 6
_LAST_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
# Last four digits that are said to be such, which needs no question before.
_MARKED_FOUR = re.compile(
    r"(?:[尾末][号號]|[后後末][四4][位码碼]|\blast (?:four|4)(?: digits)?)\D{0,12}(?<!\d)(\d{4})(?!\d)",
    re.IGNORECASE,
)
_ORDER_NUMBER = re.compile(r"(?:ord(?:er)?|[订訂][单單][号號]?|[单單][号號])[\s:：#-]*\d+", re.IGNORECASE)
_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
_EMAIL = Question("email", "utter_question_email_for_code", read_entity("email"), exact=True)
_ORDER_WORD = re.compile(r"\border|[单單]", re.IGNORECASE)
_OTHER = re.compile(r"\bother\b|另一|另外|别的|另個|其他", re.IGNORECASE)


class OrderTask(Task):
    """A task about one order that is open to this conversation."""

    wants: ClassVar[tuple[str, ...]] = ("order_id",)

    def plan(self, case: Case, context: Context) -> Step:
        step = self.plan_order(case, context)
        return step or self.plan_details(case, context)

    @abstractmethod
    def plan_details(self, case: Case, context: Context) -> Step:
        """The next step once the order is known and open."""

    def plan_order(self, case: Case, context: Context) -> Step | None:
        """Finds out which order, and opens it. None when that is done."""
        order_id = case.values.get("order_id") or self.only_candidate(case, context)
        if not order_id:
            return Ask(self._which_order(context))
        case.values["order_id"] = order_id
        if context.is_open(order_id):
            return None
        proof = case.values.pop("proof", None)
        if proof is not None:
            refused = _try_proof(context, order_id, proof)
            if refused is not None:
                return refused
            if context.is_open(order_id):
                return None
        return Ask(
            Question("proof", "utter_question_proof", _read_proof, facts={"order_id": order_id}, exact=True)
        )

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = case.values.get("order_id")
        changed = super().note(case, turn, context)
        # "the second one" may mean an item, too: it is the order before that is open or if it says so.
        of_order = case.asked in (None, "order_id", "proof") or bool(_ORDER_WORD.search(turn.text))
        if (
            of_order
            and turn.first("order_id") is None
            and (turn.first("order_ref") or _OTHER.search(turn.text))
        ):
            referred = self._referred(turn, before, context)
            if referred and referred != before:
                case.values["order_id"] = referred
                self.forget_details(case)
                changed = True
        order_id = case.values.get("order_id")
        if not order_id or not context.is_open(order_id):
            proof = (
                turn.first("email")
                or turn.first("phone")
                or (_read_proof(turn) if case.asked == "proof" else _marked_four(turn))
            )
            if proof:
                case.values["proof"] = proof
                changed = True
        return changed

    def only_candidate(self, case: Case, context: Context) -> str | None:
        focus = context.memory.focus
        if case.values.get("ask_which"):
            return None
        if focus.order_id:
            return focus.order_id
        known = _known_orders(context)
        return known[0] if len(known) == 1 else None

    def _referred(self, turn: Turn, current: str | None, context: Context) -> str | None:
        known = context.memory.focus.orders or _known_orders(context)
        if _OTHER.search(turn.text):
            others = [order for order in known if order != current]
            return others[0] if len(others) == 1 else None
        options = [Option(order, order) for order in known]
        position = {
            "first": 0,
            "second": 1,
            "third": 2,
            "fourth": 3,
            "fifth": 4,
            "latest": 0,
            "last": len(options) - 1,
        }
        index = position.get(turn.first("order_ref") or "")
        return known[index] if index is not None and 0 <= index < len(known) else None

    def _which_order(self, context: Context) -> Question:
        options = [
            Option(
                order_id, order_label(context.shop.orders.get(order_id), context.language), (order_id[4:],)
            )
            for order_id in _known_orders(context)[:HISTORY_CHOICES]
        ]
        response = "utter_question_which_order" if options else "utter_question_order_id"
        return Question("order_id", response, _read_order_id, options=options)

    def store(self, case: Case, question: Question, value: object, context: Context) -> None:
        super().store(case, question, value, context)
        if question.name == "order_id":
            case.values.pop("ask_which", None)


class AccountTask(Task):
    """A task about the account, or an e-mail address: opened by a one-time code sent there."""

    wants: ClassVar[tuple[str, ...]] = ("email",)

    def plan(self, case: Case, context: Context) -> Step:
        step = self.plan_identity(case, context)
        return step or self.plan_details(case, context)

    @abstractmethod
    def plan_details(self, case: Case, context: Context) -> Step:
        """The next step once the customer's e-mail address is proven."""

    def plan_identity(self, case: Case, context: Context) -> Step | None:
        if context.shop.access.identity(context.conversation) is not None:
            return None
        code = case.values.pop("code", None)
        if code is not None and case.values.get("code_sent_to"):
            refused = _try_code(context, str(code))
            if refused is not None:
                return refused
            if context.shop.access.identity(context.conversation) is not None:
                return None
        email = case.values.get("email")
        if not email:
            return Ask(_EMAIL)
        if case.values.get("code_sent_to") != email:
            hindrance = _send_code(case, context, email)
            if hindrance is not None:
                return hindrance
        return Ask(Question("code", "utter_question_code", _read_code, exact=True))

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        if context.shop.access.identity(context.conversation) is not None:
            return self.note_details(case, turn, context)
        return super().note(case, turn, context)

    def note_details(self, case: Case, turn: Turn, context: Context) -> bool:
        """Values said after the customer is known; an e-mail address then is a new one, not a proof."""
        return False


def _known_orders(context: Context) -> list[str]:
    """The orders that this conversation may see, newest first."""
    identity = context.shop.access.identity(context.conversation)
    if identity is not None and identity.customer_id:
        return [
            order.id for order in context.shop.orders.history(identity.customer_id, limit=HISTORY_CHOICES)
        ]
    return list(context.shop.access.open_orders(context.conversation))


def _read_order_id(turn: Turn) -> str | None:
    said = turn.first("order_id")
    if said:
        return said
    digits = re.search(r"(?<![\d.])(\d{3,7})(?![\d.])", turn.text)
    return f"ORD-{int(digits.group(1))}" if digits else None


def _read_proof(turn: Turn) -> str | None:
    said = turn.first("email") or turn.first("phone")
    if said:
        return said
    digits = re.sub(r"[\s\-()+.]", "", turn.text)
    if digits.isdigit() and 7 <= len(digits) <= 15:
        return digits
    four = _LAST_FOUR.search(_ORDER_NUMBER.sub(" ", turn.text))  # "ORD-1042" is no wrong try
    return _marked_four(turn) or (four.group(1) if four else None)


def _marked_four(turn: Turn) -> str | None:
    """The last four digits of a phone where the message names them so, whatever was asked."""
    four = None if turn.is_button else _MARKED_FOUR.search(_ORDER_NUMBER.sub(" ", turn.text))
    return four.group(1) if four else None


def _read_code(turn: Turn) -> str | None:
    code = _CODE.search(re.sub(r"(?<=\d)[\s-](?=\d)", "", turn.text))
    return code.group(1) if code else None


def _try_proof(context: Context, order_id: str, proof: str) -> Refuse | None:
    try:
        context.shop.access.prove_order(context.conversation, order_id, proof)
    except ProofFailed as failed:
        context.reply.say("utter_proof_failed", order_id=order_id, attempts_left=failed.attempts_left)
    except AccessLocked as locked:
        return Refuse(
            "utter_access_locked", {"until": moment(locked.until, context.shop.clock.now(), context.language)}
        )
    else:
        context.memory.focus.order_id = order_id
    return None


def _send_code(case: Case, context: Context, email: str) -> Step | None:
    try:
        context.shop.access.request_code(context.conversation, email)
    except AccessLocked as locked:
        return Refuse(
            "utter_access_locked", {"until": moment(locked.until, context.shop.clock.now(), context.language)}
        )
    except InvalidValue:
        case.values.pop("email", None)
        context.reply.say("utter_email_invalid")
        return Ask(_EMAIL)
    case.values["code_sent_to"] = email
    context.reply.say("utter_code_sent", email=email)
    return None


def _try_code(context: Context, code: str) -> Refuse | None:
    try:
        context.shop.access.verify_code(context.conversation, code)
    except CodeFailed as failed:
        context.reply.say("utter_code_failed", attempts_left=failed.attempts_left)
    except AccessLocked as locked:
        return Refuse(
            "utter_access_locked", {"until": moment(locked.until, context.shop.clock.now(), context.language)}
        )
    return None
