"""Placing an order: prices, coupon, address, stock, and the mail on how to pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, or_, select

from shop.domain.contact import REGIONS, normal_address, normal_email, normal_name, normal_phone
from shop.domain.coupon import Coupon, coupon_id
from shop.domain.customer import Address, Customer
from shop.domain.errors import Refused
from shop.domain.money import CURRENCIES, Money
from shop.domain.order import Order, OrderLine
from shop.domain.pricing import OrderQuote, lines_of, quote_of
from shop.domain.rules import Rules
from shop.letters import how_to_pay, language_of
from shop.repository import Unit
from shop.service.shelf import move_stock, shelf_of
from shop.tables.orders import orders

COUNTRIES = {"CNY": "CN", "USD": "US", "GBP": "GB", "EUR": ""}  # euro: many, so not known


@dataclass(frozen=True)
class Request:
    """What the customer wants to buy, and who it is; only a quote does without the latter."""

    items: tuple[tuple[str, int], ...]
    currency: str
    coupon: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    customer_id: str | None = None
    recipient: str | None = None


def quote(unit: Unit, request: Request, rules: Rules) -> OrderQuote:
    """What it would cost now; see `Orders.place` for what it raises."""
    if request.currency not in CURRENCIES:
        raise Refused("currency_not_offered", currency=request.currency[:10], offered=sorted(CURRENCIES))
    shelf = shelf_of(unit, (sku for sku, _ in request.items))
    lines = lines_of(request.items, shelf, request.currency, rules)
    return quote_of(lines, _discount(unit, request, lines), rules)


def place(unit: Unit, request: Request, rules: Rules) -> Order:
    """Do it; see `Orders.place`."""
    customer = _customer(unit, request)
    email = normal_email(request.email or "")
    quoted = quote(unit, request, rules)
    phone = _phone(request, customer)
    order = Order(
        id=unit.next_id("ORD"),
        customer_id=customer.id if customer else None,
        email=email,
        phone=phone,
        currency=request.currency,
        status="placed",
        placed_at=unit.now,
        pay_until=unit.now + timedelta(hours=rules.pay_within_hours),
        shipping_address=_address(request, customer, phone),
        discount=quoted.discount,
        shipping_fee=quoted.shipping_fee,
        total=quoted.total,
        lines=quoted.lines,
        coupon=coupon_id(request.coupon).removeprefix("CPN-") if request.coupon else None,
    )
    move_stock(unit, {line.sku: line.quantity for line in quoted.lines})
    order.settle(unit.now)  # a coupon may have covered all of it
    if order.status == "placed":
        language = language_of(customer.language if customer else None, order.currency)
        letter = how_to_pay(order, order.total, language)
        unit.mail(email, letter.subject, letter.body, letter.kind)
    return unit.add(order)


def _customer(unit: Unit, request: Request) -> Customer | None:
    if request.customer_id is None:
        return None
    customer = unit.get(Customer, request.customer_id)
    if customer.deleted_at is not None:
        raise Refused("account_deleted", customer_id=customer.id)
    return customer


def _discount(unit: Unit, request: Request, lines: list[OrderLine]) -> Money:
    if not request.coupon:
        return Money.zero(request.currency)
    id = coupon_id(request.coupon)
    coupon = unit.find(Coupon, id)
    if coupon is None:
        raise Refused("coupon_unknown", coupon=id.removeprefix("CPN-"))
    goods = Money.total((line.price for line in lines), request.currency)
    coupon.require(unit.now, goods, used=_has_used(unit, request, coupon.code))
    return coupon.discount(goods)


def _has_used(unit: Unit, request: Request, code: str) -> bool:
    """Whether this customer (or this e-mail) has an order with the coupon that was not cancelled."""
    who = []
    if request.customer_id:
        who.append(orders.c.customer_id == request.customer_id)
    if request.email:
        who.append(orders.c.email == normal_email(request.email))
    if not who:
        return False
    used = select(func.count()).select_from(orders)
    used = used.where(orders.c.coupon == code, orders.c.status != "cancelled", or_(*who))
    return bool(unit.session.execute(used).scalar_one())


def _phone(request: Request, customer: Customer | None) -> str:
    if request.phone:
        return normal_phone(request.phone, REGIONS[request.currency])
    return customer.phone if customer else ""


def _address(request: Request, customer: Customer | None, phone: str) -> Address:
    usual = customer.addresses[0] if customer and customer.addresses else None
    named = normal_name(request.recipient, "recipient") if request.recipient else None
    if request.address is None:
        if usual is None:
            raise Refused("address_needed")
        phone = phone if request.phone else usual.phone
        return replace(usual, recipient=named or usual.recipient, phone=phone)
    recipient = named or (customer.name if customer else "")
    country = usual.country if usual else COUNTRIES[request.currency]
    return Address(recipient, phone, normal_address(request.address), country)
