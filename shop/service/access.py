"""Proving who one is: an order by its e-mail or phone, a person by a code sent to the e-mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from shop import access_store as kept
from shop.domain.access import AccessRules, Code, Guard, Identity, hidden, new_code, proof_fits
from shop.domain.contact import normal_email
from shop.domain.customer import Customer
from shop.domain.errors import AccessLocked, CodeFailed, NotFound, ProofFailed, ShopError
from shop.domain.order import Order
from shop.letters import code_letter
from shop.repository import Unit
from shop.tables.customers import customers
from shop.tables.orders import orders
from shop.unit_of_work import Store

LONGEST_ID = 40  # characters of an order id that are looked at


class Access:
    """What each conversation may see. Conversations are known by a hash of their id only.

    A wrong try is stored before its error is raised: an error never makes it forgotten.
    """

    def __init__(self, store: Store, rules: AccessRules | None = None) -> None:
        self._store = store
        self._rules = rules or AccessRules()

    def prove_order(self, conversation: str, order_id: str, proof: str) -> None:
        """Open the order for the conversation when `proof` is its e-mail, its phone or the last four digits.

        Raises ProofFailed, the same for a wrong proof and for no such order, and AccessLocked: for a
        conversation after five wrong tries, for an order id after many from anywhere.
        """
        who, order_id = hidden("conversation", conversation), order_id.strip().upper()[:LONGEST_ID]

        def work(unit: Unit) -> ShopError | None:
            mine = kept.load_guard(unit, f"tries:{who}")
            its = kept.load_guard(unit, f"order:{hidden('order', order_id)}")
            try:
                mine.check(unit.now)
                its.check(unit.now)
            except AccessLocked as locked:
                return locked
            if _opens(unit, who, order_id, proof):
                return None
            kept.save_guard(unit, its.after_wrong_order(unit.now, self._rules))
            return self._wrong(unit, mine, ProofFailed)

        _raise(self._store.write(work))

    def try_order(self, conversation: str, order_id: str, proof: str) -> bool:
        """Whether `proof` opens the order, tried without having been asked for: what the customer gave for another one.

        A wrong try costs the conversation none of its own. It has only a few such, and the order counts them like any other; when
        they are used up, or the customer's own are, nothing is tried.
        """
        who, order_id = hidden("conversation", conversation), order_id.strip().upper()[:LONGEST_ID]

        def work(unit: Unit) -> bool:
            mine = kept.load_guard(unit, f"tries:{who}")
            quiet = kept.load_guard(unit, f"quiet:{who}")
            its = kept.load_guard(unit, f"order:{hidden('order', order_id)}")
            try:
                for guard in (mine, quiet, its):
                    guard.check(unit.now)
            except AccessLocked:
                return False
            if _opens(unit, who, order_id, proof):
                return True
            kept.save_guard(unit, its.after_wrong_order(unit.now, self._rules))
            kept.save_guard(unit, quiet.after_quiet_try(unit.now, self._rules))
            kept.forget_old(unit)
            return False

        return self._store.write(work)

    def grant_order(self, conversation: str, order_id: str) -> None:
        """Open an order that this very conversation has just placed."""
        who = hidden("conversation", conversation)
        self._store.write(lambda unit: kept.save_grant(unit, who, order_id))

    def is_open(self, conversation: str, order_id: str) -> bool:
        """Whether the conversation may see the order: proven lately, or its identity's own."""
        who = hidden("conversation", conversation)
        with self._store.reading() as unit:
            start = self._start(unit.now)
            if order_id in kept.granted_since(unit, who, start):
                return True
            identity = kept.identity_since(unit, who, start)
            order = unit.find(Order, order_id) if identity else None
            return bool(identity and order and _owns(identity, order))

    def open_orders(self, conversation: str) -> list[str]:
        """The ids of the orders proven lately, the newest proof first."""
        with self._store.reading() as unit:
            return kept.granted_since(unit, hidden("conversation", conversation), self._start(unit.now))

    def request_code(self, conversation: str, email: str, purpose: str = "identify") -> None:
        """Send a one-time code to `email`, whether or not there is an account with it (the mail says so).

        `purpose` is told in the mail: identify, or link a messenger's account (shop/customer_links.py).
        Raises InvalidValue for no e-mail address, AccessLocked for too many codes or wrong tries.
        """
        email, who = normal_email(email), hidden("conversation", conversation)

        def work(unit: Unit) -> None:
            kept.load_guard(unit, f"tries:{who}").check(unit.now)
            for subject in (f"codes:{who}", f"mails:{hidden('email', email)}"):
                guard = kept.load_guard(unit, subject)
                kept.save_guard(unit, guard.after_code(unit.now, self._rules))
            code, minutes = new_code(), self._rules.code_minutes
            expires_at = unit.now + timedelta(minutes=minutes)
            kept.save_code(unit, who, email, Code.of(code, expires_at))
            customer = _customer(unit, email)
            language = customer.language if customer else None
            letter = code_letter(code, language, customer is not None, minutes, purpose)
            unit.mail(email, letter.subject, letter.body, letter.kind)
            kept.forget_old(unit)

        self._store.write(work)

    def verify_code(self, conversation: str, code: str) -> Identity:
        """Who the conversation is, when `code` is the one sent last and not too old.

        Raises CodeFailed, and AccessLocked after five wrong tries; then the code is gone, too.
        """
        who = hidden("conversation", conversation)

        def work(unit: Unit) -> Identity | ShopError:
            mine = kept.load_guard(unit, f"tries:{who}")
            try:
                mine.check(unit.now)
            except AccessLocked as locked:
                return locked
            waiting = kept.load_code(unit, who)
            if waiting is not None and waiting[1].fits(code, unit.now):
                customer = _customer(unit, waiting[0])
                identity = Identity(waiting[0], customer.id if customer else None)
                kept.drop_codes(unit, who)
                kept.save_identity(unit, who, identity)
                return identity
            failed = self._wrong(unit, mine, CodeFailed)
            if isinstance(failed, AccessLocked):
                kept.drop_codes(unit, who)
            return failed

        found = self._store.write(work)
        if isinstance(found, ShopError):
            raise found
        return found

    def sign_in(self, conversation: str, customer_id: str) -> Identity:
        """The shop's own login vouches for the conversation: to be called by channels that have checked it.

        Counts as long as a proof does; call it again with every message. Raises NotFound for no such account.
        """
        who = hidden("conversation", conversation)

        def work(unit: Unit) -> Identity:
            query = select(Customer).where(customers.c.id == customer_id, customers.c.deleted_at.is_(None))
            customer = next(iter(unit.read(query)), None) if customer_id.isprintable() else None
            if customer is None:
                raise NotFound("customer", customer_id)
            identity = Identity(customer.email, customer.id)
            kept.save_identity(unit, who, identity)
            return identity

        return self._store.write(work)

    def sign_out(self, conversation: str) -> None:
        """Nobody is known in the conversation any more, and no order is open to it."""
        who = hidden("conversation", conversation)
        self._store.write(lambda unit: kept.forget_conversation(unit, who))

    def identity(self, conversation: str) -> Identity | None:
        """Who the conversation has proven to be lately, if anybody."""
        with self._store.reading() as unit:
            return kept.identity_since(unit, hidden("conversation", conversation), self._start(unit.now))

    def _wrong(
        self, unit: Unit, guard: Guard, error: type[ProofFailed] | type[CodeFailed]
    ) -> ProofFailed | CodeFailed | AccessLocked:
        """Count a wrong try, and what to tell about it."""
        after = guard.after_wrong_try(unit.now, self._rules)
        kept.save_guard(unit, after)
        kept.forget_old(unit)
        if after.locked_until is not None:
            return AccessLocked(after.locked_until)
        return error(after.tries_left(unit.now, self._rules))

    def _start(self, now: datetime) -> datetime:
        return now - timedelta(minutes=self._rules.open_minutes)


def _raise(error: ShopError | None) -> None:
    if error is not None:
        raise error


def _customer(unit: Unit, email: str) -> Customer | None:
    mine = select(Customer).where(customers.c.email == email, customers.c.deleted_at.is_(None))
    return next(iter(unit.read(mine.order_by(customers.c.id))), None)


def _owns(identity: Identity, order: Order) -> bool:
    """By the account; an order without one belongs to whoever reads the mail it was placed with."""
    if order.customer_id is not None:
        return order.customer_id == identity.customer_id
    return order.email == identity.email


def _opens(unit: Unit, who: str, order_id: str, proof: str) -> bool:
    """Opens the order for the conversation if the proof is one of it."""
    order = next(iter(unit.read(select(Order).where(orders.c.id == order_id))), None)
    if proof_fits(order, proof):
        kept.save_grant(unit, who, order_id)
        return True
    return False
