"""What happened to the demo shop's orders afterwards: done by the shop's own services, at its time.

So every return, refund and invoice is one that the rules allow, with its audit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from shop.audit import By
from shop.domain.clock import FixedClock
from shop.domain.errors import Refused
from shop.domain.rules import Rules
from shop.seed.plan import OrderPlan
from shop.service.delivery_problems import DeliveryProblems
from shop.service.exchanges import Exchanges
from shop.service.fulfilment import Fulfilment
from shop.service.invoices import Invoices
from shop.service.orders import Orders
from shop.service.refunds import Refunds
from shop.service.returns import Returns
from shop.service.reviews import Reviews
from shop.unit_of_work import Store

Step = Mapping[str, Any]
# The way of a return or an exchange through the warehouse, with the days after its request.
WAY = (("in_transit", 1.0), ("received", 3.0), ("completed", 4.0))
WAYS = {
    "approved": (),
    "in_transit": WAY[:1],
    "received": WAY[:2],
    "completed": WAY,
    "rejected": (*WAY[:2], ("rejected", 5.0)),
}
REVIEWS = {
    3: "Fine, but I had hoped for more.",
    4: "Good quality, delivery took a day longer than told.",
    5: "Exactly what I wanted. Would buy again!",
}
REVIEWS_ZH = {3: "还可以，没有想象中好。", 4: "质量不错，就是快递晚了一天。", 5: "很满意，会回购！"}


class History:
    """Carries out steps at their moments. `clock` must be the store's own."""

    def __init__(self, store: Store, clock: FixedClock, rules: Rules, today: datetime) -> None:
        self._clock, self._today = clock, today
        self._orders, self._returns = Orders(store, rules), Returns(store, rules)
        self._exchanges, self._refunds = Exchanges(store, rules), Refunds(store, rules)
        self._invoices, self._reviews = Invoices(store, rules), Reviews(store, rules)
        self._problems, self._fulfilment = DeliveryProblems(store, rules), Fulfilment(store)
        self._keys = 0
        self._steps: dict[str, Callable[[OrderPlan, Step], None]] = {
            "cancel": self._cancel,
            "return": self._return,
            "exchange": self._exchange,
            "refund": self._refund,
            "refund_step": self._refund_step,
            "invoice": self._invoice,
            "problem": self._problem,
            "review": self._review,
            "pay_again": self._pay_again,
            "pay_fails": self._pay_fails,
        }

    def happen(self, plans: Iterable[OrderPlan]) -> None:
        """All steps of all plans, the oldest first. Raises KeyError for a step that is not known.

        A step that the rules refuse ends the history of a drawn order: chance does not know the rules. For
        the cast's orders, which are written by hand, the refusal is raised.
        """
        agenda = [(-step["ago"], plan.id, plan, step) for plan in plans for step in plan.then]
        ended: set[str] = set()
        for _, id, plan, step in sorted(agenda, key=lambda entry: entry[:2]):
            if id in ended:
                continue
            self._go_to(self._moment(step))
            try:
                self._steps[step["do"]](plan, step)
            except Refused:
                if not plan.drawn:
                    raise
                ended.add(id)

    def _moment(self, step: Step) -> datetime:
        return self._today - timedelta(minutes=round(step["ago"] * 24 * 60))

    def _go_to(self, moment: datetime) -> None:
        self._clock.move(moment - self._clock.now())

    def _by(self) -> By:
        self._keys += 1
        return By("seed", "cli", f"seed-history-{self._keys}")

    def _cancel(self, plan: OrderPlan, step: Step) -> None:
        self._orders.cancel(plan.id, "changed_mind", self._by())

    def _return(self, plan: OrderPlan, step: Step) -> None:
        items = list(step["items"].items())
        made = self._returns.request(plan.id, items, step["reason"], step["resolution"], self._by())
        if step["to"] == "cancelled":
            self._returns.cancel(made.id, self._by())
        else:
            self._walk(step["to"], lambda status: self._returns.advance(made.id, status, self._by()))

    def _walk(self, to: str, advance: Callable[[str], object]) -> None:
        """Send it along the warehouse's way, as far as it has got by today."""
        asked = self._clock.now()
        for status, days in WAYS[to]:
            at = asked + timedelta(days=days)
            if at > self._today:
                break
            self._go_to(at)
            advance(status)

    def _exchange(self, plan: OrderPlan, step: Step) -> None:
        options = self._exchanges.options(plan.id, step["line"])
        if options:
            sku = random.Random(plan.id).choice(options).sku
            made = self._exchanges.request(plan.id, step["line"], 1, sku, step["reason"], self._by())
            self._walk(step["to"], lambda status: self._exchanges.advance(made.id, status, self._by()))

    def _refund(self, plan: OrderPlan, step: Step) -> None:
        self._refunds.request(plan.id, self._by())

    def _refund_step(self, plan: OrderPlan, step: Step) -> None:
        refunds = self._refunds.of_order(plan.id)
        if refunds:  # the cancelled order may not have been paid
            self._refunds.advance(refunds[-1].id, step["to"], self._by())

    def _invoice(self, plan: OrderPlan, step: Step) -> None:
        order = self._orders.get(plan.id)
        title = step["title"] or order.shipping_address.recipient
        self._invoices.request(plan.id, title, step["tax_id"], order.email, self._by())

    def _problem(self, plan: OrderPlan, step: Step) -> None:
        self._problems.report(plan.id, step["kind"], step["resolution"], None, "", self._by())

    def _review(self, plan: OrderPlan, step: Step) -> None:
        words = REVIEWS_ZH if self._orders.get(plan.id).currency == "CNY" else REVIEWS
        self._reviews.leave(plan.id, step["line"], step["rating"], words[step["rating"]], self._by())

    def _pay_again(self, plan: OrderPlan, step: Step) -> None:
        self._fulfilment.pay(plan.id, plan.method, self._orders.get(plan.id).total, self._by())

    def _pay_fails(self, plan: OrderPlan, step: Step) -> None:
        total = self._orders.get(plan.id).total
        self._fulfilment.pay(plan.id, plan.method, total, self._by(), status="failed")
