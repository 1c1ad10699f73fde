"""Delivery problems: reported by the customer, answered at once, always with a ticket for a person."""

from __future__ import annotations

from collections.abc import Sequence

from shop.audit import By
from shop.domain import delivery_problem as domain
from shop.domain.customer import LANGUAGES
from shop.domain.delivery_problem import DeliveryProblem
from shop.domain.errors import InvalidValue, Refused
from shop.domain.exchange import Exchange
from shop.domain.free_text import clean_text
from shop.domain.line_balance import Claim, draw
from shop.domain.money import Money
from shop.domain.refund import Refund, issue
from shop.domain.rules import Rules
from shop.domain.ticket import Ticket
from shop.repository import Unit
from shop.service.exchanges import reserve
from shop.service.order_file import OrderFile, of_order, open_file
from shop.service.shelf import lock_variants
from shop.unit_of_work import Store

Items = Sequence[tuple[int, int]]  # (line, quantity)


class DeliveryProblems:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def terms(self, order_id: str, kind: str, items: Items | None = None) -> list[str]:
        """The resolutions to choose from for such a problem with `items` (None: all that is left).

        Raises NotFound, InvalidValue, Refused: already_cancelled, not_shipped, not_delivered,
        problem_window_closed, problem_already_reported, nothing_left_to_return, no_such_line,
        quantity_not_positive, quantity_too_large.
        """
        with self._store.reading() as unit:
            return self._offered(unit, open_file(unit, order_id), kind, items)[0]

    def refund_terms(self, order_id: str, kind: str, items: Items | None = None) -> Refund:
        """The refund that reporting such a problem would bring; nothing is stored. Raises like `terms`."""
        with self._store.reading() as unit:
            file = open_file(unit, order_id)
            return self._issue("", unit, file, self._offered(unit, file, kind, items)[1])

    def report(
        self,
        order_id: str,
        kind: str,
        resolution: str,
        items: Items | None,
        note: str,
        by: By,
        language: str | None = None,
    ) -> DeliveryProblem:
        """Write the problem down with a ticket; a replacement or a refund begins at once.

        `language` (en, zh) is the one to answer in; by default the customer's. Raises like
        `terms`, and Refused("resolution_not_offered").
        """
        domain.check_words(kind, resolution)
        note = clean_text(note, "note")
        if language not in (None, *LANGUAGES):
            raise InvalidValue("language", "another word", f"one of {', '.join(LANGUAGES)}")
        items = None if items is None else [(line, quantity) for line, quantity in items]
        arguments = {
            "order_id": order_id, "kind": kind, "resolution": resolution, "items": items, "note": note
        }  # fmt: skip

        def work(unit: Unit) -> DeliveryProblem:
            file = open_file(unit, order_id)
            lock_variants(unit, (line.sku for line in file.order.lines))  # and read their stock anew
            offered, claims = self._offered(unit, file, kind, items)
            if resolution not in offered:
                facts = {"order_id": order_id, "kind": kind, "resolution": resolution, "offered": offered}
                raise Refused("resolution_not_offered", **facts)
            ticket = _ticket(unit, file, kind, resolution, claims, note, by, language)
            return self._settle(unit, file, kind, resolution, claims, note, ticket)

        return self._store.change(by, "delivery_problem.report", arguments, work)

    def of_order(self, order_id: str) -> list[DeliveryProblem]:
        """Oldest first; empty for none."""
        with self._store.reading() as unit:
            return of_order(unit, DeliveryProblem, order_id)

    def _offered(
        self, unit: Unit, file: OrderFile, kind: str, items: Items | None
    ) -> tuple[list[str], tuple[Claim, ...]]:
        domain.offered(file.order, kind, True, self._rules, unit.now)  # the order's state first
        open_items = domain.open_items(file.order, file.left, kind, file.problems)
        claims = draw(file.order, file.left, open_items if items is None else items)
        stock = _in_stock(file, claims)
        return domain.offered(file.order, kind, stock, self._rules, unit.now), claims

    def _settle(
        self,
        unit: Unit,
        file: OrderFile,
        kind: str,
        resolution: str,
        claims: tuple[Claim, ...],
        note: str,
        ticket: Ticket,
    ) -> DeliveryProblem:
        """Begin the replacement or the refund, and write the problem down."""
        exchanges = _replace(unit, file, kind, claims) if resolution == "replacement" else []
        refund = None
        if resolution == "refund":
            refund = unit.add(self._issue(unit.next_id("REF"), unit, file, claims))
        problem = DeliveryProblem(
            id=unit.next_id("DLP"),
            order_id=file.order.id,
            kind=kind,
            resolution=resolution,
            lines=claims,
            note=note,
            at=unit.now,
            ticket_id=ticket.id,
            exchange_ids=tuple(exchange.id for exchange in exchanges),
            refund_id=refund.id if refund else None,
        )
        return unit.add(problem)

    def _issue(self, id: str, unit: Unit, file: OrderFile, claims: tuple[Claim, ...]) -> Refund:
        amount = domain.refund_amount(file.order, claims)
        return issue(
            id, file.order, file.refunds,
            kind="delivery_problem", amount=amount, now=unit.now, rules=self._rules,
        )  # fmt: skip


def _in_stock(file: OrderFile, claims: Sequence[Claim]) -> bool:
    """Whether all the claimed pieces could be sent once more."""
    wanted: dict[str, int] = {}
    for claim in claims:
        line = file.order.line(claim.line)
        wanted[line.sku] = wanted.get(line.sku, 0) + claim.quantity
    variants = {each.sku: each for product in file.products.values() for each in product.variants}
    return all(sku in variants and variants[sku].stock >= quantity for sku, quantity in wanted.items())


def _replace(unit: Unit, file: OrderFile, kind: str, claims: Sequence[Claim]) -> list[Exchange]:
    """The same pieces once more: one exchange a line, at no cost."""
    reason = "arrived_late" if kind == "not_received" else kind
    free = Money.zero(file.order.currency)
    made = []
    for claim in claims:
        line = file.order.line(claim.line)
        variant = file.products[line.product_id].variant(line.sku)
        made.append(reserve(unit, file, claim, variant, reason, free))
    return made


def _ticket(
    unit: Unit,
    file: OrderFile,
    kind: str,
    resolution: str,
    claims: Sequence[Claim],
    note: str,
    by: By,
    language: str | None,
) -> Ticket:
    """For staff, hence in one language; the customer's own words stay as they are."""
    pieces = ", ".join(f"{claim.quantity} x {file.order.line(claim.line).sku}" for claim in claims)
    summary = f"Delivery problem of {file.order.id}: {kind}, wanted: {resolution}. Pieces: {pieces}."
    if note:
        summary += f" The customer says: {note}"
    ticket = Ticket(
        id=unit.next_id("TKT"),
        status="open",
        kind="delivery_problem",
        summary=summary,
        conversation=by.actor,
        language=language or file.language,
        opened_at=unit.now,
        order_id=file.order.id,
        customer_id=file.order.customer_id,
    )
    return unit.add(ticket)
