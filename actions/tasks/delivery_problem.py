"""Nothing came, or it came damaged, wrong or incomplete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import refusals
from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.kept_lines import wanted_of
from actions.tasks.line_task import LineTask
from actions.tasks.lines import ask_lines, chosen
from actions.tasks.problem_words import NOT_RECEIVED, kind_said, resolution_said
from actions.tasks.return_item import REASON_KIN
from actions.tasks.wishes import count_said, line_named
from actions.turn import Turn
from actions.wording import LABELS, items_label, label, money
from shop.domain.errors import Refused

MAX_NOTE = 500  # characters of the customer's own words that staff get to read
_RETRY = ("quantity_too_large", "quantity_not_positive", "no_such_line")


class DeliveryProblem(LineTask):
    name = "delivery_problem"
    kin = frozenset({"complaint", "get_refund", "exchange_item"})  # both remedies are this task's own
    details = ("count",)

    def plan_details(self, case: Case, context: Context) -> Step:
        values = case.values
        order = context.shop.orders.get(values["order_id"])
        self.catch_up(case, order, context)
        if values.get("kind") not in LABELS["problem"]:
            return Ask(_kind_question(context))
        context.shop.delivery_problems.terms(
            order.id, values["kind"]
        )  # what is not possible at all is said first
        if values["kind"] != NOT_RECEIVED:
            question = ask_lines(case, order.lines, "utter_question_problem_line", context)
            if question is not None:
                return _about_the_problem(question)
        try:
            offered = context.shop.delivery_problems.terms(order.id, values["kind"], _items(case, order))
        except Refused as refused:
            if refused.code not in _RETRY:
                raise
            refusals.explain(refused, case, context)
            for name in ("line", "quantity"):
                values.pop(name, None)
            return self.plan_details(case, context)
        return _plan_resolution(case, offered, context) or _summary(case, order, context)

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        values = case.values
        kind = kind_said(turn)
        if kind and (kind != values.get("kind")):
            values["kind"] = kind
            values["note"] = turn.text[:MAX_NOTE]
        resolution = resolution_said(turn)
        if resolution:
            values["resolution"] = resolution
        turn = wanted_of(order.lines, turn, case)
        named = line_named(order.lines, turn, values.get("line")) if len(order.lines) > 1 else None
        if named and named != values.get("line"):
            values.update(line=named)
            values.pop("quantity", None)
        count = count_said(turn)
        if count and case.asked != "quantity" and values.get("line"):
            values["quantity"] = count

    def execute(self, case: Case, context: Context) -> None:
        values, language = case.values, context.language
        order = context.shop.orders.get(values["order_id"])
        made = context.shop.delivery_problems.report(
            order.id, values["kind"], values["resolution"], _items(case, order), values.get("note", ""),
            context.by(case, order.customer_id), language,
        )  # fmt: skip
        refunds = [r for r in context.shop.refunds.of_order(order.id) if r.id == made.refund_id]
        context.reply.say(
            f"utter_problem_{made.resolution}",
            order_id=order.id,
            ticket_id=made.ticket_id,
            exchange_id=", ".join(made.exchange_ids),
            refund_id=made.refund_id,
            amount=money(refunds[0].amount, language) if refunds else "",
        )


def _about_the_problem(ask: Ask) -> Ask:
    if ask.question.name != "quantity":
        return ask
    return Ask(replace(ask.question, response="utter_question_problem_quantity"))


def _kind_question(context: Context) -> Question:
    options = [Option(kind, label("problem", kind, context.language)) for kind in LABELS["problem"]]
    kin = REASON_KIN | {"track_order"}
    return Question("kind", "utter_question_problem_kind", kind_said, options=options, kin=kin)


def _items(case: Case, order: Any) -> list[tuple[int, int]] | None:
    """The pieces it is about; None: all that is left of the order."""
    if case.values["kind"] == NOT_RECEIVED or case.values.get("line") == "all":
        return None
    return chosen(case, order.lines)


def _plan_resolution(case: Case, offered: list[str], context: Context) -> Step | None:
    values = case.values
    wanted = values.get("resolution")
    if wanted in offered:
        return None
    if wanted:
        values.pop("resolution")
        context.reply.say(
            "utter_resolution_not_possible", wanted=label("resolution", wanted, context.language)
        )
    if len(offered) == 1:
        values["resolution"] = offered[0]
        return None
    options = [Option(each, label("resolution", each, context.language)) for each in offered]
    # Words such as "send it again" say it all, whatever else they sound like.
    return Ask(
        Question(
            "resolution", "utter_question_problem_resolution", resolution_said, options=options, exact=True
        )
    )


def _summary(case: Case, order: Any, context: Context) -> Confirm:
    values, language = case.values, context.language
    items = _items(case, order)
    counts = dict(items) if items else {line.line: line.quantity for line in order.lines}
    told = [replace(line, quantity=counts[line.line]) for line in order.lines if line.line in counts]
    facts = {
        "order_id": order.id,
        "items": items_label(told, language),
        "problem": label("problem", values["kind"], language),
    }
    if values["resolution"] == "refund":
        refund = context.shop.delivery_problems.refund_terms(order.id, values["kind"], items)
        facts |= {
            "amount": money(refund.amount, language),
            "method": label("method", refund.method, language),
        }
    return Confirm(f"utter_confirm_problem_{values['resolution']}", facts)
