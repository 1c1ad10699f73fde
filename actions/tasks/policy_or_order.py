"""Questions with a general answer, the shop's policy, and an exact one as soon as an order is meant."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.tasks.base import Answered, Step
from actions.tasks.identity import OrderTask


class PolicyOrOrder(OrderTask):
    """Answers for the order that is named or just spoken of; otherwise with the policy of its own name."""

    def plan(self, case: Case, context: Context) -> Step:
        if knows_order(self, case, context):
            return super().plan(case, context)
        context.reply.say("utter_policy", text=context.shop.policies.text(self.name, context.language))
        # The text asks for the order's number; a bare number is the answer to that.
        context.memory.offer = {"kind": "order", "task": self.name}
        return Answered()


def knows_order(task: OrderTask, case: Case, context: Context) -> bool:
    """Whether an order was named, or the one that was just spoken of is still open."""
    if case.values.get("order_id"):
        return True
    candidate = task.only_candidate(case, context)
    return candidate is not None and context.is_open(candidate)
