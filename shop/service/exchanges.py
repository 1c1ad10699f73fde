"""Exchanges of delivered goods for another variant."""

from __future__ import annotations

from shop.audit import By
from shop.domain import exchange as domain
from shop.domain.catalogue import Variant
from shop.domain.exchange import Exchange, ExchangeTerms
from shop.domain.line_balance import Claim
from shop.domain.money import Money
from shop.domain.rules import Rules
from shop.letters import exchange_difference
from shop.repository import Unit
from shop.service.order_file import OrderFile, lock_order_of, of_order, open_file
from shop.unit_of_work import Store


class Exchanges:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def terms(
        self, order_id: str, line: int, quantity: int, sku: str, reason: str | None = None
    ) -> ExchangeTerms:
        """What exchanging `quantity` of `line` for the variant `sku` would bring.

        Raises NotFound, InvalidValue, Refused (see `shop.domain.exchange.terms`).
        """
        with self._store.reading() as unit:
            return self._terms(unit, open_file(unit, order_id), line, quantity, sku, reason)[0]

    def options(self, order_id: str, line: int) -> list[Variant]:
        """The variants in stock that the line could become. Raises NotFound, Refused as `terms`."""
        with self._store.reading() as unit:
            file = open_file(unit, order_id)
            domain.window(file.order, None, self._rules, unit.now)
            old = file.order.line(line)
            return domain.options(file.products[old.product_id], old)

    def request(self, order_id: str, line: int, quantity: int, sku: str, reason: str, by: By) -> Exchange:
        """An exchange, approved at once; the new pieces are reserved. Raises like `terms`."""
        arguments = {"order_id": order_id, "line": line, "quantity": quantity, "sku": sku, "reason": reason}

        def work(unit: Unit) -> Exchange:
            file = open_file(unit, order_id)
            unit.find(Variant, sku)  # locks its stock and reads it anew; terms() tells if there is none
            terms, claim = self._terms(unit, file, line, quantity, sku, reason)
            made = reserve(unit, file, claim, terms.new, reason, terms.difference)
            if made.difference > Money.zero(made.difference.currency):
                letter = exchange_difference(made, file.language)
                unit.mail(file.order.email, letter.subject, letter.body, letter.kind)
            return made

        return self._store.change(by, "exchange.request", arguments, work)

    def cancel(self, exchange_id: str, by: By) -> Exchange:
        """Call it off and free the new pieces. Raises NotFound, Refused("exchange_not_cancellable")."""

        def work(unit: Unit) -> Exchange:
            lock_order_of(unit, Exchange, exchange_id)
            found = unit.get(Exchange, exchange_id)
            found.cancel(unit.now)
            unit.get(Variant, found.sku).put_back(found.quantity)
            return found

        return self._store.change(by, "exchange.cancel", {"exchange_id": exchange_id}, work)

    def advance(self, exchange_id: str, status: str, by: By) -> Exchange:
        """A staff step: in_transit, received, completed, or rejected (frees the new pieces).

        Raises NotFound, Refused.
        """

        def work(unit: Unit) -> Exchange:
            lock_order_of(unit, Exchange, exchange_id)
            found = unit.get(Exchange, exchange_id)
            found.advance(status, unit.now)
            if not found.live:
                unit.get(Variant, found.sku).put_back(found.quantity)
            return found

        arguments = {"exchange_id": exchange_id, "status": status}
        return self._store.change(by, "exchange.advance", arguments, work)

    def get(self, exchange_id: str) -> Exchange:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Exchange, exchange_id)

    def of_order(self, order_id: str) -> list[Exchange]:
        """Oldest first; empty for an order without exchanges, and for none at all."""
        with self._store.reading() as unit:
            return of_order(unit, Exchange, order_id)

    def _terms(
        self, unit: Unit, file: OrderFile, line: int, quantity: int, sku: str, reason: str | None
    ) -> tuple[ExchangeTerms, Claim]:
        product = file.products[file.order.line(line).product_id]
        return domain.terms(
            file.order, product, file.left, line, quantity, sku, reason, self._rules, unit.now
        )


def reserve(
    unit: Unit, file: OrderFile, claim: Claim, new: Variant, reason: str, difference: Money
) -> Exchange:
    """Store an approved exchange of the claimed pieces and take the new ones, whose row must be locked.

    Raises Refused("out_of_stock").
    """
    new.take(claim.quantity)
    made = Exchange(
        id=unit.next_id("EXC"),
        order_id=file.order.id,
        status="requested",
        line=claim.line,
        quantity=claim.quantity,
        sku=new.sku,
        reason=reason,
        amount=claim.amount,
        difference=difference,
        requested_at=unit.now,
    )
    made.advance("approved", unit.now)
    return unit.add(made)
