"""The people behind the assistant: who they are, and what their role lets them do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shop.domain.customer import LANGUAGES
from shop.domain.errors import InvalidValue, NotAllowed
from shop.domain.free_text import clean_text
from shop.domain.money import Money

ROLES = ("agent", "lead")
# The largest refund that a role may start, in the currency's main unit; what is not listed is not allowed.
REFUND_MOST: Mapping[str, Mapping[str, Decimal]] = {
    "agent": {"USD": Decimal(100), "EUR": Decimal(100), "GBP": Decimal(80), "CNY": Decimal(700)},
    "lead": {"USD": Decimal(2000), "EUR": Decimal(2000), "GBP": Decimal(1600), "CNY": Decimal(14000)},
}
PASSWORD_LEAST, PASSWORD_MOST = 12, 200  # characters
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
SHOWN_MOST = 40  # characters
SESSION_IDLE = timedelta(minutes=30)  # without a request, after which one has to log in again …
SESSION_LONGEST = timedelta(hours=10)  # … and after which in any case


@dataclass(eq=False)
class Staff:
    """A member of staff. The password is kept elsewhere, so that no record of this one ever holds it."""

    id: str  # STF-3
    login: str
    shown_as: str  # the name that customers see
    role: str  # one of ROLES
    language: str  # en | zh, of the desk's pages
    created_at: datetime
    active: bool = True
    version: int = 1

    def require_refund(self, amount: Money) -> None:
        """Raises NotAllowed("above_limit") for a refund that this role may not start."""
        most = REFUND_MOST[self.role].get(amount.currency)
        if most is None or amount.amount > most:
            raise NotAllowed("above_limit", staff_id=self.id, role=self.role)

    def require_lead(self) -> None:
        """Raises NotAllowed("lead_only")."""
        if self.role != "lead":
            raise NotAllowed("lead_only", staff_id=self.id, role=self.role)


def normal_login(login: str) -> str:
    """Raises InvalidValue."""
    plain = login.strip().casefold()
    if not _LOGIN.fullmatch(plain):
        raise InvalidValue("login", f"{len(login)} characters", "2 to 40 of a-z, 0-9, dot, dash, underscore")
    return plain


def checked_staff(login: str, shown_as: str, role: str, language: str) -> tuple[str, str]:
    """The login and the shown name, made uniform. Raises InvalidValue."""
    if role not in ROLES:
        raise InvalidValue("role", f"{len(role)} characters", f"one of {', '.join(ROLES)}")
    if language not in LANGUAGES:
        raise InvalidValue("language", f"{len(language)} characters", f"one of {', '.join(LANGUAGES)}")
    shown = clean_text(shown_as, "shown_as")
    if not 1 <= len(shown) <= SHOWN_MOST:
        raise InvalidValue("shown_as", f"{len(shown)} characters", f"1 to {SHOWN_MOST} characters")
    return normal_login(login), shown


def checked_password(password: str) -> str:
    """Raises InvalidValue for one that is too short or too long to hash."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise InvalidValue(
            "password", f"{len(password)} characters", f"{PASSWORD_LEAST} to {PASSWORD_MOST} characters"
        )
    return password
