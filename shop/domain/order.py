"""An order with its lines, payments and shipments, and the states it goes through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shop.domain.customer import Address
from shop.domain.errors import Refused
from shop.domain.money import Money

# The order's state machine: state -> states that may follow.
ORDER_STEPS: dict[str, frozenset[str]] = {
    "placed": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"packed", "cancelled"}),
    "packed": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"delivered"}),
    "delivered": frozenset(),
    "cancelled": frozenset(),
}
PAYMENT_STATES = frozenset({"pending", "paid", "failed", "refunded"})
PAYMENT_METHODS = frozenset(
    {"card", "paypal", "alipay", "wechat_pay", "cash_on_delivery", "bank_transfer", "instalments"}
)


@dataclass(eq=False)
class OrderLine:
    """One variant in an order, as it was named and priced when it was bought."""

    line: int  # 1, 2, …; the number that customers and returns refer to
    product_id: str
    sku: str
    name: str
    name_zh: str
    size: str | None
    color: str | None
    quantity: int
    unit_price: Money

    @property
    def price(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(eq=False)
class Payment:
    """One payment towards an order."""

    id: str  # PAY-7
    method: str  # one of PAYMENT_METHODS
    status: str  # one of PAYMENT_STATES
    amount: Money
    at: datetime


@dataclass(frozen=True)
class TrackingEvent:
    """What happened to a parcel, in both languages."""

    at: datetime
    text: str
    text_zh: str
    place: str


@dataclass(eq=False)
class Shipment:
    """A parcel on its way. Replace `events` as a whole to change it; the newest event is the last."""

    id: str  # SHP-3
    carrier: str
    tracking_number: str
    status: str  # label_created | in_transit | out_for_delivery | delivered | exception
    events: tuple[TrackingEvent, ...] = ()
    expected_at: datetime | None = None


@dataclass(eq=False)
class Order:
    """The aggregate: change it only through its methods, so that the states and sums stay true."""

    id: str  # ORD-1042
    customer_id: str | None
    email: str
    phone: str  # E.164, or ""
    currency: str
    status: str  # a key of ORDER_STEPS
    placed_at: datetime
    shipping_address: Address
    discount: Money
    shipping_fee: Money
    total: Money  # goods - discount + shipping_fee
    lines: list[OrderLine] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    coupon: str | None = None
    pay_until: datetime | None = None
    paid_at: datetime | None = None
    packed_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    version: int = 1

    @property
    def goods(self) -> Money:
        """The lines' sum before discount and shipping."""
        return Money.total((line.price for line in self.lines), self.currency)

    @property
    def paid(self) -> Money:
        """What has arrived, whether or not it went back since."""
        arrived = (p.amount for p in self.payments if p.status in ("paid", "refunded"))
        return Money.total(arrived, self.currency)

    def line(self, number: int) -> OrderLine:
        """The line of that number. Raises Refused("no_such_line")."""
        for line in self.lines:
            if line.line == number:
                return line
        raise Refused("no_such_line", order_id=self.id, line=number, lines=[line.line for line in self.lines])

    def record_payment(self, payment: Payment) -> None:
        """Add money that arrived; a placed order becomes paid once it covers the total.

        Money for an order that is paid or cancelled already is kept too: it is owed back.
        """
        self.payments.append(payment)
        self.settle(payment.at)

    def settle(self, at: datetime) -> None:
        """A placed order whose total is covered is paid."""
        if self.status == "placed" and self.paid >= self.total:
            self._step("paid")
            self.paid_at = at

    def pack(self, at: datetime) -> None:
        """Raises Refused("not_paid", "already_…") unless the order is paid, also for what was added later."""
        if self.status == "paid" and self.paid < self.total:
            raise Refused("not_paid", order_id=self.id, status=self.status, due=self.total - self.paid)
        self._step("packed")
        self.packed_at = at

    def ship(self, shipment: Shipment, at: datetime) -> None:
        """Raises Refused unless the order is packed."""
        self._step("shipped")
        self.shipments.append(shipment)
        self.shipped_at = at

    def deliver(self, at: datetime) -> None:
        """Raises Refused unless the order is shipped."""
        self._step("delivered")
        self.delivered_at = at
        for shipment in self.shipments:
            shipment.status = "delivered"

    def cancel(self, at: datetime) -> None:
        """Raises Refused once the order is shipped, delivered or cancelled."""
        self._step("cancelled")
        self.cancelled_at = at

    def require(self, *states: str, now: datetime | None = None) -> None:
        """Raise the Refused that tells why the order is not in one of `states`.

        With `now`, an unpaid order past its time to pay is refused as well ("unpaid_expired").
        """
        if self.status not in states:
            raise self._refusal()
        if now is not None and self.has_expired(now):
            raise Refused("unpaid_expired", order_id=self.id, at=self.pay_until)

    def has_expired(self, now: datetime) -> bool:
        return self.status == "placed" and self.pay_until is not None and now > self.pay_until

    def move_to(self, address: Address, now: datetime) -> None:
        """Send it elsewhere. Raises Refused once it is shipped, delivered or cancelled."""
        self.require("placed", "paid", "packed", now=now)
        self.shipping_address = address

    def _step(self, state: str) -> None:
        if state not in ORDER_STEPS[self.status]:
            raise self._refusal()
        self.status = state

    def _refusal(self) -> Refused:
        """Why nothing more can be done in the present state, named after that state."""
        code, at = {
            "placed": ("not_paid", self.placed_at),
            "paid": ("already_paid", self.paid_at),
            "packed": ("already_packed", self.packed_at),
            "shipped": ("already_shipped", self.shipped_at),
            "delivered": ("already_delivered", self.delivered_at),
            "cancelled": ("already_cancelled", self.cancelled_at),
        }[self.status]
        return Refused(code, order_id=self.id, status=self.status, at=at)


@dataclass(frozen=True)
class PaymentFindings:
    """What the payments of an order come to."""

    due: Money  # still to be paid
    paid: Money
    duplicates: list[Payment]  # paid although the order was covered already
    failed: list[Payment]
    pending: list[Payment]


def payment_findings(order: Order) -> PaymentFindings:
    """Look through the order's payments, oldest first. Nothing is due for a cancelled order."""
    covered = Money.zero(order.currency)
    duplicates = []
    arrived = (p for p in order.payments if p.status in ("paid", "refunded"))
    for payment in sorted(arrived, key=lambda p: (p.at, p.id)):
        if covered >= order.total and payment.status == "paid":
            duplicates.append(payment)
        covered = covered + payment.amount
    open_sum = order.total - covered
    nothing = Money.zero(order.currency)
    return PaymentFindings(
        due=open_sum if open_sum > nothing and order.status != "cancelled" else nothing,
        paid=covered,
        duplicates=duplicates,
        failed=[p for p in order.payments if p.status == "failed"],
        pending=[p for p in order.payments if p.status == "pending"],
    )
