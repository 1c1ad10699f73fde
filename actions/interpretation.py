"""A message during a task, read against what was asked.

It is one of these, tried in this order: an answer with more behind it, giving up, asking for a person, something else (another
task or a question: it is answered, the task waits), a yes to the summary, an answer, a correction, or a miss.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from actions import answers
from actions.answers.goods import tells_of_goods, tells_while_buying
from actions.answers.languages import says_which_languages
from actions.answers.order_facts import tells_in_task, tells_of_order
from actions.answers.ordered_yet import tells_not_ordered_yet
from actions.answers.sums import tells_sum
from actions.beginning import start_case
from actions.behind_answer import takes_both
from actions.calling_off import (
    asks_why,
    calls_off,
    drops_waiting,
    gives_reason,
    wants_instead,
    wants_money,
)
from actions.context import Context
from actions.going_on import task_to_go_on
from actions.hand_over import hand_over
from actions.interruption import set_aside
from actions.memory import Case
from actions.no_order import has_none, leave_orders
from actions.other_deeds import deed_instead
from actions.own_questions import answers_own
from actions.people import COMPLAINT
from actions.planning import plan
from actions.questions import Question
from actions.rating import RATE
from actions.reading import (
    SURE,
    SURE_OF_ANOTHER,
    agrees,
    changes_summary,
    digresses,
    gives_up,
    picks_option,
    repeats,
    says_it_again,
    skips,
    tells_why,
)
from actions.reply import Reply
from actions.so_far import asks_again, tell_so_far
from actions.succession import inherit, replaces
from actions.tasks import TASKS
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.complaint import is_mere_anger
from actions.tasks.identity_words import WHY_ASKED
from actions.tasks.line_wishes import wish_beside
from actions.tasks.lines import speak_of_goods
from actions.tasks.not_buying import is_not_buying
from actions.tasks.size_instead import size_instead
from actions.tasks.variants import asks_of_looks
from actions.tasks.while_buying import answers_for_purchase
from actions.tasks.wishes import REMOVE, action_said, line_at
from actions.turn import Language
from actions.wording import intent_label
from values.policy_topics import policy_topics
from values.rule_questions import is_rule_question

# Tasks that a question about their rules sounds like: a frequent question that is near says it without them.
_OF_LOOKS = ("exchange_item", "change_order")
_HAVE_RULES = ("membership", "delete_account", "warranty", "track_refund")
# "And who pays for the shipping?", asked while goods are to go back.
_SENDING_BACK = {(task, "delivery_cost") for task in ("return_item", "exchange_item", "get_refund")}


def interpret(case: Case, context: Context) -> None:
    """Applies the message to the case; leaves in memory whatever task is to go on."""
    pending = plan(case, context)
    if pending is None:
        return
    if wants_money(case, context.turn):
        context.turn = replace(context.turn, intent="get_refund", confidence=SURE_OF_ANOTHER)
    elif not context.turn.is_understood and len(topics := policy_topics(context.turn.text)) > 1:
        context.turn = replace(context.turn, intent=topics[0], confidence=SURE)
    turn = context.turn = TASKS[case.name].own_sense(case, context.turn)
    taken_up = task_to_go_on(context)
    if taken_up is not None:
        set_aside(case, context)
        context.memory.task = taken_up
        context.reply.say("utter_back_to", task=intent_label(taken_up.name, context.language))
        return
    if (unwanted := drops_waiting(case, context)) is not None:
        context.memory.suspended.remove(unwanted)
        context.reply.say("utter_without_waiting", task=intent_label(unwanted.name, context.language))
        return
    if has_none(pending, case, context):
        instead = leave_orders(case, context)
        if instead is not None:
            _turn_to(instead, case, context)
        return
    if takes_both(pending, case, context):
        case.misses = 0
        return
    if is_rule_question(turn.text) and not turn.is_button and context.says_aside():
        case.misses = 0
        return
    if case.name in _OF_LOOKS and asks_of_looks(turn):
        speak_of_goods(case, context)
        answers.respond("check_stock", context)
        case.misses = 0
        return
    deed = deed_instead(pending, case, turn)
    if deed is None and (size := size_instead(case, context)):  # "I ordered 41", where the order says 40
        new = _turn_to("exchange_item", case, context)
        new.values.update(
            {
                "line": case.values.get("line"),
                "size": size,
                "reason": case.values.get("reason") or "wrong_item",
            }
        )
        return
    if TASKS[case.name].answers_aside(case, context):
        _read_beside(pending, case, context)
    elif isinstance(pending, Confirm) and _takes_out_another(case, context):
        _read_confirmation(pending, case, context)
    elif deed or wants_instead(pending, case, turn):
        _turn_to(deed or turn.intent, case, context)
    elif _stops(pending, case, context):
        case.outcome = "stopped"
        context.reply.say("utter_task_stopped")
    elif turn.intent == "human_agent" and case.name == COMPLAINT and isinstance(pending, Confirm):
        case.confirmed = pending.fingerprint  # a person is what a complaint is passed on to
    elif turn.intent == "human_agent" and turn.confidence >= SURE and not picks_option(pending, turn):
        waits = context.shop.handoffs.running(context.conversation) is not None
        hand_over(context, reason="not_helped" if case.name == RATE else "asked_for_person", case=case)
        case.outcome = None if waits else "handed_over"  # nobody there yet: meanwhile the task goes on
    elif case.name == "place_order" and is_not_buying(turn):
        case.outcome = "stopped"
        context.reply.say("utter_not_buying")
        if not tells_of_goods(context):
            tells_of_order(context)
    elif case.asked in WHY_ASKED and asks_why(pending, turn):
        context.reply.say(WHY_ASKED[case.asked])
    elif asks_again(pending, turn):
        tell_so_far(pending, case, context)
    elif answers_own(pending, case, context) or tells_in_task(context) or _tells_in_purchase(case, context):
        case.misses = 0
    elif digresses(pending, case, context):
        _digress(case, context)
    elif isinstance(pending, Confirm):
        _read_confirmation(pending, case, context)
    elif isinstance(pending, Ask):
        _read_answer(pending.question, case, context)


def _takes_out_another(case: Case, context: Context) -> bool:
    """Whether, at the summary of a change, one thing more is to go: "the second item too", which may sound like cancelling it all."""
    order_id, turn = str(case.values.get("order_id") or ""), context.turn
    if case.name != "change_order" or not context.is_open(order_id) or action_said(turn) != REMOVE:
        return False
    lines = context.shop.orders.get(order_id).lines
    return line_at(lines, turn) is not None and wish_beside(case, lines, turn) is not None


def _tells_in_purchase(case: Case, context: Context) -> bool:
    """Whether goods are compared, or asked about, or a sum is asked for while some are bought."""
    return case.name == "place_order" and (
        tells_not_ordered_yet(case, context) or tells_sum(context) or tells_while_buying(context)
    )


def _read_beside(pending: Step, case: Case, context: Context) -> None:
    """A question beside what was asked is answered already; a plain yes in the same message still counts."""
    case.misses = 0
    if isinstance(pending, Confirm) and context.turn.says_yes and _still_shown(pending, case, context):
        case.confirmed = pending.fingerprint


def _stops(pending: Step, case: Case, context: Context) -> bool:
    """Whether the task is given up; "算了还是一副" to the summary is another number and no farewell."""
    turn = context.turn
    if skips(pending, turn):
        return False
    if calls_off(pending, case, turn):
        return True
    if isinstance(pending, Ask) and gives_reason(case, turn):
        return False
    return gives_up(pending, case, context) and not changes_summary(pending, case, context)


def _turn_to(intent: str, case: Case, context: Context) -> Case:
    """The customer wants something else in place of the task."""
    context.memory.end(case, "stopped")
    new = start_case(intent, context)
    if replaces(intent, case, context.turn):
        inherit(new, case)
    elif case.values.get("order_id"):
        new.values.setdefault("order_id", case.values["order_id"])
    return new


def _digress(case: Case, context: Context) -> None:
    """Answers a question on the way, or turns to another task and keeps this one for later."""
    intent = context.turn.intent
    if intent == "complaint" and is_mere_anger(context.turn):  # at the assistant: no case for a ticket
        if not context.says_aside():
            context.reply.say("utter_stay_calm")
        return
    if replaces(intent, case, context.turn):
        _turn_to(intent, case, context)
    elif answers_for_purchase(case, context) or (intent in _HAVE_RULES and context.says_aside()):
        case.misses = 0
    elif intent in TASKS:
        set_aside(case, context)
        context.reply.say("utter_switching", task=intent_label(intent, context.language))
        start_case(intent, context)
    elif not context.says_aside():
        speak_of_goods(case, context)
        answers.respond("refund_policy" if (case.name, intent) in _SENDING_BACK else intent, context)


def _read_confirmation(confirm: Confirm, case: Case, context: Context) -> None:
    turn = context.turn
    changed = TASKS[case.name].note(case, turn, context)
    if changed and turn.says_yes and _still_shown(confirm, case, context):
        case.confirmed = confirm.fingerprint
    elif changed or (repeats(case, turn) and not turn.says_yes):
        case.forget_consent()
        _understood(case)
    elif turn.says_yes or agrees(turn, case.name):
        if _was_shown(confirm, case, context):  # else the world moved on: the new summary is shown first
            case.confirmed = confirm.fingerprint
    elif says_it_again(case, turn):  # no yes: the summary is shown once more
        case.forget_consent()
        _understood(case)
        context.reply.say("utter_already_so")
    elif tells_why(case, turn):  # what was asked still stands
        case.forget_consent()
        _understood(case)
    elif turn.says_no:
        case.outcome = "stopped"
        context.reply.say("utter_left_as_it_was")
    else:
        _missed(case, context)


def _was_shown(confirm: Confirm, case: Case, context: Context) -> bool:
    """Whether this is the summary that the customer has seen, be it in the other language."""
    if case.shown == confirm.fingerprint:
        return True
    other: Language = "zh" if context.language == "en" else "en"
    elsewhere = replace(context, turn=replace(context.turn, language=other), reply=Reply())
    replanned = plan(copy.deepcopy(case), elsewhere)
    return isinstance(replanned, Confirm) and replanned.fingerprint == case.shown


def _still_shown(confirm: Confirm, case: Case, context: Context) -> bool:
    """Whether the summary that was agreed to holds with the new values: they only say what it said."""
    replanned = plan(case, context)
    return isinstance(replanned, Confirm) and replanned.fingerprint == confirm.fingerprint == case.shown


def _read_answer(question: Question, case: Case, context: Context) -> None:
    task = TASKS[case.name]
    value = question.answer(context.turn)
    changed = task.note(case, context.turn, context)
    if value is not None:
        task.store(case, question, value, context)
        _understood(case)
    elif changed:
        _understood(case)
    else:
        _missed(case, context)


def _understood(case: Case) -> None:
    case.misses = 0


def _missed(case: Case, context: Context) -> None:
    if says_which_languages(context) or context.says_aside():
        return
    case.misses += 1
    rules = context.shop.handoffs.rules
    if case.misses >= rules.misses_to_hand_over:
        hand_over(context, reason="not_understood", case=case)
        case.outcome = "handed_over"
    elif case.misses >= rules.misses_to_offer:
        context.reply.say("utter_offer_person_or_stop")
    else:
        context.reply.say("utter_not_understood_here")
