"""Price protection: the difference back when a price fell soon after the purchase."""

from __future__ import annotations

from shop.audit import By
from shop.domain import price_protection as domain
from shop.domain.price_protection import PriceProtection, PriceProtectionTerms
from shop.domain.refund import Refund, issue
from shop.domain.rules import Rules
from shop.repository import Unit
from shop.service.order_file import OrderFile, of_order, open_file
from shop.unit_of_work import Store


class PriceProtections:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def terms(self, order_id: str) -> PriceProtectionTerms:
        """Which lines are cheaper now and what a claim would bring.

        Raises NotFound, Refused: not_paid, already_cancelled, price_protection_window_closed,
        price_protection_used, price_not_lower.
        """
        with self._store.reading() as unit:
            return self._terms(unit, open_file(unit, order_id))

    def claim(self, order_id: str, by: By) -> Refund:
        """A pending refund of the difference for all lines of the terms. Raises like `terms`."""

        def work(unit: Unit) -> Refund:
            file = open_file(unit, order_id)
            terms = self._terms(unit, file)
            refund = unit.add(
                issue(
                    unit.next_id("REF"),
                    file.order,
                    file.refunds,
                    kind="price_protection",
                    amount=terms.amount,
                    now=unit.now,
                    rules=self._rules,
                )
            )
            unit.add_all(
                [
                    PriceProtection(order_id, line.line, line.quantity, line.amount, refund.id, unit.now)
                    for line in terms.lines
                ]
            )
            return refund

        return self._store.change(by, "price_protection.claim", {"order_id": order_id}, work)

    def of_order(self, order_id: str) -> list[PriceProtection]:
        """What was given back already, by line; empty for none."""
        with self._store.reading() as unit:
            return of_order(unit, PriceProtection, order_id)

    def _terms(self, unit: Unit, file: OrderFile) -> PriceProtectionTerms:
        return domain.terms(file.order, file.products, file.left, file.protections, self._rules, unit.now)
