"""What a message is, held against what was asked: giving up, something else, a yes, a correction or an answer.

Nothing is changed and nothing is said here; the dialogue acts upon it.
"""

from __future__ import annotations

import copy
import re

from actions.context import Context
from actions.memory import Case
from actions.questions import DIALOGUE_INTENTS, SKIP, Question
from actions.tasks import TASKS
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.identity_words import NO_NUMBER
from actions.turn import Turn

SURE = 0.5  # classifier confidence from which a message may leave the question that was asked
_CORRECTION = re.compile(
    r"^\W*((no|nope|sorry|oops|actually|wait|i meant?|i said|correction|hang on|hold on|rather|better|make (it|that)|let'?s|on second thoughts?|hmm+)\b"
    r"|还是|還是|那就|要不|干脆|算了|换成|改成|不对|不是|错了|我说的|我是说|我要的是|弄错|搞错|写错|说错|抱歉|不好意思|不，)",
    re.IGNORECASE,
)
_JUST_STOP = re.compile(
    r"\W*(please )?(stop|quit|exit|停|退出)( it| that| this)?(吧|了|掉|please)?\W*"
    r"|\W*(?:lol|ha(?:ha)+)?\W*(?:jk|j/k|(?:i'?m |i was |was )?(?:just |only )?(?:kidding|joking))(?: lol)?\W*"
    r"|\W*我?(?:就是|只是|是)?(?:跟你|和你)?(?:开玩笑|逗你玩?)(?:的|啦|了|呢|哈)*\W*",
    re.IGNORECASE,
)
# Without an order to cancel it gives up the task; with one it is about the order.
CANCEL_IT = re.compile(
    r"\W*((please|ok|then|so|first|那就?|好的?吧?|就|先(?!不)|帮我|幫我)[\s,，]*)*(cancel|取消)( it| that| this| that order| the order)?( first)?(吧|了|掉|它|这单|那单)*( please)?\W*",
    re.IGNORECASE,
)
# Outside of any task: 算了取消吧, "oh no, cancel it after all".
CANCEL_AFTER_ALL = re.compile(
    rf"(?:\W|\b(?:oh|no|hmm+|ok|actually|well|on second thoughts?|never ?mind)\b|算了|哦|噢|不|还是|那|嗯)*(?:{CANCEL_IT.pattern})(?:\W|after all|吧|了)*",
    re.IGNORECASE,
)
# "Shall I return it?" is also answered by "return it".
_DO_IT = re.compile(
    r"\W*(please |just |let'?s |first )*(cancel|return|exchange|refund|change|order|buy|place|submit|claim|send|subscribe|publish|remove|delete)"
    r"( it| that| them| '?em)?( back)?( please| then| first| again| after all| i guess| i suppose)*\W*"
    r"|(退|还|赔|补|发|换)给?我[吧了呗啊。！!]*"
    r"|(?:就|还是|那|先(?!不)|帮我|幫我|赶紧|赶快|快点?|马上|立刻|麻烦|请)*(确认|申请|办理|提交|退货|退款|退|换货|换|改|开|下单|买|注销|订阅|退订|取消|删|删除|发布|补发|送修|加)[吧了掉上呗啊。！!]*",
    re.IGNORECASE,
)
# Verbs that only some tasks do: "refund it" is no yes to an exchange.
_DEEDS = (
    (
        re.compile(r"return|refund|退(?!订)|赔", re.I),
        {
            "return_item",
            "get_refund",
            "cancel_order",
            "delivery_problem",
            "price_protection",
            "payment_issue",
        },
    ),
    (re.compile(r"exchange|换", re.I), {"exchange_item", "change_order", "delivery_problem"}),
    (re.compile(r"buy|place|下单|买", re.I), {"place_order"}),
)
_REMEDIES = ("return_item", "exchange_item", "get_refund")
_REMEDY_VERBS = tuple(zip((verbs for verbs, _ in _DEEDS), ("return_item", "exchange_item"), strict=False))
_GOODS_GO = ("cancel_order", "return_item", "get_refund")
# Goods that nobody needs; beside the task's own verb the no is said of that: "I don't want it cancelled".
_NOT_NEEDED = re.compile(
    r"\b(?:(?:do(?:es)?n'?t|do(?:es)? not|did(?:n'?t| not)|no longer|not|never)(?: really| actually| even)? (?:need|want|like|use|fit|suit|work)"
    r" (?:it|them|this|that|these|those|one|ones|two|three|four|both|so many|that many|any ?more|another|a second|the (?!money|refund)\w+|me|my \w+)\b"
    r"|no (?:need|use) for (?:it|them|this|that|these|those|two|both|another)\b|can'?t use (?:it|them|this|these))"
    r"|[这那它]?[个件双条款些]?(?:东西)?我?(?:已经|真的|现在)?(?:不[想需]?要|用不[上着到]|不喜欢|不合适|不需要)了|用不[上着到]|不喜欢|不合适",
    re.IGNORECASE,
)
_NAMES_TASK = re.compile(
    r"\bcancel|\breturn(?:ed|ing)?\b|\brefund|\bsen[dt]\b|\bany ?more trouble|取消|退|寄回|办", re.IGNORECASE
)
_LEADING_YES = re.compile(
    r"^\W*(yes|yeah|yep|ok|okay|oh|sure|please|then|so|[哦噢喔]+|是的?|[对對]的?|好的?|嗯+|行|那就?|可以)[\s,，、!！.。]*",
    re.I,
)
# "不记得单号了" answers the question; "算了，忘了吧" does not.
_GIVES_UP_ALSO = re.compile(r"算了|忘了吧|不用|别|\b(?:never ?mind|forget it|leave it|stop)\b", re.IGNORECASE)
# An order's number and nothing that is asked about it.
_NUMBER_ALONE = re.compile(
    r"(?:\W|\b(?:no|sorry|it'?s|is|the|my|order|number|and|what about|how about|i mean|rather|instead|not|please|ord)\b"
    r"|我的?|那个?|这个?|订单号?|单号|是|呢|号|(?<!\d)\d{4,6}(?!\d))*",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"^\W*(?:is|are|do|does|have|has)\b.*[?？]\s*$|有(?:没有|货)?[吗么]\W*$|有没有", re.IGNORECASE
)
SURE_OF_ANOTHER = 0.8  # confidence from which "wait, …" is about another task and no correction
_TELLING = ("track_order", "track_refund", "check_invoice")  # tasks that change nothing
SHORT_ANSWER = 8  # characters
LONGEST_REPEAT = 40  # characters; a longer message says more than what is known
PLAIN_YES = 14  # characters; a longer message that begins with a yes may be about more
IS_QUESTION = re.compile(
    r"[?？]\s*$|^(what|how|why|when|where|who|which|is|are|do|does|can|could)\b|[吗么呢]\W*$|多少|怎么|什么|为什么|到哪|在哪|哪天|哪一?[个款种件双只台条][呢啊呀]?\W*$|多久|几时|啥时候",
    re.I,
)


