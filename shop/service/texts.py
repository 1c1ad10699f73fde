"""Everything that the shop says in words, for those who search in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from shop.domain.catalogue import Product
from shop.domain.faq import Faq, FaqKind
from shop.domain.policy import Policy, fill
from shop.domain.rules import Rules
from shop.service.catalogue_cards import edition
from shop.tables.catalogue import products
from shop.tables.support import faqs, policies
from shop.unit_of_work import Store


@dataclass(frozen=True)
class Text:
    """One topic's text in one language with the rules' present numbers; a policy has no `questions`, talk a reply a line."""

    topic: str
    language: str  # en | zh
    text: str
    questions: tuple[str, ...] = ()


class Texts:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def edition(self) -> tuple[int, ...]:
        """Another one after every change of a policy, a frequent question or a product; stock does not count."""
        with self._store.reading() as unit:
            counts = [edition(unit)]
            for table in (policies, faqs):
                found = unit.session.execute(
                    select(func.count(), func.coalesce(func.sum(table.c.version), 0)).select_from(table)
                )
                counts += [int(number) for number in found.one()]
            return tuple(counts)

    def policies(self) -> list[Text]:
        """All policies, by topic."""
        with self._store.reading() as unit:
            return [
                Text(each.topic, each.language, fill(each.text, self._rules))
                for each in unit.all(select(Policy).order_by(policies.c.id))
            ]

    def faqs(self) -> list[Text]:
        """All frequent questions, by topic."""
        return self._faqs("question")

    def talk(self) -> list[Text]:
        """All that the shop says in conversation, by topic."""
        return self._faqs("talk")

    def _faqs(self, kind: FaqKind) -> list[Text]:
        with self._store.reading() as unit:
            return [
                Text(each.topic, each.language, fill(each.answer, self._rules), each.questions)
                for each in unit.all(select(Faq).where(faqs.c.kind == kind).order_by(faqs.c.id))
            ]

    def products(self) -> list[Product]:
        """The whole catalogue, by id."""
        with self._store.reading() as unit:
            return unit.all(select(Product).order_by(products.c.id))
