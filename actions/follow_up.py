"""Messages outside of any task that refer to what was said before: yes, no, a bare value, giving up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions import answers
from actions.answers.product import asks_for_look, refines_search, search
from actions.beginning import begin, start_case, start_offered
from actions.coming_back import comes_back
from actions.context import Context
from actions.hand_over import hand_over
from actions.interruption import offer_resume
from actions.other_wishes import wishes_several
from actions.people import CALL_BACK, TO_ASSISTANT, answer_offer, sends_person_away
from actions.products import current
from actions.questions import POSITIONS, Option, choose
from actions.rating import take_rating
from actions.reading import CANCEL_IT
from actions.recall import MEANING, earlier, kept
from actions.references import proves, proves_interrupted, same_for_another, shows_listed_product, takes_back
from actions.reply import Button, payload
from actions.succession import notice_order, order_buttons
from actions.tasks import TASKS
from actions.tasks.identity import AccountTask
from actions.tasks.identity_words import loose_order_id
from actions.wording import intent_label

START_TASK = "task_form"
MAX_MEANINGS = 2
MAX_SAID = 4  # messages that are kept until it is clear what they are about
_WHERE = re.compile(r"where|when|status|track|到哪|在哪|哪儿|哪里|几时|什么时候|物流|状态", re.IGNORECASE)
_NUMBER_AND_PROOF = re.compile(r"\W*[1-9]\d{3,4}[\s,，]+\d{4}\W*")
# Of a product that was just shown.
_TAKES_IT = re.compile(
    r"(?:\W|ok|好的?|那|嗯)*(?:就|要|买)+(?:买|要|选|拿|订)?(?:它|这个|这款|这件|这双|这条|这种|那个)(?:了|吧|啦|\W)*"
    r"|(?:\W|\bok(?:ay)?\b|\bgreat\b|\bthen\b)*(?:i'?ll (?:take|have|buy) (?:it|that|this|one)|i want (?:it|this one|that one)|(?:this|that) one)(?: then| please|\W)*",
    re.IGNORECASE,
)


def follow_up(context: Context) -> str | None:
    """Answers the message. Returns the action to run next where a task starts by it."""
    following = _follow_up(context)
    notice_order(context)
    return following


def _follow_up(context: Context) -> str | None:
    memory, turn = context.memory, context.turn
    offer, memory.offer = memory.offer or {}, None
    handled, following = _special_offer(offer, context)
    if handled:
        return following
    if not offer and _takes_it(context):
        return _begin("place_order", context, {})
    if offer.get("kind") == "start" and turn.first("email") and isinstance(TASKS[offer["task"]], AccountTask):
        start_offered(offer, context)  # "shall I look that up for you?" — "ann@example.com"
        return START_TASK
    if CANCEL_IT.fullmatch(turn.text) and not offer and memory.focus.order_id:
        return _begin("cancel_order", context, {})  # "cancel it", of the order just spoken of
    if not offer and takes_back(context):
        return None
    if not offer and comes_back(context):
        return START_TASK
    if turn.intent in ("stop_task", "deny") and not offer and sends_person_away(context):
        return None
    if turn.intent == "stop_task" and not (offer and turn.says_yes):
        memory.suspended, memory.task = [], None
        context.reply.say("utter_nothing_to_stop")
        return None
    if offer.get("kind") == MEANING:
        meant = choose([Option(i, intent_label(i, turn.language)) for i in offer["intents"]], turn)
        if meant:
            return _begin(meant, context, offer.get("values", {}), offer)
    if turn.first("resolution") == "repair" and memory.focus.done == "warranty":
        return _begin("warranty", context, {})
    if turn.intent == "affirm" or turn.says_yes:
        return _yes(offer, context)
    if turn.intent == "deny":
        return _no(offer, context)
    if offer.get("kind") == MEANING and turn.entities:
        _ask_meaning(offer["intents"], [*offer.get("said", ()), kept(turn)], context)
        return None
    return _value(context)


def _takes_it(context: Context) -> bool:
    return bool(_TAKES_IT.fullmatch(context.turn.text)) and current(context) is not None


def _special_offer(offer: dict[str, Any], context: Context) -> tuple[bool, str | None]:
    """Whether the message answers "nobody is there" or asks for a rating, and the action to run next."""
    chosen = answer_offer(offer, context)
    if chosen == CALL_BACK:
        return True, _begin(CALL_BACK, context, {})
    if chosen == TO_ASSISTANT:
        offer_resume(context)
    if chosen is not None:
        return True, None
    rated = take_rating(offer, context)
    if rated is not None:
        context.memory.task = rated
        return True, START_TASK
    return False, None


def _yes(offer: dict[str, Any], context: Context) -> str | None:
    memory = context.memory
    if offer.get("kind") == "resume" and memory.suspended:
        memory.task = memory.suspended.pop()
        return START_TASK
    if offer.get("kind") == "person":
        hand_over(context, reason="not_understood")
        return None
    if offer.get("kind") == "start":
        start_offered(offer, context)
        return START_TASK
    context.reply.say("utter_what_next")
    return None


def _no(offer: dict[str, Any], context: Context) -> str | None:
    if offer.get("kind") == "resume" and context.memory.suspended:
        context.memory.suspended.pop()
        context.reply.say("utter_dropped")
    elif offer.get("kind") == MEANING:
        context.reply.say("utter_ask_rephrase")
    else:
        context.reply.say("utter_anything_else")
    return None


def _value(context: Context) -> str | None:
    turn, memory = context.turn, context.memory
    if proves_interrupted(context):
        return START_TASK
    again = same_for_another(context)
    if again is not None:
        return _begin(again[0], context, {"order_id": again[1]})
    order_id = turn.first("order_id") or _listed_order(context)
    if order_id is None and _NUMBER_AND_PROOF.fullmatch(turn.text):
        memory.focus.order_id = loose_order_id(turn) or memory.focus.order_id
    if order_id and turn.first("address"):  # "ORD-1042 to 8 Mill Road, Leeds"
        return _begin("change_address", context, {"order_id": order_id})
    if turn.first("recipient") and memory.focus.done == "change_address":
        return _begin("change_address", context, {})  # "and the recipient should be …"
    if order_id is None and proves(context):
        order_id = memory.focus.order_id
    if order_id:
        memory.focus.order_id = order_id
        buttons = order_buttons(order_id, turn.language, () if turn.is_bare else turn.ranking)
        context.reply.say("utter_what_about_order", buttons=buttons, order_id=order_id)
    elif context.reply.messages:  # the proof did not fit
        return None
    elif refines_search(context):
        search(context)
    elif shows_listed_product(context):
        return None
    elif memory.suspended:
        memory.task = memory.suspended.pop()
        memory.task.asked = None
        TASKS[memory.task.name].note(memory.task, turn, context)
        return START_TASK
    elif turn.first("quantity") and current(context) is not None:
        return _begin("place_order", context, {})  # "two of them", of the goods just spoken of
    elif _count_miss(context) >= context.shop.handoffs.rules.misses_to_offer:
        _offer_person(context)
    else:
        context.reply.say("utter_what_next")
    return None


def _count_miss(context: Context) -> int:
    """How many messages one after the other, this one included, led to nothing."""
    misses, number = context.memory.misses, context.turn.number
    misses.count = misses.count + 1 if misses.turn == number - 1 else 1
    misses.turn = number
    return misses.count


def _offer_person(context: Context) -> None:
    context.memory.offer = {"kind": "person"}
    context.reply.say("utter_offer_person")


def _listed_order(context: Context) -> str | None:
    """ "The second one", of the orders listed last; after a list of products it means one of these."""
    focus = context.memory.focus
    reference = context.turn.first("order_ref")
    if reference is None or focus.products or not focus.orders:
        return None
    place = {**POSITIONS, "latest": 0, "last": len(focus.orders) - 1}.get(reference, len(focus.orders))
    return focus.orders[place] if place < len(focus.orders) else None


def _begin(
    intent: str, context: Context, values: dict[str, Any], offer: Mapping[str, Any] | None = None
) -> str | None:
    """Starts what is meant, with `values` and what was said before it was clear."""
    said = earlier(offer or {}, intent, context.turn)
    if intent in TASKS:
        start_case(intent, context, said).values.update(values)
        return START_TASK
    if said:
        context.turn = said[0]
    answers.respond(intent, context)
    return None


def ask_back(context: Context) -> str | None:
    """Not understood: offers the two likeliest meanings; the second time in a row, a person.

    Returns the action to run next where the message is understood after all.
    """
    following = _ask_back(context)
    notice_order(context)
    return following


def _ask_back(context: Context) -> str | None:
    memory, turn = context.memory, context.turn
    handled, following = _special_offer(memory.offer or {}, context)
    if handled:
        memory.offer = memory.offer if following is None else None
        return following
    if not memory.offer and comes_back(context):
        return START_TASK
    again = same_for_another(context)
    if again is not None:
        return _begin(again[0], context, {"order_id": again[1]})
    listed = _listed_order(context)
    if listed is not None and _WHERE.search(
        turn.text
    ):  # "where is the second one?", right after a list of orders
        return _begin("track_order", context, {"order_id": listed})
    if wishes_several(turn):  # the classifier is torn between them
        begin({}, context)
        return START_TASK
    if turn.first("order_id") and turn.first("address"):
        return _begin("change_address", context, {})
    if takes_back(context) or shows_listed_product(context):
        return None
    if _takes_it(context):
        return _begin("place_order", context, {})
    if asks_for_look(context):
        search(context)
        return None
    if context.says_aside():
        return None
    count = _count_miss(context)
    meanings = [i for i in turn.ranking if i in TASKS or i in answers.RESPONDERS][:MAX_MEANINGS]
    rules = context.shop.handoffs.rules
    if count >= rules.misses_to_hand_over:
        memory.offer = None
        hand_over(context, reason="not_understood")
        return None
    if count >= rules.misses_to_offer:
        _offer_person(context)
        return None
    if not meanings:
        context.reply.say("utter_what_next")
        return None
    _ask_meaning(meanings, [kept(turn)], context)
    return None


def _ask_meaning(meanings: list[str], said: list[dict[str, Any]], context: Context) -> None:
    """Which of two meanings is right; what was `said` counts for the one that is chosen."""
    order_ids = [each["entities"]["order_id"][0] for each in said if each["entities"].get("order_id")]
    values = {"order_id": order_ids[-1]} if order_ids else {}
    context.memory.offer = {"kind": MEANING, "intents": meanings, "values": values, "said": said[-MAX_SAID:]}
    labels = [intent_label(i, context.language) for i in meanings]
    buttons = [Button(text, payload(i, **values)) for text, i in zip(labels, meanings, strict=True)]
    response = "utter_ask_back" if len(said) == 1 else "utter_ask_back_again"
    context.reply.say(response, buttons=buttons, first=labels[0], second=labels[-1])


__all__ = ["ask_back", "follow_up"]