def gives_up(pending: Step, case: Case, context: Context) -> bool:
    """Whether the customer no longer wants the task."""
    turn = context.turn
    if isinstance(pending, Ask) and _answers(pending, turn):
        question = pending.question
        if _lacks_number(question, turn) or question.exact or turn.intent in question.kin:
            return False  # a number is no farewell, and "I've just changed my mind" is a reason
    if isinstance(pending, Confirm) and repeats(case, turn):
        return False
    if CANCEL_IT.fullmatch(turn.text):
        return case.name != "cancel_order"
    if turn.intent in ("stop_task", "goodbye") and (turn.is_button or turn.confidence >= SURE):
        return True
    return bool(_JUST_STOP.fullmatch(turn.text))


def _lacks_number(question: Question, turn: Turn) -> bool:
    """Whether the answer is that the order's number is not known, which sounds like giving up."""
    return question.answer(turn) == NO_NUMBER and not _GIVES_UP_ALSO.search(turn.text)


def picks_option(pending: Step, turn: Turn) -> bool:
    """Whether a word or two choose one of the answers offered: "personal", which may sound like a wish for a person."""
    if not isinstance(pending, Ask) or len(turn.text) > SHORT_ANSWER or not pending.question.options:
        return False
    return pending.question.answer(turn) is not None


def other_deed(pending: Step, case: Case, turn: Turn) -> str | None:
    """The remedy that is named in answer to another one's summary, or to why: "refund it" where an exchange was to be confirmed."""
    named = _DO_IT.fullmatch(_LEADING_YES.sub("", turn.text)) and not turn.is_button
    left_open = (
        isinstance(pending, Ask)
        and not _answers(pending, turn)
        and (case.name == "exchange_item" or pending.question.name == "reason")
    )
    if not named or not (isinstance(pending, Confirm) or left_open) or case.name not in _REMEDIES:
        return None
    wanted = [remedy for verb, remedy in _REMEDY_VERBS if verb.search(turn.text)]
    return wanted[0] if wanted and not agrees(turn, case.name) else None


def changes_summary(pending: Step, case: Case, context: Context) -> bool:
    """Whether the message puts another value into the summary that was shown."""
    if not isinstance(pending, Confirm) or context.turn.is_button:
        return False
    return TASKS[case.name].note(copy.deepcopy(case), context.turn, context)


def repeats(case: Case, turn: Turn) -> bool:
    """Whether the message says a value again that the case has already, as a message that is delivered twice does."""
    said = {name: turn.first(name) for name in TASKS[case.name].wants if turn.first(name) is not None}
    return bool(said) and all(str(case.values.get(name)) == value for name, value in said.items())


