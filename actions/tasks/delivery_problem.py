"""Nothing came, or it came damaged, wrong or incomplete."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import refusals
from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question
from actions.reply import Reply
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.fault_words import fails_in_use
from actions.tasks.kept_lines import wanted_of
from actions.tasks.line_task import LineTask
from actions.tasks.lines import ask_lines, chosen
from actions.tasks.problem_words import (
    FINE,
    NOT_RECEIVED,
    OTHER_ONE,
    asked_of,
    asks_for_photo,
    asks_of_choices,
    asks_of_investigation,
    asks_to_keep,
    is_question,
    kind_said,
    looked_for_it,
    resolution_said,
    ruled_out,
    says_it_again,
    says_when_bought,
    wants_same_again,
)
from actions.tasks.return_item import REASON_KIN
from actions.tasks.warranty import Warranty
from actions.tasks.wishes import count_said, line_named, lines_named
from actions.turn import Turn
from actions.wording import LABELS, items_label, label, money, status_of
from shop.domain.errors import Refused
from shop.domain.refund import way_back

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
# They end the task or pass it on, whatever is told besides.
_LEAVES = frozenset({"human_agent", "stop_task", "goodbye", "cancel_order"})
# What each choice comes to: (English, Chinese).
_CHOICES = {
    "investigation": (
        "an investigation: a colleague asks the carrier what happened; how long that takes depends on the carrier",
        "联系快递核查：同事去问快递包裹去了哪里，多久要看快递",
    ),
    "replacement": (
        "a replacement: we send it again, free of charge, with the usual delivery time",
        "补发：免费重新寄一份，时效和平常的快递一样",
    ),
    "refund": (
        "a refund: the money goes back the way you paid, within {days} days",
        "退款：{days}天内按付款方式原路退回",
    ),
}
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
        try:  # what is not possible at all is said first
            context.shop.delivery_problems.terms(order.id, values["kind"])
        except Refused as refused:
            if refused.code != "problem_window_closed" or not _is_fault(values):
                raise
            case.name = Warranty.name  # what fails after that is a matter of the warranty
            return Warranty().plan_details(case, context)
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
        if fails_in_use(turn):
            values["fails"] = True
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
        """ "Just send me the right one" is this task's own, and no exchange, return or new order; it is a yes to the summary that
        does just that."""
        if case.asked == "confirmation" and says_it_again(turn, case.values.get("resolution")):
            return replace(turn, intent="affirm")
        if turn.intent in _SOUNDS_LIKE_AGAIN and wants_same_again(turn) and not asks_to_keep(turn):
            return replace(turn, intent=self.name)
        return turn

    def answers_aside(self, case: Case, context: Context) -> bool:
        """Answers what becomes of the goods that came wrong, whether pictures are wanted, and what the choices mean; what else is said
        is kept."""
        turn = context.turn
        response = None
        if asks_for_photo(turn):
            response = "utter_own_no_photo"
        elif asks_to_keep(turn) and case.values.get("kind") != NOT_RECEIVED:
            response = "utter_own_nothing_back"
        elif asks_of_investigation(turn):
            response = "utter_own_investigation"
        if response is None and turn.intent in _LEAVES:
            return False
        if response is None:
            return _hears_more(case, turn) or _explains_choices(case, self, context)
        self.note(case, replace(turn.without("resolution", "reason"), intent="inform"), context)
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


def _is_fault(values: Mapping[str, Any]) -> bool:
    return values["kind"] == "damaged" and bool(values.get("fails"))


def _hears_more(case: Case, turn: Turn) -> bool:
    """Takes what is told further while something else is asked; a colleague reads it. The same is asked again."""
    if case.asked == "order_id":
        return not turn.first("order_id") and says_when_bought(turn)
    values = case.values
    if (
        case.asked != "resolution"
        or resolution_said(turn)
        or not (looked_for_it(turn) or _tells_it_again(case, turn))
    ):
        return False
    values["note"] = "; ".join(filter(None, (values.get("note"), turn.text)))[:MAX_NOTE]
    return True


def _tells_it_again(case: Case, turn: Turn) -> bool:
    """Whether the message says once more what is wrong, and nothing new: 茉莉花茶那个发成红茶了."""
    is_known = kind_said(turn) == case.values.get("kind") and not turn.is_button and not is_question(turn)
    return is_known and not turn.first("order_id")


def _explains_choices(case: Case, task: DeliveryProblem, context: Context) -> bool:
    """Says what the choices come to, where that is asked instead of choosing."""
    turn = context.turn
    about = asked_of(turn)
    if case.asked != "resolution" or resolution_said(turn) or not (about or asks_of_choices(turn)):
        return False
    apart = replace(context, reply=Reply(), memory=copy.deepcopy(context.memory))
    pending = task.plan(copy.deepcopy(case), apart)
    if not isinstance(pending, Ask) or pending.question.name != "resolution" or turn.first("order_id"):
        return False
    order = context.shop.orders.get(case.values["order_id"])
    method = next((way_back(paid.method) for paid in order.payments if paid.status == "paid"), None)
    if about == {"refund"} and method is not None:
        told = label("method", method, context.language)
        context.reply.say("utter_own_refund", method=told, days=context.shop.rules.refund_days)
    elif about == {"replacement"}:
        text = context.shop.policies.text("delivery_period", context.language)
        context.reply.say("utter_own_parcel_time", rule=text)
    else:
        zh, days = context.language == "zh", context.shop.rules.refund_days
        offered = (option.value for option in pending.question.options)
        lines = [f"• {_CHOICES[each][zh].format(days=days)}" for each in offered]
        context.reply.say("utter_own_choices", choices="\n".join(lines))
    return True


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
