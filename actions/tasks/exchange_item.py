"""Another size or colour, or the same piece anew, for something that has arrived."""

from __future__ import annotations

from typing import Any

from actions import refusals
from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Ask, Confirm, Refuse, Step
from actions.tasks.change_order import ChangeOrder
from actions.tasks.delivery_problem import DeliveryProblem
from actions.tasks.kept_lines import wanted_of
from actions.tasks.line_task import LineTask
from actions.tasks.lines import ask_lines, line_meant
from actions.tasks.return_item import reason_question
from actions.tasks.variants import ask_variant, note_variant, sizes_of, variant_label
from actions.tasks.warranty import Warranty
from actions.tasks.wishes import CHANGE_VARIANT, bare_size, count_said, line_named, sizes_said
from actions.turn import Turn
from actions.wording import day, intent_label, item_label, item_name, money
from shop.domain.errors import Refused
from shop.domain.rules import FAULTY_REASONS

UNKNOWN_REASON = "other"  # nobody has to say why
# Refusals after which another answer may help, and the values to ask for anew.
_RETRY = {
    "quantity_too_large": ("quantity",),
    "quantity_not_positive": ("quantity",),
    "out_of_stock": ("sku", "size", "color"),
}


# What was wrong already when it came → the kind of delivery problem that it is.
_ARRIVED = {"damaged": "damaged", "wrong_item": "wrong_item", "missing_parts": "missing_parts"}


class ExchangeItem(LineTask):
    name = "exchange_item"
    wants = ("order_id", "reason")
    kin = frozenset({"change_order", "check_stock", "delivery_problem"})
    details = ("size", "color")

    def plan_details(self, case: Case, context: Context) -> Step:
        order = context.shop.orders.get(case.values["order_id"])
        if order.status in ("placed", "paid"):
            return _change_instead(case, order, context)
        self.catch_up(case, order, context)
        try:  # too early and too late are said first
            context.shop.exchanges.options(order.id, order.lines[0].line)
        except Refused as refused:
            if refused.code != "exchange_window_closed" or not _is_covered(case, context):
                raise
            case.name = Warranty.name  # a new piece may still come by the warranty
            case.values["resolution"] = "exchange"
            return Warranty().plan_details(case, context)
        question = ask_lines(case, order.lines, "utter_question_exchange_line", context, with_all=False)
        if question is not None:
            return question
        line = order.line(int(case.values["line"]))
        if _wants_it_sent_again(case, line, context):
            return _replace_instead(case, context)
        step = _plan_variant(case, line, context)
        return step or self._summary(case, order, line, context)

    def _summary(self, case: Case, order: Any, line: Any, context: Context) -> Step:
        values, language = case.values, context.language
        try:
            terms = context.shop.exchanges.terms(
                order.id, *_wish(case), values.get("reason") or UNKNOWN_REASON
            )
        except Refused as refused:
            if not values.get("reason") and refused.code in ("item_not_returnable", "exchange_window_closed"):
                return Ask(reason_question(context))  # goods with a fault may still be exchanged
            if refused.code not in _RETRY:
                raise
            refusals.explain(refused, case, context)
            for name in _RETRY[refused.code]:
                values.pop(name, None)
            return self.plan_details(case, context)
        owed = terms.difference.amount
        return Confirm(
            f"utter_confirm_exchange_{'more' if owed > 0 else 'less' if owed < 0 else 'same'}",
            {
                "order_id": order.id,
                "item": item_label(line, language),
                "quantity": terms.quantity,
                "new": variant_label(terms.new.size, terms.new.color, language) or item_name(line, language),
                "difference": money(terms.difference if owed >= 0 else -terms.difference, language),
                "until": day(terms.until, language),
            },
        )

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        values = case.values
        if case.asked == "reason":
            return
        turn = wanted_of(order.lines, turn, case)
        named = line_named(order.lines, turn, values.get("line")) if len(order.lines) > 1 else None
        if named and named != values.get("line"):
            values.update(line=named)
            for name in ("sku", "quantity"):
                values.pop(name, None)
        if case.asked == "line" and not named and (fitting := _line_of_size(order, turn, context)):
            values["line"] = fitting
        line = line_meant(case, order.lines)
        if line is not None:
            note_variant(case, turn, context.shop.catalogue.get(line.product_id), line)
        else:
            for name in ("size", "color"):
                if turn.first(name):
                    values[name] = turn.entities[name][-1]
        count = count_said(turn)
        if count and case.asked != "quantity" and not self._is_size(line, count, turn, context):
            values["quantity"] = count

    def _is_size(self, line: Any | None, count: int, turn: Turn, context: Context) -> bool:
        """Whether the number said is the size wanted: "no, 42"."""
        if line is None:
            return False
        return bare_size(turn, sizes_of(context.shop.catalogue.get(line.product_id))) == str(count)

    def execute(self, case: Case, context: Context) -> None:
        order = context.shop.orders.get(case.values["order_id"])
        reason = case.values.get("reason") or UNKNOWN_REASON
        made = context.shop.exchanges.request(
            order.id, *_wish(case), reason, context.by(case, order.customer_id)
        )
        context.reply.say(
            "utter_exchange_made_pay" if made.difference.amount > 0 else "utter_exchange_made",
            order_id=order.id,
            exchange_id=made.id,
            difference=money(made.difference, context.language),
        )