def says_it_again(case: Case, turn: Turn) -> bool:
    """Whether the size or colour that the case has already is said once more: "size 40 then", 那就换40."""
    if turn.is_button or len(turn.text) > LONGEST_REPEAT or turn.says_no or IS_QUESTION.search(turn.text):
        return False
    known = {str(case.values[name]) for name in ("size", "color") if case.values.get(name)}
    said = [turn.entities[name][-1] for name in ("size", "color", "quantity") if turn.entities.get(name)]
    if said:
        return all(value in known for value in said)
    numbers = re.findall(r"\d+(?:\.\d+)?", turn.text)
    return bool(numbers) and all(number in known for number in numbers)


def tells_why(case: Case, turn: Turn) -> bool:
    """Whether what sounds like a no says why the goods go: "we just don't need two", 这个我不要了."""
    if case.name not in _GOODS_GO or turn.is_button or turn.says_yes:
        return False
    return bool(_NOT_NEEDED.search(turn.text)) and not _NAMES_TASK.search(turn.text)


def skips(pending: Step, turn: Turn) -> bool:
    """Whether the customer leaves the question open; "no, skip that" does not give up the task."""
    return isinstance(pending, Ask) and pending.question.answer(turn) == SKIP


def digresses(pending: Step, case: Case, context: Context) -> bool:
    """Whether the message is about something else than the question asked."""
    turn = context.turn
    if turn.intent in DIALOGUE_INTENTS or turn.intent == case.name:
        # Where any sentence may be the answer, "thanks, great shoes" is one.
        open_question = (
            isinstance(pending, Ask) and pending.question.free_text and pending.question.answer(turn)
        )
        is_agreement = isinstance(pending, Confirm) and turn.says_yes  # "ok, thank you"
        return turn.intent in ("thank", "greet") and not (turn.entities or open_question or is_agreement)
    if turn.is_button or _asks_of_another_order(case, turn):
        return True
    if isinstance(pending, Confirm) and (agrees(turn, case.name) or turn.says_no):
        return False
    if turn.confidence < SURE or _corrects(pending, case, context):
        return False
    # "Is the first one there in 42?" is nearly all value, and a question all the same.
    asks = turn.intent == "check_stock" and bool(_ASKS_WHETHER.search(turn.text))
    if turn.is_bare and not asks and (_answers(pending, turn) or not IS_QUESTION.search(turn.text)):
        return False  # "waterproof?" is short, and still a question of its own
    if not isinstance(pending, Ask):
        return True
    question = pending.question
    if question.free_text:
        stranger = bool(question.kin) and turn.intent in TASKS and turn.intent not in question.kin
        return stranger or bool(IS_QUESTION.search(turn.text)) or question.answer(turn) is None
    if question.answer(turn) is None:
        return True
    if _lacks_number(question, turn):
        return False
    if question.options and turn.intent not in TASKS and not IS_QUESTION.search(turn.text):
        return False
    return not (question.exact or turn.intent in question.kin)


def _asks_of_another_order(case: Case, turn: Turn) -> bool:
    """Whether the message wants to be told about an order that the task is not about: "before that, where is ORD-1049?"."""
    own, named = case.values.get("order_id"), turn.first("order_id")
    other = bool(own and named and named != own)
    if not other or _NUMBER_ALONE.fullmatch(turn.text):  # "ORD-1049呢" is that order for the same
        return False
    return turn.intent in _TELLING and turn.intent != case.name and turn.confidence >= SURE


def agrees(turn: Turn, task: str) -> bool:
    """A yes to doing the task and nothing more, whatever the classifier takes it for."""
    said = _LEADING_YES.sub("", turn.text)
    if _DO_IT.fullmatch(said):
        return all(task in doers for verb, doers in _DEEDS if verb.search(said))
    return turn.says_yes and len(turn.text) <= PLAIN_YES and not IS_QUESTION.search(turn.text)


def _answers(pending: Step, turn: Turn) -> bool:
    return isinstance(pending, Ask) and pending.question.answer(turn) is not None


def _corrects(pending: Step, case: Case, context: Context) -> bool:
    """Whether the message changes a value of the task, said as a correction, in the task's own terms, or to its summary."""
    task, turn = TASKS[case.name], context.turn
    to_summary = (
        isinstance(pending, Confirm) and turn.intent not in TASKS and not IS_QUESTION.search(turn.text)
    )
    if task.speaks_of_it(turn):
        return task.note(copy.deepcopy(case), turn, context)
    if not (_CORRECTION.search(turn.text) or turn.intent in task.kin or to_summary):
        return False
    if turn.intent in TASKS and turn.intent not in task.kin and turn.confidence >= SURE_OF_ANOTHER:
        return False  # "wait, first tell me where ORD-1077 is"
    return task.note(copy.deepcopy(case), turn, context)
