"""Refunds: asking for money that the shop owes back."""

from __future__ import annotations

from collections.abc import Callable

from shop.audit import By
from shop.domain.money import Money
from shop.domain.order import Order
from shop.domain.refund import Refund, issue
from shop.domain.refund_due import Due, RefundTerms, due
from shop.domain.rules import Rules
from shop.repository import Unit
from shop.service.order_file import OrderFile, lock_order_of, of_order, open_file
from shop.unit_of_work import Store


class Refunds:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def terms(self, order_id: str) -> RefundTerms:
        """What could be asked back now.

        Raises NotFound, Refused: not_paid, nothing_to_refund, refund_in_progress, refund_paid.
        """
        with self._store.reading() as unit:
            file = open_file(unit, order_id)
            owed = self._due(unit, file)
            trial = self._issue("", unit, file, owed)
            return RefundTerms(
                owed.told_as, trial.amount, owed.return_id, trial.method, self._rules.refund_days
            )

    def request(self, order_id: str, by: By, check: Callable[[Refund], None] | None = None) -> Refund:
        """A pending refund of what is owed, to the original payment method. Raises like `terms`.

        `check` sees it before it is stored, and may raise.
        """

        def work(unit: Unit) -> Refund:
            file = open_file(unit, order_id)
            refund = self._issue(unit.next_id("REF"), unit, file, self._due(unit, file))
            if check is not None:
                check(refund)
            return unit.add(refund)

        return self._store.change(by, "refund.request", {"order_id": order_id}, work)

    def advance(self, refund_id: str, status: str, by: By) -> Refund:
        """A staff step: processing, paid or failed. Raises NotFound, Refused("wrong_state")."""

        def work(unit: Unit) -> Refund:
            order = lock_order_of(unit, Refund, refund_id)
            refund = unit.get(Refund, refund_id)
            refund.advance(status, unit.now)
            if status == "paid" and refund.kind in ("cancellation", "overpaid"):
                _mark_payments(order, of_order(unit, Refund, order.id))
            return refund

        return self._store.change(by, "refund.advance", {"refund_id": refund_id, "status": status}, work)

    def get(self, refund_id: str) -> Refund:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Refund, refund_id)

    def of_order(self, order_id: str) -> list[Refund]:
        """Oldest first; empty for an order without refunds, and for none at all."""
        with self._store.reading() as unit:
            return of_order(unit, Refund, order_id)

    def _due(self, unit: Unit, file: OrderFile) -> Due:
        return due(
            file.order,
            file.cancellation_fee,
            file.returns,
            file.exchanges,
            file.refunds,
            self._rules,
            unit.now,
        )

    def _issue(self, id: str, unit: Unit, file: OrderFile, owed: Due) -> Refund:
        return issue(
            id,
            file.order,
            file.refunds,
            kind=owed.kind,
            amount=owed.amount,
            now=unit.now,
            rules=self._rules,
            return_id=owed.return_id,
            replaces=owed.replaces,
            to_credit=owed.to_credit,
        )


def _mark_payments(order: Order, refunds: list[Refund]) -> None:
    """Payments that went back as a whole count as refunded.

    Not after a return: there the order was paid rightly, and stays so.
    """
    for payment in order.payments:
        parts = [
            part
            for refund in refunds
            if refund.status == "paid" and refund.kind in ("cancellation", "overpaid")
            for part in refund.parts
        ]
        back = Money.total((part.amount for part in parts if part.payment_id == payment.id), order.currency)
        if payment.status == "paid" and back >= payment.amount:
            payment.status = "refunded"
