"""The task form's turn: reads the message against what was asked, then plans the next step.

A message during a task is one of these, tried in this order: giving up, asking for a person, something else (another
task or a question: it is answered, the task waits), a yes to the summary, an answer, a correction, or a miss.
"""

from __future__ import annotations

import copy
import re

from actions import answers, refusals
from actions.context import Context
from actions.hand_over import hand_over
from actions.memory import Case
from actions.people import CALL_BACK, DESK_EVENT, answer_offer, tell_event
from actions.questions import DIALOGUE_INTENTS, SKIP, Question
from actions.rating import RATE, ask_rating
from actions.tasks import TASKS
from actions.tasks.base import Answered, Ask, Confirm, Refuse, Step
from actions.turn import Turn
from actions.wording import intent_label
from shop.domain.errors import NotFound, Refused

CONFIRMATION = "confirmation"
SURE = 0.5  # classifier confidence from which a message may leave the question that was asked
_CORRECTION = re.compile(
    r"^\W*((no|nope|sorry|oops|actually|wait|i meant?|i said|correction)\b|不对|不是|错了|我说的|我是说|我要的是|弄错|搞错|写错|说错|抱歉|不好意思|不，)",
    re.IGNORECASE,
)
_JUST_STOP = re.compile(
    r"\W*(please )?(stop|quit|exit|停|退出)( it| that| this)?(吧|了|掉|please)?\W*", re.IGNORECASE
)
# Without an order to cancel it gives up the task; with one it is about the order.
CANCEL_IT = re.compile(
    r"\W*((please|ok|then|so|那就?|好的?吧?)[\s,，]*)*(cancel|取消)( it| that| this| that order| the order)?(吧|了|掉|它|这单|那单)*( please)?\W*",
    re.IGNORECASE,
)
# "Shall I return it?" is also answered by "return it".
_DO_IT = re.compile(
    r"\W*(please )?(cancel|return|exchange|refund|change|order|buy|place|submit|claim|send|subscribe|publish|remove|delete)"
    r"( it| that| them)?( please)?\W*"
    r"|就?(申请|办理|提交|退货|退款|退|换货|换|改|开|下单|买|注销|订阅|退订|取消|删|删除|发布|补发|送修|加)[吧了掉上呗啊。！!]*",
    re.IGNORECASE,
)
_LEADING_YES = re.compile(
    r"^\W*(yes|yeah|yep|ok|okay|sure|please|是的?|[对對]的?|好的?|嗯+|行|那就?|可以)[\s,，、!！.。]*", re.I
)
SURE_OF_ANOTHER = 0.8  # confidence from which "wait, …" is about another task and no correction
PLAIN_YES = 14  # characters; a longer message that begins with a yes may be about more
_IS_QUESTION = re.compile(
    r"[?？]\s*$|^(what|how|why|when|where|who|which|is|are|do|does|can|could)\b|[吗么呢]\W*$|多少|怎么|什么|为什么",
    re.I,
)


def take_turn(context: Context) -> str | None:
    """Advances the task by the customer's message. Returns what is asked next, or None when it is over.

    A task that lacks nothing any more is executed. If that fails, nothing of the turn is kept: the task still waits
    for the same answer, which then does the same thing once, by the case's key.
    """
    asked = _advance(context)
    if asked is None:
        _finish(context)
    return asked


def _advance(context: Context) -> str | None:
    memory = context.memory
    if context.turn.intent == DESK_EVENT:
        return _advance_by_event(context)
    offer, memory.offer = memory.offer or {}, None
    if memory.task and memory.task.asked:
        chosen = answer_offer(offer, context)
        if chosen is not None:
            return _after_waiting(memory.task, chosen, context)
    if memory.task and memory.task.asked and context.turn.opens_form:  # left over from an earlier session
        memory.suspend(memory.task)
        memory.task = None
    case = memory.task
    if case is None or case.outcome is not None:
        if context.turn.intent not in TASKS:
            context.reply.say("utter_what_next")
            return None
        return _proceed(_begin(context), context)
    if case.asked is None:  # resumed, or started by an offer: the message was the yes to that
        return _proceed(case, context)
    _interpret(case, context)
    current = memory.task
    return None if current is None or current.outcome else _proceed(current, context)


def _advance_by_event(context: Context) -> str | None:
    """What the desk has decided is told in the middle of a task, which then goes on; an old yes no longer counts."""
    case = context.memory.task
    tell_event(context)
    if case is None:
        return None
    case.forget_consent()
    return case.asked if context.memory.offer else _proceed(case, context)


