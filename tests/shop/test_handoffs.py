"""Hand-offs, the desk, staff and feedback on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.audit import By
from shop.bootstrap import Shop, handoff_rules_from_environment
from shop.domain.clock import FixedClock
from shop.domain.errors import InvalidValue, NotAllowed, NotFound
from shop.domain.handoff import HandoffRules, Situation
from shop.domain.staff import Staff
from shop.records import audit_record
from shop.service.tickets import NewTicket
from shop.unit_of_work import Store
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, order, product, put

MakeBy = Callable[..., By]
PASSWORD = "correct horse battery"
SITUATION = Situation(
    "asked_for_person",
    "human_agent",
    "return_item",
    "reason",
    {"size": "42", "addr": "路 1"},
    ("ORD-1042",),
    2,
    "人呢",
)


@pytest.fixture
def mia(shop: Shop, by: MakeBy) -> Staff:
    return shop.staff.add("mia", PASSWORD, "agent", by())


def call(shop: Shop, by: MakeBy, conversation: str = "web-1", **more: str) -> str:
    shop.conversations.open(conversation, "web", "zh")
    new = NewTicket("question", "reason", conversation, "zh", **more)
    return shop.handoffs.open(new, SITUATION, by()).id


def test_what_is_passed_on_comes_back_as_it_was(shop: Shop, by: MakeBy) -> None:
    ticket_id = call(shop, by)
    handoff = shop.handoffs.get(ticket_id)
    assert handoff.situation == SITUATION and handoff.opened_at == TODAY
    assert shop.handoffs.running("web-1") == handoff
    assert shop.conversations.holder("web-1") == "waiting"
    with pytest.raises(NotFound):
        shop.handoffs.get("TKT-404")
    with pytest.raises(InvalidValue):
        NewTicket("question", "reason", "web-1", "fr")


def test_more_is_told_onto_a_ticket(shop: Shop, store: Store, by: MakeBy) -> None:
    put(store, customer(), product(), order(TODAY, "paid", "ORD-1042"))
    ticket_id = call(shop, by)
    shop.handoffs.add_words(ticket_id, "it was on Monday", by())
    shop.handoffs.add_words(ticket_id, "", by(), "ORD-1042")
    ticket, situation = shop.tickets.get(ticket_id), shop.handoffs.get(ticket_id).situation
    assert ticket.summary == "reason\nadded: it was on Monday" and ticket.order_id == "ORD-1042"
    assert (situation.said, situation.last_message) == (("人呢",), "it was on Monday")
    assert situation.orders == ("ORD-1042",)


def test_the_same_call_counts_once(shop: Shop, by: MakeBy) -> None:
    shop.conversations.open("web-1", "web", "en")
    new = NewTicket("question", "reason", "web-1", "en")
    made = [shop.handoffs.open(new, SITUATION, by("once")).id for _ in range(2)]
    assert made == ["TKT-1", "TKT-1"] and len(shop.desk.queue()) == 1


def test_of_many_at_once_one_takes_it(shop: Shop, by: MakeBy) -> None:
    people = [shop.staff.add(f"mia{n}", PASSWORD, "agent", by()) for n in range(3)]
    ticket_id = call(shop, by)
    version = shop.tickets.get(ticket_id).version
    outcomes: list[str] = []

    def take(person: Staff) -> None:
        try:
            shop.desk.take(ticket_id, version, person, f"once-{person.id}")
            outcomes.append("got it")
        except NotAllowed as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["got it", "taken", "taken"]


def test_an_event_is_claimed_by_one_server(shop: Shop, by: MakeBy, clock: FixedClock) -> None:
    ticket_id = call(shop, by)
    clock.move(timedelta(minutes=6))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.extend(due.ticket_id for due in shop.handoffs.claim_due()))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [ticket_id]
    clock.move(timedelta(minutes=2))
    assert [due.ticket_id for due in shop.handoffs.claim_due()] == [ticket_id]  # nobody has told it
    shop.handoffs.told(ticket_id)
    clock.move(timedelta(minutes=2))
    assert shop.handoffs.claim_due() == []


def test_closing_is_told_and_audited(shop: Shop, by: MakeBy, mia: Staff) -> None:
    ticket_id = call(shop, by)
    shop.desk.take(ticket_id, shop.tickets.get(ticket_id).version, mia, "a")
    shop.desk.close(ticket_id, mia, "done", "b")
    (due,) = shop.handoffs.claim_due()
    assert (due.event, due.channel, due.language) == ("closed", "web", "zh")
    assert [row["action"] for row in audit_record(shop, ticket_id)] == [
        "handoff.open",
        "ticket.take",
        "ticket.close",
    ]
    assert [row["after"]["holder"] for row in audit_record(shop, "web-1")] == [
        "waiting",
        "person",
        "assistant",
    ]
    with pytest.raises(NotAllowed):
        shop.desk.reply(ticket_id, mia, "too late", "c")


def test_the_customers_orders_may_be_touched_and_no_others(
    shop: Shop, store: Store, by: MakeBy, mia: Staff
) -> None:
    put(store, customer(), customer("CUS-2", email="bo@example.com"), product())
    put(store, order(TODAY, "paid", "ORD-1"))
    foreign = order(TODAY, "paid", "ORD-2")
    foreign.customer_id = "CUS-2"
    put(store, foreign)
    ticket_id = call(shop, by, customer_id="CUS-1")
    shop.desk.take(ticket_id, shop.tickets.get(ticket_id).version, mia, "a")
    assert [each.id for each in shop.desk.dossier(ticket_id).orders] == ["ORD-1"]
    shop.desk.cancel_order(ticket_id, "ORD-1", "asked", mia, "b")
    with pytest.raises(NotAllowed) as refused:
        shop.desk.cancel_order(ticket_id, "ORD-2", "asked", mia, "c")
    assert refused.value.code == "not_concerned" and shop.orders.get("ORD-2").status == "paid"


def test_feedback_is_of_its_conversation_only(shop: Shop, by: MakeBy) -> None:
    asked = shop.feedback.ask("web-1", "track_order", "en", by())
    assert not shop.feedback.may_ask("web-1") and shop.feedback.may_ask("web-2")
    with pytest.raises(NotFound):
        shop.feedback.rate(asked.id, "web-2", 5, by())
    for wrong in (0, 6, True):
        with pytest.raises(InvalidValue):
            shop.feedback.rate(asked.id, "web-1", wrong, by())
    assert shop.feedback.latest() == []
    shop.feedback.rate(asked.id, "web-1", 2, by())
    shop.feedback.say(asked.id, "web-1", "slow\x07 " + "x" * 2000, by())
    (kept,) = shop.feedback.latest()
    assert (kept.rating, kept.text[:6], len(kept.text)) == (2, "slow x", 999)


def test_a_closed_account_takes_its_words_along(shop: Shop, store: Store, by: MakeBy) -> None:
    put(store, customer(), product())
    put(store, order(TODAY, "delivered", "ORD-1042"))
    ticket_id = call(shop, by, customer_id="CUS-1")
    asked = shop.feedback.ask("web-1", "track_order", "zh", by(), "ORD-1042")
    shop.feedback.say(asked.id, "web-1", "我叫安", by())
    shop.accounts.delete("CUS-1", by())
    with pytest.raises(NotFound):
        shop.handoffs.get(ticket_id)
    (kept,) = shop.feedback.latest()
    assert (kept.text, kept.conversation) == ("deleted", "deleted")
    assert "我叫安" not in str(audit_record(shop, asked.id))


def test_sessions_are_swept_out(shop: Shop, mia: Staff, clock: FixedClock) -> None:
    old, _ = shop.staff.begin_session(mia.id)
    clock.move(timedelta(days=1))
    new, session = shop.staff.begin_session(mia.id)
    assert shop.staff.session(old) is None
    found = shop.staff.session(new)
    assert found is not None and (found.staff.login, found.csrf) == ("mia", session.csrf)


@pytest.mark.parametrize(
    ("name", "text"),
    [("AFTER_MISSES", "1"), ("AFTER_MISSES", "many"), ("NEGATIVE_FROM", "0"), ("PATIENCE_MINUTES", "-1")],
)
def test_rules_that_cannot_be(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    assert handoff_rules_from_environment() == HandoffRules()
    monkeypatch.setenv(f"XIAOER_HANDOFF_{name}", text)
    with pytest.raises(ValueError, match="expected"):
        handoff_rules_from_environment()
