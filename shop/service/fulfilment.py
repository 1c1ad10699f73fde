"""What the shop's staff and its payment provider do to an order: paid, packed, shipped, delivered."""

from __future__ import annotations

from datetime import datetime

from shop.audit import By
from shop.domain.errors import InvalidValue
from shop.domain.money import Money
from shop.domain.order import PAYMENT_METHODS, Order, Payment, Shipment, TrackingEvent
from shop.repository import Unit
from shop.unit_of_work import Store

PAYMENT_RESULTS = ("pending", "paid", "failed")


class Fulfilment:
    """Moves orders along their states; every step refuses an order that is not there yet, or past it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pay(self, order_id: str, method: str, amount: Money, by: By, status: str = "paid") -> Order:
        """Record a payment as its provider reports it. Raises NotFound, InvalidValue."""
        if method not in PAYMENT_METHODS:
            raise InvalidValue("method", "another word", f"one of {', '.join(sorted(PAYMENT_METHODS))}")
        if status not in PAYMENT_RESULTS:
            raise InvalidValue("status", "another word", f"one of {', '.join(PAYMENT_RESULTS)}")
        asked = {"order_id": order_id, "method": method, "amount": amount, "status": status}

        def work(unit: Unit) -> Order:
            order = unit.get(Order, order_id)
            if amount.currency != order.currency or amount <= Money.zero(amount.currency):
                raise InvalidValue("amount", f"{amount}", f"an amount above zero in {order.currency}")
            order.record_payment(Payment(unit.next_id("PAY"), method, status, amount, unit.now))
            return order

        return self._store.change(by, "order.pay", asked, work)

    def pack(self, order_id: str, by: By) -> Order:
        """Raises NotFound, Refused("not_paid", "already_…")."""

        def work(unit: Unit) -> Order:
            order = unit.get(Order, order_id)
            order.pack(unit.now)
            return order

        return self._store.change(by, "order.pack", {"order_id": order_id}, work)

    def ship(
        self, order_id: str, carrier: str, tracking_number: str, expected_at: datetime | None, by: By
    ) -> Order:
        """Hand the parcel to the carrier. Raises NotFound, Refused."""
        asked = {"order_id": order_id, "carrier": carrier, "tracking_number": tracking_number}

        def work(unit: Unit) -> Order:
            order = unit.get(Order, order_id)
            event = TrackingEvent(unit.now, "Picked up by the carrier", "承运商已揽收", "")
            shipment = Shipment(
                unit.next_id("SHP"), carrier, tracking_number, "in_transit", (event,), expected_at
            )
            order.ship(shipment, unit.now)
            return order

        return self._store.change(by, "order.ship", asked, work)

    def deliver(self, order_id: str, by: By) -> Order:
        """Raises NotFound, Refused."""

        def work(unit: Unit) -> Order:
            order = unit.get(Order, order_id)
            order.deliver(unit.now)
            for shipment in order.shipments:
                event = TrackingEvent(unit.now, "Delivered", "已签收", "")
                shipment.events = (*shipment.events, event)
            return order

        return self._store.change(by, "order.deliver", {"order_id": order_id}, work)
