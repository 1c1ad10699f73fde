"""Invoices (发票): one an order, with a title that may be changed for a while."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shop.domain.errors import InvalidValue, Refused
from shop.domain.money import Money
from shop.domain.rules import Rules

if TYPE_CHECKING:
    from shop.domain.order import Order

TITLE_MAX = 200  # characters
_TAX_ID = re.compile(r"[A-Z0-9]{5,20}")  # fits China's 15 to 20 characters and European VAT numbers


@dataclass(eq=False)
class Invoice:
    """The invoice of an order. A change of title keeps its id."""

    id: str  # INV-64
    order_id: str
    status: str  # issued
    title: str  # to whom it is made out
    tax_id: str | None
    email: str  # where it is sent
    amount: Money
    issued_at: datetime
    changed_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True)
class InvoiceTerms:
    """What can be done now: a first invoice (`current` None) or a change of the one there is."""

    order_id: str
    amount: Money
    until: datetime  # the last moment to ask for it
    current: Invoice | None


def terms(order: Order, current: Invoice | None, rules: Rules, now: datetime) -> InvoiceTerms:
    """What can be invoiced now.

    Raises Refused: not_paid, already_cancelled, invoice_window_closed, or invoice_exists when the title can
    no longer be changed.
    """
    if current is not None:
        until = current.issued_at + timedelta(days=rules.invoice_change_days)
        if now > until or order.status == "cancelled":
            raise Refused(
                "invoice_exists",
                order_id=order.id,
                invoice_id=current.id,
                issued_at=current.issued_at,
                until=until,
            )
        return InvoiceTerms(order.id, current.amount, until, current)
    order.require("paid", "packed", "shipped", "delivered")
    if order.paid_at is None:
        raise Refused("not_paid", order_id=order.id, status=order.status)
    until = order.paid_at + timedelta(days=rules.invoice_days)
    if now > until:
        raise Refused("invoice_window_closed", order_id=order.id, until=until)
    return InvoiceTerms(order.id, order.total, until, None)


def clean_title(title: str) -> str:
    """The title on one line, without what cannot be seen. Raises InvalidValue."""
    visible = (c for c in unicodedata.normalize("NFC", title) if unicodedata.category(c) != "Cf")
    found = " ".join("".join(visible).split())
    bad = any(unicodedata.category(char) in ("Cc", "Cs") for char in found)
    if bad or len(found) > TITLE_MAX or not any(char.isalnum() for char in found):
        shape = "control characters" if bad else f"{len(found)} characters"
        raise InvalidValue("title", shape, f"a name of up to {TITLE_MAX} printable characters")
    return found


def clean_tax_id(tax_id: str | None) -> str | None:
    """The tax number in capitals without blanks and dashes; None for none. Raises InvalidValue."""
    if tax_id is None or not tax_id.strip():
        return None
    plain = re.sub(r"[\s.-]", "", unicodedata.normalize("NFKC", tax_id)).upper()
    if not _TAX_ID.fullmatch(plain):
        raise InvalidValue("tax_id", f"{len(plain)} characters", "5 to 20 letters and digits")
    return plain


def change(current: Invoice, title: str, tax_id: str | None, email: str, now: datetime) -> None:
    """Make it out anew. Raises Refused("invoice_exists") when there is nothing to change."""
    if (title, tax_id, email) == (current.title, current.tax_id, current.email):
        raise Refused(
            "invoice_exists",
            order_id=current.order_id,
            invoice_id=current.id,
            issued_at=current.issued_at,
            until=None,
        )
    current.title, current.tax_id, current.email = title, tax_id, email
    current.changed_at = now
