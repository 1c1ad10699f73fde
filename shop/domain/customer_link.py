"""An account in a messenger that is known to be a customer's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False)
class CustomerLink:
    """Made once by a one-time code; one that ended stays as a record."""

    id: str  # LNK-3
    channel: str  # slack
    account: str  # as the messenger names it, T…:U… in Slack
    customer_id: str
    linked_at: datetime
    ended_at: datetime | None = None
    version: int = 1
