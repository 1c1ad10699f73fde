"""Newsletter subscriptions: by e-mail address, with or without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False)
class Subscription:
    """Whether the newsletter goes to an address."""

    id: str  # NWS-3
    email: str
    active: bool
    changed_at: datetime
    version: int = 1
