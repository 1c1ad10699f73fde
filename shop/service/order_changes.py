"""Changing the lines of an order, with stock and money."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shop.domain.customer import Customer
from shop.domain.money import Money
from shop.domain.order import Order, OrderLine, payment_findings
from shop.domain.order_changes import (
    ChangeQuote,
    LineChange,
    apply_lines,
    changed_lines,
    quote_change,
    stock_moves,
)
from shop.domain.pricing import Shelf, require_stock
from shop.domain.refund import Refund, issue, received_total, refunded_total
from shop.domain.rules import Rules
from shop.letters import how_to_pay, language_of
from shop.repository import Unit
from shop.service.shelf import move_stock, shelf_of
from shop.tables.aftersales import refunds


def change_quote(unit: Unit, order_id: str, changes: Sequence[LineChange], rules: Rules) -> ChangeQuote:
    """What the change would cost; see `Orders.change_lines` for what it raises."""
    order, lines, _ = _plan(unit, order_id, changes, rules)
    return quote_change(order, lines, rules)


def change_lines(unit: Unit, order_id: str, changes: Sequence[LineChange], rules: Rules) -> Order:
    """Do it; see `Orders.change_lines`."""
    order, lines, moves = _plan(unit, order_id, changes, rules)
    before = order.total
    move_stock(unit, moves)
    apply_lines(order, lines, rules)
    order.settle(unit.now)
    due = payment_findings(order).due
    if order.total > before and due:
        customer = unit.find(Customer, order.customer_id) if order.customer_id else None
        language = language_of(customer.language if customer else None, order.currency)
        letter = how_to_pay(order, due, language)
        unit.mail(order.email, letter.subject, letter.body, letter.kind)
    if order.total < before:
        _give_back(unit, order, before - order.total, rules)
    return order


def _plan(
    unit: Unit, order_id: str, changes: Sequence[LineChange], rules: Rules
) -> tuple[Order, list[OrderLine], dict[str, int]]:
    """The order, its lines after the change, and the pieces that move; whatever can refuse has done so."""
    order = unit.get(Order, order_id)
    order.require("placed", "paid", now=unit.now)
    shelf = shelf_of(unit, (change.sku for change in changes if change.sku is not None))
    lines = changed_lines(order, changes, shelf, rules)
    moves = stock_moves(order.lines, lines)
    _check_stock(unit, moves, shelf)
    return order, lines, moves


def _check_stock(unit: Unit, moves: dict[str, int], shelf: Shelf) -> None:
    needed = {sku: count for sku, count in moves.items() if count > 0}
    shelf = {**shelf_of(unit, needed.keys() - shelf.keys()), **shelf}
    for sku, count in needed.items():
        require_stock(shelf[sku][1], count)


def _give_back(unit: Unit, order: Order, difference: Money, rules: Rules) -> None:
    """A pending refund for what is now paid too much by this change."""
    of_order = select(Refund).where(refunds.c.order_id == order.id)
    past = unit.all(of_order.order_by(refunds.c.id))
    over = received_total(order) - order.total - refunded_total(order, past, "overpaid")
    amount = min(over, difference)
    if amount > Money.zero(order.currency):
        id = unit.next_id("REF")
        unit.add(issue(id, order, past, kind="overpaid", amount=amount, now=unit.now, rules=rules))
