"""An order with everything that was ever done about it: what after-sales decisions look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from shop import letters
from shop.audit import kind_of
from shop.domain.cancellation import Cancellation
from shop.domain.catalogue import Product
from shop.domain.customer import Customer
from shop.domain.delivery_problem import DeliveryProblem
from shop.domain.errors import NotFound
from shop.domain.exchange import Exchange
from shop.domain.line_balance import Claim, LineBalance, balances
from shop.domain.money import Money
from shop.domain.order import Order
from shop.domain.price_protection import PriceProtection
from shop.domain.refund import Refund
from shop.domain.returns import Return
from shop.repository import Unit
from shop.service.shelf import products_of
from shop.tables.customers import customers

E = TypeVar("E")


class Claiming(Protocol):
    """A record that takes something of the order's lines."""

    @property
    def claims(self) -> tuple[Claim, ...]: ...


@dataclass(frozen=True)
class OrderFile:
    """One order, its lines' products (by id) and all after-sales records, oldest first."""

    order: Order
    products: dict[str, Product]
    customer: Customer | None  # None: a guest
    cancellation: Cancellation | None
    returns: Sequence[Return]
    exchanges: Sequence[Exchange]
    refunds: Sequence[Refund]
    problems: Sequence[DeliveryProblem]
    protections: Sequence[PriceProtection]

    @property
    def left(self) -> dict[int, LineBalance]:
        """What is left of each line, by line number."""
        groups: tuple[Sequence[Claiming], ...] = (
            self.returns, self.exchanges, self.problems, self.protections
        )  # fmt: skip
        claims = [claim for group in groups for record in group for claim in record.claims]
        return balances(self.order, claims)

    @property
    def level(self) -> str | None:
        return self.customer.level if self.customer else None

    @property
    def language(self) -> str:
        return letters.language_of(self.customer.language if self.customer else None, self.order.currency)

    @property
    def cancellation_fee(self) -> Money:
        return self.cancellation.fee if self.cancellation else Money.zero(self.order.currency)


def open_file(unit: Unit, order_id: str) -> OrderFile:
    """The file of an order. Raises NotFound.

    In a writing unit the order is locked first, so that two after-sales steps of one order take turns and
    neither gives away what the other one has just given.
    """
    order = unit.get(Order, order_id)
    return OrderFile(
        order=order,
        products=products_of(unit, (line.product_id for line in order.lines)),
        customer=_customer(unit, order),
        cancellation=next(iter(of_order(unit, Cancellation, order_id)), None),
        returns=of_order(unit, Return, order_id),
        exchanges=of_order(unit, Exchange, order_id),
        refunds=of_order(unit, Refund, order_id),
        problems=of_order(unit, DeliveryProblem, order_id),
        protections=of_order(unit, PriceProtection, order_id),
    )


def of_order(unit: Unit, entity: type[E], order_id: str) -> list[E]:
    """All records of that kind of one order, oldest first."""
    kind: Any = entity
    made_at = kind.requested_at if hasattr(kind, "requested_at") else getattr(kind, "at", None)
    key = kind.line if entity is PriceProtection else kind.id
    order_by = [key] if made_at is None else [made_at, key]
    return unit.all(select(entity).where(kind.order_id == order_id).order_by(*order_by))


def lock_order_of(unit: Unit, entity: type[E], id: str) -> Order:
    """Lock the order of a record ahead of the record: always in this sequence, against deadlocks.

    Raises NotFound for the record.
    """
    kind: Any = entity
    order_id = unit.session.execute(select(kind.order_id).where(kind.id == id)).scalar_one_or_none()
    if order_id is None:
        raise NotFound(kind_of(entity), id)
    return unit.get(Order, order_id)


def language_of(unit: Unit, order: Order) -> str:
    """The language to write in to the order's customer."""
    customer = _customer(unit, order)
    return letters.language_of(customer.language if customer else None, order.currency)


def _customer(unit: Unit, order: Order) -> Customer | None:
    """Only to look at, hence without a lock."""
    found = unit.read(select(Customer).where(customers.c.id == order.customer_id))
    return next(iter(found), None)
