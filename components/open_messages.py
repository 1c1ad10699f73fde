"""Which messages no rule may answer, and which a frequent question may answer better than their rule."""

from __future__ import annotations

import re
from collections.abc import Set

from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.intent_classifier import OUT_OF_SCOPE
from components.remembered import remembered
from retrieval.manners import is_certain_attack, is_in_distress, is_only_insult
from values.countries import named_country
from values.help_wish import only_wants_help
from values.language_wish import is_language_wish
from values.rule_questions import is_rule_question

UNSURE = "nlu_fallback"
# Their rules have one answer for everything, or none.
OPEN_INTENTS = (UNSURE, "chitchat", "out_of_scope")
# Their rules say a text of the shop's whatever is asked; a frequent question that was asked nearly word for word has a closer answer.
TEXT_INTENTS = (
    "delivery_options", "delivery_period", "delivery_cost", "refund_policy", "payment_methods", "contact_info", "create_account",
    "switch_account", "recover_password", "registration_problem", "warranty", "bot_challenge",
)  # fmt: skip
# Of these texts the nearest frequent question is taken where it is near enough, not only word for word. Ways to pay are told apart by
# an action, which says yes or no to each; who asks for a machine is told that it is one. The last three begin something, two of them with
# a proof of who asks: rules come first.
RULE_INTENTS = (
    *(intent for intent in TEXT_INTENTS if intent not in ("payment_methods", "bot_challenge")), "promotion", "membership", "delete_account",
)  # fmt: skip
# What looks for goods or asks about some, but names none ("do you do gift wrap?"), may be such a question, too.
GOODS_INTENTS = ("search_product", "product_info", "check_stock")
# What begins a task and is asked as a question ("when will my refund hit the bank", 能开电子发票吗): the rule is told, and the task goes on
# to ask for the order.
WISHES = (
    "track_order", "track_refund", "check_invoice", "get_invoice", "return_item", "exchange_item", "cancel_order", "change_order",
    "change_address", "get_refund", "delivery_problem", "payment_issue", "edit_account",
)  # fmt: skip
# Of these the order spoken of, or a running task, knows more than the shop's texts.
_OF_THE_ORDER = frozenset({"delivery_period", "warranty"})
_OF_THE_TASK = frozenset({"delivery_period"})
_MONEY_BACK = frozenset({"return_item", "get_refund", "cancel_order", "exchange_item", "price_protection"})
_GOODS = frozenset(
    {"product", "category", "brand", "attribute", "color", "size", "price_max", "price_min", "order_ref"}
)
_FILLER = re.compile(
    r"\b(?:an?|the|any|some|what about|how about|and|or|in|then|please|pls|maybe)\b|请问|有没有|你们|[有吗么呢啊那呀的]|\W",
    re.IGNORECASE,
)
# Of goods in view it is asked what is done with them ("how do I descale it?"); what they are their own details tell.
_HOW_TO = re.compile(
    r"\bhow (?:do|can|should|often|to)\b|怎么(?!样|卖|买|订)|咋(?!样|卖|买)|如何(?!购买)|多久.{0,4}次",
    re.IGNORECASE,
)
# What the shop does with any goods: no details of theirs tell it.
_SERVICE = re.compile(
    r"\bgift[- ]?(?:wrap\w*|box\w*|paper)|\bwrap(?:ped|ping)?\b|\bgreeting card\b|礼品?包装|包装成?礼|包起来|贺卡",
    re.IGNORECASE,
)
IS_QUESTION = re.compile(
    r"[?？]|^\W*(what|how|why|when|where|who|which|is|are|do|does|can|could|will|would|should)\b"
    r"|\b(?:what|how|why|when|where|who|which) (?:do|does|did|is|are|can|could|will|would|should|long|much|many|soon)\b"
    r"|[吗呢嘛](?!\w)|么\W*$|多[少久]|几天|几时|怎么|咋|什么|啥|能不能|可不可以|是不是|有没有|还是.|哪|谁",
    re.IGNORECASE,
)
_WHOLE_RULE = re.compile(
    r"(?:\W|\b(?:and|so|hi|hello|hey|what'?s?|is|are|tell me|about|how about|your|the|my|do you have|an?|please|pls|shop'?s?|explain|show|me)\b)*"
    r"(?:returns?|refunds?|exchanges?|shipping|delivery|cancellation|warranty)(?: and (?:returns?|refunds?|exchanges?))? (?:polic(?:y|ies)|rules?|terms|conditions?)(?:\W|\bplease\b)*"
    r"|(?:\W|你们|咱们|店里?|请问|的|说说|介绍一?下?|讲讲|有)*(?:退货|退换货|退款|换货|配送|运费|取消|保修)的?(?:政策|规则|规定|条款)(?:是|有)*(?:什么|啥|哪些|怎样的?|怎么样的?)?(?:\W|呢|啊|吗|呀)*",
    re.IGNORECASE,
)


