"""Giving a task up by denying its very verb: "don't return it after all", 还是别注销了."""

from __future__ import annotations

import re

from actions.clauses import asks_for, clauses
from actions.context import Context
from actions.memory import Case
from actions.reading import IS_QUESTION, SURE
from actions.tasks import TASKS
from actions.tasks.base import Ask, Confirm, Step
from actions.turn import Turn

# What each task does, as its customer would deny it. 不买了 said of an order is a reason to cancel it, so the verbs go by task.
_VERBS = {
    "cancel_order": ("cancel", "取消|撤|撤单"),
    "return_item": ("return|send", "退|退货|寄"),
    "exchange_item": ("exchange|swap|change", "换|换货"),
    "get_refund": ("refund", "退|退款"),
    "change_order": ("change|edit|modify", "改|换|加|动"),
    "change_address": ("change|move", "改|换|动"),
    "place_order": ("buy|order|get|take", "买|要|下单|拍"),
    "get_invoice": ("need|want|issue", "开|要"),
    "price_protection": ("claim", "申请|要"),
    "leave_review": ("review|rate|write|publish", "评|评价|写|发"),
    "edit_account": ("change|edit|update", "改|换|动"),
    "delete_account": ("delete|close", "注销|删|删除|销"),
    "newsletter": ("subscribe|unsubscribe|sign me up", "订阅|退订|订"),
    "delivery_problem": ("report|bother", "报|登记"),
}
# What a wish is called by its thing; only for tasks that are not called by the thing of another.
_NOUNS = {
    "get_invoice": r"\binvoice\b|发票|發票",
    "change_address": r"\baddress\b|地址",
    "newsletter": r"\bnewsletter\b|订阅|訂閱",
    "return_item": r"\breturn\b|退货|退貨",
    "exchange_item": r"\bexchange\b|换货|換貨",
    "cancel_order": r"\bcancel(?:lation|ling)?\b|取消",
    "leave_review": r"\breview\b|评价|評價",
    "edit_account": r"\baccount\b|账号|帐号|资料",
}
_NEW_PIECE = (
    "exchange_item",
    "delivery_problem",
)  # tasks in whose place, or by which, the money may be wanted
_LIKE_MONEY = ("track_refund", "stop_task", "deny", "cancel_order", "nlu_fallback")
_ANY_EN, _ANY_ZH = "do|bother|go on|continue", "办|弄|搞|处理|申请"
_LEAD_EN = r"(?:\W|\b(?:i|no|oh|ok|okay|well|hmm+|wait|actually|please|sorry|then|i think|on second thoughts?|after all)\b)*"
_NOT_EN = (
    r"(?:do not|don'?t|rather not|better not|let'?s not|i won'?t|not going to|no longer (?:want|need) to)"
    r"(?: (?:want|need|have) to)?"
)
_TAIL_EN = r"(?:\W|\b(?:it|them|that|this|anything|any ?more|after all|then|please|now|the|my|order|account|address|with|one)\b)*"
_LEAD_ZH = r"(?:\W|嗯|哦|那|还是|還是|算了|先|我|就|要不|暂时|想了想)*"
_TAIL_ZH = r"(?:[货貨款單单了吧啦呢啊哦它]|订单|账号|地址|\W)*"
_WHY = re.compile(r"\bwhy\b|\bwhat for\b|为什么|为啥|干嘛|干吗|凭什么|什么用|必须", re.IGNORECASE)
_LEADS = re.compile(r"\b(?:no|wait|oh|sorry|not that|hold on)\b|等[一下等]*|不对|不是", re.IGNORECASE)
_HANGS_ON = re.compile(r"\b(?:if|unless|or)\b|如果|要是|的话|还是[^,，。 ]{0,6}[吗呢?？]", re.IGNORECASE)
_MOST_OF_BOTH = 120  # characters of a message that denies one task and names another
_MOST = 40  # characters; a longer message says more than that


def calls_off(pending: Step, case: Case, turn: Turn) -> bool:
    """Whether the message says that the present task is not to be done, and answers nothing that was asked."""
    if isinstance(pending, Ask) and pending.question.answer(turn) is not None:
        return False
    return denies(case, turn)


def denies(case: Case, turn: Turn) -> bool:
    """Whether the message says that a task is not to be done, and nothing else."""
    if turn.is_button or len(turn.text) > _MOST:
        return False
    english, chinese = _VERBS.get(case.name, ("", ""))
    en = "|".join(filter(None, (english, _ANY_EN)))
    zh = "|".join(filter(None, (chinese, _ANY_ZH)))
    told = (
        rf"{_LEAD_EN}{_NOT_EN} (?:{en})\b{_TAIL_EN}"
        rf"|{_LEAD_EN}(?:leave|forget) (?:it|that|this)(?: then| as it is| be)?\W*"
        rf"|{_LEAD_ZH}(?:不|别|別|不用|不想|不要|甭)再?(?:{zh}){_TAIL_ZH}"
    )
    return bool(re.fullmatch(told, turn.text, re.IGNORECASE)) or _no_longer_wants(case.name, turn)


