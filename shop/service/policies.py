"""The shop's policy texts."""

from __future__ import annotations

from shop.audit import By
from shop.domain.policy import Policy, fill, policy_id
from shop.domain.rules import Rules
from shop.repository import Unit
from shop.unit_of_work import Store


class Policies:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def text(self, topic: str, language: str) -> str:
        """The text of a topic with the rules' present numbers. Raises NotFound."""
        with self._store.reading() as unit:
            return fill(unit.get(Policy, policy_id(topic, language)).text, self._rules)

    def edit(self, topic: str, language: str, text: str, by: By) -> Policy:
        """Replace a text; numbers are written as names of rules in braces. Raises NotFound, InvalidValue."""

        def work(unit: Unit) -> Policy:
            policy = unit.get(Policy, policy_id(topic, language))
            policy.rewrite(text, unit.now)
            return policy

        asked = {"topic": topic, "language": language, "text": text}
        return self._store.change(by, "policy.edit", asked, work)