def _after_waiting(case: Case, chosen: str, context: Context) -> str | None:
    """The customer has chosen what to do while nobody comes; the task on the way goes on, after the e-mail address."""
    if chosen == CALL_BACK:
        _set_aside(case, context)
        case = start_case(CALL_BACK, context)
    return _proceed(case, context)


def start_case(name: str, context: Context) -> Case:
    """A new case with the values that the message already holds."""
    case = Case(name=name)
    context.memory.task = case
    TASKS[name].note(case, context.turn, context)
    return case


def _begin(context: Context) -> Case:
    case = start_case(context.turn.intent, context)
    _queue_second_order(case, context)
    return case


def _queue_second_order(case: Case, context: Context) -> None:
    """Two orders in one request are done one after the other."""
    for order_id in context.turn.entities.get("order_id", ())[1:2]:
        context.memory.suspend(Case(name=case.name, values={**case.values, "order_id": order_id}))


def _interpret(case: Case, context: Context) -> None:
    """Applies the message to the case; leaves in memory whatever task is to go on."""
    turn = context.turn
    pending = _plan(case, context)
    if pending is None:
        return
    if _gives_up(pending, case, context) and not _skips(pending, turn):
        case.outcome = "stopped"
        context.reply.say("utter_task_stopped")
    elif turn.intent == "human_agent" and turn.confidence >= SURE:
        hand_over(context, reason="not_helped" if case.name == RATE else "asked_for_person", case=case)
        case.outcome = "handed_over"
    elif _digresses(pending, case, context):
        _digress(case, context)
    elif isinstance(pending, Confirm):
        _read_confirmation(pending, case, context)
    elif isinstance(pending, Ask):
        _read_answer(pending.question, case, context)


def _gives_up(pending: Step, case: Case, context: Context) -> bool:
    turn = context.turn
    if isinstance(pending, Ask) and _answers(pending, turn):
        question = pending.question
        if question.exact or turn.intent in question.kin:
            return False  # a number is no farewell, and "I've just changed my mind" is a reason
    if isinstance(pending, Confirm) and _repeats(case, turn):
        return False
    if CANCEL_IT.fullmatch(turn.text):
        return case.name != "cancel_order"
    if turn.intent in ("stop_task", "goodbye") and (turn.is_button or turn.confidence >= SURE):
        return True
    return bool(_JUST_STOP.fullmatch(turn.text))


def _repeats(case: Case, turn: Turn) -> bool:
    """Whether the message says a value again that the case has already, as a message that is delivered twice does."""
    said = {name: turn.first(name) for name in TASKS[case.name].wants if turn.first(name) is not None}
    return bool(said) and all(str(case.values.get(name)) == value for name, value in said.items())


def _skips(pending: Step, turn: Turn) -> bool:
    """Whether the customer leaves the question open; "no, skip that" does not give up the task."""
    return isinstance(pending, Ask) and pending.question.answer(turn) == SKIP


def _digresses(pending: Step, case: Case, context: Context) -> bool:
    """Whether the message is about something else than the question asked."""
    turn = context.turn
    if turn.intent in DIALOGUE_INTENTS or turn.intent == case.name:
        # Where any sentence may be the answer, "thanks, great shoes" is one.
        open_question = (
            isinstance(pending, Ask) and pending.question.free_text and pending.question.answer(turn)
        )
        agrees = isinstance(pending, Confirm) and turn.says_yes  # "ok, thank you"
        return turn.intent in ("thank", "greet") and not (turn.entities or open_question or agrees)
    if turn.is_button:
        return True
    if isinstance(pending, Confirm) and (_agrees(turn) or turn.says_no):
        return False
    if turn.confidence < SURE or _corrects(case, context):
        return False
    if turn.is_bare and (_answers(pending, turn) or not _IS_QUESTION.search(turn.text)):
        return False  # "waterproof?" is short, and still a question of its own
    if not isinstance(pending, Ask):
        return True
    question = pending.question
    if question.free_text:
        stranger = bool(question.kin) and turn.intent in TASKS and turn.intent not in question.kin
        return stranger or bool(_IS_QUESTION.search(turn.text)) or question.answer(turn) is None
    if question.answer(turn) is None:
        return True
    if question.options and turn.intent not in TASKS and not _IS_QUESTION.search(turn.text):
        return False
    return not (question.exact or turn.intent in question.kin)


def _agrees(turn: Turn) -> bool:
    """A yes and nothing more, whatever the classifier takes it for."""
    if _DO_IT.fullmatch(_LEADING_YES.sub("", turn.text)):
        return True
    return turn.says_yes and len(turn.text) <= PLAIN_YES and not _IS_QUESTION.search(turn.text)


