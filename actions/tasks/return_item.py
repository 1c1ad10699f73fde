"""Sending something back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.cards import return_card
from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question, read_entity
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.kept_lines import wanted_of
from actions.tasks.line_task import LineTask
from actions.tasks.lines import ask_lines, chosen, lines_of, note_line
from actions.tasks.wishes import count_said, share_said
from actions.turn import Turn
from actions.wording import LABELS, day, items_label, label, money
from shop.domain.errors import NotFound, Refused
from shop.domain.returns import RETURN_RESOLUTIONS, Return, ReturnableLine
from shop.service import By

# What customers say about goods that they want to send back, whatever it sounds like by itself.
REASON_KIN = frozenset(
    {"return_item", "exchange_item", "get_refund", "delivery_problem", "complaint", "warranty", "size_guide",
     "out_of_scope", "chitchat", "leave_review", "cancel_order", "price_protection", "stop_task"}
)  # fmt: skip


class ReturnItem(LineTask):
    name = "return_item"
    wants = ("order_id", "reason", "quantity", "resolution")
    kin = frozenset({"delivery_problem", "get_refund", "return_item"})

    def plan_details(self, case: Case, context: Context) -> Step:
        order_id = case.values["order_id"]
        reason = case.values.get("reason")
        self.catch_up(case, context.shop.orders.get(order_id), context)
        returnable = self._returnable(order_id, reason, context)
        for line in lines_of(case) if reason else ():
            if line not in {str(item.line) for item in returnable}:
                context.shop.returns.terms(
                    order_id, [(int(line), 1)], reason
                )  # says why just this one cannot
        question = ask_lines(case, returnable, "utter_question_return_line", context, several=True)
        if question is not None:
            return question
        if not reason:
            return Ask(reason_question(context))
        items = chosen(case, returnable)
        terms = context.shop.returns.terms(order_id, items, reason, _resolution(case))
        return Confirm(
            _confirmation(case, free=terms.fee.amount == 0),
            {
                "order_id": order_id,
                "items": items_label(terms.items, context.language),
                "reason": label("reason", reason, context.language),
                "refund": money(terms.refund, context.language),
                "fee": money(terms.fee, context.language),
                "until": day(terms.until, context.language),
            },
            return_card(order_id, terms, reason, _resolution(case), context.language),
        )

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        if case.asked == "reason":  # "too small" names no line
            return
        try:
            items = self._returnable(order.id, case.values.get("reason"), context)
        except (Refused, NotFound):
            return
        turn = wanted_of(items, turn, case)
        note_line(case, items, turn)
        count = share_said(turn) or (count_said(turn) if turn.first("quantity") is None else None)
        if count and case.asked not in ("quantity", "line"):
            case.values["quantity"] = count

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        changed = super().note(case, turn, context)
        if case.asked == "confirmation" and turn.first("resolution"):  # "refund me" as the yes to a return
            case.values["refund_too"] = turn.first("resolution") == "refund"
        return changed

    def execute(self, case: Case, context: Context) -> None:
        made = self.request(case, context)
        by = context.by(case, context.shop.orders.get(made.order_id).customer_id)
        refund_too = bool(case.values.get("refund_too")) and made.resolution == "refund"
        self.tell(made, by, context, refund_too=refund_too)

    def request(self, case: Case, context: Context) -> Return:
        """Sets up the return."""
        order = context.shop.orders.get(case.values["order_id"])
        reason = case.values["reason"]
        items = chosen(case, self._returnable(order.id, reason, context))
        by = context.by(case, order.customer_id)
        return context.shop.returns.request(order.id, items, reason, _resolution(case), by)

    def tell(self, made: Return, by: By, context: Context, *, refund_too: bool) -> None:
        """Says what was set up, and requests the money for it where that is wished for, too."""
        language = context.language
        if not refund_too:
            response = "utter_repair_made" if made.resolution == "repair" else "utter_return_made"
            amount = money(made.refund_amount, language)
            context.reply.say(response, order_id=made.order_id, return_id=made.id, refund=amount)
            return
        refund = context.shop.refunds.request(made.order_id, replace(by, key=f"{by.key}:refund"))
        context.reply.say(
            "utter_return_and_refund_made",
            order_id=made.order_id,
            return_id=made.id,
            refund_id=refund.id,
            amount=money(refund.amount, language),
            method=label("method", refund.method, language),
        )

    def _returnable(self, order_id: str, reason: str | None, context: Context) -> list[ReturnableLine]:
        """What can go back; before the reason is known, whatever some reason would allow."""
        return context.shop.returns.terms(order_id, None, reason).items


def _resolution(case: Case) -> str:
    wanted = case.values.get("resolution")
    return wanted if wanted in RETURN_RESOLUTIONS else "refund"


def _confirmation(case: Case, *, free: bool) -> str:
    if _resolution(case) == "repair":
        return "utter_confirm_repair"
    if _resolution(case) == "store_credit":
        return "utter_confirm_return_credit"
    return "utter_confirm_return_free" if free else "utter_confirm_return"


def reason_question(context: Context) -> Question:
    options = [Option(value, label("reason", value, context.language)) for value in LABELS["reason"]]
    return Question("reason", "utter_question_reason", read_entity("reason"), options=options, kin=REASON_KIN)
