"""What one message says: text, language, intent and values, read from the tracker that Rasa posts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Language = Literal["en", "zh"]

NOT_UNDERSTOOD = "nlu_fallback"
DEFUSED = "／"  # what the gate makes of the slash of a payload that was not offered
LANGUAGE_LOOKBACK = 50  # user turns; the answer nearly always stands in the last one
WORDS_LOOKBACK = 6  # messages before this one whose words are kept at hand
BARE_SHARE = 0.6  # of the message's letters: above this it is a value and little else

_FILLER = re.compile(
    r"\b(it'?s|it is|its|my|the|is|number|order|email|e-mail|phone|i|mean|meant|sorry|no|not|please|pls|yes|and|a|an|one|ones|to|in|for|"
    r"this|that|want|make|instead)\b|我的|我|是|的|订单|单号|号码|邮箱|手机|电话|号|这个|那个|不是|不对|应该|就|要|啊|呢|吧|哦|麻烦|请|换成|改成",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(y|yes|yeah|yep|yup|ok|okay|sure|confirm(ed)?|correct|right(?! now)|go ahead|do it|please do|absolutely|"
    r"definitely|fine|是的?|[对對](?!了)的?|好的?|嗯+|行|可以|确认|确定|確認|確定|没错|没问题|要的|同意|要(?=[,，!！。\s]|$)|中|得嘞|好滴|好呀|对头)"
    r"(\W|$|[吧啊呀呢哒了啦嘞的滴就请帮麻取退换改提申开删注办买下])",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(^|[\s,.;:?!-])(no|nope|nah|don'?t|do not|leave it|never ?mind|rather not|not now|let me think|think (?:it over|about it)|keep it|forget it)\b"
    r"|不用|不要|不了|不取消|不退|不换|不改|不办|算了|先不|先别|再?考虑(?:考虑|一下|下)|再想想|别取消|别退|別|拒绝",
    re.IGNORECASE,
)
_DIGITS_ALONE = re.compile(r"[\W_]*\d[\W\d_]*")
# What the classifier may take mere digits for; they are a value.
_NO_DIGITS_SAY = frozenset({"goodbye", "stop_task", "deny", "affirm", "thank", "greet"})
_HESITATION = re.compile(
    r"\b(but|wait|don'?t|do not|not|no|never|cancel that|hold on|actually|instead|however|unless|rather|different|if)\b|\?"
    r"|\bafter all\b|还是|不(?!错)|别|等等|等下|等一|算了|但是|不过|先别|换个|改成|改到|换成|吗|么|？|不對|別",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Aside:
    """A response with what fills it in."""

    response: str
    reply: str
    is_beside: bool = False  # it answers a question beside the wish that the message begins


@dataclass(frozen=True)
class Behind:
    """What a message says behind the yes, no or stop that it begins with: where that begins, and its own intent."""

    answer: str  # yes, no, stop; but: a yes that hangs on what follows
    start: int
    intent: str
    confidence: float


@dataclass(frozen=True)
class Turn:
    """One message of the customer.

    `intent` is the classifier's word, or "nlu_fallback" where it was unsure; `ranking` then still holds the
    likeliest meanings. `entities` maps an entity's name to its values in the order in which they were said.
    """

    conversation: str
    channel: str
    number: int  # how many messages the customer has sent, this one included
    text: str
    language: Language
    intent: str
    confidence: float
    ranking: tuple[str, ...]
    entities: Mapping[str, tuple[str, ...]]
    is_button: bool
    is_bare: bool
    opens_form: bool = False  # this message has just activated the task form
    aside: Aside | None = None  # what the fallback policy says to it, if nothing here can be done with it
    taken_back: frozenset[str] = frozenset()  # slots of which any value will do, or that are given up
    places: tuple[tuple[str, str, int], ...] = ()  # entity, value and where in the text it begins
    features: tuple[str, ...] = ()  # the very words in which features of goods are said
    negative: float = (
        0.0  # 0 to 1: how sure it is that the message is strongly negative; 0 where nobody has looked
    )
    before: tuple[str, ...] = ()  # what the customer wrote before it, the oldest first, buttons left out
    behind: Behind | None = None  # while something is asked: what stands behind the yes or no

    def first(self, entity: str) -> str | None:
        """The first value said for an entity."""
        values = self.entities.get(entity)
        return values[0] if values else None

    def without(self, *entities: str) -> Turn:
        """The message as if no value of these entities had been read in it."""
        left = {name: values for name, values in self.entities.items() if name not in entities}
        return replace(self, entities=left)

    @property
    def is_understood(self) -> bool:
        return self.intent != NOT_UNDERSTOOD

    @property
    def says_yes(self) -> bool:
        """A plain yes: nothing in it that takes the yes back or asks for something else."""
        if self.is_button:
            return self.intent == "affirm"
        if self.text.lstrip().startswith(DEFUSED):  # a payload typed by hand is no answer
            return False
        if _HESITATION.search(self.text):
            return False
        return self.intent == "affirm" or bool(_YES.match(self.text))

    @property
    def says_no(self) -> bool:
        """A no, also in passing: where something is to be changed, any no is one."""
        return self.intent == "deny" or (not self.is_button and bool(_NO.search(self.text)))


def turn_from_tracker(tracker: Any) -> Turn:
    """Reads the last message out of a rasa_sdk Tracker."""
    message = tracker.latest_message or {}
    text = str(message.get("text") or "")
    intent = message.get("intent") or {}
    entities = [
        e for e in message.get("entities") or [] if e.get("value") is not None and not _is_no_order(e)
    ]
    if text.lstrip().startswith(DEFUSED):  # a payload typed by hand: text without a meaning
        intent, entities = {}, []
    if intent.get("name") in _NO_DIGITS_SAY and _DIGITS_ALONE.fullmatch(text):
        intent = {**intent, "name": "inform"}
    users = [event for event in tracker.events if event.get("event") == "user"]
    return Turn(
        conversation=str(tracker.sender_id),
        channel=str(tracker.get_latest_input_channel() or "unknown"),
        number=len(users),
        text=text,
        language=_language(users, tracker.get_slot("language")),
        intent=str(intent.get("name") or NOT_UNDERSTOOD),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple(
            str(r["name"])
            for r in message.get("intent_ranking") or []
            if r.get("name") not in (None, NOT_UNDERSTOOD)
        ),
        entities=_grouped(entities),
        places=tuple(
            (str(e["entity"]), str(e["value"]), e["start"])
            for e in entities
            if isinstance(e.get("start"), int)
        ),
        is_button=text.startswith("/"),
        is_bare=_is_bare(text, entities),
        opens_form=_form_just_opened(tracker.events),
        aside=_aside(tracker.get_slot("aside"), text),
        taken_back=_taken_back(message.get("belief_state")),
        features=tuple(
            text[e["start"] : e["end"]]
            for e in entities
            if e["entity"] == "attribute"
            and isinstance(e.get("start"), int)
            and isinstance(e.get("end"), int)
        ),
        negative=_negative(message.get("sentiment")),
        before=_written(users[:-1]),
        behind=_behind(message.get("behind")),
    )


def _behind(told: Any) -> Behind | None:
    if not isinstance(told, dict) or not isinstance(told.get("start"), int):
        return None
    name, confidence = str(told.get("name")), float(told.get("confidence") or 0.0)
    return Behind(str(told.get("answer")), told["start"], name, confidence)


def _written(users: list[dict[str, Any]]) -> tuple[str, ...]:
    texts = (str(event.get("text") or "") for event in users)
    return tuple(text for text in texts if text.strip() and text[0] not in ("/", DEFUSED))[-WORDS_LOOKBACK:]


def _is_no_order(entity: Mapping[str, Any]) -> bool:
    """Digits with a nought in front are the end of a phone number or the like, never an order's number."""
    return entity.get("entity") == "order_id" and str(entity.get("value")).startswith("ORD-0")


