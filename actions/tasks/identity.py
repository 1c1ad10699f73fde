"""Identity before anything private: the proof for one order, the one-time code for the account.

Whether the door is open is asked of the shop at every turn and never remembered in slots. What opened an order last is, to be
tried with the customer's next one; it is used only as long as that first order is still open, so that it lasts no longer than the proof.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import ClassVar

from actions.context import Context
from actions.memory import Case
from actions.new_values import is_new_value
from actions.questions import Option, Question
from actions.reply import Button, payload
from actions.tasks.base import Ask, Refuse, Step, Task
from actions.tasks.identity_words import (
    NO_NUMBER,
    corrected_order,
    four_beside,
    four_said,
    lacks_number,
    loose_order_id,
    marked_four,
    means_other_order,
    read_order_id,
    read_proof,
    says_all,
    tells_email_alone,
    unlike_order,
)
from actions.tasks.known_orders import HISTORY_CHOICES, known_orders, order_with
from actions.tasks.one_time_code import open_account
from actions.turn import Turn
from actions.wording import moment, order_label
from shop.domain.errors import AccessLocked, ProofFailed

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
            step = open_account(case, context) if case.values.get("no_number") else None
            order_id = None if step else self.only_candidate(case, context)
            if not order_id:
                return step or self._ask_which(case, context)
        case.values["order_id"] = order_id
        if context.is_open(order_id):
            return None
        proof = case.values.pop("proof", None)
        if proof is not None:
            refused = try_proof(context, order_id, proof)
            if refused is not None:
                return refused
            if context.is_open(order_id):
                return None
        elif opens_too(context, order_id):
            return None

        def read(turn: Turn) -> str | None:
            return None if corrected_order(turn, order_id) else read_proof(turn)

        return Ask(Question("proof", "utter_question_proof", read, facts={"order_id": order_id}, exact=True))

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = case.values.get("order_id")
        if case.asked == "proof" and before and (meant := corrected_order(turn, before)):
            case.values["order_id"] = meant
            self.forget_details(case)
            if proof := marked_four(turn) or turn.first("email"):
                case.values["proof"] = proof
            return True
        changed = super().note(case, turn, context)
        # "the second one" may mean an item, too: it is the order before that is open or if it says so.
        loose = (
            loose_order_id(turn) if case.asked == "confirmation" and turn.first("order_id") is None else None
        )
        if loose and loose != before and context.is_open(loose):  # "no, 1043 was right"
            case.values["order_id"] = loose
            self.forget_details(case)
            changed = True
        of_order = case.asked in (None, "order_id", "proof") or bool(_ORDER_WORD.search(turn.text))
        if (
            of_order
            and turn.first("order_id") is None
            and (turn.first("order_ref") or _OTHER.search(turn.text) or means_other_order(turn))
        ):
            referred = self._referred(turn, before or context.memory.focus.order_id, context)
            if case.asked is None and not referred and not before and means_other_order(turn):
                case.values["ask_which"] = changed = True  # not the one spoken of so far
            if referred and referred != before:
                case.values["order_id"] = referred
                self.forget_details(case)
                changed = True
        return self._note_identity(case, turn, context) or changed

    def _note_identity(self, case: Case, turn: Turn, context: Context) -> bool:
        """Takes over what opens the order: its number, the proof, or the address that a code is sent to."""
        before = dict(case.values)
        spoken_of = context.memory.focus.order_id
        needs_no_proof = not spoken_of or context.is_open(spoken_of)  # else four digits may be the proof
        if case.asked is None and not case.values.get("order_id") and needs_no_proof:
            case.values["order_id"] = loose_order_id(turn)
            case.values["no_number"] = not spoken_of and lacks_number(turn)
        order_id = case.values.get("order_id")
        if not order_id and self._told_by_email(case, turn, context):
            case.values["no_number"] = True  # a code goes there; the number may still be told in its place
            case.values["proof"] = turn.first("email")
        if not order_id and case.values.get("no_number"):
            case.values["email"] = turn.first("email") or case.values.get("email") or case.values.get("proof")
        elif not order_id or not context.is_open(order_id):
            asked = case.asked == "proof"
            told = [name for name in ("email", "phone") if turn.first(name)]
            proofs = [name for name in told if not is_new_value(turn, name, asked=asked)]
            proof = marked_four(turn) or (turn.first(proofs[0]) if proofs else None)
            proof = proof or ((four_said(turn) if told else read_proof(turn)) if asked else None)
            if not proof and order_id and case.asked in (None, "order_id"):
                proof = four_beside(turn, order_id)
            case.values["proof"] = proof or case.values.get("proof")
        case.values = {name: value for name, value in case.values.items() if value or name in before}
        return case.values != before

    def _told_by_email(self, case: Case, turn: Turn, context: Context) -> bool:
        """Whether an e-mail address stands in place of the order's number: in answer to which order, or in a wish that names none."""
        if case.asked == "order_id":
            is_told = tells_email_alone(turn)
        else:
            is_told = case.asked is None and bool(turn.first("email"))
            is_told = is_told and not is_new_value(turn, "email", asked=False)
        nothing_known = not context.memory.focus.order_id and not known_orders(context)
        return is_told and not turn.is_button and nothing_known

    def only_candidate(self, case: Case, context: Context) -> str | None:
        focus = context.memory.focus
        if case.values.get("ask_which"):
            return None
        if focus.order_id:
            return focus.order_id
        known = known_orders(context)
        return known[0] if len(known) == 1 else None

    def _referred(self, turn: Turn, current: str | None, context: Context) -> str | None:
        known = context.memory.focus.orders or known_orders(context)
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

    def _ask_which(self, case: Case, context: Context) -> Step:
        if case.values.get("no_number") and not known_orders(context):
            return Refuse("utter_no_orders")
        spoken_of = context.memory.focus.order_id if case.values.get("ask_which") else None
        return Ask(self._which_order(context, spoken_of))

    def _queue_others(self, case: Case, first: str, context: Context) -> None:
        """The customer's other orders come one after the other behind the first: "both please"."""
        others = [order_id for order_id in known_orders(context) if order_id != first]
        for order_id in reversed(others):  # what is put aside last comes first
            waiting = Case(name=self.name, values={**case.values, "order_id": order_id}, is_queued=True)
            context.memory.suspend(waiting)

    def _which_order(self, context: Context, passed: str | None = None) -> Question:
        known = [order_id for order_id in known_orders(context) if order_id != passed]
        options = [
            Option(
                order_id, order_label(context.shop.orders.get(order_id), context.language), (order_id[4:],)
            )
            for order_id in known[:HISTORY_CHOICES]
        ]
        unlike = unlike_order(context.turn)
        facts = {"number": unlike} if unlike else {}
        if options:
            response = "utter_question_which_other_order" if unlike else "utter_question_which_order"

            def read(turn: Turn) -> str | None:
                if says_all(turn):  # the others come behind it
                    return known[0]
                return read_order_id(turn) or order_with(turn, known, context)

            return Question("order_id", response, read, options=options, facts=facts)
        title = "我没有订单号" if context.language == "zh" else "I don't have it"
        button = Button(title, payload("inform", choice=NO_NUMBER))
        response = "utter_question_other_order_id" if unlike else "utter_question_order_id"
        return Question("order_id", response, read_order_id, extra_buttons=[button], facts=facts)

    def store(self, case: Case, question: Question, value: object, context: Context) -> None:
        if value == NO_NUMBER:
            case.values["no_number"] = True
            proof = str(case.values.pop("proof", None) or "")
            case.values["email"] = proof if "@" in proof else None
            return
        super().store(case, question, value, context)
        if question.name == "order_id":
            case.values.pop("ask_which", None)
            if says_all(context.turn):
                self._queue_others(case, str(value), context)
            beside = None if context.is_open(str(value)) else four_beside(context.turn, str(value))
            if beside:  # "1053 2668"
                case.values["proof"] = beside


