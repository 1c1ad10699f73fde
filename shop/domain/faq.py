"""Frequent questions with the shop's answers, and what it says in conversation; numbers come from the rules as the policies' do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shop.domain.errors import InvalidValue
from shop.domain.policy import check_template

# talk: what customers say that is no question to the shop (small talk, requests that are not its business, anger).
FaqKind = Literal["question", "talk"]


@dataclass(eq=False)
class Faq:
    """One answer in one language, with the wordings of its question; the first is the one to show.

    Of `talk` the wordings are never shown, and each line of the answer is a reply of its own: one of them is said.
    """

    id: str  # return_start.en
    topic: str
    language: str  # en | zh
    questions: tuple[str, ...]
    answer: str  # numbers stand in it as {return_days}, one name a rule
    changed_at: datetime
    kind: FaqKind = "question"
    version: int = 1

    def rewrite(self, questions: tuple[str, ...], answer: str, now: datetime) -> None:
        """Replace wordings and answer. Raises InvalidValue for an unknown name in braces or an empty text."""
        check_faq(questions, answer)
        self.questions, self.answer, self.changed_at = questions, answer, now


def check_faq(questions: tuple[str, ...], answer: str) -> None:
    """Raise InvalidValue unless there is a question and the answer's braces hold names of rules."""
    if not questions or not all(question.strip() for question in questions):
        raise InvalidValue("questions", "none or an empty one", "at least one wording of the question")
    check_template(answer)
