"""Delivery problems: a parcel that did not come, or came damaged, wrong or incomplete; what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import InvalidValue, Refused
from shop.domain.line_balance import Claim, LineBalance
from shop.domain.money import Money
from shop.domain.refund_due import is_lost
from shop.domain.rules import Rules

if TYPE_CHECKING:
    from shop.domain.order import Order

PROBLEM_KINDS = ("not_received", "damaged", "wrong_item", "missing_parts")
PROBLEM_RESOLUTIONS = ("investigation", "replacement", "refund")


@dataclass(eq=False)
class DeliveryProblem:
    """What the customer reported and what the shop did about it at once."""

    id: str  # DLP-4
    order_id: str
    kind: str  # one of PROBLEM_KINDS
    resolution: str  # one of PROBLEM_RESOLUTIONS
    lines: tuple[Claim, ...]  # the pieces it is about, with the price paid for them
    note: str
    at: datetime
    ticket_id: str
    exchange_ids: tuple[str, ...] = ()  # of a replacement: one a line
    refund_id: str | None = None

    @property
    def exchange_id(self) -> str | None:
        """The first of the replacements, None for another resolution."""
        return self.exchange_ids[0] if self.exchange_ids else None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Refunded pieces are taken; replaced ones are claimed by their exchange, others by nobody."""
        return self.lines if self.resolution == "refund" else ()


def check_words(kind: str, resolution: str | None = None) -> None:
    """Raises InvalidValue for an unknown kind or resolution."""
    if kind not in PROBLEM_KINDS:
        raise InvalidValue("kind", "another word", "one of " + ", ".join(PROBLEM_KINDS))
    if resolution is not None and resolution not in PROBLEM_RESOLUTIONS:
        raise InvalidValue("resolution", "another word", "one of " + ", ".join(PROBLEM_RESOLUTIONS))


def open_items(
    order: Order, left: Mapping[int, LineBalance], kind: str, earlier: Sequence[DeliveryProblem]
) -> list[tuple[int, int]]:
    """The (line, quantity) pairs that such a problem can still be reported for.

    Raises Refused: problem_already_reported or nothing_left_to_return.
    """
    same = [problem for problem in earlier if problem.kind == kind and problem.resolution == "investigation"]
    looked_into = {claim.line for problem in same for claim in problem.lines}
    items = [
        (balance.line.line, balance.quantity)
        for balance in left.values()
        if balance.quantity and balance.line.line not in looked_into
    ]
    if not items and same:
        last = same[-1]
        raise Refused("problem_already_reported", order_id=order.id, ticket_id=last.ticket_id, at=last.at)
    if not items:
        raise Refused("nothing_left_to_return", order_id=order.id)
    return items


def offered(order: Order, kind: str, in_stock: bool, rules: Rules, now: datetime) -> list[str]:
    """The resolutions that the customer may choose from; `in_stock`: the same pieces could be sent again.

    Raises Refused: already_cancelled, not_shipped, not_delivered, problem_window_closed.
    """
    check_words(kind)
    if order.status == "cancelled":
        raise Refused("already_cancelled", order_id=order.id, at=order.cancelled_at)
    if order.status not in ("shipped", "delivered"):
        raise Refused("not_shipped", order_id=order.id, status=order.status)
    if not _ripe(order, kind, rules, now):
        return ["investigation"]
    return ["investigation", *(["replacement"] if in_stock else []), "refund"]


def _ripe(order: Order, kind: str, rules: Rules, now: datetime) -> bool:
    """Whether more than an investigation can be offered: a missing parcel often turns up after all."""
    if order.status == "shipped" or order.delivered_at is None:
        if kind != "not_received":
            raise Refused("not_delivered", order_id=order.id, status=order.status)
        return is_lost(order, rules, now)
    until = order.delivered_at + timedelta(days=rules.faulty_return_days)
    if now > until:
        raise Refused("problem_window_closed", order_id=order.id, until=until)
    grace = timedelta(days=rules.delivered_grace_days)
    return kind != "not_received" or now > order.delivered_at + grace


def refund_amount(order: Order, claims: Sequence[Claim]) -> Money:
    """The price paid for the pieces; with the shipping fee when nothing of the order was any good."""
    paid = Money.total((claim.amount for claim in claims), order.currency)
    all_pieces = sum(line.quantity for line in order.lines)
    return paid + order.shipping_fee if sum(claim.quantity for claim in claims) == all_pieces else paid
