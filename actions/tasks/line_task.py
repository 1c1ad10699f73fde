"""Tasks about lines of an order: wording about them is read once the order is open, also what came before."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.recall import again, kept
from actions.tasks.identity import OrderTask
from actions.tasks.line_wishes import announce_behind, own_part, put_behind, wish_beside
from actions.turn import Turn
from actions.wording import item_name


class LineTask(OrderTask):
    """An order task whose customer says in free words which line and what about it."""

    details: tuple[str, ...] = ()  # values that belong to a line of one order

    @abstractmethod
    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        """Puts into the case what the message says about the order's lines."""

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        changed = super().note(case, turn, context)
        order_id = case.values.get("order_id")
        if order_id and context.is_open(order_id):
            self._read(case, context.shop.orders.get(order_id), turn, context)
        elif not turn.is_button and (case.asked is None or (case.asked == "order_id" and not turn.is_bare)):
            case.values["said"] = [*case.values.get("said", []), kept(turn)]
            if not turn.entities:  # it may tell something later, but it is no answer
                return changed
        return changed or case.values != before

    def catch_up(self, case: Case, order: Any, context: Context) -> None:
        """Reads what was said before the order was open."""
        for said in case.values.pop("said", []):
            turn = again(said, context.turn)
            if case.is_queued:  # said when another task was on
                for name in self.wants:
                    if name != "order_id" and turn.first(name) is not None:
                        case.values.setdefault(name, turn.first(name))
            self._read(case, order, turn, context)

    def forget_details(self, case: Case) -> None:
        super().forget_details(case)
        for name in self.details:
            case.values.pop(name, None)

    def _read(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        if turn.is_button:  # a button's value is the answer to the question, nothing more
            return
        if self.queue_beside(case, order, turn, context):
            return
        own = own_part(case, order.lines, turn, context)
        if own is not turn:
            self._forget_of_others(case, turn, own)
        self.read_wording(case, order, own, context)

    def queue_beside(self, case: Case, order: Any, turn: Turn, context: Context) -> bool:
        """Puts behind the case what the message wants for another line beside the summary that was shown."""
        other = wish_beside(case, order.lines, turn)
        if other is None:
            return False
        is_new = turn.text not in case.values.get("behind", [])
        put_behind(case, turn, context, line=other, **self.carried(case))
        if is_new and case is context.memory.task:
            names = {str(line.line): item_name(line, context.language) for line in order.lines}
            announce_behind(names[case.values["line"]], names[other], context)
        return True

    def carried(self, case: Case) -> dict[str, Any]:
        """What a wish put behind the case takes over from it."""
        return {}

    def _forget_of_others(self, case: Case, turn: Turn, own: Turn) -> None:
        """What was said of other lines is none of this case's."""
        for name in self.wants:
            if name != "order_id" and case.values.get(name) in turn.entities.get(name, ()):
                case.values[name] = own.first(name)
        case.values = {name: value for name, value in case.values.items() if value is not None}