class AccountTask(Task):
    """A task about the account, or an e-mail address: opened by a one-time code sent there."""

    wants: ClassVar[tuple[str, ...]] = ("email",)

    def plan(self, case: Case, context: Context) -> Step:
        step = open_account(case, context)
        return step or self.plan_details(case, context)

    @abstractmethod
    def plan_details(self, case: Case, context: Context) -> Step:
        """The next step once the customer's e-mail address is proven."""

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        if context.shop.access.identity(context.conversation) is not None:
            return self.note_details(case, turn, context)
        return super().note(case, turn, context)

    def note_details(self, case: Case, turn: Turn, context: Context) -> bool:
        """Values said after the customer is known; an e-mail address then is a new one, not a proof."""
        return False


def try_proof(context: Context, order_id: str, proof: str) -> Refuse | None:
    """Tries to open the order; says how many tries are left. A refusal where there are none."""
    memory = context.memory
    memory.focus.proof = {}  # the customer tells another: no try is spent on what opened the order before
    try:
        context.shop.access.prove_order(context.conversation, order_id, proof)
    except ProofFailed as failed:
        context.reply.say("utter_proof_failed", order_id=order_id, attempts_left=failed.attempts_left)
    except AccessLocked as locked:
        return Refuse(
            "utter_access_locked", {"until": moment(locked.until, context.shop.clock.now(), context.language)}
        )
    else:
        memory.focus.order_id = order_id
        memory.focus.proof = {"order_id": order_id, "said": proof}
    return None


def opens_too(context: Context, order_id: str) -> bool:
    """Tries what opened another order just before, while that one is still open. One that fails is not told, lest it say
    anything about the order, and not made again."""
    former = context.memory.focus.proof
    if not former or former["order_id"] == order_id or not context.is_open(former["order_id"]):
        return False
    if opens_unsaid(context, order_id, former["said"]):
        return True
    context.memory.focus.proof = {}
    return False


def opens_unsaid(context: Context, order_id: str, proof: str) -> bool:
    """Tries a proof; says nothing where it does not fit, and none of the customer's own tries is spent on it."""
    if not context.shop.access.try_order(context.conversation, order_id, proof):
        return False
    context.memory.focus.order_id = order_id
    return True
