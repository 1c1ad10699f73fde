"""What customers think of the help they got: asked after a finished task, answered or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from shop.audit import By
from shop.domain.errors import NotFound
from shop.domain.feedback import Feedback, clean_rating
from shop.domain.free_text import clean_text
from shop.repository import Unit
from shop.tables.desk import feedback
from shop.unit_of_work import Store

ASKED_ONCE_IN = timedelta(hours=12)  # a conversation is not asked again before
TEXT_MOST = 1000  # characters that are kept


class FeedbackBook:
    def __init__(self, store: Store) -> None:
        self._store = store

    def may_ask(self, conversation: str) -> bool:
        """Whether this conversation has not been asked lately."""
        mine = feedback.c.conversation == conversation
        with self._store.reading() as unit:
            recent = select(feedback.c.id).where(mine, feedback.c.asked_at > unit.now - ASKED_ONCE_IN)
            return unit.session.execute(recent.limit(1)).first() is None

    def ask(
        self, conversation: str, task: str, language: str, by: By, order_id: str | None = None
    ) -> Feedback:
        """Note that the question was put."""
        asked = {"conversation": conversation, "task": task, "order_id": order_id}

        def work(unit: Unit) -> Feedback:
            made = Feedback(unit.next_id("FBK"), conversation, by.channel, language, task, unit.now, order_id)
            return unit.add(made)

        return self._store.change(by, "feedback.ask", asked, work)

    def rate(self, feedback_id: str, conversation: str, rating: int, by: By) -> Feedback:
        """1 to 5; the last one counts. Raises NotFound, also for another conversation's; InvalidValue."""
        stars = clean_rating(rating)

        def set_rating(found: Feedback) -> None:
            found.rating = stars
            found.helped = found.helped if stars <= 2 else None

        return self._answer(feedback_id, conversation, "feedback.rate", {"rating": stars}, by, set_rating)

    def did_not_help(self, feedback_id: str, conversation: str, by: By) -> Feedback:
        """Raises NotFound."""

        def set_helped(found: Feedback) -> None:
            found.helped = False

        return self._answer(feedback_id, conversation, "feedback.did_not_help", {}, by, set_helped)

    def say(self, feedback_id: str, conversation: str, text: str, by: By) -> Feedback:
        """The customer's own words. Raises NotFound."""
        words = clean_text(text[:TEXT_MOST], "text")

        def set_text(found: Feedback) -> None:
            found.text = words

        return self._answer(feedback_id, conversation, "feedback.say", {"text": words}, by, set_text)

    def latest(self, limit: int = 100) -> list[Feedback]:
        """The answered ones, newest first."""
        answered = select(Feedback).where(feedback.c.answered_at.is_not(None))
        with self._store.reading() as unit:
            return unit.read(
                answered.order_by(feedback.c.answered_at.desc(), feedback.c.id.desc()).limit(limit)
            )

    def between(self, start: datetime, end: datetime) -> list[Feedback]:
        """Asked from `start` until before `end`, answered or not, oldest first."""
        asked = select(Feedback).where(feedback.c.asked_at >= start, feedback.c.asked_at < end)
        with self._store.reading() as unit:
            return unit.read(asked.order_by(feedback.c.asked_at, feedback.c.id))

    def _answer(
        self,
        feedback_id: str,
        conversation: str,
        action: str,
        said: Mapping[str, Any],
        by: By,
        step: Callable[[Feedback], None],
    ) -> Feedback:
        def work(unit: Unit) -> Feedback:
            found = unit.get(Feedback, feedback_id)
            if found.conversation != conversation:
                raise NotFound("feedback", feedback_id)
            step(found)
            found.answered_at = unit.now
            return found

        return self._store.change(by, action, {"id": feedback_id, **said}, work)
