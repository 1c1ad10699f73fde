"""Exact amounts of money, each with its currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# Currencies of the shop and the number of decimals of each (ISO 4217).
DECIMALS: dict[str, int] = {"CNY": 2, "USD": 2, "GBP": 2, "EUR": 2}
CURRENCIES = frozenset(DECIMALS)


@dataclass(frozen=True)
class Money:
    """An amount in whole units of `currency` (12.90, not 1290), never finer than the currency's decimals.

    Raises ValueError for an unknown currency or too many decimals, TypeError for a float.
    Arithmetic and comparison between two currencies raise ValueError.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in DECIMALS:
            raise ValueError(f"expected a currency among {sorted(DECIMALS)}, found {self.currency!r}")
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"expected a Decimal, found {type(self.amount).__name__}; use Money.of(...)")
        if not self.amount.is_finite():
            raise ValueError(f"expected a finite amount, found {self.amount}")
        exact = self.amount.quantize(_step(self.currency))
        if exact != self.amount:
            raise ValueError(f"expected at most {DECIMALS[self.currency]} decimals, found {self.amount}")
        object.__setattr__(self, "amount", exact + Decimal(0))  # + 0 turns -0.00 into 0.00

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Money:
        """Money from an exact number or its text; floats are refused since they are not exact."""
        if isinstance(amount, float):
            raise TypeError("expected str, int or Decimal, found float; money is exact")
        try:
            return cls(Decimal(amount), currency)
        except InvalidOperation:
            raise ValueError("expected a decimal number as amount, found another text") from None

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """Money from an integer count of the smallest unit (cents, fen, pence)."""
        return cls(Decimal(minor).scaleb(-DECIMALS[currency]), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, parts: Iterable[Money], currency: str) -> Money:
        """The sum of `parts`, all in `currency`; zero when there are none."""
        result = cls.zero(currency)
        for part in parts:
            result = result + part
        return result

    @property
    def minor(self) -> int:
        """The integer count of the smallest unit, as the database keeps it."""
        return int(self.amount.scaleb(DECIMALS[self.currency]))

    def part(self, numerator: Decimal | int, denominator: Decimal | int = 1) -> Money:
        """This amount times numerator/denominator, rounded half up to the smallest unit."""
        exact = self.amount * Decimal(numerator) / Decimal(denominator)
        return Money(exact.quantize(_step(self.currency), rounding=ROUND_HALF_UP), self.currency)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split in proportion to `weights` without losing a cent (largest remainders get the rest).

        Raises ValueError unless the weights are non-negative with a positive sum.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError(f"expected non-negative weights with a positive sum, found {list(weights)}")
        shares = [self.minor * weight // whole for weight in weights]
        remainders = [self.minor * weight % whole for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
        for i in by_remainder[: self.minor - sum(shares)]:
            shares[i] += 1
        return [Money.from_minor(share, self.currency) for share in shares]

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise ValueError(f"expected an amount in {self.currency}, found one in {other.currency}")
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        if not isinstance(count, int):
            raise TypeError(f"expected a whole number, found {type(count).__name__}; use Money.part(...)")
        return Money(self.amount * count, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __composite_values__(self) -> tuple[int, str]:
        """The two columns that hold the amount (SQLAlchemy's protocol for composite values)."""
        return self.minor, self.currency


def _step(currency: str) -> Decimal:
    return Decimal(1).scaleb(-DECIMALS[currency])
