"""Customers and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LEVELS = ("bronze", "silver", "gold", "platinum")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Address:
    """Where a parcel goes. `text` is the full address line as it was written."""

    recipient: str
    phone: str  # E.164, or "" when none is known
    text: str
    country: str  # ISO 3166-1 alpha-2, or "" when it is not known

    def __composite_values__(self) -> tuple[str, str, str, str]:
        """The four columns that hold it (SQLAlchemy's protocol for composite values)."""
        return self.recipient, self.phone, self.text, self.country


@dataclass(eq=False)
class Customer:
    """A person with an account. A deleted customer keeps the row, without anything personal in it."""

    id: str  # CUS-17
    name: str
    name_zh: str | None
    email: str
    phone: str  # E.164, or ""
    language: str  # en | zh
    level: str = "bronze"  # one of LEVELS
    points: int = 0
    addresses: tuple[Address, ...] = ()  # the first is the usual one; replace the whole tuple to change it
    newsletter: bool = False
    created_at: datetime | None = None
    deleted_at: datetime | None = None
    version: int = 1
