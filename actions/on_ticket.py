"""What the customer tells of the matter after a ticket has been opened: it goes onto the ticket."""

from __future__ import annotations

from actions.context import Context
from actions.jest import is_jest
from actions.memory import Case
from actions.reading import IS_QUESTION

LATER = 3  # messages after the ticket, or after the last addition to it, that may still be about it
LATER_ORDER = 5  # messages after it by which its order may be told
MAX_ADDED = 500  # characters
_LEAST = 6  # letters or digits, a Chinese character counting for two; less tells nothing


def adds_to_ticket(context: Context) -> bool:
    """Puts a message that is nothing else onto the ticket opened just before; whether it was such a one."""
    turn, ticket = context.turn, context.memory.focus.ticket
    if not ticket or turn.is_button or not 0 < turn.number - int(ticket["turn"]) <= LATER:
        return False
    if IS_QUESTION.search(turn.text) or is_jest(turn.text):
        return False
    order_id = turn.first("order_id")
    if order_id is None and _weight(turn.text) < _LEAST:
        return False
    order_id = order_id if order_id and context.is_open(order_id) else None
    words = " ".join(turn.text.split())[:MAX_ADDED]
    by = context.by(Case(name="human_agent", id=f"{ticket['id']}:{turn.number}"))
    context.shop.handoffs.add_words(ticket["id"], words, by, order_id)
    context.memory.focus.ticket = {**ticket, "turn": turn.number}
    context.reply.say("utter_added_to_ticket", ticket_id=ticket["id"])
    return True


def link_order(context: Context) -> None:
    """Links the ticket that was opened without an order to the one that has been opened since."""
    focus = context.memory.focus
    if not focus.ticket.get("lacks_order") or not focus.order_id or not context.is_open(focus.order_id):
        return
    if context.turn.number - int(focus.ticket["turn"]) <= LATER_ORDER:
        by = context.by(Case(name="human_agent", id=f"{focus.ticket['id']}:order"))
        context.shop.handoffs.add_words(focus.ticket["id"], "", by, focus.order_id)
    focus.ticket["lacks_order"] = False


def _weight(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text if letter.isalnum())
