"""The runner passes what is right and, above all, fails what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluation.apology import apologies
from evaluation.conversation import conversation_from
from evaluation.player import Player, Result
from tests.evaluation.small_shop import CANCEL, ScriptedServers

YES_NO = [{"title": "Yes, cancel it", "payload": "/affirm"}, {"title": "No, leave it", "payload": "/deny"}]


def play(servers: ScriptedServers, steps: list[dict[str, Any]], **head: Any) -> Result:
    content = {"language": "en", "path": "happy", "covers": ["identity"], "steps": steps, **head}
    return Player(servers, conversation_from(content, Path("x/y.yml"))).play()


@pytest.fixture
def servers(tmp_path: Path) -> ScriptedServers:
    """An assistant that cancels the order at a yes (once), and echoes everything else."""

    def answer(sender: str, text: str) -> list[dict[str, Any]]:
        if text == "cancel":
            return [{"text": "Shall I cancel it?", "buttons": YES_NO}]
        if text == "/affirm" and servers.shop.view("order", "ORD-1")["status"] == "paid":
            servers.shop.run(CANCEL)
            return [{"text": "Done, your refund is REF-1."}]
        if text == "nothing":
            return []
        return [{"text": f"You said it to me: {text} from {sender.split('-')[1]}."}]

    servers = ScriptedServers(tmp_path, answer)
    return servers


def test_a_right_conversation_passes(servers: ScriptedServers) -> None:
    result = play(
        servers,
        [
            {"user": "cancel", "expect": {"buttons": ["Yes"], "unchanged": True, "made": {"refunds": 0}}},
            {
                "press": "yes",
                "keep": {"refund": r"REF-\d+"},
                "expect": {
                    "contains": "done",
                    "slots": {"language": "en"},
                    "events": [{"event": "user", "text": "/affirm"}],
                    "no_events": [{"event": "user", "text": "cancel"}],  # that was the turn before
                    "database": {"order ${cast.one.order_id}": {"status": "cancelled"}},
                    "count": {"refunds of ORD-1": 1, "orders": 1},
                    "made": {"refunds": 1},
                    "changes": {"cancel_order": 1},
                    "audit": {"ORD-1": ["cancel_order"], "${kept.refund}": ["cancel_order"]},
                    "sql": {"query": "SELECT count(*) AS n FROM refunds", "equals": [{"n": 1}]},
                },
            },
        ],
    )
    assert result.findings == []
    assert result.passed
    assert "passed" in result.summary()


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ({"contains": "sorry"}, "contains: expected 'sorry'"),
        ({"unchanged": True}, "unchanged: expected no change, found cancel_order of order ORD-1"),
        (
            {"database": {"order ORD-1": {"status": "paid"}}},
            "order ORD-1.status: expected 'paid', found 'cancelled'",
        ),
        ({"database": {"order ORD-2": {"status": "paid"}}}, "no order ORD-2"),
        ({"made": {"refunds": 0}}, "made: expected 0 new rows in refunds, found 1"),
        ({"made": {"refund": 1}}, "expected a table among"),
        ({"count": {"refunds of ORD-1": 2}}, "count: expected 2 refunds of ORD-1, found 1"),
        ({"changes": {"cancel_order": 2}}, "changes: expected 2 of cancel_order, found 1"),
        ({"changes": {"return_items": 1}}, "changes: expected 1 of return_items, found 0"),
        ({"audit": {"ORD-1": []}}, "audit: ORD-1"),
        ({"sql": {"query": "SELECT id FROM refunds", "equals": []}}, "sql:"),
        ({"sql": {"query": "SELEC", "equals": []}}, "the query failed"),
        ({"slots": {"language": "zh"}}, "slots.language: expected 'zh'"),
        ({"events": [{"event": "slot"}]}, "events: expected"),
        ({"no_events": [{"event": "user", "text": "/affirm"}]}, "no_events: expected no"),
        ({"contains": "${kept.nothing}"}, "nothing is there"),
    ],
)
def test_a_wrong_one_fails_at_its_step(servers: ScriptedServers, expect: dict[str, Any], found: str) -> None:
    result = play(
        servers, [{"user": "cancel"}, {"press": "Yes, cancel it", "expect": expect}, {"user": "more"}]
    )
    assert not result.passed
    assert result.failed_step is not None
    assert result.failed_step.number == 2
    assert found in "\n".join(result.findings)
    assert result.transcript[-1] != "> more"


def test_buttons_are_pressed_as_offered_by_the_last_reply_to_that_sender(servers: ScriptedServers) -> None:
    assert not play(servers, [{"user": "cancel"}, {"press": "Maybe"}]).passed
    assert not play(servers, [{"user": "cancel"}, {"user": "x"}, {"press": "Yes, cancel it"}]).passed
    assert not play(servers, [{"user": "cancel"}, {"press": "Yes, cancel it", "sender": "stranger"}]).passed
    assert play(servers, [{"user": "cancel"}, {"press": "/deny"}]).passed


def test_an_empty_or_foreign_reply_fails(servers: ScriptedServers) -> None:
    assert "nothing to read" in play(servers, [{"user": "nothing"}]).findings[0]
    assert play(servers, [{"user": "hello"}], language="zh").findings


def test_every_conversation_begins_with_the_seeded_database(servers: ScriptedServers) -> None:
    cancelled: dict[str, Any] = {"expect": {"database": {"order ORD-1": {"status": "cancelled"}}}}
    steps = [{"user": "cancel"}, {"press": "yes"}, cancelled]
    assert play(servers, steps).passed
    assert play(servers, steps).passed
    assert not play(servers, [cancelled]).passed


def test_senders_and_repetitions(servers: ScriptedServers) -> None:
    expect = {"contains": "try ${n} from s${n}"}
    assert play(servers, [{"user": "try ${n}", "sender": "s${n}", "repeat": 3, "expect": expect}]).passed
    failed = play(servers, [{"user": "try ${n}", "repeat": 3, "expect": {"contains": "try 1"}}])
    assert len([line for line in failed.transcript if line.startswith(">")]) == 2


@pytest.mark.parametrize("twice", ["after", "at_once"])
def test_twice_sends_the_same_message_again(servers: ScriptedServers, twice: str) -> None:
    steps = [{"user": "cancel"}, {"press": "yes", "twice": twice, "expect": {"made": {"refunds": 1}}}]
    assert play(servers, steps).passed
    assert [event["text"] for event in servers.events].count("/affirm") == 2


def test_failures_and_the_clock(servers: ScriptedServers) -> None:
    steps = [{"break": "database_locked"}, {"wait": "2 days"}, {"mend": "database_locked"}]
    assert play(servers, steps, now="2026-03-05T09:00:00+00:00").passed
    assert servers.happened == ["break database_locked", "mend database_locked"]
    assert servers.now == "2026-03-07T09:00:00+00:00"


def test_a_summary_tells_of_the_failure(servers: ScriptedServers) -> None:
    summary = play(servers, [{"user": "x", "expect": {"contains": "zzz"}}]).summary()
    assert summary["step"] == "1. user: x"
    assert summary["found"]
    assert summary["passed"] is False


def test_an_apology_is_wrong_unless_something_is_broken(tmp_path: Path) -> None:
    sorry = next(text for text in sorted(apologies()) if text.isascii() or "sorry" in text)
    servers = ScriptedServers(tmp_path, lambda sender, text: [{"text": "It is done."}, {"text": sorry}])
    assert "no apology" in play(servers, [{"user": "yes"}]).findings[0]
    assert play(servers, [{"break": "database_locked"}, {"user": "yes"}]).passed
    steps = [{"break": "database_locked"}, {"mend": "database_locked"}, {"user": "yes"}]
    assert not play(servers, steps).passed
