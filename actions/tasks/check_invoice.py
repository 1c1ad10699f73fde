"""Seeing an invoice that exists."""

from __future__ import annotations

from actions.context import Context
from actions.memory import Case
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.get_invoice import is_final
from actions.tasks.identity import OrderTask
from actions.wording import day, intent_label, money


class CheckInvoice(OrderTask):
    name = "check_invoice"

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def execute(self, case: Case, context: Context) -> None:
        order_id, language = case.values["order_id"], context.language
        invoices = context.shop.invoices.of_order(order_id)
        button = Button(intent_label("get_invoice", language), payload("get_invoice", order_id=order_id))
        if not invoices:
            context.reply.say("utter_no_invoice", buttons=[button], order_id=order_id)
        final = is_final(order_id, context)
        for invoice in invoices:
            context.reply.say(
                "utter_invoice_found_final" if final else "utter_invoice_found",
                buttons=[] if final else [button],
                order_id=order_id,
                invoice_id=invoice.id,
                title=invoice.title,
                tax_id=invoice.tax_id or "–",
                amount=money(invoice.amount, language),
                issued_at=day(invoice.issued_at, language),
                email=invoice.email,
            )
