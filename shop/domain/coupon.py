"""Coupons: what they take off, from when until when, and for which orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shop.domain.errors import InvalidValue, Refused
from shop.domain.money import Money


@dataclass(eq=False)
class Coupon:
    """A code that takes a percentage or a fixed amount off the goods of an order.

    Exactly one of `percent` and `amounts` is given. Replace dicts as a whole to change them.
    Raises ValueError for neither or both, or for a percentage outside 0 to 100.
    """

    id: str  # CPN-SPRING20
    title: str
    title_zh: str
    starts_at: datetime
    ends_at: datetime
    percent: Decimal | None = None  # of the goods, above 0, at most 100
    amounts: dict[str, Money] = field(default_factory=dict)  # currency -> fixed amount off
    minimums: dict[str, Money] = field(default_factory=dict)  # currency -> least goods; none: no minimum
    public: bool = True  # shown to everybody who asks for offers
    once: bool = True  # one order a customer
    version: int = 1

    def __post_init__(self) -> None:
        if (self.percent is None) == (not self.amounts):
            raise ValueError("expected either a percentage or fixed amounts, found neither or both")
        if self.percent is not None and not 0 < self.percent <= 100:
            raise ValueError(f"expected a percentage above 0 and at most 100, found {self.percent}")

    @property
    def code(self) -> str:
        return self.id.removeprefix("CPN-")

    def is_active(self, now: datetime) -> bool:
        return self.starts_at <= now <= self.ends_at

    def require(self, now: datetime, goods: Money | None = None, *, used: bool = False) -> None:
        """Raise Refused unless it may be used now for `goods` (None: not known yet).

        Codes: coupon_not_started, coupon_expired, coupon_used, coupon_other_currency, coupon_minimum.
        """
        if now < self.starts_at:
            raise Refused("coupon_not_started", coupon=self.code, starts_at=self.starts_at)
        if now > self.ends_at:
            raise Refused("coupon_expired", coupon=self.code, ended_at=self.ends_at)
        if used and self.once:
            raise Refused("coupon_used", coupon=self.code)
        if goods is None:
            return
        if self.percent is None and goods.currency not in self.amounts:
            raise Refused("coupon_other_currency", coupon=self.code, currency=goods.currency)
        minimum = self.minimums.get(goods.currency)
        if minimum is not None and goods < minimum:
            raise Refused("coupon_minimum", coupon=self.code, minimum=minimum, goods=goods)

    def discount(self, goods: Money) -> Money:
        """What it takes off `goods`: never more than the goods themselves."""
        if self.percent is not None:
            return goods.part(self.percent, 100)
        return min(self.amounts.get(goods.currency, Money.zero(goods.currency)), goods)


def coupon_id(code: str) -> str:
    """The id of a code as customers write it ("spring20", "CPN-SPRING20"). Raises InvalidValue."""
    plain = code.strip().upper().removeprefix("CPN-")
    if not (plain.isascii() and plain.isalnum() and len(plain) <= 30):
        raise InvalidValue("coupon", f"{len(code)} characters", "up to 30 letters and digits")
    return f"CPN-{plain}"