def _is_covered(case: Case, context: Context) -> bool:
    """Whether goods that have failed are still under warranty; another size or colour is no matter of that."""
    values = case.values
    fails = values.get("reason") in FAULTY_REASONS or context.memory.focus.done == Warranty.name
    if not fails or values.get("size") or values.get("color"):
        return False
    return any(line.valid for line in context.shop.orders.warranty(values["order_id"]))


def _wish(case: Case) -> tuple[int, int, str]:
    return int(case.values["line"]), int(case.values["quantity"]), case.values["sku"]


def _plan_variant(case: Case, line: Any, context: Context) -> Step | None:
    """The same piece anew for goods with a fault, unless another was named; else what is chosen."""
    values = case.values
    product = context.shop.catalogue.get(line.product_id)
    faulty = values.get("reason") in FAULTY_REASONS
    offered = [v for v in product.variants if v.stock > 0 and (faulty or v.sku != line.sku)]
    wish = any(values.get(name) for name in ("sku", "size", "color"))
    if faulty and not wish and any(variant.sku == line.sku for variant in offered):
        values["sku"] = line.sku
    if not offered:
        buttons = tuple(
            Button(intent_label(intent, context.language), payload(intent, order_id=values["order_id"]))
            for intent in ("return_item", "human_agent")
        )
        return Refuse("utter_no_exchange_in_stock", {"item": item_label(line, context.language)}, buttons)
    return ask_variant(case, product, offered, line, "utter_question_exchange_variant", context)


def _line_of_size(order: Any, turn: Turn, context: Context) -> str | None:
    """The one line whose goods come in the size that was said, of several that were asked about: "40"."""
    found = []
    for line in order.lines:
        sizes = sizes_of(context.shop.catalogue.get(line.product_id))
        if bare_size(turn, sizes) or sizes_said(turn, sizes):
            found.append(str(line.line))
    return found[0] if len(found) == 1 else None


def _wants_it_sent_again(case: Case, line: Any, context: Context) -> bool:
    """Whether the very same is wanted for what came broken, wrong or incomplete, and a new one may be sent at once."""
    values = case.values
    kind = _ARRIVED.get(str(values.get("reason")))
    other = (values.get("size"), values.get("color")) != (None, None) or values.get("sku") not in (
        None,
        line.sku,
    )
    if kind is None or other:
        return False
    items = [(line.line, int(values["quantity"]))]
    try:
        return "replacement" in context.shop.delivery_problems.terms(values["order_id"], kind, items)
    except Refused:
        return False


def _replace_instead(case: Case, context: Context) -> Step:
    """What came broken need not be sent back for it: the problem is reported and a new piece sent."""
    problem = DeliveryProblem()
    case.name = problem.name
    case.values.update(kind=_ARRIVED[case.values["reason"]], resolution="replacement")
    return problem.plan_details(case, context)


def _change_instead(case: Case, order: Any, context: Context) -> Step:
    """What has not left yet needs no exchange: the order itself is changed, with all that was said."""
    context.reply.say("utter_change_instead_of_exchange", order_id=order.id)
    change = ChangeOrder()
    case.name = change.name
    if case.values.get("size") or case.values.get("color") or not case.values.get("said"):
        case.values["action"] = CHANGE_VARIANT
    return change.plan_details(case, context)
