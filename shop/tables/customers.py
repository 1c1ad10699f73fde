"""Table of customers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Integer, String, Table

from shop.audit import record_kind
from shop.domain.customer import Address, Customer
from shop.tables.types import UTCDateTime, ValueJSON, mapper_registry, metadata


def _plain(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [
        {"recipient": a.recipient, "phone": a.phone, "text": a.text, "country": a.country} for a in addresses
    ]


def _addresses(plain: list[dict[str, Any]]) -> tuple[Address, ...]:
    return tuple(Address(**address) for address in plain)


customers = Table(
    "customers",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_zh", String(200)),
    Column("email", String(254), nullable=False, index=True),
    Column("phone", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("level", String(10), nullable=False),
    Column("points", Integer, nullable=False),
    Column("addresses", ValueJSON(_plain, _addresses), nullable=False),
    Column("newsletter", Boolean, nullable=False),
    Column("created_at", UTCDateTime),
    Column("deleted_at", UTCDateTime),
    Column("version", Integer, nullable=False),
)


def map_customers() -> None:
    mapper_registry.map_imperatively(
        Customer, customers, version_id_col=customers.c.version, version_id_generator=False
    )
    record_kind(Customer, "customer")
