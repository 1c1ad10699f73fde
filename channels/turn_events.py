"""What one turn came to, read from the events that Rasa publishes of it. Values and words stay out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from shop.domain.access import hidden
from shop.domain.personal_data import ADDRESS, EMAIL, NAME, NUMBER, mask
from shop.domain.turn import ANSWERED, CaseStep, Turn

Events = Sequence[Mapping[str, Any]]

NOT_UNDERSTOOD = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
FORM = "task_form"
ASK_BACK = "action_ask_back"
SORRY = "utter_shop_unavailable"
MISSED_IN_TASK = frozenset({"utter_not_understood_here", "utter_offer_person_or_stop"})
HANDED_OVER = frozenset({"utter_handed_over", "utter_already_handed_over"})
OFFERED = frozenset({"utter_offer_person", "utter_offer_person_or_stop"})
# What components/fallback_policy.py has said: an answer of its own, or one of these (response → reason, resort).
FALLBACK, REPLIES = "fallback", frozenset({"utter_reply", "utter_reply_two"})
MANNERS = {"utter_stay_with_rules": ("attack", "refused"), "utter_stay_calm": ("insult", "calm")}
_MISSED = frozenset(
    {"asked_back", "offered_person", "called_person", "said_so"}
)  # resorts that answered nothing

_TEXT_MOST = 500  # characters of a message that are kept
# Values that are nobody's business, by the entity that they were recognised as.
_MASKED = {"email": EMAIL, "phone": NUMBER, "address": ADDRESS, "recipient": NAME}
# Questions whose answers are no personal data: what did not answer them is kept.
_KEPT_AT = frozenset(
    {
        "reason", "resolution", "size", "color", "quantity", "line", "confirmation", "sku", "product", "product_id",
        "kind", "direction", "action", "what", "title_kind", "field", "rating", "order_id",
    }
)  # fmt: skip


def turn_of(sender_id: str, events: Events, at: datetime, unsure_below: float) -> Turn | None:
    """The turn that these events make, from the customer's message to the assistant's listening; None without one.

    `at` is when it was over; `unsure_below` the confidence under which the classifier takes no meaning for sure.
    """
    user = next((event for event in events if event.get("event") == "user"), None)
    if user is None:
        return None
    parsed = user.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    name = str(intent.get("name") or NOT_UNDERSTOOD)
    guess, guess_confidence = _guess(parsed) if name == NOT_UNDERSTOOD else (None, None)
    cases = _cases(events)
    by_button = str(parsed.get("text") or "").startswith("/")
    policy = _policy(parsed)
    is_unsure = (guess_confidence or 0.0) < unsure_below
    reason, resort = _fallback(events, name, cases, is_unsure, str(policy.get("resort")))
    is_kept = resort in _MISSED and not by_button and not (user.get("metadata") or {}).get("is_external")
    return Turn(
        conversation=hidden("conversation", sender_id),
        at=at,
        channel=str(user.get("input_channel") or "unknown")[:60],
        language=parsed.get("language") if parsed.get("language") in ("en", "zh") else None,
        intent=name[:80],
        confidence=float(intent.get("confidence") or 0.0),
        guess=guess,
        guess_confidence=guess_confidence,
        by_button=by_button,
        fallback=reason,
        resort=resort,
        unsaid=tuple(str(each)[:40] for each in policy.get("unsaid") or ()) if reason else (),
        response_ms=_response_ms(user, events),
        cases=cases,
        events=tuple(_named(events)),
        text=_words(parsed, reason, cases) if is_kept else None,
    )


def _guess(parsed: Mapping[str, Any]) -> tuple[str | None, float | None]:
    for each in parsed.get("intent_ranking") or ():
        if each.get("name") not in (None, NOT_UNDERSTOOD):
            return str(each["name"])[:80], float(each.get("confidence") or 0.0)
    return None, None


def _named(events: Events) -> Iterable[tuple[str, str]]:
    """The events by kind and name, Rasa's own bookkeeping left out."""
    for event in events:
        kind, name = event.get("event"), str(event.get("name") or "")
        if kind == "action" and name not in ("action_listen", "action_extract_slots"):
            yield "action", name
        elif kind == "slot":
            yield "slot", name
        elif kind == "bot":
            yield "response", str((event.get("metadata") or {}).get("utter_action") or "")
        elif kind == "active_loop":
            yield "form", name


