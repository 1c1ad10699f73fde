"""Offers that hold now, and whether a coupon may be used."""

from __future__ import annotations

from sqlalchemy import select

from shop.domain.coupon import Coupon, coupon_id
from shop.domain.errors import Refused
from shop.domain.money import Money
from shop.tables.support import coupons
from shop.unit_of_work import Store


class Promotions:
    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self, language: str = "en") -> list[Coupon]:
        """The public coupons that hold now, the next to end first; each has both titles.

        `language` is for shops whose offers differ by language; this one shows all to everybody.
        """
        with self._store.reading() as unit:
            public = unit.read(select(Coupon).where(coupons.c.public.is_(True)))
            active = [coupon for coupon in public if coupon.is_active(unit.now)]
        return sorted(active, key=lambda coupon: (coupon.ends_at, coupon.id))

    def check(self, code: str, total: Money | None = None) -> Coupon:
        """The coupon of that code, when it holds now (for goods of `total`).

        Raises InvalidValue for what cannot be a code, Refused("coupon_unknown") and those of Coupon.require.
        """
        id = coupon_id(code)
        with self._store.reading() as unit:
            coupon = unit.find(Coupon, id)
            now = unit.now
        if coupon is None:
            raise Refused("coupon_unknown", coupon=id.removeprefix("CPN-"))
        coupon.require(now, total)
        return coupon
