"""What customers think of the help they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.domain.review import clean_rating

__all__ = ["Feedback", "clean_rating"]


@dataclass(eq=False)
class Feedback:
    """The question after a finished task, and its answer; without one as long as `answered_at` is None."""

    id: str  # FBK-12
    conversation: str
    channel: str
    language: str  # en | zh
    task: str  # the intent that was finished, or human_agent
    asked_at: datetime
    order_id: str | None = None
    rating: int | None = None  # 1 to 5
    helped: bool | None = None  # False: "this did not help"
    text: str = ""
    answered_at: datetime | None = None
    version: int = 1
