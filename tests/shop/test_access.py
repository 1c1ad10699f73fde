"""Proofs and codes: what opens, for how long, and what wrong tries cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.bootstrap import Shop
from shop.domain.access import AccessRules, Code, Guard, Identity, new_code, proof_fits
from shop.domain.clock import FixedClock
from shop.domain.errors import AccessLocked, CodeFailed, InvalidValue, ProofFailed
from shop.tables.access import codes, grants, guards, identities
from shop.tables.journal import outbox
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, order, product, put

RULES = AccessRules()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    put(shop.store, customer(), product(), order(TODAY), order(TODAY, id="ORD-7"))
    return shop


def last_code(shop: Shop) -> str:
    with shop.store.reading() as unit:
        body = unit.session.execute(select(outbox.c.body).order_by(outbox.c.id.desc()).limit(1)).scalar_one()
    found = re.search(r"\d{6}", body)
    assert found
    return found.group()


@pytest.mark.parametrize(
    "proof",
    [
        "ann@example.com",
        " ANN@Example.com ",
        "0143",
        "０１４３",
        "+1 (202) 555-0143",
        "2025550143",
        "12025550143",
    ],
)
def test_the_orders_email_phone_or_last_digits_open_it(proof: str) -> None:
    assert proof_fits(order(TODAY), proof)


@pytest.mark.parametrize(
    "proof", ["", "0144", "143", "bo@example.com", "+", "' OR 1=1 --", "12 Elm Street", "x" * 10000]
)
def test_anything_else_does_not(proof: str) -> None:
    assert not proof_fits(order(TODAY), proof)
    assert not proof_fits(None, proof)
    assert not proof_fits(order(TODAY, phone=""), proof)


def test_a_phone_in_an_old_form_still_opens_its_order() -> None:
    assert proof_fits(order(TODAY, phone="555-0143"), "0143")
    assert not proof_fits(order(TODAY, phone="555-0143"), "9999")


def test_a_proof_opens_one_order_for_half_an_hour(stocked: Shop, clock: FixedClock) -> None:
    stocked.access.prove_order("chat", "ord-1042", "0143")
    assert stocked.access.is_open("chat", "ORD-1042")
    assert not stocked.access.is_open("chat", "ORD-7")
    assert not stocked.access.is_open("other", "ORD-1042")
    clock.move(10 * MINUTE)
    stocked.access.prove_order("chat", "ORD-7", "ann@example.com")
    assert stocked.access.open_orders("chat") == ["ORD-7", "ORD-1042"]
    clock.move(21 * MINUTE)
    assert stocked.access.open_orders("chat") == ["ORD-7"]
    assert not stocked.access.is_open("chat", "ORD-1042")
    stocked.access.grant_order("chat", "ORD-1042")
    assert stocked.access.open_orders("chat") == ["ORD-1042", "ORD-7"]


def test_a_stranger_learns_nothing(stocked: Shop) -> None:
    with pytest.raises(ProofFailed) as known:
        stocked.access.prove_order("one", "ORD-1042", "9999")
    with pytest.raises(ProofFailed) as unknown:
        stocked.access.prove_order("two", "ORD-9999", "9999")
    assert str(known.value) == str(unknown.value)
    assert known.value.attempts_left == unknown.value.attempts_left == 4


@pytest.mark.parametrize("order_id", ["ORD-1042", "ORD-9999", "", "' OR 1=1 --", "x" * 10000])
def test_five_wrong_tries_lock_the_conversation(stocked: Shop, clock: FixedClock, order_id: str) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(ProofFailed) as failed:
            stocked.access.prove_order("chat", order_id, "9999")
        assert failed.value.attempts_left == left
    with pytest.raises(AccessLocked) as locked:
        stocked.access.prove_order("chat", order_id, "9999")
    assert locked.value.until == TODAY + 15 * MINUTE
    with pytest.raises(AccessLocked):
        stocked.access.prove_order("chat", "ORD-1042", "0143")
    with pytest.raises(AccessLocked):
        stocked.access.request_code("chat", "ann@example.com")
    stocked.access.prove_order("another", "ORD-1042", "0143")
    clock.move(15 * MINUTE)
    stocked.access.prove_order("chat", "ORD-1042", "0143")


def test_a_right_try_between_does_not_start_the_count_afresh(stocked: Shop) -> None:
    for _ in range(4):
        with pytest.raises(ProofFailed):
            stocked.access.prove_order("chat", "ORD-7", "9999")
        stocked.access.prove_order("chat", "ORD-1042", "0143")
    with pytest.raises(AccessLocked):
        stocked.access.prove_order("chat", "ORD-7", "9999")


@pytest.mark.parametrize("order_id", ["ORD-7", "ORD-9999"])
def test_tries_that_nobody_asked_for_cost_none_of_the_customers_and_are_few(
    stocked: Shop, order_id: str
) -> None:
    assert [stocked.access.try_order("chat", order_id, "9999") for _ in range(3)] == [False] * 3
    assert not stocked.access.try_order("chat", "ORD-1042", "0143")  # they are used up
    with pytest.raises(ProofFailed) as failed:
        stocked.access.prove_order("chat", order_id, "9999")
    assert failed.value.attempts_left == 4
    assert stocked.access.try_order("another", "ORD-1042", "0143")
    assert stocked.access.is_open("another", "ORD-1042")


def test_nothing_is_tried_where_the_customers_own_tries_are_used_up(stocked: Shop) -> None:
    for _ in range(5):
        with pytest.raises((ProofFailed, AccessLocked)):
            stocked.access.prove_order("chat", "ORD-7", "9999")
    assert not stocked.access.try_order("chat", "ORD-1042", "0143")


def test_tries_that_nobody_asked_for_slow_an_order_down_like_others(stocked: Shop) -> None:
    for number in range(10):
        stocked.access.try_order(f"chat-{number}", "ORD-1042", "9999")
    with pytest.raises(AccessLocked):
        stocked.access.prove_order("right", "ORD-1042", "0143")


@pytest.mark.parametrize("order_id", ["ORD-1042", "ORD-9999"])
def test_wrong_tries_on_one_order_from_many_conversations_slow_down(
    stocked: Shop, clock: FixedClock, order_id: str
) -> None:
    for number in range(9):
        with pytest.raises(ProofFailed):
            stocked.access.prove_order(f"chat-{number}", order_id, "9999")
    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        with pytest.raises(ProofFailed):
            stocked.access.prove_order(f"slow-{clock.now()}", order_id, "9999")
        with pytest.raises(AccessLocked) as locked:
            stocked.access.prove_order("right", order_id, "0143")
        assert locked.value.until == clock.now() + wait * MINUTE
        clock.move(wait * MINUTE)
    if order_id == "ORD-1042":
        stocked.access.prove_order("right", order_id, "0143")
    stocked.access.prove_order("right", "ORD-7", "0143")


def test_a_calm_day_forgives() -> None:
    guard = Guard("order:x")
    for _ in range(11):
        guard = guard.after_wrong_order(TODAY, RULES)
    assert guard.wait_minutes == 2
    later = guard.after_wrong_order(TODAY + timedelta(hours=23), RULES)
    assert later.wait_minutes == 4
    calm = guard.after_wrong_order(TODAY + timedelta(hours=25), RULES)
    assert (calm.wait_minutes, calm.locked_until) == (0, None)


def test_a_code_proves_who_one_is(stocked: Shop, clock: FixedClock) -> None:
    stocked.access.request_code("chat", "Ann@Example.com")
    assert stocked.access.identity("chat") is None
    found = stocked.access.verify_code("chat", last_code(stocked))
    assert found == Identity("ann@example.com", "CUS-1") == stocked.access.identity("chat")
    assert stocked.access.is_open("chat", "ORD-1042"), "the identity's own order"
    assert not stocked.access.is_open("chat", "ORD-9999")
    with pytest.raises(CodeFailed):
        stocked.access.verify_code("chat", last_code(stocked))
    clock.move(31 * MINUTE)
    assert stocked.access.identity("chat") is None
    assert not stocked.access.is_open("chat", "ORD-1042")


def test_another_customers_order_stays_closed(stocked: Shop) -> None:
    put(stocked.store, customer("CUS-2", email="bo@example.com"))
    put(stocked.store, order(TODAY, id="ORD-8", customer_id=None, email="bo@example.com"))
    stocked.access.request_code("chat", "bo@example.com")
    stocked.access.verify_code("chat", last_code(stocked))
    assert not stocked.access.is_open("chat", "ORD-1042")
    assert stocked.access.is_open("chat", "ORD-8"), "a guest's order belongs to its e-mail"


def test_the_mail_tells_when_there_is_no_account(stocked: Shop) -> None:
    stocked.access.request_code("chat", "nobody@example.com")
    with stocked.store.reading() as unit:
        body = unit.session.execute(select(outbox.c.body)).scalar_one()
    assert "no account" in body and "没有注册" in body, "the language is not known, so both"
    assert stocked.access.verify_code("chat", last_code(stocked)).customer_id is None


def test_a_code_grows_old(stocked: Shop, clock: FixedClock) -> None:
    stocked.access.request_code("chat", "ann@example.com")
    clock.move(10 * MINUTE)
    with pytest.raises(CodeFailed):
        stocked.access.verify_code("chat", last_code(stocked))


def test_a_code_is_for_its_conversation_and_the_last_one_counts(stocked: Shop) -> None:
    stocked.access.request_code("chat", "ann@example.com")
    first = last_code(stocked)
    with pytest.raises(CodeFailed):
        stocked.access.verify_code("other", first)
    stocked.access.request_code("chat", "ann@example.com")
    second = last_code(stocked)
    if first != second:
        with pytest.raises(CodeFailed):
            stocked.access.verify_code("chat", first)
    stocked.access.verify_code("chat", second)


def test_five_wrong_codes_lock_and_drop_the_code(stocked: Shop, clock: FixedClock) -> None:
    stocked.access.request_code("chat", "ann@example.com")
    for _ in range(4):
        with pytest.raises(CodeFailed):
            stocked.access.verify_code("chat", "no")
    with pytest.raises(AccessLocked):
        stocked.access.verify_code("chat", "no")
    clock.move(16 * MINUTE)
    with pytest.raises(CodeFailed):
        stocked.access.verify_code("chat", last_code(stocked))


def test_three_codes_an_hour_for_an_email_and_for_a_conversation(stocked: Shop, clock: FixedClock) -> None:
    for number in range(3):
        stocked.access.request_code(f"chat-{number}", "ann@example.com")
        clock.move(MINUTE)
    with pytest.raises(AccessLocked) as locked:
        stocked.access.request_code("chat-9", "ann@example.com")
    assert locked.value.until == TODAY + timedelta(hours=1)
    for name in ("a", "b", "c"):
        stocked.access.request_code("one", f"{name}@example.com")
    with pytest.raises(AccessLocked):
        stocked.access.request_code("one", "d@example.com")
    clock.move(timedelta(hours=1))
    stocked.access.request_code("chat-9", "ann@example.com")
    with pytest.raises(InvalidValue):
        stocked.access.request_code("chat-9", "no e-mail")


def test_nothing_that_is_kept_tells_a_conversation_or_a_code(stocked: Shop) -> None:
    stocked.access.request_code("secret-chat", "ann@example.com")
    code = last_code(stocked)
    stocked.access.prove_order("secret-chat", "ORD-1042", "0143")
    with pytest.raises(ProofFailed):
        stocked.access.prove_order("secret-chat", "ORD-1042", "9999")
    with stocked.store.reading() as unit:
        tables = (guards, grants, codes, identities)
        rows = [str(row) for table in tables for row in unit.session.execute(select(table))]
    assert len(rows) == 6
    assert not any("secret-chat" in row or f"'{code}'" in row for row in rows)


def test_codes_are_six_digits_and_bound_to_their_salt() -> None:
    assert re.fullmatch(r"\d{6}", new_code())
    one, other = Code.of("123456", TODAY + MINUTE), Code.of("123456", TODAY + MINUTE)
    assert one.digest != other.digest
    assert one.fits(" １２３456 ", TODAY) and not one.fits("123457", TODAY)
    assert not one.fits("123456", TODAY + MINUTE)


def test_access_limits_are_checked_at_the_door() -> None:
    with pytest.raises(ValueError, match="wrong_tries"):
        AccessRules(wrong_tries=0)
