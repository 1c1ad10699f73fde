"""Member levels and the points they take."""

from __future__ import annotations

from dataclasses import dataclass

from shop.domain.customer import LEVELS, Customer

# Level -> points from which it holds; one point is earned for each whole unit of money spent.
THRESHOLDS: dict[str, int] = dict(zip(LEVELS, (0, 1000, 5000, 20000), strict=True))


@dataclass(frozen=True)
class Membership:
    """Where a customer stands; `next_level` and `points_to_next` are None at the top."""

    level: str
    points: int
    next_level: str | None
    points_to_next: int | None


def membership(customer: Customer) -> Membership:
    """The customer's level as granted (staff may grant one early), and the way to the next."""
    place = LEVELS.index(customer.level)
    if place + 1 == len(LEVELS):
        return Membership(customer.level, customer.points, None, None)
    following = LEVELS[place + 1]
    missing = max(THRESHOLDS[following] - customer.points, 0)
    return Membership(customer.level, customer.points, following, missing)


def level_for(points: int) -> str:
    """The level that so many points earn."""
    return [level for level, least in THRESHOLDS.items() if points >= least][-1]
