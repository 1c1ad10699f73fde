"""Invoices: issued on request, changed within the rules, sent by e-mail."""

from __future__ import annotations

from shop.audit import By
from shop.domain import invoice as domain
from shop.domain.contact import normal_email
from shop.domain.invoice import Invoice, InvoiceTerms
from shop.domain.order import Order
from shop.domain.rules import Rules
from shop.letters import invoice_letter
from shop.repository import Unit
from shop.service.order_file import language_of, of_order
from shop.unit_of_work import Store


class Invoices:
    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def terms(self, order_id: str) -> InvoiceTerms:
        """What can be invoiced, or changed about the invoice there is.

        Raises NotFound, Refused: not_paid, already_cancelled, invoice_window_closed, invoice_exists.
        """
        with self._store.reading() as unit:
            return self._terms(unit, unit.get(Order, order_id))

    def request(self, order_id: str, title: str, tax_id: str | None, email: str, by: By) -> Invoice:
        """Issue the invoice, or change the one there is, and mail it. Raises like `terms`, InvalidValue."""
        title, tax_id, email = domain.clean_title(title), domain.clean_tax_id(tax_id), normal_email(email)
        arguments = {"order_id": order_id, "title": title, "tax_id": tax_id, "email": email}

        def work(unit: Unit) -> Invoice:
            order = unit.get(Order, order_id)
            terms = self._terms(unit, order)
            invoice = terms.current
            if invoice is not None:
                domain.change(invoice, title, tax_id, email, unit.now)
            else:
                invoice = unit.add(
                    Invoice(
                        unit.next_id("INV"), order_id, "issued", title, tax_id, email, terms.amount, unit.now
                    )
                )
            letter = invoice_letter(invoice, language_of(unit, order))
            unit.mail(email, letter.subject, letter.body, letter.kind)
            return invoice

        return self._store.change(by, "invoice.request", arguments, work)

    def get(self, invoice_id: str) -> Invoice:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Invoice, invoice_id)

    def of_order(self, order_id: str) -> list[Invoice]:
        """The order's invoice, if there is one."""
        with self._store.reading() as unit:
            return of_order(unit, Invoice, order_id)

    def _terms(self, unit: Unit, order: Order) -> InvoiceTerms:
        current = next(iter(of_order(unit, Invoice, order.id)), None)
        return domain.terms(order, current, self._rules, unit.now)
