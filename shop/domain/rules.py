"""The shop's numbers: every window, fee and limit in one validated place; policy texts are filled from it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

# Reasons for which the shop is at fault: longer window, free return.
FAULTY_REASONS = frozenset({"damaged", "defective", "wrong_item", "missing_parts", "not_as_described"})
# Reasons for which the customer pays the return shipping.
CUSTOMER_REASONS = frozenset({"changed_mind", "too_small", "too_large", "cheaper_elsewhere", "other"})
RETURN_REASONS = FAULTY_REASONS | CUSTOMER_REASONS | {"arrived_late"}
# Member levels that never pay return shipping.
FREE_RETURN_LEVELS = frozenset({"gold", "platinum"})


@dataclass(frozen=True)
class Rules:
    """Amounts are in whole units of the order's currency, windows in the unit their name says.

    Raises ValueError for a negative number or a minimum above its maximum.
    """

    pay_within_hours: int = 24  # after placing; then the order expires
    max_quantity: int = 99  # pieces a line
    shipping_fee: Decimal = Decimal("6.00")
    free_shipping_from: Decimal = Decimal("60.00")  # goods after discount

    cancel_fee_percent: Decimal = Decimal("5")  # of the goods, once packed
    cancel_fee_min: Decimal = Decimal("1.00")
    cancel_fee_max: Decimal = Decimal("20.00")

    return_days: int = 30  # after delivery
    faulty_return_days: int = 90  # after delivery, for FAULTY_REASONS
    return_shipping_fee: Decimal = Decimal("6.00")
    exchange_days: int = 30  # after delivery
    price_protection_days: int = 30  # after payment
    refund_days: int = 7  # from request to money back
    delivered_grace_days: int = 2  # a parcel "delivered" but not there may still turn up with a neighbour
    lost_after_days: int = 7  # past the expected day; then a parcel is taken for lost

    invoice_days: int = 180  # after payment
    invoice_change_days: int = 30  # after issue
    review_edit_days: int = 30  # after writing

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0:
                raise ValueError(f"expected {field.name} of at least 0, found {value}")
        if self.cancel_fee_min > self.cancel_fee_max:
            found = f"{self.cancel_fee_min} and {self.cancel_fee_max}"
            raise ValueError(f"expected cancel_fee_min up to cancel_fee_max, found {found}")
        if self.cancel_fee_percent > 100:
            raise ValueError(f"expected cancel_fee_percent up to 100, found {self.cancel_fee_percent}")
        if self.max_quantity < 1 or self.pay_within_hours < 1:
            raise ValueError("expected max_quantity and pay_within_hours of at least 1")