def is_open(message: Message, sure_from: float) -> bool:
    """Whether no rule may answer the message: see `PassageRetriever`."""
    intent = message.get(INTENT) or {}
    if not _is_said(message):
        return False
    if intent.get("name") == UNSURE and _is_only_goods(message):
        return False  # "a humidifier?" looks for one, 绿色呢 asks for the goods in view
    if intent.get("name") in OPEN_INTENTS:
        return True
    text = message.get(TEXT)
    if is_certain_attack(text) or is_in_distress(text) or is_only_insult(text):
        return True
    if is_language_wish(text) or is_rule_question(text) or only_wants_help(text):
        return True
    names_goods = intent.get("name") in GOODS_INTENTS and _names(message, {"product", "category"})
    if names_goods and not _HOW_TO.search(text):
        return (
            False  # "what can you tell me about the running shoes" asks for them, however unusually it is put
        )
    return bool(message.get(OUT_OF_SCOPE)) and float(intent.get("confidence") or 0.0) < sure_from


def may_ask_rules(message: Message, tracker: DialogueStateTracker | None) -> bool:
    """Whether a frequent question that is near may answer the message in place of its rule."""
    intent = (message.get(INTENT) or {}).get("name")
    if not _is_said(message) or intent in _known_better(tracker):
        return False
    if _names(
        message, {"coupon", "order_id"}
    ):  # the action server knows what is the matter with that code, or order
        return False
    if intent == "warranty" and remembered(tracker, "focus").get("products"):
        return False  # that of the goods in view
    if _WHOLE_RULE.fullmatch(message.get(TEXT) or ""):
        return False  # the rule itself is asked for, and no part of it
    if str(intent).startswith("delivery") and named_country(message.get(TEXT)):
        return False  # whether it is delivered there comes first
    if intent in WISHES:
        return asks_of_own_task(intent, message.get(TEXT), tracker)
    return intent in RULE_INTENTS or (intent in GOODS_INTENTS and _asks_of_all_goods(message, tracker))


def asks_of_own_task(intent: str, text: str, tracker: DialogueStateTracker | None) -> bool:
    """Whether the message asks about the running task itself, be it what it will bring back: there is no other task to begin, nor a refund
    to look up yet."""
    task = remembered(tracker, "task").get("name") if _is_in_task(tracker) else None
    if intent == "track_refund" and task in _MONEY_BACK:
        return True
    return intent == task and bool(IS_QUESTION.search(text))


def may_wish_and_ask(message: Message, tracker: DialogueStateTracker | None) -> bool:
    """Whether the message begins a task with a question, which a frequent question that is near may answer before the task goes on."""
    intent = (message.get(INTENT) or {}).get("name")
    if intent not in WISHES or not _is_said(message) or not IS_QUESTION.search(message.get(TEXT)):
        return False
    is_of_order = bool(remembered(tracker, "focus").get("order_id")) or _names(
        message, {"coupon", "order_id"}
    )
    return not _is_in_task(tracker) and not is_of_order


def _asks_of_all_goods(message: Message, tracker: DialogueStateTracker | None) -> bool:
    """Whether a message may ask for something that the shop says of all goods, or of all of a kind: how they are treated."""
    text = message.get(TEXT) or ""
    treats = bool(_HOW_TO.search(text))
    if _names(message, _GOODS):
        return treats  # "how do I care for a leather belt?" asks for no belt
    if treats or _SERVICE.search(text):
        return True
    is_search = (message.get(INTENT) or {}).get("name") == "search_product"
    in_view = bool(remembered(tracker, "focus").get("products"))
    return bool(IS_QUESTION.search(text)) if is_search else not in_view  # "find me a watch" asks for no rule


def _known_better(tracker: DialogueStateTracker | None) -> Set[str]:
    """Intents whose rules know something that is on the table: the order spoken of, or that of a task but buying."""
    if _is_in_task(tracker):
        return frozenset() if remembered(tracker, "task").get("name") == "place_order" else _OF_THE_TASK
    return _OF_THE_ORDER if remembered(tracker, "focus").get("order_id") else frozenset()


def _is_in_task(tracker: DialogueStateTracker | None) -> bool:
    return tracker is not None and bool(tracker.active_loop_name)


def _is_only_goods(message: Message) -> bool:
    """Whether the message is what goods are called, or how they look, and nothing else."""
    text = message.get(TEXT) or ""
    spans = [
        (entity["start"], entity["end"])
        for entity in message.get(ENTITIES) or ()
        if entity.get("entity") in ("product", "category", "color", "size")
        and isinstance(entity.get("start"), int)
    ]
    left = "".join(" " if any(a <= at < b for a, b in spans) else sign for at, sign in enumerate(text))
    return bool(spans) and not _FILLER.sub("", left).strip()


def _names(message: Message, entities: Set[str]) -> bool:
    return any(entity.get("entity") in entities for entity in message.get(ENTITIES) or ())


def _is_said(message: Message) -> bool:
    """Whether the message is words, not a button."""
    text = message.get(TEXT) or ""
    return bool(text) and not text.startswith(INTENT_MESSAGE_PREFIX)
