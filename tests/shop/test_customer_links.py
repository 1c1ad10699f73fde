"""Messenger accounts linked by a mailed code, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.clock import FixedClock
from shop.domain.errors import AccessLocked, CodeFailed, InvalidValue
from shop.records import audit_record, outbox_rows
from shop.unit_of_work import Store
from tests.shop.samples import customer, put

MakeBy = Callable[..., By]
ACCOUNT = "T1:U1"


@pytest.fixture(autouse=True)
def _customers(store: Store) -> None:
    put(store, customer(), customer("CUS-2", name="Bo", email="bo@example.com", language="zh"))


def mailed(shop: Shop) -> tuple[str, str]:
    """The code in the newest mail, and the mail's text."""
    body = outbox_rows(shop)[-1]["body"]
    found = re.search(r"\d{6}", body)
    assert found
    return found.group(), body


def link(shop: Shop, by: MakeBy, email: str = "ann@example.com", account: str = ACCOUNT) -> str | None:
    shop.links.request("slack", account, email)
    made = shop.links.confirm("slack", account, mailed(shop)[0], by())
    return made.customer_id if made else None


def test_a_code_links_the_account_to_its_customer(shop: Shop, by: MakeBy) -> None:
    assert shop.links.linked("slack", ACCOUNT) is None
    assert link(shop, by) == "CUS-1"
    found = shop.links.linked("slack", ACCOUNT)
    assert found is not None and (found.customer_id, found.account) == ("CUS-1", ACCOUNT)
    assert shop.links.linked("slack", "T1:U2") is None
    assert shop.links.linked("web", ACCOUNT) is None
    assert [row["action"] for row in audit_record(shop, found.id)] == ["link.confirm"]


def test_the_mail_says_what_the_code_does(shop: Shop) -> None:
    shop.links.request("slack", ACCOUNT, "ann@example.com")
    assert "Slack account" in mailed(shop)[1]
    shop.links.request("slack", "T1:U2", "bo@example.com")
    assert "Slack 账号" in mailed(shop)[1]
    shop.access.request_code("web-1", "ann@example.com")
    assert "Slack" not in mailed(shop)[1]


def test_an_address_without_an_account_gets_a_mail_and_no_link(shop: Shop, by: MakeBy) -> None:
    assert link(shop, by, "nobody@example.com") is None
    assert shop.links.linked("slack", ACCOUNT) is None


def test_a_code_counts_for_its_own_account_once_and_not_for_long(
    shop: Shop, by: MakeBy, clock: FixedClock
) -> None:
    shop.links.request("slack", ACCOUNT, "ann@example.com")
    code = mailed(shop)[0]
    with pytest.raises(CodeFailed):
        shop.links.confirm("slack", "T1:U2", code, by())
    with pytest.raises(CodeFailed):
        shop.access.verify_code(ACCOUNT, code)  # nor does it open a conversation
    assert shop.links.confirm("slack", ACCOUNT, code, by()) is not None
    with pytest.raises(CodeFailed):
        shop.links.confirm("slack", ACCOUNT, code, by())
    shop.links.request("slack", ACCOUNT, "ann@example.com")
    code = mailed(shop)[0]
    clock.move(timedelta(minutes=11))
    with pytest.raises(CodeFailed):
        shop.links.confirm("slack", ACCOUNT, code, by())


def test_guessing_is_stopped(shop: Shop, by: MakeBy) -> None:
    shop.links.request("slack", ACCOUNT, "ann@example.com")
    code = mailed(shop)[0]
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(4):
        with pytest.raises(CodeFailed):
            shop.links.confirm("slack", ACCOUNT, wrong, by())
    for guess in (wrong, code):
        with pytest.raises(AccessLocked):
            shop.links.confirm("slack", ACCOUNT, guess, by())


def test_nobody_is_flooded_with_mails(shop: Shop) -> None:
    for number in range(3):
        shop.links.request("slack", f"T1:U{number}", "ann@example.com")
    with pytest.raises(AccessLocked):
        shop.links.request("slack", "T1:U9", "ann@example.com")
    with pytest.raises(InvalidValue):
        shop.links.request("slack", ACCOUNT, "no address")


def test_an_account_has_one_link_at_a_time_and_each_has_its_own_id(shop: Shop, by: MakeBy) -> None:
    link(shop, by)
    first = shop.links.linked("slack", ACCOUNT)
    assert link(shop, by, "bo@example.com") == "CUS-2"
    second = shop.links.linked("slack", ACCOUNT)
    assert first and second and first.id != second.id
    ended = shop.links.unlink("slack", ACCOUNT, by())
    assert ended is not None and ended.id == second.id
    assert shop.links.linked("slack", ACCOUNT) is None
    assert shop.links.unlink("slack", ACCOUNT, by()) is None


def test_a_deleted_customer_is_linked_no_more(shop: Shop, by: MakeBy) -> None:
    link(shop, by)
    found = shop.links.linked("slack", ACCOUNT)
    assert found is not None
    shop.accounts.delete("CUS-1", by())
    assert shop.links.linked("slack", ACCOUNT) is None
    assert ACCOUNT not in str(audit_record(shop, found.id))
