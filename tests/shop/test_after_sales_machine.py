"""Returns, exchanges, price protection and refunds in any sequence: never a piece or a cent too much."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shop.domain import exchange, price_protection, returns
from shop.domain.errors import Refused
from shop.domain.exchange import EXCHANGE_STATES, Exchange
from shop.domain.line_balance import LineBalance, balances
from shop.domain.money import Money
from shop.domain.price_protection import PriceProtection
from shop.domain.refund import REFUND_STATES, Refund, issue, received_total, refunded_total
from shop.domain.refund_due import due
from shop.domain.returns import RETURN_STATES, Case, Return, ReturnLine
from shop.domain.rules import RETURN_REASONS, Rules
from tests.shop.samples import line, order, product

START = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)
RULES = Rules()
reasons = st.sampled_from(sorted(RETURN_REASONS))


class AfterSales(RuleBasedStateMachine):
    """One delivered order of two lines, and a customer (and a shop) who tries everything on it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        lines = [line(1, 3, "19.99"), line(2, 2, "7.35", "PRD-1-RED-M")]
        self.order = order(START, lines=lines, discount=Money.of("4.01", "USD"))
        self.product = product()
        self.returns: list[Return] = []
        self.exchanges: list[Exchange] = []
        self.protections: list[PriceProtection] = []
        self.refunds: list[Refund] = []

    @property
    def left(self) -> dict[int, LineBalance]:
        records: list[Any] = [*self.returns, *self.exchanges, *self.protections]
        return balances(self.order, [claim for record in records for claim in record.claims])

    @rule(number=st.integers(0, 3), quantity=st.integers(-1, 4), reason=reasons, credit=st.booleans())
    def send_back(self, number: int, quantity: int, reason: str, credit: bool) -> None:
        resolution = "store_credit" if credit else "refund"
        case = Case(self.order, {"PRD-1": self.product}, self.left, None, RULES, self.now)
        try:
            terms, claims = returns.terms(case, [(number, quantity)], reason, resolution)
        except Refused:
            return
        moved = tuple(ReturnLine(claim.line, claim.quantity, claim.amount) for claim in claims)
        id = f"RMA-{len(self.returns)}"
        made = Return(
            id, self.order.id, "requested", moved, reason, resolution, terms.refund, terms.fee, self.now
        )
        made.advance("approved", self.now)
        self.returns.append(made)

    @rule(number=st.integers(1, 2), quantity=st.integers(1, 3), reason=reasons)
    def swap(self, number: int, quantity: int, reason: str) -> None:
        try:
            terms, claim = exchange.terms(
                self.order, self.product, self.left, number, quantity, "PRD-1-BLK-L", reason, RULES, self.now
            )
        except Refused:
            return
        terms.new.take(quantity)
        made = Exchange(
            f"EXC-{len(self.exchanges)}", self.order.id, "approved", number, quantity, terms.new.sku,
            reason, claim.amount, terms.difference, self.now,
        )  # fmt: skip
        self.exchanges.append(made)

    @rule(cents=st.integers(100, 3000))
    def reprice(self, cents: int) -> None:
        self.product.prices = {"USD": Money.from_minor(cents, "USD")}

    @rule()
    def protect(self) -> None:
        known = {"PRD-1": self.product}
        try:
            terms = price_protection.terms(self.order, known, self.left, self.protections, RULES, self.now)
            refund = self._issue("price_protection", terms.amount)
        except Refused:
            return
        for each in terms.lines:
            self.protections.append(
                PriceProtection(self.order.id, each.line, each.quantity, each.amount, refund.id, self.now)
            )

    @rule()
    def ask_for_money(self) -> None:
        nothing = Money.zero("USD")
        try:
            owed = due(self.order, nothing, self.returns, self.exchanges, self.refunds, RULES, self.now)
            self._issue(owed.kind, owed.amount, return_id=owed.return_id, replaces=owed.replaces)
        except Refused as refused:
            assert refused.code in ("nothing_to_refund", "refund_in_progress", "refund_paid")

    @rule(index=st.integers(0, 20), status=st.sampled_from(sorted(RETURN_STATES)))
    def move_parcel(self, index: int, status: str) -> None:
        parcels: list[Any] = [*self.returns, *self.exchanges]
        if not parcels:
            return
        parcel = parcels[index % len(parcels)]
        if any(refund.live and refund.return_id == parcel.id for refund in self.refunds):
            return  # its money is on its way
        before = parcel.status
        try:
            parcel.advance(status, self.now)
            assert status in RETURN_STATES[before]
        except Refused:
            assert status not in RETURN_STATES[before] and parcel.status == before

    @rule(index=st.integers(0, 20), status=st.sampled_from(sorted(REFUND_STATES)))
    def move_money(self, index: int, status: str) -> None:
        if self.refunds:
            refund = self.refunds[index % len(self.refunds)]
            try:
                refund.advance(status, self.now)
            except Refused as refused:
                assert refused.code == "wrong_state"

    @rule(days=st.integers(1, 25))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def no_piece_goes_twice(self) -> None:
        for bought in self.order.lines:
            parcels: list[Any] = [*self.returns, *self.exchanges]
            moved = [
                claim.quantity for record in parcels for claim in record.claims if claim.line == bought.line
            ]
            assert sum(moved) + self.left[bought.line].quantity == bought.quantity

    @invariant()
    def no_more_goes_back_than_was_paid_for_the_goods(self) -> None:
        gone = refunded_total(self.order, self.refunds)
        assert gone <= received_total(self.order)
        kinds = ("return", "price_protection")
        for_goods = Money.total((refunded_total(self.order, self.refunds, kind) for kind in kinds), "USD")
        assert for_goods <= self.order.total - self.order.shipping_fee

    @invariant()
    def each_return_is_paid_once(self) -> None:
        served = [refund.return_id for refund in self.refunds if refund.live and refund.return_id]
        assert len(served) == len(set(served))

    def _issue(self, kind: str, amount: Money, **cause: Any) -> Refund:
        id = f"REF-{len(self.refunds)}"
        made = issue(
            id, self.order, self.refunds, kind=kind, amount=amount, now=self.now, rules=RULES, **cause
        )
        self.refunds.append(made)
        return made


AfterSales.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAfterSales = AfterSales.TestCase


@pytest.mark.parametrize("states", [RETURN_STATES, EXCHANGE_STATES, REFUND_STATES])
def test_every_state_is_known_and_can_be_left_or_is_an_end(states: dict[str, frozenset[str]]) -> None:
    assert {following for each in states.values() for following in each} <= states.keys()
    ends = {state for state, following in states.items() if not following}
    assert ends and all(_reaches(states, state, ends) for state in states)


def _reaches(states: dict[str, frozenset[str]], state: str, ends: set[str]) -> bool:
    seen, todo = set(), [state]
    while todo:
        here = todo.pop()
        if here in ends:
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(states[here])
    return False
