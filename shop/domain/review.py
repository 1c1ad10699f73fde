"""Reviews: one for each delivered line, changeable for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import InvalidValue, Refused
from shop.domain.rules import Rules

if TYPE_CHECKING:
    from shop.domain.order import Order, OrderLine


@dataclass(eq=False)
class Review:
    """What the customer says about one line of an order."""

    id: str  # REV-5
    order_id: str
    line: int
    product_id: str
    rating: int  # 1 to 5 stars
    text: str
    at: datetime
    changed_at: datetime | None = None
    version: int = 1


def reviewable(order: Order, reviews: Sequence[Review], rules: Rules, now: datetime) -> list[OrderLine]:
    """The lines that can be reviewed, or whose review can still be changed; empty before delivery."""
    if order.status != "delivered":
        return []
    closed = {review.line for review in reviews if now > changeable_until(review, rules)}
    return [line for line in order.lines if line.line not in closed]


def changeable_until(review: Review, rules: Rules) -> datetime:
    return review.at + timedelta(days=rules.review_edit_days)


def check(order: Order, line: int, current: Review | None, rules: Rules, now: datetime) -> OrderLine:
    """The line to review. Raises Refused: no_such_line, not_reviewable, already_reviewed."""
    if order.status != "delivered":
        raise Refused("not_reviewable", order_id=order.id, status=order.status)
    found = order.line(line)
    if current is not None and now > changeable_until(current, rules):
        until = changeable_until(current, rules)
        raise Refused("already_reviewed", order_id=order.id, line=line, review_id=current.id, until=until)
    return found


def clean_rating(rating: int) -> int:
    """Raises InvalidValue unless it is a whole number from 1 to 5."""
    if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= 5:
        raise InvalidValue("rating", type(rating).__name__, "a whole number from 1 to 5")
    return rating
