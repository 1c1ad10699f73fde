"""Hands a conversation over to a person: a ticket with a summary of what was going on."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.memory import Case
from actions.wording import intent_label
from shop.service import By

MAX_QUOTED = 500  # characters of the customer's own words in a summary


def hand_over(context: Context, reason: str, case: Case | None = None, kind: str = "question") -> str:
    """Opens a ticket and tells the customer its number. Returns the ticket's id."""
    memory = context.memory
    task = case or memory.task
    ticket_case = task or Case(name="human_agent")
    order_id = _proven_order(ticket_case, context)
    identity = context.shop.access.identity(context.conversation)
    ticket = context.shop.tickets.open(
        kind,
        summary(context, reason, task),
        context.conversation,
        context.language,
        _by(context, ticket_case),
        order_id=order_id,
        customer_id=identity.customer_id if identity else None,
    )
    context.reply.say("utter_handed_over", ticket_id=ticket.id)
    return ticket.id


def summary(context: Context, reason: str, case: Case | None) -> str:
    """For the staff: why, which task, what is known so far (no proofs), the customer's last words."""
    lines = [f"reason: {reason}", f"language: {context.language}"]
    if case is not None:
        lines.append(f"task: {intent_label(case.name, 'en')}")
        known = {
            k: v
            for k, v in case.values.items()
            if k not in ("proof", "code", "code_sent_to") and v is not None
        }
        lines += [f"{name}: {value}" for name, value in known.items()]
        if case.asked:
            lines.append(f"stuck at: {case.asked}")
    lines.append(f"last message: {context.turn.text[:MAX_QUOTED]}")
    return "\n".join(lines)


def _proven_order(case: Case, context: Context) -> str | None:
    order_id = case.values.get("order_id") or context.memory.focus.order_id
    if order_id and context.is_open(order_id):
        return str(order_id)
    return None


def _by(context: Context, case: Case) -> By:
    by = context.by(case)
    return replace(by, key=f"{by.key}:ticket:{context.turn.number}")
