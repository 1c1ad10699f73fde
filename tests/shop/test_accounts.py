"""Customers' accounts on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from shop.audit import By
from shop.domain.clock import FixedClock
from shop.domain.errors import InvalidValue, NotFound, Refused
from shop.domain.membership import Membership
from shop.domain.order import Order
from shop.domain.ticket import Ticket
from shop.repository import audit_of
from shop.service.accounts import Accounts
from shop.service.tickets import Tickets
from shop.tables.journal import audit, outbox
from shop.unit_of_work import Store
from tests.shop.samples import customer, order, product, put

MakeBy = Callable[..., By]


@pytest.fixture
def accounts(store: Store) -> Accounts:
    bo = customer("CUS-2", name="Bo Chen", email="bo@example.com", phone="+8613800001298", addresses=())
    put(store, customer(), bo)
    return Accounts(store)


def mails(store: Store) -> list[tuple[str, str]]:
    with store.reading() as unit:
        return [(row.to, row.kind) for row in unit.session.execute(select(outbox))]


def test_an_edit_changes_what_is_given_and_leaves_an_audit(
    accounts: Accounts, store: Store, by: MakeBy
) -> None:
    changed = accounts.edit(
        "CUS-1", name="  Ann   Lee-Smith ", phone="(202) 555-0199", language="zh", by=by("k1")
    )
    assert (changed.name, changed.phone, changed.language) == ("Ann Lee-Smith", "+12025550199", "zh")
    assert changed.email == "ann@example.com" and changed.version == 2
    again = accounts.edit(
        "CUS-1", name="  Ann   Lee-Smith ", phone="(202) 555-0199", language="zh", by=by("k1")
    )
    assert again.version == 2
    with store.reading() as unit:
        row = audit_of(unit, "CUS-1")[-1]
    assert (row.action, row.key, row.before and row.before["name"]) == ("account.edit", "k1", "Ann Lee")


def test_a_new_email_takes_the_newsletter_along_and_warns_the_old_one(
    accounts: Accounts, store: Store, by: MakeBy
) -> None:
    accounts.subscribe("Ann@Example.com", by())
    accounts.edit("CUS-1", email="ann.lee@example.org", by=by())
    assert accounts.is_subscribed("ann.lee@example.org") and not accounts.is_subscribed("ann@example.com")
    assert mails(store) == [("ann@example.com", "email_changed")]


def test_edits_that_cannot_be(accounts: Accounts, by: MakeBy) -> None:
    with pytest.raises(Refused) as taken:
        accounts.edit("CUS-1", email="BO@example.com", by=by())
    assert taken.value.code == "email_taken"
    with pytest.raises(Refused) as same:
        accounts.edit("CUS-1", name="Ann Lee", by=by())
    assert same.value.code == "nothing_changed"
    for bad in ({"email": "no mail"}, {"phone": "12"}, {"name": " "}, {"language": "fr"}):
        with pytest.raises(InvalidValue):
            accounts.edit("CUS-1", **bad, by=by())
    with pytest.raises(NotFound):
        accounts.edit("CUS-9", name="Nobody", by=by())


def test_an_account_with_an_open_order_stays(
    accounts: Accounts, store: Store, clock: FixedClock, by: MakeBy
) -> None:
    put(store, product(), order(clock.now(), "shipped"))
    with pytest.raises(Refused) as refused:
        accounts.delete("CUS-1", by())
    assert refused.value.code == "open_orders" and refused.value.facts["orders"] == ["ORD-1042"]
    assert accounts.get("CUS-1").deleted_at is None


def test_a_deleted_account_leaves_books_but_nothing_personal(
    accounts: Accounts, store: Store, clock: FixedClock, by: MakeBy
) -> None:
    put(store, product(), order(clock.now(), "delivered"))
    accounts.subscribe("ann@example.com", by())
    accounts.edit("CUS-1", email="ann.lee@example.org", by=by())
    accounts.subscribe("ann.lee@example.org", by())
    Tickets(store).open(
        "complaint", "Ann Lee of 12 Elm Street is angry", "web-1", "en", by(), order_id="ORD-1042"
    )
    gone = accounts.delete("CUS-1", by("bye"))
    assert gone.deleted_at == clock.now() and gone.addresses == () and not gone.newsletter
    with store.reading() as unit:
        kept = unit.get(Order, "ORD-1042")
        told = [plain for row in unit.session.execute(select(audit)) for plain in (row.before, row.after)]
        letters = unit.session.execute(select(outbox)).all()
        ticket = unit.read(select(Ticket))[0]
    assert kept.total.amount == 46 and kept.lines[0].name == "Shirt"
    everything = json.dumps(told, ensure_ascii=False)
    for personal in ("Ann Lee", "ann@example.com", "ann.lee@example.org", "12 Elm Street", "+12025550143"):
        assert personal not in everything
        assert personal not in str((vars(kept), kept.shipping_address, ticket.summary))
    assert "Shirt" in everything and letters == []
    assert not accounts.is_subscribed("ann.lee@example.org")
    assert accounts.delete("CUS-1", by("bye")).version == gone.version
    with pytest.raises(Refused) as refused:
        accounts.delete("CUS-1", by())
    assert refused.value.code == "account_deleted"


def test_the_newsletter_by_email_with_or_without_an_account(accounts: Accounts, by: MakeBy) -> None:
    accounts.subscribe("ann@example.com", by())
    accounts.subscribe("stranger@example.net", by())
    accounts.subscribe("stranger@example.net", by())
    assert accounts.is_subscribed("ANN@example.com") and accounts.get("CUS-1").newsletter
    accounts.unsubscribe("ann@example.com", by())
    assert not accounts.is_subscribed("ann@example.com") and not accounts.get("CUS-1").newsletter
    assert accounts.is_subscribed("stranger@example.net")
    accounts.unsubscribe("never@example.net", by())
    with pytest.raises(InvalidValue):
        accounts.subscribe("nonsense", by())


def test_the_way_to_the_next_level(accounts: Accounts, store: Store) -> None:
    put(store, customer("CUS-3", email="c@example.com", level="gold", points=5300),
        customer("CUS-4", email="d@example.com", level="platinum", points=90000))  # fmt: skip
    assert accounts.membership("CUS-3") == Membership("gold", 5300, "platinum", 14700)
    assert accounts.membership("CUS-4") == Membership("platinum", 90000, None, None)
