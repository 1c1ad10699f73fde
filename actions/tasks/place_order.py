"""Buying something: an unpaid order, and a mail with how to pay it."""

from __future__ import annotations

import re
from typing import Any

from actions import refusals
from actions.cards import order_card
from actions.context import Context
from actions.memory import Case
from actions.products import (
    currency,
    existing,
    listed_products,
    named_currency,
    named_products,
    remember_current,
    size_said,
)
from actions.questions import Question, read_quantity
from actions.tasks.base import Answered, Confirm, Step, Task
from actions.tasks.choose_product import (
    ask_product,
    ask_quantity,
    ask_variant,
    keep_wanted,
    wanted_products,
)
from actions.tasks.order_contact import USUAL, ask_contact, customer_of, email_of, usual_address
from actions.tasks.wishes import count_said
from actions.turn import Turn
from actions.wording import day, items_label, moment, money, status_of
from shop.domain.catalogue import Product, Variant
from shop.domain.errors import InvalidValue, Refused
from shop.domain.pricing import OrderQuote

_HOW = re.compile(
    r"\b(how|where) (do|can|could|to|would|should)\b|怎么|怎樣|怎样|咋|如何|流程|哪里(买|下单|结算)",
    re.IGNORECASE,
)
_BARE_COUNT = re.compile(r"\W*[1-9]\d?\W*")


class PlaceOrder(Task):
    name = "place_order"
    wants = ("email", "phone", "coupon", "quantity", "color", "size")
    kin = frozenset({"change_order", "exchange_item", "search_product"})

    def plan(self, case: Case, context: Context) -> Step:
        case.values.setdefault("currency", currency(context))
        if case.values.get("how") and not case.values.get("product_id"):
            context.reply.say("utter_how_to_order")
            return Answered()
        product = ask_product(case, context)
        if not isinstance(product, Product):
            return product
        remember_current(product, context)
        variant = ask_variant(case, product, context)
        if not isinstance(variant, Variant):
            return variant
        quantity = ask_quantity(case, product, variant, context)
        if not isinstance(quantity, int):
            return quantity
        case.values.update(sku=variant.sku, count=quantity)
        return ask_contact(case, context) or self._confirm(case, context)

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        if case.asked == "address" and not turn.is_button:
            if turn.first("phone"):  # an address is full of numbers that mean nothing else
                case.values["phone"] = turn.first("phone")
            return case.values != before
        if case.asked is None and "product_id" not in case.values:
            how = bool(_HOW.search(turn.text))
            wanted = wanted_products(context, with_current=not how)
            keep_wanted(case, wanted or ())
            case.values["how"] = how and not wanted
            self._take_look(case, context)
        elif case.asked in ("product_id", "confirmation") or turn.first("product"):
            self._note_other_product(case, turn, context)
        super().note(case, turn, context)
        self._note_look(case, turn, context)
        if named_currency(turn.text):
            case.values["currency"] = named_currency(turn.text)
        if turn.first("address"):
            case.values["address"] = turn.first("address")
        return case.values != before

    def store(self, case: Case, question: Question, value: Any, context: Context) -> None:
        if question.name == "product_id":
            keep_wanted(case, value if isinstance(value, list) else [value])
        else:
            super().store(case, question, value, context)

    def execute(self, case: Case, context: Context) -> None:
        customer_id = customer_of(context)
        address = None if case.values["address"] == USUAL else case.values["address"]
        order = context.shop.orders.place(
            [(case.values["sku"], case.values["count"])],
            email=email_of(case, context) or "",
            phone=case.values.get("phone"),
            address=address,
            customer_id=customer_id,
            currency=case.values["currency"],
            coupon=case.values.get("coupon"),
            by=context.by(case, customer_id),
        )
        context.shop.access.grant_order(context.conversation, order.id)
        case.values["order_id"] = order.id
        now = context.shop.clock.now()
        context.reply.say(
            "utter_order_made" if status_of(order) == "placed" else "utter_order_made_paid",
            card=order_card(order, context.language),
            order_id=order.id,
            items=items_label(order.lines, context.language),
            total=money(order.total, context.language),
            email=order.email,
            pay_until=day(order.pay_until, context.language),
            time_left=moment(order.pay_until, now, context.language) if order.pay_until else "",
        )

    def _take_look(self, case: Case, context: Context) -> None:
        """ "I'll take one", of the colour and size that were just asked about."""
        look = context.memory.focus.query.get("look") or {}
        if look.get("product") and look["product"] == case.values.get("product_id"):
            case.values.update(look["wanted"])

    def _note_look(self, case: Case, turn: Turn, context: Context) -> None:
        """A size as this product has it, and a bare number of pieces."""
        for product in existing(context, [case.values.get("product_id", "")]):
            size = size_said(product, turn.text)
            if size and not turn.is_button:
                case.values["size"] = size
        count = count_said(turn) if case.asked == "confirmation" and turn.first("quantity") is None else None
        if count:
            case.values["quantity"] = count
        if case.asked in ("email", "confirmation") and _BARE_COUNT.fullmatch(turn.text):
            case.values["quantity"] = read_quantity(turn)

    def _note_other_product(self, case: Case, turn: Turn, context: Context) -> None:
        """Another product was named: the colour, size and number of the first one no longer hold."""
        named = listed_products(context) or named_products(context)
        if not named or case.values.get("product_id") in [product.id for product in named]:
            return
        for name in ("color", "size", "quantity", "how"):
            case.values.pop(name, None)
        keep_wanted(case, [product.id for product in named])

    def _confirm(self, case: Case, context: Context) -> Step:
        quote = self._quote(case, context)
        address = case.values["address"]
        language = context.language
        return Confirm(
            "utter_confirm_place_order_coupon" if case.values.get("coupon") else "utter_confirm_place_order",
            {
                "items": items_label(quote.lines, language),
                "goods": money(quote.goods, language),
                "discount": money(quote.discount, language),
                "shipping": money(quote.shipping_fee, language),
                "total": money(quote.total, language),
                "email": email_of(case, context),
                "address": usual_address(context) if address == USUAL else address,
                "coupon": case.values.get("coupon", ""),
            },
        )

    def _quote(self, case: Case, context: Context) -> OrderQuote:
        """What it costs. A coupon that does not hold is explained and left out."""
        items = [(case.values["sku"], case.values["count"])]
        prices, coupon = case.values["currency"], case.values.get("coupon")
        if coupon:
            who = {"email": email_of(case, context), "customer_id": customer_of(context)}
            try:
                return context.shop.orders.quote(items, prices, coupon, **who)
            except InvalidValue:
                context.reply.say("utter_coupon_not_readable")
            except Refused as refused:
                if not refused.code.startswith("coupon_"):
                    raise
                refusals.explain(refused, case, context)
            case.values.pop("coupon")
        return context.shop.orders.quote(items, prices)
