"""Orders: looked up, quoted, placed, cancelled, sent elsewhere; their payments and warranty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from shop.audit import By
from shop.domain.cancellation import Cancellation, CancellationTerms, cancellation_terms
from shop.domain.contact import REGIONS, normal_address, normal_name, normal_phone
from shop.domain.errors import InvalidValue, Refused
from shop.domain.line_balance import paid_for
from shop.domain.money import Money
from shop.domain.order import Order, PaymentFindings, payment_findings
from shop.domain.order_changes import ChangeQuote, LineChange
from shop.domain.pricing import OrderQuote
from shop.domain.refund import Refund, issue, received_total, refunded_total
from shop.domain.rules import Rules
from shop.domain.warranty import WarrantyLine, warranty_lines
from shop.repository import Unit
from shop.service.order_changes import change_lines, change_quote
from shop.service.placing import Request, place, quote
from shop.service.shelf import move_stock, products_of
from shop.tables.aftersales import refunds
from shop.tables.orders import cancellations, orders
from shop.unit_of_work import Store

HISTORY_LIMIT = 100  # orders in one answer


class Orders:
    """Everything about orders up to their delivery."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def get(self, order_id: str) -> Order:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Order, order_id)

    def history(self, customer_id: str, limit: int = 10) -> list[Order]:
        """The customer's latest orders (1 to 100), newest first."""
        if not 1 <= limit <= HISTORY_LIMIT:
            raise InvalidValue("limit", str(limit), f"1 to {HISTORY_LIMIT}")
        mine = select(Order).where(orders.c.customer_id == customer_id)
        with self._store.reading() as unit:
            return unit.all(mine.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit))

    def cancellation_terms(self, order_id: str) -> CancellationTerms:
        """Raises NotFound, Refused("already_shipped", "already_delivered", "already_cancelled")."""
        with self._store.reading() as unit:
            return self._terms(unit, unit.get(Order, order_id))[0]

    def cancel(self, order_id: str, reason: str, by: By) -> Cancellation:
        """Cancel the order; what was paid becomes a pending refund less the fee. Raises as its terms."""
        asked = {"order_id": order_id, "reason": reason}
        return self._store.change(
            by, "order.cancel", asked, lambda unit: self._cancel(unit, order_id, reason)
        )

    def cancellation(self, order_id: str) -> Cancellation | None:
        """The record of the order's cancelling; None where it was not cancelled, or before such records were kept."""
        with self._store.reading() as unit:
            found = unit.all(select(Cancellation).where(cancellations.c.order_id == order_id))
        return found[-1] if found else None

    def paid_for(self, order_id: str) -> dict[int, Money]:
        """Line number → the price paid for it, after its share of the order's discount. Raises NotFound."""
        order = self.get(order_id)
        return {line.line: paid for line, paid in zip(order.lines, paid_for(order), strict=True)}

    def cancel_expired(self, by: By) -> list[str]:
        """Cancel orders whose time to pay is over, so that others can buy the goods; gives their ids."""
        now = self._store.clock.now()
        with self._store.reading() as unit:
            late = select(Order).where(orders.c.status == "placed", orders.c.pay_until < now)
            ids = [order.id for order in unit.all(late.order_by(orders.c.id))]
        for id in ids:
            self.cancel(id, "unpaid_expired", replace(by, key=f"{by.key}:{id}"))
        return ids

    def address_terms(self, order_id: str) -> None:
        """Raises NotFound, Refused("already_…", "unpaid_expired") when it is too late for another address."""
        with self._store.reading() as unit:
            unit.get(Order, order_id).require("placed", "paid", "packed", now=unit.now)

    def change_address(
        self,
        order_id: str,
        *,
        address: str | None = None,
        recipient: str | None = None,
        phone: str | None = None,
        by: By,
    ) -> Order:
        """Send the order elsewhere; what is None stays. Raises as `address_terms`, and InvalidValue.

        The order's own phone stays: it proves who may speak about the order.
        """
        asked = {"order_id": order_id, "address": address, "recipient": recipient, "phone": phone}

        def work(unit: Unit) -> Order:
            order = unit.get(Order, order_id)
            old = order.shipping_address
            new = replace(
                old,
                text=old.text if address is None else normal_address(address),
                recipient=old.recipient if recipient is None else normal_name(recipient, "recipient"),
                phone=old.phone if phone is None else normal_phone(phone, REGIONS[order.currency]),
            )
            order.require("placed", "paid", "packed", now=unit.now)
            if new == old:
                raise Refused("nothing_changed", order_id=order_id)
            order.move_to(new, unit.now)
            return order

        return self._store.change(by, "order.change_address", asked, work)

    def change_quote(self, order_id: str, changes: Sequence[LineChange]) -> ChangeQuote:
        """What the change would cost. Raises as `change_lines`."""
        with self._store.reading() as unit:
            return change_quote(unit, order_id, changes, self._rules)

    def change_lines(self, order_id: str, changes: Sequence[LineChange], by: By) -> Order:
        """Change what is in an order that is placed or paid.

        A dearer paid order brings a mail on how to pay the rest, a cheaper one a pending refund.
        Raises NotFound, InvalidValue, Refused: already_…, unpaid_expired, out_of_stock and those of
        `shop.domain.order_changes.changed_lines`.
        """
        asked = {"order_id": order_id, "changes": list(changes)}
        return self._store.change(
            by, "order.change_lines", asked, lambda unit: change_lines(unit, order_id, changes, self._rules)
        )

    def quote(
        self,
        items: Sequence[tuple[str, int]],
        currency: str,
        coupon: str | None = None,
        *,
        email: str | None = None,
        customer_id: str | None = None,
    ) -> OrderQuote:
        """What an order would cost now, to whoever it is for (a coupon may be used). Raises as `place`."""
        request = Request(tuple(items), currency, coupon, email, customer_id=customer_id)
        with self._store.reading() as unit:
            return quote(unit, request, self._rules)

    def place(
        self,
        items: Sequence[tuple[str, int]],
        *,
        email: str,
        phone: str | None = None,
        address: str | None = None,
        recipient: str | None = None,
        customer_id: str | None = None,
        currency: str,
        coupon: str | None = None,
        by: By,
    ) -> Order:
        """Place an unpaid order for (SKU, quantity) pairs; its goods are reserved, a mail tells how to pay.

        Phone, address and recipient default to the customer's. Raises NotFound, InvalidValue, Refused: nothing_ordered,
        quantity_…, out_of_stock, currency_not_offered, address_needed, account_deleted, coupon_….
        """
        request = Request(tuple(items), currency, coupon, email, phone, address, customer_id, recipient)
        return self._store.change(
            by, "order.place", {"request": request}, lambda unit: place(unit, request, self._rules)
        )

    def payment_findings(self, order_id: str) -> PaymentFindings:
        """Raises NotFound."""
        return payment_findings(self.get(order_id))

    def warranty(self, order_id: str) -> list[WarrantyLine]:
        """The warranty of every line. Raises NotFound."""
        with self._store.reading() as unit:
            order = unit.get(Order, order_id)
            products = products_of(unit, (line.product_id for line in order.lines))
            return warranty_lines(order, products, unit.now)

    def _terms(self, unit: Unit, order: Order) -> tuple[CancellationTerms, list[Refund]]:
        of_order = select(Refund).where(refunds.c.order_id == order.id)
        past = unit.all(of_order.order_by(refunds.c.id))
        gone = refunded_total(order, past)
        return cancellation_terms(order, received_total(order), gone, self._rules), past

    def _cancel(self, unit: Unit, order_id: str, reason: str) -> Cancellation:
        order = unit.get(Order, order_id)
        terms, past = self._terms(unit, order)
        order.cancel(unit.now)
        back: Counter[str] = Counter()
        for line in order.lines:
            back[line.sku] -= line.quantity
        move_stock(unit, back)
        refund = None
        if terms.refund:
            made = issue(
                unit.next_id("REF"), order, past,
                kind="cancellation", amount=terms.refund, now=unit.now, rules=self._rules,
            )  # fmt: skip
            refund = unit.add(made)
        return unit.add(
            Cancellation(
                id=unit.next_id("CAN"),
                order_id=order.id,
                reason=reason.strip()[:500],
                fee=terms.fee,
                refund=terms.refund,
                at=unit.now,
                refund_id=refund.id if refund else None,
            )
        )
