"""Reviews of delivered goods."""

from __future__ import annotations

from shop.audit import By
from shop.domain import review as domain
from shop.domain.free_text import clean_text
from shop.domain.order import Order, OrderLine
from shop.domain.review import Review
from shop.domain.rules import Rules
from shop.repository import Unit
from shop.service.order_file import of_order
from shop.unit_of_work import Store


class Reviews:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def reviewable(self, order_id: str) -> list[OrderLine]:
        """The lines that can be reviewed, anew or again; empty before delivery. Raises NotFound."""
        with self._store.reading() as unit:
            reviews = of_order(unit, Review, order_id)
            return domain.reviewable(unit.get(Order, order_id), reviews, self._rules, unit.now)

    def leave(self, order_id: str, line: int, rating: int, text: str, by: By) -> Review:
        """The review of a line, or a change of it. `rating` is 1 to 5, `text` may be empty.

        Raises NotFound, InvalidValue, Refused: not_reviewable, no_such_line, already_reviewed.
        """
        rating, text = domain.clean_rating(rating), clean_text(text, "text")
        arguments = {"order_id": order_id, "line": line, "rating": rating, "text": text}

        def work(unit: Unit) -> Review:
            order = unit.get(Order, order_id)
            current = next((each for each in of_order(unit, Review, order_id) if each.line == line), None)
            bought = domain.check(order, line, current, self._rules, unit.now)
            if current is None:
                made = Review(unit.next_id("REV"), order_id, line, bought.product_id, rating, text, unit.now)
                return unit.add(made)
            current.rating, current.text, current.changed_at = rating, text, unit.now
            return current

        return self._store.change(by, "review.leave", arguments, work)

    def of_order(self, order_id: str) -> list[Review]:
        """Oldest first; empty for none."""
        with self._store.reading() as unit:
            return of_order(unit, Review, order_id)