def denies_deed(task: str, turn: Turn) -> bool:
    """Whether the message denies the task's own verb, whatever else it says: 啊不对 别取消 我还要."""
    english, chinese = _VERBS.get(task, ("", ""))
    if not english or turn.is_button or len(turn.text) > _MOST:
        return False
    denied = rf"{_NOT_EN} (?:{english})\b|(?:不要|别|別|不想|甭)再?(?:{chinese})"
    return bool(re.search(denied, turn.text, re.IGNORECASE))


def names_other(case: Case, turn: Turn) -> str | None:
    """The task that is named beside a denial of the present one: "no, don't cancel it, the address is wrong"; 先别取消 我想改地址."""
    english, chinese = _VERBS.get(case.name, ("", ""))
    if not english or turn.is_button or len(turn.text) > _MOST_OF_BOTH or _HANGS_ON.search(turn.text):
        return None
    denied = rf"{_NOT_EN} (?:{english})\b|(?:不要|不用|别|別|不想|甭|不)再?(?:{chinese})了?"
    rest, times = re.subn(denied, " ", turn.text, flags=re.IGNORECASE)
    if not times:
        return None
    wished = (asks_for(_LEADS.sub(" ", rest[start:stop])) for start, stop in clauses(rest))
    task = next(filter(None, wished), None)
    return task if task and task != case.name and task not in TASKS[case.name].kin else None


def names_deed(task: str, turn: Turn) -> bool:
    """Whether the message says the task's own verb, and does not deny it."""
    english, chinese = _VERBS.get(task, ("", ""))
    if not english or denies(Case(task), turn):
        return False
    return bool(re.search(rf"\b(?:{english})\b|{chinese}", turn.text, re.IGNORECASE))


def wants_instead(pending: Step, case: Case, turn: Turn) -> bool:
    """Whether a no to the summary names another task in its place: "no, I'd rather have a refund"."""
    if not isinstance(pending, Confirm) or turn.is_button or not turn.says_no:
        return False
    names_other = (
        turn.intent in TASKS and turn.intent != case.name and turn.intent not in TASKS[case.name].kin
    )
    return names_other and turn.confidence >= SURE


def wants_money(case: Case, turn: Turn) -> bool:
    """Whether money is wanted in place of a new piece, in words that sound like something else: "那还是退钱吧" like a question about a
    refund, "算了不换了退款" like giving up."""
    if case.name not in _NEW_PIECE or turn.intent not in _LIKE_MONEY or turn.is_button:
        return False
    return set(turn.entities.get("resolution", ())) == {"refund"} and not IS_QUESTION.search(turn.text)


def drops_waiting(case: Case, context: Context) -> Case | None:
    """The wish put behind the present task that is no longer wanted: "发票不用了", "forget the invoice", said while another task is on."""
    queued = (each for each in context.memory.suspended if each.is_queued and each.name != case.name)
    return next((each for each in queued if _no_longer_wants(each.name, context.turn)), None)


def _no_longer_wants(task: str, turn: Turn) -> bool:
    """Whether the message gives up a task by its thing, and says nothing else."""
    thing = _NOUNS.get(task)
    if thing is None or turn.is_button or len(turn.text) > _MOST:
        return False
    told = (
        rf"{_LEAD_EN}(?:no need for|(?:forget|never ?mind)(?: about)?|skip|drop|leave out|(?:don'?t|do not|no longer) (?:need|want))"
        rf" (?:(?:the|that|this|my|an?) )?(?:new )?(?:{thing}){_TAIL_EN}"
        rf"|{_LEAD_ZH}(?:{thing})(?:就|也|都|先|那)*(?:不用|不要|不需要|不必|算了|免了|不)(?:开|办|改|退|换|订)?{_TAIL_ZH}"
        rf"|{_LEAD_ZH}(?:不用|不要|不需要|别|先不)(?:再)?(?:开|办|改)?(?:{thing}){_TAIL_ZH}"
    )
    return bool(re.fullmatch(told, turn.text, re.IGNORECASE))


def gives_reason(case: Case, turn: Turn) -> bool:
    """Whether "I changed my mind" is why goods go back, and no farewell to the return."""
    of_return = case.name in ("return_item", "get_refund") and not case.values.get("reason")
    return of_return and turn.first("reason") is not None


def asks_why(pending: Step, turn: Turn) -> bool:
    """Whether the customer wants to know what a question is for, and neither answers it nor begins a task."""
    if turn.is_button or turn.intent in TASKS or not _WHY.search(turn.text):
        return False
    return isinstance(pending, Ask) and pending.question.answer(turn) is None
