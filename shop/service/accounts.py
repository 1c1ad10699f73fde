"""Customers' accounts: their data, membership and newsletter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from shop.audit import By
from shop.domain.contact import normal_email, normal_name, normal_phone
from shop.domain.customer import LANGUAGES, Customer
from shop.domain.errors import InvalidValue, Refused
from shop.domain.membership import Membership, membership
from shop.domain.newsletter import Subscription
from shop.repository import Unit
from shop.service.erasure import GONE, erase
from shop.tables.customers import customers
from shop.tables.orders import orders
from shop.tables.support import subscriptions
from shop.unit_of_work import Store

REGION = {"zh": "CN", "en": "US"}  # of a phone number without country code


class Accounts:
    """Everything about customers apart from their orders."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, customer_id: str) -> Customer:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Customer, customer_id)

    def names(self) -> frozenset[str]:
        """Every name that the shop knows of a person: customers' and those on parcels."""
        named = (customers.c.name, customers.c.name_zh, orders.c.ship_recipient)
        with self._store.reading() as unit:
            found = {
                name for column in named for name in unit.session.execute(select(column).distinct()).scalars()
            }
        return frozenset(name for name in found if name and name != GONE)

    def edit(
        self,
        customer_id: str,
        *,
        name: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        language: str | None = None,
        by: By,
    ) -> Customer:
        """Change what is not None. A new e-mail address is told to the old one.

        Raises NotFound, InvalidValue, Refused("account_deleted", "email_taken", "nothing_changed").
        """
        asked = {"id": customer_id, "name": name, "email": email, "phone": phone, "language": language}

        def work(unit: Unit) -> Customer:
            customer = _active(unit, customer_id)
            new = _checked(customer, name, email, phone, language)
            old_email = customer.email
            if all(getattr(customer, field) == value for field, value in new.items()):
                raise Refused("nothing_changed", customer_id=customer_id)
            if new.get("email", old_email) != old_email:
                _change_email(unit, customer, new["email"])
            for field, value in new.items():
                setattr(customer, field, value)
            return customer

        return self._store.change(by, "account.edit", asked, work)

    def delete(self, customer_id: str, by: By) -> Customer:
        """Close the account: personal data goes, also from orders and the audit; the bookkeeping stays.

        Raises NotFound, Refused("account_deleted", "open_orders").
        """

        def work(unit: Unit) -> Customer:
            customer = _active(unit, customer_id)
            erase(unit, customer)
            return customer

        return self._store.change(by, "account.delete", {"id": customer_id}, work)

    def membership(self, customer_id: str) -> Membership:
        """Raises NotFound."""
        return membership(self.get(customer_id))

    def subscribe(self, email: str, by: By) -> Subscription:
        """Send the newsletter to `email`; no harm when it is sent already. Raises InvalidValue."""
        return self._set_newsletter(email, True, by)

    def unsubscribe(self, email: str, by: By) -> Subscription:
        """Send no newsletter to `email`; no harm when none is sent. Raises InvalidValue."""
        return self._set_newsletter(email, False, by)

    def is_subscribed(self, email: str) -> bool:
        """Raises InvalidValue."""
        query = select(Subscription).where(subscriptions.c.email == normal_email(email))
        with self._store.reading() as unit:
            return any(found.active for found in unit.read(query))

    def _set_newsletter(self, email: str, active: bool, by: By) -> Subscription:
        address = normal_email(email)

        def work(unit: Unit) -> Subscription:
            for customer in unit.all(
                select(Customer).where(customers.c.email == address).order_by(customers.c.id)
            ):
                customer.newsletter = active
            found = unit.all(select(Subscription).where(subscriptions.c.email == address))
            if not found:
                return unit.add(Subscription(unit.next_id("NWS"), address, active, unit.now))
            if found[0].active != active:
                found[0].active, found[0].changed_at = active, unit.now
            subscription: Subscription = found[0]
            return subscription

        action = "newsletter.subscribe" if active else "newsletter.unsubscribe"
        return self._store.change(by, action, {"email": address}, work)


def _active(unit: Unit, customer_id: str) -> Customer:
    customer = unit.get(Customer, customer_id)
    if customer.deleted_at is not None:
        raise Refused("account_deleted", customer_id=customer_id)
    return customer


def _checked(
    customer: Customer, name: str | None, email: str | None, phone: str | None, language: str | None
) -> dict[str, Any]:
    """The new values by field, made uniform. A name in Chinese characters is also the Chinese name."""
    new: dict[str, Any] = {}
    if name is not None:
        new["name"] = normal_name(name)
        new["name_zh"] = new["name"] if not new["name"].isascii() else None
    if email is not None:
        new["email"] = normal_email(email)
    if phone is not None:
        new["phone"] = normal_phone(phone, REGION[customer.language])
    if language is not None:
        if language not in LANGUAGES:
            raise InvalidValue("language", f"{len(language)} characters", f"one of {', '.join(LANGUAGES)}")
        new["language"] = language
    return new


def _change_email(unit: Unit, customer: Customer, email: str) -> None:
    """Refuse another customer's address, take the newsletter along, and warn the old address."""
    others = select(Customer).where(func.lower(customers.c.email) == email, customers.c.id != customer.id)
    if any(other.deleted_at is None for other in unit.read(others)):
        raise Refused("email_taken", customer_id=customer.id)
    both = select(Subscription).where(subscriptions.c.email.in_([customer.email, email]))
    by_email = {each.email: each for each in unit.all(both.order_by(subscriptions.c.id))}
    old, new = by_email.get(customer.email), by_email.get(email)
    if old is not None and new is None:
        old.email, old.changed_at = email, unit.now
    if customer.language == "zh":
        subject, body = (
            "您的账户邮箱已修改",
            "您的账户已改用新的邮箱地址。如果不是您本人操作，请尽快联系我们。",
        )
    else:
        subject = "The e-mail address of your account was changed"
        body = "Your account now uses another e-mail address. If this was not you, please contact us at once."
    unit.mail(customer.email, subject, body, "email_changed")
