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
from actions.tasks.problem_words import (
    FINE,
    NOT_RECEIVED,
    OTHER_ONE,
    asks_of_investigation,
    asks_to_keep,
    kind_said,
    resolution_said,
    ruled_out,
    wants_same_again,
)
from actions.tasks.return_item import REASON_KIN
from actions.tasks.wishes import count_said, line_named, lines_named
from actions.turn import Turn
from actions.wording import LABELS, items_label, label, money, status_of
from shop.domain.errors import Refused

MAX_NOTE = 500  # characters of the customer's own words that staff get to read
# What the wish for the same goods once more sounds like as well.
_SOUNDS_LIKE_AGAIN = frozenset(
    {
        "return_item",
        "exchange_item",
        "get_refund",
        "place_order",
        "change_order",
        "warranty",
        "complaint",
        "track_order",
    }
)
_RETRY = ("quantity_too_large", "quantity_not_positive", "no_such_line")


class DeliveryProblem(LineTask):
    name = "delivery_problem"
    kin = frozenset({"complaint", "get_refund", "exchange_item"})  # both remedies are this task's own
    details = ("count",)

    def plan_details(self, case: Case, context: Context) -> Step:
        values = case.values
        order = context.shop.orders.get(values["order_id"])
        self.catch_up(case, order, context)
        if values.get("kind") not in LABELS["problem"] and status_of(order) == "shipped":
            values["kind"] = NOT_RECEIVED  # nothing else can be wrong with what is on its way
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
        return _plan_resolution(case, order, offered, context) or _summary(case, order, context)

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        values = case.values
        kind = kind_said(turn)
        if kind == "missing_parts" and values.get("kind") and count_said(turn):
            kind = None  # "only one of them", of goods that came broken
        if kind and (kind != values.get("kind")):
            values["kind"] = kind
            values["note"] = turn.text[:MAX_NOTE]
        if turn.first("reason"):  # a return in its place need not ask why
            values["reason"] = turn.first("reason")
        if out := ruled_out(turn):
            values["not_wanted"] = sorted(out)
            if values.get("resolution") in out:
                values.pop("resolution")
        resolution = resolution_said(turn)
        if resolution:
            values["resolution"] = resolution
            values["not_wanted"] = [each for each in values.get("not_wanted", ()) if each != resolution]
        other = _other_line(case, order, turn)
        turn = wanted_of(order.lines, turn, case, FINE)
        named = line_named(order.lines, turn, values.get("line")) if len(order.lines) > 1 else None
        named = other or named
        if named and named != values.get("line"):
            values.update(line=named)
            values.pop("quantity", None)
        count = count_said(turn)
        if count and case.asked != "quantity" and values.get("line"):
            values["quantity"] = count

    def own_sense(self, case: Case, turn: Turn) -> Turn:
        """ "Just send me the right one" is this task's own, and no exchange, return or new order."""
        if turn.intent in _SOUNDS_LIKE_AGAIN and wants_same_again(turn) and not asks_to_keep(turn):
            return replace(turn, intent=self.name)
        return turn

    def answers_aside(self, case: Case, context: Context) -> bool:
        """Answers what becomes of the goods that came wrong, and what looking into it means; what else is said is kept."""
        turn = context.turn
        response = None
        if asks_to_keep(turn) and case.values.get("kind") != NOT_RECEIVED:
            response = "utter_own_nothing_back"
        elif asks_of_investigation(turn):
            response = "utter_own_investigation"
        if response is None:
            return False
        rest = {name: said for name, said in turn.entities.items() if name not in ("resolution", "reason")}
        self.note(case, replace(turn, intent="inform", entities=rest), context)
        context.reply.say(response)
        return True

    def store(self, case: Case, question: Question, value: Any, context: Context) -> None:
        said = context.turn
        if question.name == "resolution" and not said.is_button:
            value = resolution_said(said) or (None if value in ruled_out(said) else value)
            if value is None:  # its name was said, to rule it out
                return
        if question.name == "line" and not said.is_button and case.values.get("line"):
            return  # "the jasmine is fine, the other one": read already, and not the one that is named
        super().store(case, question, value, context)

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


def _other_line(case: Case, order: Any, turn: Turn) -> str | None:
    """The other one of two lines than the one that is named or was meant so far."""
    if len(order.lines) != 2 or turn.is_button or not OTHER_ONE.search(turn.text):
        return None
    named = lines_named(order.lines, turn) or [str(case.values.get("line"))]
    others = [str(line.line) for line in order.lines if str(line.line) not in named]
    return others[0] if len(others) == 1 else None


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


def _plan_resolution(case: Case, order: Any, offered: list[str], context: Context) -> Step | None:
    values = case.values
    wanted = values.get("resolution")
    if wanted in offered:
        return None
    if wanted:
        values.pop("resolution")
        _say_why_not(wanted, order, offered, context)
    # The carrier knows nothing of goods that were packed by mistake, and nobody is asked to take what was ruled out.
    out = {*values.get("not_wanted", ()), *(("investigation",) if values["kind"] == "wrong_item" else ())}
    offered = [each for each in offered if each not in out] or offered
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


def _say_why_not(wanted: str, order: Any, offered: list[str], context: Context) -> None:
    """Why the resolution is not to be had: it is too early for it, or nothing is left in stock."""
    told = label("resolution", wanted, context.language)
    if "refund" in offered:  # all else is: the goods are wanting
        context.reply.say("utter_resolution_no_stock", wanted=told)
        return
    rules = context.shop.rules
    if order.delivered_at is not None:
        context.reply.say("utter_resolution_too_early", wanted=told, days=rules.delivered_grace_days)
    else:
        context.reply.say("utter_resolution_on_its_way", wanted=told, days=rules.lost_after_days)


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