def _answers(pending: Step, turn: Turn) -> bool:
    return isinstance(pending, Ask) and pending.question.answer(turn) is not None


def _corrects(case: Case, context: Context) -> bool:
    """Whether the message changes a value of the task, said as a correction or in the task's own terms."""
    task, turn = TASKS[case.name], context.turn
    if not (_CORRECTION.search(turn.text) or turn.intent in task.kin):
        return False
    if turn.intent in TASKS and turn.intent not in task.kin and turn.confidence >= SURE_OF_ANOTHER:
        return False  # "wait, first tell me where ORD-1077 is"
    return task.note(copy.deepcopy(case), turn, context)


def _digress(case: Case, context: Context) -> None:
    """Answers a question on the way, or turns to another task and keeps this one for later."""
    intent = context.turn.intent
    if intent in TASKS:
        _set_aside(case, context)
        context.reply.say("utter_switching", task=intent_label(intent, context.language))
        start_case(intent, context)
    else:
        answers.respond(intent, context)


def _read_confirmation(confirm: Confirm, case: Case, context: Context) -> None:
    turn = context.turn
    changed = TASKS[case.name].note(case, turn, context)
    if changed or (_repeats(case, turn) and not turn.says_yes):
        case.forget_consent()
        _understood(case)
    elif turn.says_yes or _agrees(turn):
        if case.shown == confirm.fingerprint:  # else the world moved on: the new summary is shown first
            case.confirmed = confirm.fingerprint
    elif turn.says_no:
        case.outcome = "stopped"
        context.reply.say("utter_left_as_it_was")
    else:
        _missed(case, context)


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
    case.misses += 1
    rules = context.shop.handoffs.rules
    if case.misses >= rules.misses_to_hand_over:
        hand_over(context, reason="not_understood", case=case)
        case.outcome = "handed_over"
    elif case.misses >= rules.misses_to_offer:
        context.reply.say("utter_offer_person_or_stop")
    else:
        context.reply.say("utter_not_understood_here")


def _proceed(case: Case, context: Context) -> str | None:
    step = _plan(case, context)
    if step is None:
        return None
    if isinstance(step, Ask):
        case.asked = step.question.name
        context.reply.say(step.question.response, buttons=step.question.buttons(), **step.question.told())
        return case.asked
    if isinstance(step, Confirm) and case.confirmed != step.fingerprint:
        case.asked, case.shown = CONFIRMATION, step.fingerprint
        context.reply.say(step.response, card=step.card, **step.facts)
        return CONFIRMATION
    if isinstance(step, Refuse):
        context.reply.say(step.response, buttons=step.buttons, **step.facts)
    case.outcome = {Refuse: "refused", Answered: "answered"}.get(type(step), "ready")
    return None


def _plan(case: Case, context: Context) -> Step | None:
    """The task's next step, or None after an illegal one has been explained."""
    try:
        return TASKS[case.name].plan(case, context)
    except (Refused, NotFound) as refused:
        refusals.explain(refused, case, context)
        case.outcome = "refused"
        return None


def _finish(context: Context) -> None:
    """Executes a task that is ready, clears it away and offers the one that was interrupted."""
    memory = context.memory
    case = memory.task
    if case is None:
        return
    is_done = case.outcome == "answered"
    if case.outcome == "ready":
        try:
            TASKS[case.name].execute(case, context)
            is_done = True
        except (Refused, NotFound) as refused:  # the world moved on between the summary and the yes
            refusals.explain(refused, case, context)
    memory.task = None
    if case.values.get("order_id") and context.is_open(case.values["order_id"]):
        memory.focus.order_id = case.values["order_id"]
    if case.outcome == "handed_over":  # offered again once the person has finished
        _set_aside(case, context)
        return
    offer_resume(context)
    if is_done:
        ask_rating(context, case.name, memory.focus.order_id if case.values.get("order_id") else None)


def _set_aside(case: Case, context: Context) -> None:
    """Keeps an interrupted task for later, if it is one that anybody would come back to."""
    if TASKS[case.name].resumable:
        case.outcome, case.misses = None, 0
        context.memory.suspend(case)


def offer_resume(context: Context) -> None:
    """Asks whether to go on with the interrupted task, if there is one."""
    memory = context.memory
    if not memory.suspended:
        return
    waiting = memory.suspended[-1]
    memory.offer = {"kind": "resume"}
    context.reply.say(
        "utter_offer_resume",
        task=intent_label(waiting.name, context.language),
        order_id=waiting.values.get("order_id", ""),
    )
