"""Reading a message: what counts as a yes, as a bare value, and in which language it is."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.turn import turn_from_tracker

YES = [
    "yes", "Yes please", "ok", "sure, go ahead", "yes cancel it", "do it", "好的", "确定取消", "嗯嗯", "是的，取消吧", "可以", "对", "對",
    "好的谢谢", "没问题", "yep that's right", "ok thanks", "确认退货", "confirm", "yes, please cancel it", "嗯，退吧", "好 就这样", "要，现在就退",
]  # fmt: skip
NOT_YES = [
    "yes but not that one", "ok wait", "不是", "好像不对", "好吧算了", "no", "是不是要收费？", "ok but change the address",
    "可以换个地址吗", "yes?", "对了，运费多少", "okay never mind", "行不行啊", "是吗", "yesterday", "right now where is my parcel",
]  # fmt: skip


def tracker(
    text: str, *, intent: str = "inform", entities: Any = (), language: str | None = "en", before: Any = ()
) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": list(entities),
        "language": language,
        "intent_ranking": [{"name": intent, "confidence": 0.9}],
    }
    events = [*before, {"event": "user", "text": text, "parse_data": message}]
    return Tracker("ann", {}, message, events, False, None, {}, "action_listen")


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes(text: str) -> None:
    assert turn_from_tracker(tracker(text)).says_yes


@pytest.mark.parametrize("text", NOT_YES)
def test_a_yes_with_a_but_is_none(text: str) -> None:
    assert not turn_from_tracker(
        tracker(text, intent="affirm" if text.startswith("yes ") else "inform")
    ).says_yes


def test_a_button_says_yes_by_its_intent_alone() -> None:
    assert turn_from_tracker(tracker("/affirm", intent="affirm")).says_yes
    assert not turn_from_tracker(tracker("/deny", intent="deny")).says_yes


def test_the_language_is_that_of_the_last_message_that_has_one() -> None:
    before = [{"event": "user", "text": "你好", "parse_data": {"language": "zh"}}]
    assert turn_from_tracker(tracker("1042", language=None, before=before)).language == "zh"
    assert turn_from_tracker(tracker("where is it", language="en", before=before)).language == "en"


@pytest.mark.parametrize(
    ("text", "start", "end", "bare"),
    [
        ("ORD-1042", 0, 8, True),
        ("it's ORD-1042 please", 5, 13, True),
        ("不对，是 ORD-1042", 5, 13, True),
        ("cancel my order ORD-1042", 16, 24, False),
        ("where is order ORD-1042 and why is it so late", 15, 23, False),
    ],
)
def test_a_bare_value_has_no_request_around_it(text: str, start: int, end: int, bare: bool) -> None:
    entity = {"entity": "order_id", "value": text[start:end], "start": start, "end": end}
    assert turn_from_tracker(tracker(text, entities=[entity])).is_bare is bare


def test_values_keep_the_order_in_which_they_were_said() -> None:
    entities = [{"entity": "order_id", "value": v, "start": 0, "end": 1} for v in ("ORD-2", "ORD-1", "ORD-2")]
    assert turn_from_tracker(tracker("ORD-2, ORD-1", entities=entities)).entities == {
        "order_id": ("ORD-2", "ORD-1")
    }


@pytest.mark.parametrize(
    ("belief", "taken_back"),
    [
        (None, set()),
        ("nonsense", set()),
        ({"values": {}}, set()),
        (
            {
                "changes": [
                    {"slot": "color", "operation": "dontcare", "sure": True},
                    {"slot": "size", "operation": "drop", "sure": True},
                    {"slot": "brand", "operation": "drop", "sure": False},
                    {"slot": "product", "operation": "set", "sure": True},
                ]
            },
            {"color", "size"},
        ),
    ],
)
def test_what_any_value_will_do_for_or_is_given_up_is_taken_back(belief: Any, taken_back: set[str]) -> None:
    posted = tracker("any colour")
    posted.latest_message["belief_state"] = belief
    assert turn_from_tracker(posted).taken_back == taken_back
