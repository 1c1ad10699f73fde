"""Coupons, policies and tickets: their rules, and their services on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shop.audit import By
from shop.domain.clock import FixedClock
from shop.domain.coupon import Coupon, coupon_id
from shop.domain.errors import InvalidValue, NotFound, Refused
from shop.domain.membership import level_for
from shop.domain.money import Money
from shop.domain.policy import Policy, fill, policy_id
from shop.domain.rules import Rules
from shop.domain.ticket import TICKET_STEPS, Ticket
from shop.service.policies import Policies
from shop.service.promotions import Promotions
from shop.service.tickets import Tickets
from shop.unit_of_work import Store
from tests.shop.conftest import TODAY
from tests.shop.samples import customer, put

MakeBy = Callable[..., By]
DAY = timedelta(days=1)


def coupon(id: str = "CPN-SPRING20", **changes: Any) -> Coupon:
    values: dict[str, Any] = {
        "title": "20% off", "title_zh": "八折", "starts_at": TODAY - DAY, "ends_at": TODAY + DAY,
        "percent": Decimal(20), "minimums": {"USD": Money.of("50.00", "USD")},
    }  # fmt: skip
    return Coupon(id, **{**values, **changes})


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def test_a_percentage_is_rounded_to_the_cent_and_a_fixed_amount_never_exceeds_the_goods() -> None:
    assert coupon().discount(usd("33.33")) == usd("6.67")
    fixed = coupon(percent=None, amounts={"USD": usd("10.00")})
    assert fixed.discount(usd("99.00")) == usd("10.00")
    assert fixed.discount(usd("4.00")) == usd("4.00")


@pytest.mark.parametrize(
    ("changes", "goods", "used", "code"),
    [
        ({"starts_at": TODAY + DAY, "ends_at": TODAY + 2 * DAY}, None, False, "coupon_not_started"),
        ({"starts_at": TODAY - 2 * DAY, "ends_at": TODAY - DAY}, None, False, "coupon_expired"),
        ({}, "49.99", False, "coupon_minimum"),
        ({}, "50.00", True, "coupon_used"),
        ({"percent": None, "amounts": {"CNY": Money.of(5, "CNY")}}, "60.00", False, "coupon_other_currency"),
    ],
)
def test_why_a_coupon_may_not_be_used(
    changes: dict[str, Any], goods: str | None, used: bool, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        coupon(**changes).require(TODAY, usd(goods) if goods else None, used=used)
    assert refused.value.code == code


def test_a_coupon_is_either_a_share_or_an_amount() -> None:
    wrongs: list[dict[str, Any]] = [
        {"amounts": {"USD": usd("1.00")}}, {"percent": None}, {"percent": Decimal(101)},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(ValueError):
            coupon(**wrong)


@pytest.mark.parametrize("said", ["spring20", " SPRING20 ", "CPN-SPRING20", "cpn-spring20"])
def test_codes_as_customers_write_them(said: str) -> None:
    assert coupon_id(said) == "CPN-SPRING20"


@pytest.mark.parametrize("said", ["", "'; DROP", "八折", "X" * 31])
def test_what_cannot_be_a_code(said: str) -> None:
    with pytest.raises(InvalidValue):
        coupon_id(said)


def test_current_offers_are_public_and_active(store: Store) -> None:
    put(
        store, coupon(), coupon("CPN-SOON", starts_at=TODAY + DAY, ends_at=TODAY + 2 * DAY),
        coupon("CPN-OLD", ends_at=TODAY - timedelta(hours=1)), coupon("CPN-SECRET", public=False),
        coupon("CPN-LAST", ends_at=TODAY + timedelta(hours=1)),
    )  # fmt: skip
    promotions = Promotions(store)
    assert [each.code for each in promotions.current("zh")] == ["LAST", "SPRING20"]
    assert promotions.check("secret", usd("50.00")).percent == Decimal(20)
    with pytest.raises(Refused) as unknown:
        promotions.check("NONE")
    assert unknown.value.code == "coupon_unknown"
    with pytest.raises(Refused) as small:
        promotions.check("SPRING20", usd("10.00"))
    assert small.value.facts["minimum"] == usd("50.00")


def test_policy_numbers_are_those_of_the_rules() -> None:
    text = "{return_days} days, {shipping_fee}, {cancel_fee_percent}%, gold from {gold_points}"
    assert fill(text, Rules()) == "30 days, 6, 5%, gold from 5000"
    assert fill("{shipping_fee}", replace(Rules(), shipping_fee=Decimal("4.50"))) == "4.50"


@pytest.mark.parametrize("text", ["{secret}", "{0}", "{", "{return_days!r}", "{return_days:>9}", "", "{a.b}"])
def test_a_policy_with_other_braces_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        fill(text, Rules())


def test_policies_are_read_and_edited(store: Store, clock: FixedClock, by: MakeBy) -> None:
    id = policy_id("warranty", "en")
    put(store, Policy(id, "warranty", "en", "{return_days} days", clock.now()))
    policies = Policies(store, Rules())
    assert policies.text("warranty", "en") == "30 days"
    policies.edit("warranty", "en", "See {faulty_return_days}.", by())
    assert policies.text("warranty", "en") == "See 90."
    with pytest.raises(InvalidValue):
        policies.edit("warranty", "en", "{nonsense}", by())
    with pytest.raises(NotFound):
        policies.text("warranty", "zh")


def test_a_ticket_goes_its_way(store: Store, clock: FixedClock, by: MakeBy) -> None:
    put(store, customer())
    tickets = Tickets(store)
    made = tickets.open(
        "complaint", "Angry\x07 about\nthe courier", "web-7", "zh", by("once"), customer_id="CUS-1"
    )
    assert (made.id, made.status, made.summary) == ("TKT-1", "open", "Angry about\nthe courier")
    again = tickets.open(
        "complaint", "Angry\x07 about\nthe courier", "web-7", "zh", by("once"), customer_id="CUS-1"
    )
    assert again.id == "TKT-1" and [each.id for each in tickets.waiting()] == ["TKT-1"]
    assert tickets.assign("TKT-1", "mia", by()).assignee == "mia"
    assert tickets.resolve("TKT-1", by()).resolved_at == clock.now()
    with pytest.raises(Refused):
        tickets.resolve("TKT-1", by())
    assert tickets.waiting() == [] and tickets.get("TKT-1").status == "resolved"
    assert tickets.of_order("ORD-1") == []


def test_tickets_that_cannot_be(store: Store, by: MakeBy) -> None:
    tickets = Tickets(store)
    with pytest.raises(NotFound):
        tickets.open("complaint", "x", "web-7", "en", by(), order_id="ORD-404")
    with pytest.raises(NotFound):
        tickets.get("TKT-404")
    with pytest.raises(InvalidValue):
        tickets.open("complaint", "x", "web-7", "fr", by())
    assert len(tickets.open("human_agent", "y" * 9000, "web-7", "en", by()).summary) == 4000


def test_every_ticket_state_leads_only_to_known_ones() -> None:
    steps: dict[str, Callable[[Ticket], None]] = {
        "assigned": lambda ticket: ticket.assign("mia"),
        "resolved": lambda ticket: ticket.resolve(TODAY),
        "open": lambda ticket: ticket.reopen(),
    }
    for state, following in TICKET_STEPS.items():
        for other, step in steps.items():
            ticket = Ticket("TKT-1", state, "complaint", "", "c", "en", TODAY)
            if other in following or state == other == "assigned":  # another colleague may take it over
                step(ticket)
                assert ticket.status == other
            else:
                with pytest.raises(Refused):
                    step(ticket)


def test_levels_are_earned_by_points() -> None:
    assert [level_for(points) for points in (0, 999, 1000, 4999, 5000, 20000)] == [
        "bronze", "bronze", "silver", "silver", "gold", "platinum",
    ]  # fmt: skip