def _cases(events: Events) -> tuple[CaseStep, ...]:
    """The tasks of the turn, each as it was left, in the order in which they were taken up."""
    found: dict[str, CaseStep] = {}
    for event in events:
        value = event.get("value")
        if event.get("event") == "slot" and event.get("name") == "task" and isinstance(value, Mapping):
            case = str(value.get("id") or "")[:40]
            step = str(value["asked"])[:60] if value.get("asked") else None
            outcome = str(value["outcome"])[:20] if value.get("outcome") else None
            found[case] = CaseStep(str(value.get("name") or "")[:80], case, step, outcome)
    return tuple(found.values())


def _policy(parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the fallback policy has left with the message; empty where it had no opinion."""
    left = parsed.get(FALLBACK)
    return left if isinstance(left, Mapping) else {}


def _fallback(
    events: Events, intent: str, cases: Sequence[CaseStep], is_unsure: bool, planned: str
) -> tuple[str | None, str | None]:
    """One of shop.domain.turn.FALLBACKS and one of its RESORTS; None, None where a rule answered.

    `planned` is what the policy wanted to say: in a task, the task may have taken the message as its answer after all.
    """
    named = set(_named(events))
    responses = {name for kind, name in named if kind == "response"}
    if SORRY in responses:
        return "shop_unavailable", "said_so"
    for response, both in MANNERS.items():
        if response in responses:
            return both
    if REPLIES & responses and planned in ANSWERED:
        return _why(intent, is_unsure), planned
    if _gave_up(events):
        return "no_answer_to_question", "called_person"
    if responses & MISSED_IN_TASK:
        return "no_answer_to_question", _asked(responses)
    if ("action", ASK_BACK) in named and ("slot", "misses") in named:
        return _why(intent, is_unsure), _asked(responses)
    if intent == OUT_OF_SCOPE and (not cases or "utter_out_of_scope" in responses):
        return "out_of_scope", "said_so"
    return None, None


def _why(intent: str, is_unsure: bool) -> str:
    """Why no rule took the message."""
    if intent == NOT_UNDERSTOOD:
        return "unsure" if is_unsure else "ambiguous"
    return "out_of_scope" if intent == OUT_OF_SCOPE else "no_rule"


def _asked(responses: Set[str]) -> str:
    if responses & HANDED_OVER:
        return "called_person"
    return "offered_person" if responses & OFFERED else "asked_back"


def _gave_up(events: Events) -> bool:
    """Whether a task was handed to a person since its question was not answered, time after time."""
    told = [
        event.get("value") for event in events if event.get("event") == "slot" and event.get("name") == "task"
    ]
    return any(
        isinstance(value, Mapping) and value.get("outcome") == "handed_over" and value.get("misses")
        for value in told
    )


def _response_ms(user: Mapping[str, Any], events: Events) -> int | None:
    """Rasa stamps a message when it has read it; when it came, the gate has noted (components/message_gate.py)."""
    began = (user.get("parse_data") or {}).get("received_at") or user.get("timestamp")
    said = [event["timestamp"] for event in events if event.get("event") == "bot" and event.get("timestamp")]
    if not said or not isinstance(began, (int, float)):
        return None
    return max(0, round((max(said) - began) * 1000))


def _words(parsed: Mapping[str, Any], reason: str | None, cases: Sequence[CaseStep]) -> str | None:
    """The message, masked; None where it would answer a question for something personal."""
    if reason == "shop_unavailable":
        return None
    if reason == "no_answer_to_question" and any(case.step not in _KEPT_AT for case in cases):
        return None
    text = str(parsed.get("text") or "")
    spans = sorted(
        (each["start"], each["end"], _MASKED[each["entity"]])
        for each in parsed.get("entities") or ()
        if each.get("entity") in _MASKED
        and isinstance(each.get("start"), int)
        and isinstance(each.get("end"), int)
    )
    whole: list[tuple[int, int, str]] = []
    for start, end, label in spans:
        if whole and start < whole[-1][1]:  # two recognisers may see one thing
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]), whole[-1][2])
        else:
            whole.append((start, end, label))
    for start, end, label in reversed(whole):
        text = text[:start] + label + text[end:]
    return " ".join(mask(text).split())[:_TEXT_MOST] or None
