"""Orders of the demo shop, made from their plans."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from shop.domain.catalogue import Product
from shop.domain.coupon import Coupon
from shop.domain.customer import Address, Customer
from shop.domain.money import Money
from shop.domain.order import Order, Payment, Shipment, TrackingEvent
from shop.domain.pricing import Shelf, line_of, quote_of
from shop.domain.rules import Rules
from shop.seed.people import currency_of
from shop.seed.plan import OrderPlan

STATES = ("placed", "paid", "packed", "shipped", "delivered")
CARRIERS = {"CN": "SF Express", "US": "UPS", "GB": "Royal Mail"}  # by country; DHL elsewhere
HUBS = {"CN": "Jiaxing", "US": "Louisville, KY", "GB": "Daventry"}  # Leipzig elsewhere
TRAVEL_DAYS = 4  # from shipping to the expected day
# Hours after shipping at which each event happens, its words in both languages, and where.
EVENTS = (
    (0, "Picked up by the courier", "快递员已揽收", "Warehouse"),
    (9, "Arrived at the sorting centre", "到达分拣中心", "hub"),
    (26, "On its way to your town", "运往收件城市", "hub"),
    (42, "Out for delivery", "派送中", "depot"),
)
GUESTS = ("Robin Hayes", "Sam Porter", "Alex Moreno", "Kim Sutton", "Jo Barker", "Lee Winter")


def shelf_of(products: list[Product]) -> Shelf:
    return {variant.sku: (product, variant) for product in products for variant in product.variants}


class OrderMaker:
    """Makes orders one after the other, giving numbers to their payments and parcels."""

    def __init__(
        self,
        shelf: Shelf,
        customers: Mapping[str, Customer],
        coupons: Mapping[str, Coupon],
        today: datetime,
        rules: Rules,
    ) -> None:
        self._shelf, self._customers, self._coupons = shelf, customers, coupons
        self._today, self._rules = today, rules
        self.payments = self.shipments = 0

    def make(self, plan: OrderPlan) -> Order:
        rng = random.Random(plan.id)  # of its own, so that another plan changes nothing here
        times = _times(plan, self._today, rng)
        order = self._placed(plan, self._customers[plan.customer], times["placed"])
        if "paid" in times:
            self.payments += 1
            payment = Payment(f"PAY-{self.payments}", plan.method, "paid", order.total, times["paid"])
            order.record_payment(payment)
        if "packed" in times:
            order.pack(times["packed"])
        if "shipped" in times:
            order.ship(self._shipment(order, times, rng), times["shipped"])
        if "delivered" in times:
            order.deliver(times["delivered"])
        return order

    def _placed(self, plan: OrderPlan, customer: Customer, at: datetime) -> Order:
        currency = currency_of(customer)
        lines = [
            line_of(number, *self._shelf[sku], quantity, currency)
            for number, (sku, quantity) in enumerate(plan.items.items(), start=1)
        ]
        if plan.earlier_price:
            for line in lines:
                earlier = self._shelf[line.sku][0].earlier_prices.get(currency)
                line.unit_price = earlier or line.unit_price
        goods = Money.total((line.price for line in lines), currency)
        coupon = self._coupons[plan.coupon] if plan.coupon else None
        quote = quote_of(lines, coupon.discount(goods) if coupon else Money.zero(currency), self._rules)
        email, address = _guest(plan, customer) if plan.guest else (customer.email, customer.addresses[0])
        return Order(
            id=plan.id,
            customer_id=None if plan.guest else customer.id,
            email=email,
            phone=address.phone,
            currency=currency,
            status="placed",
            placed_at=at,
            pay_until=at + timedelta(hours=self._rules.pay_within_hours),
            shipping_address=address,
            discount=quote.discount,
            shipping_fee=quote.shipping_fee,
            total=quote.total,
            lines=lines,
            coupon=plan.coupon,
        )

    def _shipment(self, order: Order, times: Mapping[str, datetime], rng: random.Random) -> Shipment:
        self.shipments += 1
        country = order.shipping_address.country
        expected = times["shipped"] + timedelta(days=TRAVEL_DAYS)
        events = tuple(_events(times, country, self._today))
        return Shipment(
            id=f"SHP-{self.shipments}",
            carrier=CARRIERS.get(country, "DHL"),
            tracking_number=_tracking_number(country, rng),
            status="out_for_delivery" if events[-1].text == EVENTS[-1][1] else "in_transit",
            events=events,
            expected_at=expected.replace(hour=18, minute=0, second=0),
        )


def _times(plan: OrderPlan, today: datetime, rng: random.Random) -> dict[str, datetime]:
    """When the order got into each state up to that of its plan."""
    reached = STATES[: STATES.index(plan.status) + 1]
    before = {  # how long each state took to follow the one before it
        "paid": timedelta(minutes=rng.randint(2, 40)),
        "packed": timedelta(minutes=rng.randint(8 * 60, 26 * 60)),
        "shipped": timedelta(minutes=rng.randint(2 * 60, 9 * 60)),
        "delivered": timedelta(minutes=rng.randint(45 * 60, 100 * 60)),
    }
    moment = today - timedelta(minutes=round(plan.ago * 24 * 60))
    times = {}
    for state in reversed(reached):
        times[state] = moment
        moment -= before.get(state, timedelta(0))
    return times


def _events(times: Mapping[str, datetime], country: str, today: datetime) -> Iterator[TrackingEvent]:
    places = {"hub": HUBS.get(country, "Leipzig"), "depot": "Local depot"}
    end = times.get("delivered", today)
    for hours, text, text_zh, place in EVENTS:
        at = times["shipped"] + timedelta(hours=hours)
        is_lost = "delivered" not in times and today - times["shipped"] > timedelta(days=10) and hours > 30
        if (at < end and not is_lost) or hours == 0:
            yield TrackingEvent(at, text, text_zh, places.get(place, place))
    if "delivered" in times:
        yield TrackingEvent(end, "Delivered", "已签收", "At the door")


def _tracking_number(country: str, rng: random.Random) -> str:
    digits = "".join(str(rng.randint(0, 9)) for _ in range(12))
    form = {"CN": "SF{}", "US": "1Z999{}", "GB": "RM{}GB"}.get(country, "JD014{}")
    return form.format(digits)


def _guest(plan: OrderPlan, customer: Customer) -> tuple[str, Address]:
    number = int(plan.id.removeprefix("ORD-"))
    name = GUESTS[number % len(GUESTS)]
    home = customer.addresses[0]
    phone = f"+1646555{100 + number % 100:04d}" if home.country != "CN" else f"+86138{number:08d}"
    address = Address(name, phone, f"Parcel locker {number % 90 + 1}, {home.text}", home.country)
    return f"guest{number}@example.org", address