def _taken_back(belief: Any) -> frozenset[str]:
    changes = belief.get("changes") if isinstance(belief, dict) else None
    return frozenset(
        str(change.get("slot"))
        for change in changes or ()
        if change.get("sure") and change.get("operation") in ("drop", "dontcare")
    )


def _aside(prepared: Any, text: str) -> Aside | None:
    """What was prepared for this very message; one that an earlier, failed turn has left behind is none."""
    if not isinstance(prepared, dict) or prepared.get("question") != text:
        return None
    return Aside(str(prepared["response"]), str(prepared.get("reply") or ""), bool(prepared.get("is_beside")))


def _negative(sentiment: Any) -> float:
    if not isinstance(sentiment, dict) or sentiment.get("name") != "negative":
        return 0.0
    return float(sentiment.get("confidence") or 0.0)


def _form_just_opened(events: list[dict[str, Any]]) -> bool:
    for event in reversed(events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "active_loop" and event.get("name"):
            return True
    return False


def _language(users: list[dict[str, Any]], fallback: Any) -> Language:
    for event in list(reversed(users))[:LANGUAGE_LOOKBACK]:
        language = (event.get("parse_data") or {}).get("language")
        if language in ("en", "zh"):
            return language
    return "zh" if fallback == "zh" else "en"


def _grouped(entities: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        name, value = str(entity["entity"]), str(entity["value"])
        if value not in grouped.get(name, ()):
            grouped[name] = (*grouped.get(name, ()), value)
    return grouped


def _is_bare(text: str, entities: list[Mapping[str, Any]]) -> bool:
    """Whether the message is a value with no request around it ("it's ORD-1042", "蓝色的")."""
    covered = [False] * len(text)
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if isinstance(start, int) and isinstance(end, int):
            covered[start:end] = [True] * (min(end, len(text)) - start)
    rest = "".join(" " if hit else char for char, hit in zip(text, covered, strict=True))
    left = len(re.sub(r"\W", "", _FILLER.sub("", rest)))
    said = sum(covered)
    return said > 0 and said / (said + left) >= BARE_SHARE
