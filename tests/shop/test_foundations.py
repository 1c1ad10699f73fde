"""Clock, rules, errors, contact details and the letters: the small things everything else stands on."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.audit import By, plain
from shop.bootstrap import clock_from_environment, database_url
from shop.domain.clock import FixedClock, SystemClock, as_utc, parse_moment
from shop.domain.contact import normal_address, normal_email, normal_name, normal_phone
from shop.domain.errors import REFUSALS, InvalidValue, Refused
from shop.domain.money import Money
from shop.domain.rules import Rules


def test_moments_are_read_with_their_offset() -> None:
    nine = datetime(2024, 5, 1, 9, tzinfo=timezone.utc)
    assert parse_moment("2024-05-01T09:00:00Z") == nine
    assert parse_moment("2024-05-01T17:00:00+08:00") == nine
    assert parse_moment("2024-05-01") == nine.replace(hour=12)
    for text in ("2024-05-01T09:00:00", "yesterday", "2024-13-01"):
        with pytest.raises(ValueError, match=r"offset|YYYY"):
            parse_moment(text)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        as_utc(datetime(2024, 5, 1))


def test_the_environment_can_fix_clock_and_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_NOW", raising=False)
    monkeypatch.delenv("SHOP_DATABASE_URL", raising=False)
    assert isinstance(clock_from_environment(), SystemClock)
    assert clock_from_environment().now().utcoffset() == timedelta(0)
    assert database_url() == "sqlite:///var/shop.db"
    monkeypatch.setenv("SHOP_NOW", "2024-05-01")
    clock = clock_from_environment()
    assert isinstance(clock, FixedClock)
    clock.move(timedelta(days=1))
    assert clock.now() == datetime(2024, 5, 2, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "values",
    [
        {"return_days": -1},
        {"cancel_fee_min": Decimal(30)},
        {"cancel_fee_percent": Decimal(101)},
        {"max_quantity": 0},
    ],
)
def test_rules_are_checked_at_the_door(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        Rules(**values)


def test_a_refusal_has_a_known_code() -> None:
    assert "already_shipped" in REFUSALS
    with pytest.raises(ValueError, match="REFUSALS"):
        Refused("no_such_code")


def test_an_author_needs_a_key() -> None:
    with pytest.raises(InvalidValue, match="key"):
        By("me", "shell", "")


def test_emails_and_phones_get_one_form() -> None:
    assert normal_email(" Ann.Lee@Example.COM ") == "ann.lee@example.com"
    assert normal_phone("138 0013 8000", "CN") == "+8613800138000"
    assert normal_phone("+1 (202) 555-0143") == "+12025550143"
    assert normal_name("  Ann\n Lee ") == "Ann Lee"
    assert normal_address("上海市徐汇区\u200b  1号") == "上海市徐汇区 1号"


@pytest.mark.parametrize("text", ["", "ann", "ann@", "a@b@c.com", "ann@example.com\x00; drop", "x" * 5000])
def test_what_is_no_email_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        normal_email(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "12", "call me", "+999123456789", "1" * 300])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="phone"):
        normal_phone(text, "US")


@given(st.text(max_size=600))
def test_any_text_is_an_address_or_a_named_error(text: str) -> None:
    try:
        found = normal_address(text)
    except InvalidValue:
        return
    assert 4 <= len(found) <= 300
    assert found.isprintable()


def test_the_audit_form_of_values() -> None:
    at = datetime(2024, 5, 1, tzinfo=timezone.utc)
    assert plain({"sum": Money.of("1.50", "USD"), "at": at, "all": (Decimal("2.0"), None)}) == {
        "sum": {"amount": "1.50", "currency": "USD"},
        "at": "2024-05-01T00:00:00+00:00",
        "all": ["2.0", None],
    }
    with pytest.raises(TypeError, match="JSON"):
        plain(object())
