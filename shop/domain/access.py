"""Who may see what: wrong tries counted, proofs compared, one-time codes checked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import phonenumbers

from shop.domain.errors import AccessLocked
from shop.domain.order import Order


@dataclass(frozen=True)
class AccessRules:
    """Limits of the proofs. Raises ValueError for one below 1."""

    open_minutes: int = 30  # from a proof or a code
    wrong_tries: int = 5  # of one conversation within window_minutes, then it is locked
    quiet_tries: int = 3  # of those that the assistant makes by itself, which cost none of the wrong_tries
    lock_minutes: int = 15
    order_tries: int = 10  # on one order within window_minutes, from any conversations; then each waits
    window_minutes: int = 60
    first_wait_minutes: int = 1  # doubles with every wrong try …
    longest_wait_minutes: int = 60  # … up to this
    calm_hours: int = 24  # without a wrong try, after which an order starts afresh
    code_minutes: int = 10
    codes_an_hour: int = 3  # for one e-mail, and in one conversation

    def __post_init__(self) -> None:
        low = [name for name, value in vars(self).items() if value < 1]
        if low:
            raise ValueError(f"expected access limits of at least 1, found less in {', '.join(low)}")


@dataclass(frozen=True)
class Identity:
    """Who a conversation has proven to be by a code sent to that e-mail."""

    email: str
    customer_id: str | None  # None: no account with it


@dataclass(frozen=True)
class Guard:
    """What was tried on one subject (a conversation, an order id, an e-mail), and until when it is locked."""

    subject: str
    times: tuple[datetime, ...] = ()  # oldest first
    wait_minutes: int = 0  # of the last slow-down, 0 for none
    locked_until: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raises AccessLocked while it is locked."""
        if self.locked_until is not None and now < self.locked_until:
            raise AccessLocked(self.locked_until)

    def recent(self, now: datetime, rules: AccessRules) -> tuple[datetime, ...]:
        start = now - timedelta(minutes=rules.window_minutes)
        return tuple(at for at in self.times if at > start)

    def after_wrong_try(self, now: datetime, rules: AccessRules) -> Guard:
        """A conversation's guard after one more wrong try: locked once there were too many."""
        return self._after_one_of(rules.wrong_tries, now, rules)

    def after_quiet_try(self, now: datetime, rules: AccessRules) -> Guard:
        """The same for tries that nobody has asked for."""
        return self._after_one_of(rules.quiet_tries, now, rules)

    def _after_one_of(self, most: int, now: datetime, rules: AccessRules) -> Guard:
        times = (*self.recent(now, rules), now)
        if len(times) < most:
            return replace(self, times=times, locked_until=None)
        return replace(self, times=(), locked_until=now + timedelta(minutes=rules.lock_minutes))

    def tries_left(self, now: datetime, rules: AccessRules) -> int:
        return rules.wrong_tries - len(self.recent(now, rules))

    def after_wrong_order(self, now: datetime, rules: AccessRules) -> Guard:
        """An order's guard after one more wrong try: from the limit on, every try doubles the wait."""
        calm = bool(self.times) and now - self.times[-1] > timedelta(hours=rules.calm_hours)
        wait = 0 if calm else self.wait_minutes
        times = (*self.recent(now, rules), now)
        if not wait and len(times) < rules.order_tries:
            return replace(self, times=times, wait_minutes=0, locked_until=None)
        wait = min(wait * 2 or rules.first_wait_minutes, rules.longest_wait_minutes)
        return replace(self, times=times, wait_minutes=wait, locked_until=now + timedelta(minutes=wait))

    def after_code(self, now: datetime, rules: AccessRules) -> Guard:
        """After one more code was asked for. Raises AccessLocked when there were too many this hour."""
        hour = timedelta(hours=1)
        times = tuple(at for at in self.times if at > now - hour)
        if len(times) >= rules.codes_an_hour:
            raise AccessLocked(times[-rules.codes_an_hour] + hour)
        return replace(self, times=(*times, now))


@dataclass(frozen=True)
class Code:
    """A one-time code as it is kept: never the code itself."""

    salt: str
    digest: str
    expires_at: datetime

    @classmethod
    def of(cls, code: str, expires_at: datetime) -> Code:
        salt = secrets.token_hex(16)
        return cls(salt, _digest(salt, code), expires_at)

    def fits(self, code: str, now: datetime) -> bool:
        right = hmac.compare_digest(self.digest, _digest(self.salt, _plain(code)))
        return right and now < self.expires_at


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**6):06d}"


def hidden(kind: str, value: str) -> str:
    """A stable stand-in for `value` that does not tell it (SHA-256)."""
    return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()


def proof_fits(order: Order | None, proof: str) -> bool:
    """Whether `proof` is the order's e-mail, its phone, or the phone's last four digits.

    Does the same work for an order that does not exist, so that time tells nothing.
    """
    wanted = _proofs(order) if order else []
    wanted += [secrets.token_hex(16)] * (6 - len(wanted))
    given = _plain(proof)
    number = given.translate({ord(c): None for c in " -().+/"})
    forms = [given, number if number.isdigit() else given]
    return any([_same(form, right) for form in forms for right in wanted])  # a list: all are compared


def _proofs(order: Order) -> list[str]:
    proofs = [_plain(order.email)] if order.email else []
    if order.phone:
        digits = "".join(character for character in order.phone if character.isdigit())
        national = _national(order.phone)
        proofs += [digits, "00" + digits, national, "0" + national, digits[-4:]]
    return proofs


def _national(phone: str) -> str:
    """The number without its country code; as it is when it has none."""
    try:
        return str(phonenumbers.parse(phone).national_number)
    except phonenumbers.NumberParseException:
        return phone


def _plain(text: str) -> str:
    """Full-width characters and capitals made plain, white space around it removed."""
    return unicodedata.normalize("NFKC", text[:400]).strip().casefold()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())


def _digest(salt: str, code: str) -> str:
    return hmac.new(salt.encode(), code.encode(), hashlib.sha256).hexdigest()
