"""Changing what is in an order: another size or colour, another quantity, a line less, a product more."""

from __future__ import annotations

import re
from typing import Any

from actions import refusals
from actions.clauses import clauses, narrowed
from actions.context import Context
from actions.memory import Case
from actions.questions import Question, read_quantity
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.line_changes import (
    CHANGE_KIN,
    action_option,
    ask_action,
    changes_of,
    plan_quantity,
    plan_variant,
)
from actions.tasks.line_task import LineTask
from actions.tasks.line_wishes import announce_behind, is_wish_more, put_behind
from actions.tasks.lines import line_meant, line_options
from actions.tasks.order_additions import (
    ADDITION_DETAILS,
    name_product,
    plan_addition,
    products_named,
    puts_addition_right,
    store_addition,
)
from actions.tasks.variants import note_variant, sizes_of
from actions.tasks.wishes import (
    ADD,
    CHANGE_QUANTITY,
    CHANGE_VARIANT,
    REMOVE,
    action_said,
    bare_size,
    count_said,
    line_at,
    line_named,
    says_double,
    sizes_said,
)
from actions.turn import Turn
from actions.wording import item_name, items_label, money
from shop.domain.errors import Refused

# Refusals after which another answer may help, and the values to ask for anew.
_RETRY = ("quantity_too_large", "quantity_not_positive", "out_of_stock", "same_variant", "nothing_changed")


LEAST_SIZE = (
    20  # a number from which on it is a size of the goods, where they come in it, and no number of pieces
)

_PIECES = re.compile(
    r"\b(?:pieces?|pairs?|pcs|units?|of (?:them|these|those)|quantity)\b|数量|[件个条双只]", re.IGNORECASE
)


