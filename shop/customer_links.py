"""Messenger accounts linked to customers by a one-time code that is sent to the customer's e-mail."""

from __future__ import annotations

from sqlalchemy import select

from shop.audit import By
from shop.domain.customer import Customer
from shop.domain.customer_link import CustomerLink
from shop.repository import Unit
from shop.service.access import Access
from shop.tables.slack import links
from shop.unit_of_work import Store


class CustomerLinks:
    """Codes, their limits and their tries are those of `shop.service.access`, counted for each account."""

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    def request(self, channel: str, account: str, email: str) -> None:
        """Mail a code to `email`, whether or not it is a customer's: only its reader learns that.

        Raises InvalidValue for no e-mail address, AccessLocked for too many codes or wrong tries.
        """
        self._access.request_code(_asker(channel, account), email, purpose="link")

    def confirm(self, channel: str, account: str, code: str, by: By) -> CustomerLink | None:
        """Link the account to the customer whose e-mail got `code`; None when there is no such customer.

        Raises CodeFailed, AccessLocked.
        """
        identity = self._access.verify_code(_asker(channel, account), code)
        customer_id = identity.customer_id
        if customer_id is None:
            return None

        def work(unit: Unit) -> CustomerLink:
            for link in unit.all(_active(channel, account)):
                link.ended_at = unit.now
            unit.session.flush()  # the one before ends first: an account has one link at a time
            new = CustomerLink(unit.next_id("LNK"), channel, account, customer_id, unit.now)
            return unit.add(new)

        arguments = {"channel": channel, "account": account, "customer_id": customer_id}
        return self._store.change(by, "link.confirm", arguments, work)

    def linked(self, channel: str, account: str) -> CustomerLink | None:
        """The account's link, unless it ended or the customer's account is deleted."""
        with self._store.reading() as unit:
            link = next(iter(unit.read(_active(channel, account))), None)
            customer = unit.find(Customer, link.customer_id) if link else None
            return link if customer is not None and customer.deleted_at is None else None

    def unlink(self, channel: str, account: str, by: By) -> CustomerLink | None:
        """End the account's link; None when there is none."""

        def work(unit: Unit) -> CustomerLink | None:
            found: CustomerLink | None = next(iter(unit.all(_active(channel, account))), None)
            if found is not None:
                found.ended_at = unit.now
            return found

        return self._store.change(by, "link.end", {"channel": channel, "account": account}, work)


def _active(channel: str, account: str) -> object:
    mine = (links.c.channel == channel) & (links.c.account == account) & links.c.ended_at.is_(None)
    return select(CustomerLink).where(mine)


def _asker(channel: str, account: str) -> str:
    """The name under which an account's codes and tries are counted: not one of a conversation."""
    return f"link\0{channel}\0{account}"
