"""The shop's frequent questions."""

from __future__ import annotations

from shop.audit import By
from shop.domain.faq import Faq
from shop.domain.policy import policy_id
from shop.repository import Unit
from shop.unit_of_work import Store


class Faqs:
    """Read them by `Texts`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def edit(self, topic: str, language: str, questions: tuple[str, ...], answer: str, by: By) -> Faq:
        """Replace an answer and the wordings of its question; numbers are written as names of rules in braces.

        Raises NotFound, InvalidValue.
        """

        def work(unit: Unit) -> Faq:
            faq = unit.get(Faq, policy_id(topic, language))
            faq.rewrite(questions, answer, unit.now)
            return faq

        asked = {"topic": topic, "language": language, "questions": list(questions), "answer": answer}
        return self._store.change(by, "faq.edit", asked, work)
