"""The open question of a turn, read from the tracker: its context for an answer, and whether to answer it here at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.displeasure import is_displeased
from components.open_messages import (
    GOODS_INTENTS,
    IS_QUESTION,
    OPEN_INTENTS,
    RULE_INTENTS,
    TEXT_INTENTS,
    UNSURE,
    asks_of_own_task,
)
from components.passage_retriever import found_in, opened_by
from components.remembered import remembered
from components.response_generator import conversation_language
from networks.reply_context import ReplyContext
from retrieval.answers import nearness
from retrieval.index import Found
from retrieval.manners import is_certain_attack, is_in_distress, is_only_insult
from retrieval.surroundings import history_of, state_of
from values.countries import named_country
from values.goes_ahead import goes_ahead
from values.goods_questions import asks_for_less, compares, contents_asked, extremes_asked, is_of_whole_shop
from values.help_wish import only_wants_help
from values.language_wish import is_language_wish
from values.openness import find_opened
from values.other_languages import other_language
from values.policy_topics import policy_topics
from values.rule_questions import is_rule_question
from values.said import said
from values.sums import asks_sum
from values.taking import orders_it, takes_shown

# Questions asked outside of any task whose answer may be any words; the action server knows what to make of them.
_WAITING_FOR_WORDS = frozenset({"rate", "waiting"})
# The classifier's other open intents say what the message is; of this one it is known only that no rule is sure.
_TALK_INTENTS = tuple(intent for intent in OPEN_INTENTS if intent != UNSURE)
# From when on a passage stands in a reply's context; of products, which have no vectors, by the words of the name. The generator
# says a sentence of whatever it is given (docs/log.md).
_GROUNDED, _NAMED = 0.75, 0.5
_SENTENCE_WORDS, _SENTENCE_HAN = (
    5,
    6,
)  # from so many words, or Chinese characters, on a message may be a sentence
_SHORT = 24  # characters
_TOO = re.compile(r"^\W*(?:那|and\b|what about\b|how about\b|or\b)", re.IGNORECASE)
_DEEDS = frozenset(
    {
        "cancel_order",
        "change_order",
        "change_address",
        "return_item",
        "exchange_item",
        "get_refund",
        "place_order",
        "get_invoice",
        "delivery_problem",
    }
)
_TORN_FROM = 0.8
_SEVERAL = re.compile(r"[?？。；;!！，,、\n]\s*\w|\b(?:and|also|plus)\b|还有|另外|顺便|顺带", re.IGNORECASE)
_ORDER_NUMBER = re.compile(r"\bORD-?\d{3,6}", re.IGNORECASE)


@dataclass(frozen=True)
class OpenQuestion:
    """What is to be answered; `may_generate` False: quoting at most, since asking back or a person serves better.

    `is_negative`: the customer is displeased, and the action server has to see it: there a person is called.
    `is_known`: goods that were shown are compared or asked about, a sum is asked for, or an order is spoken of; the action server
    may know, whatever it sounds like.
    `is_talk`: the student takes the message for small talk or for none of the shop's business.
    `is_beside`: the message begins a task, too; what is quoted is said first.
    `is_sure`: the student is sure of what the message is about, and it is the shop's business.
    """

    context: ReplyContext
    found: tuple[Found, ...]
    may_generate: bool
    is_negative: bool = False
    is_talk: bool = False
    is_known: bool = False
    is_beside: bool = False
    is_sure: bool = False


def open_question(tracker: DialogueStateTracker) -> OpenQuestion | None:
    """The question of the message that has just come in, or None where the rules, or the form, answer it."""
    message = tracker.latest_message
    if message is None or not isinstance(message, UserUttered) or not message.text:
        return None
    found = found_in(message.parse_data)
    if found is None or _waits_for_words(tracker) or other_language(message.text):
        return None
    if any(read(message.text, tracker) for read in (_loosens_search, _takes_offer, _takes_goods)):
        return None
    intent = str((message.intent or {}).get("name") or "")
    if tracker.active_loop_name and not (
        _is_aside(intent, message.text) or asks_of_own_task(intent, message.text, tracker)
    ):
        return None
    names_order = any(entity.get("entity") == "order_id" for entity in message.entities or ())
    is_attack = is_certain_attack(message.text)  # whatever else it holds
    if intent == UNSURE and names_order and _SEVERAL.search(message.text) and not is_attack:
        return None  # "who pays for a return? and I want to send ORD-1042 back": a wish is more than a rule
    if intent == "delivery_period" and remembered(tracker, "focus").get("order_id"):
        return None  # of the order spoken of it is known when it leaves
    if intent == UNSURE and _is_between_tasks(message) and not IS_QUESTION.search(message.text):
        return None  # "the jeans in 32, and one T-shirt less" is a change or an exchange, and no question about sizes
    if (
        intent in (UNSURE, *TEXT_INTENTS) and len(policy_topics(message.text)) > 1
    ):  # the action server answers one after the other
        return None
    facts = [each for each in found if each.passage.kind != "talk"]
    context = ReplyContext(
        language=conversation_language(tracker),
        question=message.text,
        passages=tuple(each.passage.text for each in facts if _is_near(each)),
        history=history_of(_spoken(tracker)),
        state=state_of(tracker.current_slot_values()),
    )
    return OpenQuestion(
        context,
        tuple(found),
        may_generate=_may_generate(intent, message, facts, tracker),
        is_negative=is_displeased(message),
        is_known=_is_known(message.text, intent, tracker),
        is_talk=intent in _TALK_INTENTS or _is_conversation(message.text),
        is_beside=opened_by(message.parse_data) == "wish",
        is_sure=opened_by(message.parse_data) != "no_rule",
    )


def _is_between_tasks(message: UserUttered) -> bool:
    """Whether the student is torn between two things to be done, and sure that it is one of them."""
    likely = [each for each in message.parse_data.get("intent_ranking") or () if each["name"] != UNSURE][:2]
    return (
        all(each["name"] in _DEEDS for each in likely)
        and sum(each["confidence"] for each in likely) >= _TORN_FROM
    )


def _is_conversation(text: str) -> bool:
    """What is told by its words to be no request to the shop, whatever the student makes of it."""
    return is_in_distress(text) or is_only_insult(text) or is_language_wish(text) or only_wants_help(text)


def _is_near(found: Found) -> bool:
    """Whether a passage can ground a reply: a distant one would be said as an answer to anything."""
    return found.words >= _NAMED if found.passage.kind == "product" else nearness(found) >= _GROUNDED


def _is_aside(intent: str, text: str) -> bool:
    """Whether a message during a task may be something else than an answer: the form has the last word on it."""
    near_a_question = intent in (*TEXT_INTENTS, *RULE_INTENTS, *GOODS_INTENTS)
    if near_a_question or is_only_insult(text) or is_language_wish(text) or is_rule_question(text):
        return True
    return intent in OPEN_INTENTS and (intent != UNSURE or bool(IS_QUESTION.search(text)))


def _may_generate(
    intent: str, message: UserUttered, found: list[Found], tracker: DialogueStateTracker
) -> bool:
    """Between two things that the shop can do one asks; a question that is neither is replied to, unless it is the second miss."""
    if intent != UNSURE:
        return True
    if _has_just_missed(tracker) or _is_fragment(message.text or ""):
        return False
    is_question = bool(IS_QUESTION.search(message.text or ""))
    return is_question and any(map(_is_near, found))


def _is_fragment(text: str) -> bool:
    """A few words that ask nothing ("order thing parcel")."""
    if IS_QUESTION.search(text):
        return False
    return len(re.findall("[\u3400-\u9fff]", text)) < _SENTENCE_HAN and len(text.split()) < _SENTENCE_WORDS


def _has_just_missed(tracker: DialogueStateTracker) -> bool:
    """Whether the message before was not understood either (`actions.memory.Misses`): then a person is offered."""
    misses = remembered(tracker, "misses")
    if not misses.get("count"):
        return False
    said = sum(isinstance(event, UserUttered) for event in tracker.events)
    return bool(misses.get("turn") == said - 1)


def _loosens_search(text: str, tracker: DialogueStateTracker) -> bool:
    """ "Any price will do", while goods are looked for: the action server widens the search, whatever it sounds like."""
    return bool(remembered(tracker, "focus").get("query")) and bool(find_opened(said(text), None))


def _is_known(text: str, intent: str, tracker: DialogueStateTracker) -> bool:
    focus = remembered(tracker, "focus")
    of_order = intent == UNSURE and bool(focus.get("order_id") or _ORDER_NUMBER.search(text))
    if (
        asks_sum(text) or of_order or _names_place_too(text)
    ):  # "129? I paid 136": about the order rather than about all orders
        return True
    if not focus.get("products"):
        return bool(extremes_asked(text)) and is_of_whole_shop(text)
    return bool(extremes_asked(text) or contents_asked(text) or compares(text) or asks_for_less(text))


def _names_place_too(text: str) -> bool:
    """Whether another country is asked about by its name alone, which leans on the question before: 那德国呢."""
    return len(text) <= _SHORT and bool(_TOO.search(text)) and named_country(text) is not None


def _waits_for_words(tracker: DialogueStateTracker) -> bool:
    return remembered(tracker, "offer").get("kind") in _WAITING_FOR_WORDS


def _takes_offer(text: str, tracker: DialogueStateTracker) -> bool:
    """ "Go ahead", where a task was offered: the action server begins it, whatever it sounds like."""
    return remembered(tracker, "offer").get("kind") == "start" and goes_ahead(text)


def _takes_goods(text: str, tracker: DialogueStateTracker) -> bool:
    """ "Ok I'll take it", where goods were shown: the action server sells them, however much it sounds like a farewell."""
    return bool(remembered(tracker, "focus").get("products")) and (takes_shown(text) or orders_it(text))


def _spoken(tracker: DialogueStateTracker) -> Iterator[tuple[str, str]]:
    """What was said before the last message, backwards; buttons that were pressed by what stands on them are left out."""
    is_before = False
    for event in reversed(tracker.events):
        if event is tracker.latest_message:
            is_before = True
        elif is_before and isinstance(event, BotUttered) and event.text:
            yield "assistant", event.text
        elif is_before and isinstance(event, UserUttered) and event.text and not event.text.startswith("/"):
            yield "customer", event.text
