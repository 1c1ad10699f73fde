"""What comes in from Slack is kept once, worked off in order, by one worker, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from shop.arrivals import KEPT, SENDING, WORK, Arrivals, Sendings
from shop.bootstrap import Shop
from shop.domain.clock import FixedClock
from shop.unit_of_work import Store


@pytest.fixture
def arrivals(store: Store) -> Arrivals:
    return Arrivals(store)


def test_the_same_thing_is_kept_once(arrivals: Arrivals, store: Store) -> None:
    assert arrivals.keep("event:1", "a", {"text": "hi"}, "C1:1.0")
    assert not arrivals.keep("event:1", "a", {"text": "hi"})
    assert not Arrivals(store).keep(
        "event:2", "a", {"text": "hi"}, "C1:1.0"
    )  # another event, the same message
    assert arrivals.keep("event:3", "a", {"text": "hi"}, "C1:2.0")


def test_many_workers_keep_one(arrivals: Arrivals) -> None:
    kept: list[bool] = []
    threads = [
        threading.Thread(target=lambda: kept.append(arrivals.keep("event:1", "a", {}))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == [False] * 5 + [True]


def test_a_lane_is_worked_off_in_order(arrivals: Arrivals) -> None:
    for number in (1, 2):
        arrivals.keep(f"event:{number}", "a", {"n": number})
    arrivals.keep("event:3", "b", {"n": 3})
    first, other = arrivals.claim("w1"), arrivals.claim("w2")
    assert first and other and (first.body["n"], other.body["n"]) == (1, 3)
    assert arrivals.claim("w2") is None  # the second waits for the first
    arrivals.finish(first.id)
    second = arrivals.claim("w2")
    assert second and second.body["n"] == 2


def test_workers_never_share_one(arrivals: Arrivals) -> None:
    for number in range(12):
        arrivals.keep(f"event:{number}", f"lane {number}", {"n": number})
    found: list[int] = []

    def work(worker: str) -> None:
        while (arrival := arrivals.claim(worker)) is not None:
            found.append(arrival.id)
            arrivals.finish(arrival.id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rest = []
    while (arrival := arrivals.claim("last")) is not None:
        rest.append(arrival.id)
    assert len(found + rest) == len({*found, *rest}) == 12


def test_what_a_worker_left_half_done_is_lost_once(arrivals: Arrivals, clock: FixedClock) -> None:
    arrivals.keep("event:1", "a", {"n": 1})
    arrivals.keep("event:2", "a", {"n": 2})
    assert arrivals.claim("ended")
    assert arrivals.lost() == []
    clock.move(WORK + timedelta(seconds=1))
    assert [each.body["n"] for each in arrivals.lost()] == [1]
    assert arrivals.lost() == []
    following = arrivals.claim("w1")
    assert following and following.body["n"] == 2
    assert not arrivals.keep("event:1", "a", {"n": 1})  # still known


def test_what_waits_survives_and_what_is_done_is_forgotten(arrivals: Arrivals, clock: FixedClock) -> None:
    arrivals.keep("event:1", "a", {"n": 1})
    done = arrivals.claim("w1")
    assert done
    arrivals.finish(done.id)
    arrivals.keep("event:2", "a", {"n": 2})
    clock.move(KEPT + timedelta(seconds=1))
    arrivals.forget_old()
    assert arrivals.keep("event:1", "b", {"n": 1})
    waiting = arrivals.claim("w1")
    assert waiting and waiting.body["n"] == 2


def test_the_thread_of_what_was_said_last(arrivals: Arrivals) -> None:
    for number, (seq, thread) in enumerate([(1, None), (4, "9.9")]):
        arrivals.keep(f"event:{number}", "a", {})
        claimed = arrivals.claim("w")
        assert claimed
        arrivals.tell(claimed.id, "slack-1", seq, thread)
        arrivals.finish(claimed.id)
    assert arrivals.thread_before("slack-1", 1) is None
    assert arrivals.thread_before("slack-1", 3) == (None,)
    assert arrivals.thread_before("slack-1", 5) == ("9.9",)


def test_one_worker_sends_at_a_time(store: Store, shop: Shop, clock: FixedClock) -> None:
    shop.conversations.open("slack-1", "slack", "en")
    sendings = Sendings(store)
    assert sendings.claim("slack-1", "w1") and sendings.claim("slack-1", "w1")
    assert not sendings.claim("slack-1", "w2")
    sendings.release("slack-1", "w2")  # not w2's to give
    assert not sendings.claim("slack-1", "w2")
    clock.move(SENDING + timedelta(seconds=1))
    assert sendings.claim("slack-1", "w2") and not sendings.claim("slack-1", "w1")
    sendings.release("slack-1", "w2")
    assert sendings.claim("slack-1", "w1")
