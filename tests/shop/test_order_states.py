"""Any sequence of steps keeps an order true to its state machine and its sums."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shop.domain.cancellation import cancellation_terms
from shop.domain.customer import Address
from shop.domain.errors import Refused
from shop.domain.money import Money
from shop.domain.order import ORDER_STEPS, Order, Payment, Shipment, payment_findings
from shop.domain.order_changes import LineChange, apply_lines, changed_lines
from shop.domain.rules import Rules
from tests.shop.conftest import TODAY
from tests.shop.samples import order, product

RULES = Rules()
TIMES = {"paid": "paid_at", "packed": "packed_at", "shipped": "shipped_at", "delivered": "delivered_at"}


class OrderLife(RuleBasedStateMachine):
    """Steps in any order; refused ones must leave no trace."""

    order: Order
    now: datetime

    @initialize()
    def place(self) -> None:
        self.now = TODAY
        self.order = order(TODAY, "placed")
        self.shelf = {variant.sku: (item, variant) for item in [product()] for variant in item.variants}
        self.passed = ["placed"]

    def step(self, name: str, *arguments: object) -> None:
        before = (self.order.status, self.order.total, len(self.order.lines))
        try:
            getattr(self.order, name)(*arguments)
        except Refused:
            assert before == (self.order.status, self.order.total, len(self.order.lines))
        if self.order.status != self.passed[-1]:
            assert self.order.status in ORDER_STEPS[self.passed[-1]]
            self.passed.append(self.order.status)

    @rule(hours=st.integers(0, 40))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        cents=st.integers(1, 9000),
        method=st.sampled_from(["card", "alipay"]),
        status=st.sampled_from(["paid", "failed"]),
    )
    def pay(self, cents: int, method: str, status: str) -> None:
        number = len(self.order.payments) + 1
        payment = Payment(f"PAY-{number}", method, status, Money.from_minor(cents, "USD"), self.now)
        self.step("record_payment", payment)

    @rule()
    def pack(self) -> None:
        self.step("pack", self.now)

    @rule()
    def ship(self) -> None:
        self.step("ship", Shipment("SHP-1", "DHL", "T1", "in_transit"), self.now)

    @rule()
    def deliver(self) -> None:
        self.step("deliver", self.now)

    @rule()
    def cancel(self) -> None:
        try:
            nothing = Money.zero("USD")
            terms = cancellation_terms(self.order, self.order.paid, nothing, RULES)
        except Refused:
            assert self.order.status in ("shipped", "delivered", "cancelled")
        else:
            assert terms.fee + terms.refund == self.order.paid
            assert nothing <= terms.fee <= Money.of(RULES.cancel_fee_max, "USD")
        self.step("cancel", self.now)

    @rule()
    def move(self) -> None:
        self.step("move_to", Address("Bo", "", "1 Oak Road", "US"), self.now)

    @rule(
        line=st.none() | st.integers(1, 4),
        sku=st.none() | st.sampled_from(["PRD-1-BLK-M", "PRD-1-BLK-L", "PRD-1-RED-M"]),
        quantity=st.integers(-1, 5),
    )
    def change(self, line: int | None, sku: str | None, quantity: int) -> None:
        if line is None and sku is None:
            return
        try:
            self.order.require("placed", "paid", now=self.now)
            lines = changed_lines(self.order, [LineChange(line, sku, quantity)], self.shelf, RULES)
        except Refused:
            return
        apply_lines(self.order, lines, RULES)
        self.step("settle", self.now)

    @invariant()
    def sums_are_true(self) -> None:
        made = self.order
        assert made.total == made.goods - made.discount + made.shipping_fee
        assert made.lines and all(1 <= line.quantity <= RULES.max_quantity for line in made.lines)
        assert len({line.line for line in made.lines}) == len(made.lines)

    @invariant()
    def times_follow_the_states(self) -> None:
        for state, name in TIMES.items():
            assert (getattr(self.order, name) is not None) == (state in self.passed)
        assert (self.order.cancelled_at is not None) == (self.order.status == "cancelled")

    @invariant()
    def money_is_accounted_for(self) -> None:
        found = payment_findings(self.order)
        assert found.paid == self.order.paid
        if self.order.status in ("packed", "shipped", "delivered"):
            assert not found.due


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
