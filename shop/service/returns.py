"""Returns of delivered goods."""

from __future__ import annotations

from collections.abc import Sequence

from shop.audit import By
from shop.domain import returns as domain
from shop.domain.refund import Refund
from shop.domain.returns import NOT_LIVE, Case, Return, ReturnLine, ReturnTerms
from shop.domain.rules import Rules
from shop.repository import Unit
from shop.service.order_file import lock_order_of, of_order, open_file
from shop.unit_of_work import Store

Items = Sequence[tuple[int, int]]  # (line, quantity)


class Returns:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def terms(
        self,
        order_id: str,
        items: Items | None = None,
        reason: str | None = None,
        resolution: str = "refund",
    ) -> ReturnTerms:
        """What returning `items` would bring; None: all that can still be returned.

        Without a reason it is refused only if no reason could help, and the fee is the usual one.
        Raises NotFound, InvalidValue, Refused (see `shop.domain.returns.terms`).
        """
        with self._store.reading() as unit:
            return domain.terms(self._case(unit, order_id), items, reason, resolution)[0]

    def request(self, order_id: str, items: Items, reason: str, resolution: str, by: By) -> Return:
        """A return, approved at once. The money comes by a request for a refund. Raises like `terms`."""
        items = [(line, quantity) for line, quantity in items]
        arguments = {"order_id": order_id, "items": items, "reason": reason, "resolution": resolution}

        def work(unit: Unit) -> Return:
            case = self._case(unit, order_id)
            terms, claims = domain.terms(case, items, reason, resolution)
            made = Return(
                id=unit.next_id("RMA"),
                order_id=order_id,
                status="requested",
                lines=tuple(ReturnLine(claim.line, claim.quantity, claim.amount) for claim in claims),
                reason=reason,
                resolution=resolution,
                refund_amount=terms.refund,
                fee=terms.fee,
                requested_at=unit.now,
            )
            made.advance("approved", unit.now)
            return unit.add(made)

        return self._store.change(by, "return.request", arguments, work)

    def cancel(self, return_id: str, by: By) -> Return:
        """Call a return off.

        Raises NotFound, Refused: return_not_cancellable, refund_in_progress, refund_paid.
        """

        def work(unit: Unit) -> Return:
            order = lock_order_of(unit, Return, return_id)
            found = unit.get(Return, return_id)
            domain.check_no_refund(found, of_order(unit, Refund, order.id))
            found.cancel(unit.now)
            return found

        return self._store.change(by, "return.cancel", {"return_id": return_id}, work)

    def advance(self, return_id: str, status: str, by: By) -> Return:
        """A staff step: in_transit, received, completed or rejected.

        Raises NotFound, Refused: wrong_state, and refund_… for a rejection after the money was sent.
        """

        def work(unit: Unit) -> Return:
            order = lock_order_of(unit, Return, return_id)
            found = unit.get(Return, return_id)
            if status in NOT_LIVE:
                domain.check_no_refund(found, of_order(unit, Refund, order.id))
            found.advance(status, unit.now)
            return found

        return self._store.change(by, "return.advance", {"return_id": return_id, "status": status}, work)

    def get(self, return_id: str) -> Return:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Return, return_id)

    def of_order(self, order_id: str) -> list[Return]:
        """Oldest first; empty for an order without returns, and for none at all."""
        with self._store.reading() as unit:
            return of_order(unit, Return, order_id)

    def _case(self, unit: Unit, order_id: str) -> Case:
        file = open_file(unit, order_id)
        return Case(file.order, file.products, file.left, file.level, self._rules, unit.now)
