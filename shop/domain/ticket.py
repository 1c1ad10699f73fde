"""Support tickets: what a person has to look after, with a summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.domain.errors import Refused

# The ticket's state machine: state -> states that may follow.
TICKET_STEPS: dict[str, frozenset[str]] = {
    "open": frozenset({"assigned", "resolved"}),
    "assigned": frozenset({"open", "resolved"}),
    "resolved": frozenset({"open"}),
}
SUMMARY_MAX = 4000  # characters


@dataclass(eq=False)
class Ticket:
    """Something that waits for a person. `conversation` tells staff where it came from."""

    id: str  # TKT-9
    status: str  # a key of TICKET_STEPS
    kind: str  # human_agent, complaint, payment_issue, delivery_problem, …
    summary: str
    conversation: str
    language: str  # en | zh, the language to answer in
    opened_at: datetime
    order_id: str | None = None
    customer_id: str | None = None
    assignee: str | None = None
    resolved_at: datetime | None = None
    version: int = 1

    def assign(self, assignee: str) -> None:
        """Give it to a member of staff. Raises Refused("wrong_state") once it is resolved."""
        if self.status != "assigned":
            self._step("assigned")
        self.assignee = assignee

    def resolve(self, now: datetime) -> None:
        """Raises Refused("wrong_state") when it is resolved already."""
        self._step("resolved")
        self.resolved_at = now

    def reopen(self) -> None:
        """Back to the queue. Raises Refused("wrong_state") when it is open."""
        self._step("open")
        self.assignee = self.resolved_at = None

    def _step(self, state: str) -> None:
        if state not in TICKET_STEPS[self.status]:
            raise Refused("wrong_state", ticket_id=self.id, status=self.status, wanted=state)
        self.status = state
