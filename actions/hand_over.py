"""Hands a conversation over to a person: a ticket with all that the assistant knows about what was going on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.context import Context
from actions.memory import Case
from actions.wording import intent_label
from shop.domain.handoff import Situation
from shop.domain.personal_data import mask
from shop.service import By
from shop.service.tickets import NewTicket

MAX_QUOTED = 500  # characters of the customer's own words in a summary
QUESTION = "question"  # the kind of a ticket that is about nothing in particular
# How the customer gets the answer: in the conversation where that is kept, and not in the shell or on plain REST.
_HERE = {"en": "A person will get back to you here as soon as possible", "zh": "会有专人尽快在这里联系您"}
_HERE_SOON = {
    "en": "A colleague will answer here as soon as one is free",
    "zh": "同事一到就会在这里回复您",
}
_ELSEWHERE = {
    "en": "Nobody can answer in this window, though: please give that number when you write to us or call",
    "zh": "不过这个窗口无法人工回复，给我们写邮件或打电话时请报这个工单号",
}
_SECRET = ("proof", "code", "code_sent_to")
MAX_SAID = 300  # characters of one earlier message
# Four digits or six that are no order's number may be a proof or a code.
_MAY_PROVE = re.compile(
    r"(?<!\d)(?<!ord-)(?<!ord)(?<!order )(?<!订单)(?<!单号)(?<!#)\d{4,}(?!\d)", re.IGNORECASE
)
_WAY_TO_PEOPLE = re.compile(r"@|\+?\d[\d ]{6,}")  # an e-mail address or a phone number, in the shop's text
_FEW_LETTERS = 4  # a message with fewer tells nothing of the matter


def hand_over(context: Context, reason: str, case: Case | None = None, kind: str = QUESTION) -> str:
    """Opens a ticket and tells the customer its number; one who waits already is told that. Returns the ticket's id."""
    running = context.shop.handoffs.running(context.conversation)
    if running is not None and kind == QUESTION:
        how = _how(context, _HERE_SOON, with_hours=True)
        context.reply.say("utter_already_handed_over", ticket_id=running.ticket_id, how=how)
        return running.ticket_id
    task = case or context.memory.task
    ticket_case = task or Case(name="human_agent")
    identity = context.shop.access.identity(context.conversation)
    new = NewTicket(
        kind,
        summary(context, reason, task),
        context.conversation,
        context.language,
        order_id=_proven_order(ticket_case, context),
        customer_id=identity.customer_id if identity else None,
    )
    ticket = context.shop.handoffs.open(new, situation(context, reason, task), _by(context, ticket_case))
    context.reply.say("utter_handed_over", ticket_id=ticket.id, how=_how(context, _HERE))
    context.memory.focus.ticket = {
        "id": ticket.id,
        "turn": context.turn.number,
        "lacks_order": new.order_id is None,
    }
    return ticket.id


def _how(context: Context, here: Mapping[str, str], *, with_hours: bool = False) -> str:
    """How the answer comes; with the hours, and where it does not come here, how people are reached."""
    zh = context.language == "zh"
    hours, *ways = context.shop.policies.text("contact_info", context.language).splitlines()
    end, hours = ("。" if zh else ". "), hours.strip(" :：")
    if context.shop.handoffs.is_kept(context.conversation):
        return here[context.language] + (end + hours if with_hours else "")
    named = [way.strip(" •") for way in ways if _WAY_TO_PEOPLE.search(way)]
    told = ("（{}）" if zh else " ({})").format(("；" if zh else "; ").join(named)) if named else ""
    return f"{_ELSEWHERE[context.language]}{told}{end}{hours}"


def situation(context: Context, reason: str, case: Case | None) -> Situation:
    """What the desk is told, in the form of data: it writes the summary in the language of whoever reads it."""
    first = _proven_order(case or Case(name="human_agent"), context)
    proven = context.shop.access.open_orders(context.conversation)
    orders = dict.fromkeys([*([first] if first else []), *proven])
    known = _known(case) if case is not None else {}
    return Situation(
        reason=reason,
        intent=context.turn.intent,
        task=case.name if case else "",
        asked=(case.asked or "") if case else "",
        belief={**context.belief, **known},
        orders=tuple(orders),
        misses=max(case.misses if case else 0, context.memory.misses.count),
        last_message=context.turn.text[:MAX_QUOTED],
        said=said_before(context),
    )


def summary(context: Context, reason: str, case: Case | None) -> str:
    """For the staff: why, which task, what is known so far (no proofs), the customer's last words."""
    lines = [f"reason: {reason}", f"language: {context.language}"]
    if case is not None:
        lines.append(f"task: {intent_label(case.name, 'en')}")
        lines += [f"{name}: {value}" for name, value in _known(case).items()]
        if case.asked:
            lines.append(f"stuck at: {case.asked}")
    lines += [f"said before: {text}" for text in said_before(context)]
    lines.append(f"last message: {context.turn.text[:MAX_QUOTED]}")
    return "\n".join(lines)


def said_before(context: Context) -> tuple[str, ...]:
    """What the customer wrote of the matter before the last message, without what may open an order or an account."""
    texts = (_MAY_PROVE.sub("…", mask(" ".join(text.split()))) for text in context.turn.before)
    return tuple(text[:MAX_SAID] for text in texts if _tells(text))


def _tells(text: str) -> bool:
    return sum(1 if letter.isascii() else 2 for letter in text if letter.isalpha()) > _FEW_LETTERS


def _known(case: Case) -> dict[str, object]:
    return {name: value for name, value in case.values.items() if name not in _SECRET and value is not None}


def _proven_order(case: Case, context: Context) -> str | None:
    order_id = case.values.get("order_id") or context.memory.focus.order_id
    if order_id and context.is_open(order_id):
        return str(order_id)
    return None


def _by(context: Context, case: Case) -> By:
    by = context.by(case)
    return replace(by, key=f"{by.key}:ticket:{context.turn.number}")
