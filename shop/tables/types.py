"""Column types and composites that keep the domain's values exact in every database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import CompositeProperty, composite, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

from shop.domain.clock import as_utc
from shop.domain.money import Money

# Named constraints, so that migrations can speak of them on every database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)
mapper_registry = registry(metadata=metadata)


class UTCDateTime(TypeDecorator[datetime]):
    """Zone-aware in Python, UTC in the database. Raises ValueError for a time without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = as_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else as_utc(value)


class ValueJSON(TypeDecorator[Any]):
    """A value kept as JSON: `encode` makes plain data of it, `decode` makes the value again.

    The value must be replaced as a whole: a change inside it is not seen.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, encode: Callable[[Any], Any], decode: Callable[[Any], Any]) -> None:
        super().__init__(none_as_null=True)
        self.encode = encode
        self.decode = decode

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.decode(value)


def minor(name: str, *, nullable: bool = False) -> Column[Any]:
    """A column for an amount of money in the smallest unit of the row's currency."""
    return Column(name, Integer, nullable=nullable)


def money(amount: Column[Any], currency: Column[Any]) -> CompositeProperty[Any]:
    """The Money made of an amount column and the row's currency column; None when the amount is NULL."""
    return composite(_money_of, amount, currency)


def _money_of(amount: int | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money.from_minor(amount, currency)
