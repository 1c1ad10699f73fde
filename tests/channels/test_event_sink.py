"""Rasa's events reach the database without holding a turn up, and nothing is lost silently."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

from channels.event_sink import EVENTS_MOST, EventSink
from channels.turn_writer import TurnWriter
from shop import migrations
from shop.bootstrap import open_shop
from shop.domain.clock import FixedClock
from shop.domain.errors import Unavailable
from shop.domain.turn import Turn
from tests.channels.test_turn_events import action, said, user

AT = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)
ROOT = Path(__file__).parents[2]
TURN = Turn("d" * 64, AT, "web", "en", "greet", 0.9)


class Base:
    """A database that can be down, or refuse one kind of turn."""

    def __init__(self, *, up: bool = True, refuses: str = "") -> None:
        self.up = threading.Event()
        self.asked = threading.Semaphore(0)
        self.turns: list[Turn] = []
        self.refuses = refuses
        if up:
            self.up.set()

    def keep(self, turns: Sequence[Turn]) -> None:
        self.asked.release()
        if not self.up.is_set():
            raise Unavailable("down")
        if any(turn.intent == self.refuses for turn in turns):
            raise ValueError("no such row")
        self.turns += turns


def publish(sink: EventSink, sender: str, *events: dict[str, Any]) -> None:
    for event in (*events, action("action_listen")):
        sink.publish({"sender_id": sender, **event})


async def test_turns_of_several_conversations_are_told_apart() -> None:
    base = Base()
    sink = EventSink(TurnWriter(base.keep), FixedClock(AT), 0.45)
    sink.publish({"sender_id": "a", **user("hi", "greet")})
    publish(sink, "b", user("bye", "goodbye"), said("utter_goodbye"))
    publish(sink, "a", said("utter_greet"))
    await sink.close()
    assert [(turn.intent, turn.events) for turn in base.turns] == [
        ("goodbye", (("response", "utter_goodbye"),)),
        ("greet", (("response", "utter_greet"),)),
    ]
    assert sink.writer.kept == 2 and base.turns[0].at == AT


async def test_publishing_neither_waits_nor_raises(caplog: pytest.LogCaptureFixture) -> None:
    base = Base(up=False)
    sink = EventSink(TurnWriter(base.keep, first_wait_s=60), FixedClock(AT), 0.45)
    for _ in range(20):
        publish(sink, "a", user("hi", "greet"))  # would hang here
    sink.publish({"no sender": "jane@example.com"})
    assert "KeyError" in caplog.text and "jane" not in caplog.text
    base.up.set()
    await sink.close()


def test_a_database_that_was_down_gets_everything_in_order() -> None:
    base = Base(up=False)
    writer = TurnWriter(base.keep, first_wait_s=0.01)
    for number in range(300):
        writer.put(lambda number=number: Turn("d", AT, "web", "en", f"i{number}", 0.9))  # type: ignore[misc]
    for _ in range(3):
        assert base.asked.acquire(timeout=30)  # tried, and tried again
    assert writer.kept == 0
    base.up.set()
    writer.close(30)
    assert [turn.intent for turn in base.turns] == [f"i{number}" for number in range(300)]
    assert (writer.kept, writer.lost) == (300, 0)


def test_what_is_lost_is_counted_and_told(caplog: pytest.LogCaptureFixture) -> None:
    base = Base(up=False)
    writer = TurnWriter(base.keep, most=5, first_wait_s=60)
    writer.put(lambda: TURN)
    assert base.asked.acquire(timeout=30)  # the thread holds the first one
    for _ in range(8):
        writer.put(lambda: TURN)
    assert writer.lost == 3  # five wait
    writer.close(30)
    assert (writer.kept, writer.lost) == (0, 9)
    assert "turns are lost for the report" in caplog.text


def test_one_turn_that_is_refused_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    base = Base(refuses="bad")
    writer = TurnWriter(base.keep)

    def broken() -> Turn:
        raise KeyError("jane@example.com")

    for making in (
        lambda: TURN,
        lambda: Turn("d", AT, "web", "en", "bad", 0.9),
        broken,
        lambda: None,
        lambda: TURN,
    ):
        writer.put(making)
    writer.close(30)
    assert [turn.intent for turn in base.turns] == ["greet", "greet"]
    assert (writer.kept, writer.lost) == (2, 2)
    assert "jane" not in caplog.text


def test_a_turn_without_end_is_cut() -> None:
    base = Base()
    sink = EventSink(TurnWriter(base.keep), FixedClock(AT), 0.45)
    sink.publish({"sender_id": "a", **user("hi", "greet")})
    for _ in range(EVENTS_MOST):
        sink.publish({"sender_id": "a", **said("utter_x")})
    sink.writer.close(30)
    assert [len(turn.events) for turn in base.turns] == [EVENTS_MOST - 1]


@pytest.mark.parametrize("settings", [{"unsure_below": "much"}, {"unsure_below": 2}, {"url": "x", "db": "y"}])
async def test_wrong_settings_are_named(settings: dict[str, Any]) -> None:
    with pytest.raises(InvalidConfigException, match=r"endpoints\.yml"):
        await EventSink.from_endpoint_config(EndpointConfig(**settings))


async def test_rasa_makes_it_of_the_projects_endpoints(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By its class path, over the shop's database: what Rasa publishes can be read there."""
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("ACTIONS_PORT", "5055")  # the file wants them
    monkeypatch.setenv("XIAOER_ACTIONS_SECRET", "x" * 20)
    shop = open_shop(clock=FixedClock(AT))
    migrations.upgrade(shop.store.engine)
    broker = await EventBroker.create(read_endpoint_config(str(ROOT / "endpoints.yml"), "event_broker"))
    assert isinstance(broker, EventSink)
    publish(broker, "web-1", user("hi", "greet"), said("utter_greet"))
    with_it = broker.writer
    await broker.close()
    assert (with_it.kept, with_it.lost) == (1, 0)
    (kept,) = shop.turns.between(
        datetime(2000, 1, 1, tzinfo=timezone.utc), datetime(2999, 1, 1, tzinfo=timezone.utc)
    )
    assert kept.intent == "greet"
    shop.store.engine.dispose()


def test_a_stop_is_told_in_the_log_once(caplog: pytest.LogCaptureFixture) -> None:
    writer = TurnWriter(Base(up=False).keep, most=1, first_wait_s=60)
    with caplog.at_level(logging.ERROR):
        for _ in range(50):
            writer.put(lambda: TURN)
        writer.close(30)
    assert len([record for record in caplog.records if "are lost" in record.message]) == 1
