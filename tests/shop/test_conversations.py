"""Conversations and their messages, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.errors import InvalidValue, NotFound
from shop.records import audit_record
from shop.unit_of_work import Store
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, order, product, put

MakeBy = Callable[..., By]


@pytest.fixture
def talk(shop: Shop) -> str:
    return shop.conversations.open("web-1", "web", "en").id


def test_opening_again_changes_nothing(shop: Shop, talk: str) -> None:
    again = shop.conversations.open(talk, "slack", "zh", address={"team": "T1"})
    assert (again.channel, again.language, again.address, again.holder) == ("web", "en", {}, "assistant")


def test_an_address_and_a_customer_are_kept(shop: Shop, store: Store) -> None:
    put(store, customer())
    shop.conversations.open("slack-1", "slack", "zh", customer_id="CUS-1", address={"channel": "C1"})
    found = shop.conversations.get("slack-1")
    assert (found.customer_id, found.address) == ("CUS-1", {"channel": "C1"})
    with pytest.raises(NotFound):
        shop.conversations.open("slack-2", "slack", "zh", customer_id="CUS-404")
    with pytest.raises(NotFound):
        shop.conversations.get("slack-2")


@pytest.mark.parametrize(
    ("id", "channel", "language"),
    [
        ("", "web", "en"),
        ("x" * 61, "web", "en"),
        ("a\0b", "web", "en"),
        ("a", "fax", "en"),
        ("a", "web", "fr"),
    ],
)
def test_what_cannot_be_a_conversation(shop: Shop, id: str, channel: str, language: str) -> None:
    with pytest.raises(InvalidValue):
        shop.conversations.open(id, channel, language)


def test_messages_are_numbered_within_their_conversation(shop: Shop, talk: str) -> None:
    shop.conversations.open("web-2", "web", "zh")
    append, since = shop.conversations.append, shop.conversations.since
    assert [append(talk, "customer", {"text": "hi"}), append(talk, "assistant", {"text": "你好"})] == [1, 2]
    assert append("web-2", "customer", {"text": "other"}) == 1
    assert [(m.seq, m.author, m.body["text"]) for m in since(talk, 0)] == [
        (1, "customer", "hi"), (2, "assistant", "你好"),
    ]  # fmt: skip
    assert [m.seq for m in since(talk, 1)] == [2]
    assert since(talk, 2) == []
    assert [m.seq for m in since(talk, 0, limit=1)] == [1]


def test_history_is_read_backwards_page_by_page(shop: Shop, talk: str) -> None:
    for number in range(5):
        shop.conversations.append(talk, "customer", {"text": str(number)})
    before = shop.conversations.before
    assert [m.seq for m in before(talk, limit=2)] == [4, 5]
    assert [m.seq for m in before(talk, 4, limit=2)] == [2, 3]
    assert before(talk, 1) == []


def test_a_client_id_counts_once_in_its_conversation(shop: Shop, talk: str) -> None:
    shop.conversations.open("web-2", "web", "en")
    first = shop.conversations.post(talk, "customer", {"text": "once"}, "c1")
    again = shop.conversations.post(talk, "customer", {"text": "once, changed"}, "c1")
    assert (first.is_new, again.is_new, again.seq) == (True, False, first.seq)
    assert [m.body["text"] for m in shop.conversations.since(talk, 0)] == ["once"]
    assert shop.conversations.post("web-2", "customer", {"text": "x"}, "c1").is_new
    with pytest.raises(InvalidValue):
        shop.conversations.post(talk, "customer", {"text": "x"}, "c" * 65)


def test_messages_sent_at_once_get_numbers_without_a_gap(shop: Shop, talk: str) -> None:
    def send(name: int) -> None:
        for number in range(5):
            shop.conversations.append(talk, "customer", {"text": "x"}, f"{name}-{number}")

    threads = [threading.Thread(target=send, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [m.seq for m in shop.conversations.since(talk, 0)] == list(range(1, 21))


def test_nothing_is_said_in_a_conversation_that_is_not(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.conversations.append("web-404", "customer", {"text": "x"})
    with pytest.raises(NotFound):
        shop.conversations.speak("web-404", "zh")


def test_who_holds_the_conversation_is_audited(shop: Shop, talk: str, by: MakeBy) -> None:
    assert shop.conversations.holder(talk) == "assistant"
    shop.conversations.hold(talk, "person", by("take-1", actor="staff:mia", channel="desk"))
    shop.conversations.hold(talk, "person", by("take-1", actor="staff:mia", channel="desk"))
    assert shop.conversations.holder(talk) == "person"
    (row,) = audit_record(shop, talk)
    assert (row["actor"], row["before"]["holder"], row["after"]["holder"]) == (
        "staff:mia",
        "assistant",
        "person",
    )
    with pytest.raises(InvalidValue):
        shop.conversations.hold(talk, "nobody", by())


def test_what_waits_for_delivery_is_found_until_it_is_delivered(shop: Shop, talk: str) -> None:
    shop.conversations.open("slack-1", "slack", "en")
    for id in (talk, "slack-1"):
        shop.conversations.append(id, "person", {"text": "hello"})
    assert shop.conversations.undelivered(("web",)) == [talk]
    shop.conversations.delivered(talk, 9)  # beyond the end: a mistake, and of no effect
    assert shop.conversations.undelivered(("web",)) != []
    shop.conversations.delivered(talk, 1)
    assert shop.conversations.undelivered(("web",)) == []
    shop.conversations.append(talk, "person", {"text": "again"})
    shop.conversations.delivered(talk, 1)
    assert shop.conversations.undelivered(("web", "rest")) == [talk]
    state = shop.conversations.state(talk)
    assert (state.last_seq, state.delivered_seq) == (2, 1)


def test_ended_sessions_count_up(shop: Shop, talk: str) -> None:
    assert shop.conversations.watched([talk, "web-404"]) == {talk: ("assistant", 1)}
    assert shop.conversations.end_sessions(talk) == 2
    assert shop.conversations.watched([talk]) == {talk: ("assistant", 2)}


def test_what_was_seen_never_goes_back(shop: Shop, talk: str) -> None:
    for _ in range(3):
        shop.conversations.append(talk, "assistant", {"text": "x"})
    shop.conversations.seen(talk, 2)
    shop.conversations.seen(talk, 1)
    assert shop.conversations.state(talk).seen_seq == 2


def test_old_words_are_forgotten(shop: Shop, talk: str) -> None:
    shop.conversations.append(talk, "customer", {"text": "x"})
    assert shop.conversations.forget_before(TODAY - timedelta(days=1)) == 0
    assert shop.conversations.forget_before(TODAY + timedelta(days=1)) == 1
    assert shop.conversations.since(talk, 0) == []
    assert shop.conversations.append(talk, "customer", {"text": "y"}) == 2


def test_a_login_of_the_shop_opens_the_customers_orders_and_no_others(
    shop: Shop, store: Store, talk: str
) -> None:
    bo = customer("CUS-2", email="bo@example.com")
    put(store, customer(), bo, product())
    put(store, order(TODAY), order(TODAY, id="ORD-2", customer_id="CUS-2", email="bo@example.com"))
    assert not shop.access.is_open(talk, "ORD-1042")
    assert shop.access.sign_in(talk, "CUS-1").customer_id == "CUS-1"
    assert (shop.access.is_open(talk, "ORD-1042"), shop.access.is_open(talk, "ORD-2")) == (True, False)
    assert shop.access.identity("web-2") is None
    shop.access.sign_out(talk)
    assert shop.access.identity(talk) is None and not shop.access.is_open(talk, "ORD-1042")
    with pytest.raises(NotFound):
        shop.access.sign_in(talk, "CUS-404")
    with pytest.raises(NotFound):
        shop.access.sign_in(talk, "CUS-\0")


def test_a_deleted_customer_takes_what_was_said_along(
    shop: Shop, store: Store, by: MakeBy, talk: str
) -> None:
    put(store, customer(), product(), order(TODAY, status="delivered"))
    shop.conversations.open("web-mine", "web", "en", customer_id="CUS-1")
    shop.conversations.open("slack-other", "slack", "en")
    shop.access.grant_order(talk, "ORD-1042")
    for id in (talk, "web-mine", "slack-other"):
        shop.conversations.append(id, "customer", {"text": "I live in Elm Street 3"})
    shop.accounts.delete("CUS-1", by())
    left = [shop.conversations.since(id, 0) for id in (talk, "web-mine", "slack-other")]
    assert [len(each) for each in left] == [0, 0, 1]