class ChangeOrder(LineTask):
    name = "change_order"
    kin = frozenset({"exchange_item", "check_stock", "place_order"})
    details = ("action", "size", "color", "count", "double", *ADDITION_DETAILS)

    def plan_details(self, case: Case, context: Context) -> Step:
        order = context.shop.orders.get(case.values["order_id"])
        order.require("placed", "paid", now=context.shop.clock.now())
        self.catch_up(case, order, context)
        if case.values.get("action") == ADD:
            step = plan_addition(case, order, context)
        else:
            step = self._plan_line(case, order, context)
        if step is not None:
            return step
        try:
            quote = context.shop.orders.change_quote(order.id, changes_of(case, order))
        except Refused as refused:
            if refused.code not in _RETRY:
                raise
            refusals.explain(refused, case, context)
            for name in ("quantity", "count", "double", "sku", "size", "color", "product"):
                case.values.pop(name, None)
            return self.plan_details(case, context)
        return Confirm(f"utter_confirm_change_{_kind(order, quote.difference)}", _told(order, quote, context))

    def _plan_line(self, case: Case, order: Any, context: Context) -> Step | None:
        lines = {str(line.line): line for line in order.lines}
        if len(lines) == 1 and case.values.get("action"):
            case.values["line"] = next(iter(lines))
        if case.values.get("line") not in lines:
            return self._ask_line(order, context)
        line = lines[case.values["line"]]
        action = case.values.get("action")
        if action == CHANGE_VARIANT:
            return plan_variant(case, line, context)
        if action == CHANGE_QUANTITY:
            return plan_quantity(case, line, context)
        return None if action == REMOVE else ask_action(line, context)

    def _ask_line(self, order: Any, context: Context) -> Ask:
        options = line_options(order.lines, context, with_all=False)
        options.append(action_option(ADD, context))

        def read(turn: Turn) -> str | None:
            return line_named(order.lines, turn)

        facts = {"order_id": order.id}
        return Ask(
            Question("line", "utter_question_change_line", read, options=options, facts=facts, kin=CHANGE_KIN)
        )

    def _read(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        super()._read(case, order, self._without_addition(case, order, turn, context), context)

    def _without_addition(self, case: Case, order: Any, turn: Turn, context: Context) -> Turn:
        """The change of a line, where something is to be added in the same breath: that is put behind it, and said so.
        "Jeans in 32 instead of 30, and add a belt"."""
        if turn.is_button or case.asked not in (None, "order_id", "proof", "line"):
            return turn
        spans = clauses(turn.text)
        if len(spans) == 1 or case.values.get("action") == ADD:
            return turn
        adding = [span for span in spans if self._adds_other(order, narrowed(turn, [span]), context)]
        rest = narrowed(turn, [span for span in spans if span not in adding])
        line = line_named(order.lines, rest) if len(adding) == 1 else None
        if line is None or action_said(rest) in (None, ADD):
            return turn
        added = narrowed(turn, adding)
        is_new = added.text not in case.values.get("behind", [])
        put_behind(case, added, context, action=ADD)
        if is_new and case is context.memory.task:
            found = products_named(added, context)
            product = context.shop.catalogue.get(found[0])
            then = item_name(product, context.language) if len(found) == 1 else added.text.strip()
            announce_behind(item_name(order.line(int(line)), context.language), then, context)
        return rest

    def _adds_other(self, order: Any, turn: Turn, context: Context) -> bool:
        """Whether a clause adds a product that is not in the order yet."""
        named = products_named(turn, context) if action_said(turn) == ADD else []
        return bool(named) and not {line.product_id for line in order.lines} & set(named)

    def queue_beside(self, case: Case, order: Any, turn: Turn, context: Context) -> bool:
        if super().queue_beside(case, order, turn, context):
            return True
        if not self._adds_beside(case, order, turn, context):
            return False
        is_new = turn.text not in case.values.get("behind", [])
        put_behind(case, turn, context, action=ADD)
        if is_new and case is context.memory.task:
            line = order.line(int(case.values["line"]))
            product = context.shop.catalogue.get(products_named(turn, context)[0])
            announce_behind(item_name(line, context.language), item_name(product, context.language), context)
        return True

    def _adds_beside(self, case: Case, order: Any, turn: Turn, context: Context) -> bool:
        """Whether a product more is wanted beside the change of a line that was summed up."""
        values = case.values
        if case.asked != "confirmation" or values.get("action") in (None, ADD) or not values.get("line"):
            return False
        if action_said(turn) != ADD or not is_wish_more(turn):
            return False
        own = {line.product_id for line in order.lines}
        named = products_named(turn, context)
        return len(named) == 1 and named[0] not in own

    def carried(self, case: Case) -> dict[str, Any]:
        """ "The T-shirt as well" wants the same kind of change."""
        return {"action": CHANGE_VARIANT} if case.values.get("action") == CHANGE_VARIANT else {}

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        values = case.values
        if case.asked == "product" or (case.asked == "quantity" and read_quantity(turn)):
            return  # the message is the answer to that alone
        if values.get("action") == ADD and case.asked == "sku":
            note_variant(case, turn, context.shop.catalogue.get(values["product"]), None)
            return
        if values.get("action") == ADD and puts_addition_right(case, order, turn, context):
            return
        named = line_named(order.lines, turn, values.get("line")) or self._pointed_at(
            case, order, turn, context
        )
        if named and named != values.get("line"):
            values.update(line=named)
            values.pop("sku", None)
        action = action_said(turn)
        if action == CHANGE_QUANTITY and self._names_sizes(case, order, turn, context):
            action = CHANGE_VARIANT
        if action is None and not values.get("action") and self._says_size(case, order, turn, context):
            action = CHANGE_VARIANT  # "can I get the jeans in 32"
        if action:
            self._take_action(values, action, turn)
        if action == ADD:
            name_product(case, order, turn, context)
        line = line_meant(case, order.lines)
        if line is not None and (action == CHANGE_VARIANT or values.get("action") == CHANGE_VARIANT):
            note_variant(case, turn, context.shop.catalogue.get(line.product_id), line)
        elif line is None and action == CHANGE_VARIANT and not values.get("said"):
            self._keep_tones(case, turn)

    def _pointed_at(self, case: Case, order: Any, turn: Turn, context: Context) -> str | None:
        """ "The second item", where it is no answer from a list: neither of orders nor of sizes."""
        may_be = case.asked in (None, "proof", "confirmation") and not context.memory.focus.orders
        return line_at(order.lines, turn) if may_be else None

    def _take_action(self, values: dict[str, Any], action: str, turn: Turn) -> None:
        """A new kind of change forgets the numbers of the one before; "yes, remove it" leaves them."""
        count, double = count_said(turn), says_double(turn)
        if action != values.get("action") or count or double:
            values.update(action=action, count=count, double=double)
            values.pop("quantity", None)

    def _names_sizes(self, case: Case, order: Any, turn: Turn, context: Context) -> bool:
        """ "From 30 to 32" of jeans in 30 means sizes, not numbers of pieces."""
        line = line_meant(case, order.lines)
        if line is None or not line.size:
            return False
        sizes = sizes_of(context.shop.catalogue.get(line.product_id))
        if case.asked == "confirmation" and case.values.get("action") == CHANGE_VARIANT:
            return bare_size(turn, sizes) is not None  # "no, 33"
        said = [size for size in sizes_said(turn, sizes) if size != line.size]
        numbered = any(size.isdigit() and int(size) >= LEAST_SIZE for size in sizes)
        if numbered and (count_said(turn) or 0) >= LEAST_SIZE and not _PIECES.search(turn.text):
            return True  # "make the jeans a 32"; also one that they do not come in
        if turn.first("quantity"):
            return False
        return bool(said) and bool(re.search(rf"(?<![\w.-]){re.escape(line.size)}(?![\w-])", turn.text))

    def _says_size(self, case: Case, order: Any, turn: Turn, context: Context) -> bool:
        """Whether a size is said that the line's product comes in and is no number of pieces, and the line has another one."""
        line = line_meant(case, order.lines)
        if line is None or not line.size or turn.is_button or _PIECES.search(turn.text):
            return False
        said = [
            size
            for size in sizes_said(turn, sizes_of(context.shop.catalogue.get(line.product_id)))
            if size != line.size
        ]
        return len(said) == 1 and (not said[0].isdigit() or int(said[0]) >= LEAST_SIZE)

    def _keep_tones(self, case: Case, turn: Turn) -> None:
        """Which line is still open: the size and colour said hold for whichever it is."""
        for name in ("size", "color"):
            if turn.first(name):
                case.values[name] = turn.entities[name][-1]

    def store(self, case: Case, question: Question, value: object, context: Context) -> None:
        if question.name == "line" and value == ADD:
            case.values["action"] = ADD
        elif not store_addition(case, question, value, context):
            super().store(case, question, value, context)

    def execute(self, case: Case, context: Context) -> None:
        shop = context.shop
        order = shop.orders.get(case.values["order_id"])
        changes = changes_of(case, order)
        quote = shop.orders.change_quote(order.id, changes)
        kind, facts = _kind(order, quote.difference), _told(order, quote, context)
        shop.orders.change_lines(order.id, changes, context.by(case, order.customer_id))
        context.reply.say(f"utter_order_changed_{kind}", **facts)


def _kind(order: Any, difference: Any) -> str:
    if order.status == "placed":
        return "unpaid"
    return "same" if not difference else "more" if difference.amount > 0 else "less"


def _told(order: Any, quote: Any, context: Context) -> dict[str, Any]:
    language = context.language
    difference = quote.difference if quote.difference.amount >= 0 else -quote.difference
    return {
        "order_id": order.id,
        "items": items_label(quote.lines, language),
        "before": money(quote.before, language),
        "after": money(quote.after, language),
        "difference": money(difference, language),
    }
