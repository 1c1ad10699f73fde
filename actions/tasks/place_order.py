"""Buying something: an unpaid order, and a mail with how to pay it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions import refusals
from actions.cards import order_card
from actions.context import Context
from actions.memory import Case
from actions.product_search import say_nothing_fits
from actions.products import (
    existing,
    listed_products,
    named_products,
    points_at_one,
    remember_current,
    size_said,
)
from actions.questions import Question, read_quantity
from actions.tasks.address_amends import amended
from actions.tasks.address_cuts import without_words
from actions.tasks.address_street import with_street
from actions.tasks.address_words import without_lead
from actions.tasks.base import Answered, Confirm, Step, Task
from actions.tasks.choose_look import ask_quantity, ask_variant
from actions.tasks.choose_product import (
    Wanted,
    ask_product,
    goods_in_words,
    keep_look,
    keep_wanted,
    names_something,
    searches_on,
    wanted_products,
)
from actions.tasks.count_before import count_before, is_measure, without_address
from actions.tasks.identity_words import NO_NUMBER
from actions.tasks.order_additions import add_to_order
from actions.tasks.order_again import note_again, plan_again, wear_again
from actions.tasks.order_contact import USUAL, ask_contact, customer_of, deliver_to, email_of, usual_address
from actions.tasks.order_currency import note_currency, settle_currency
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
# A number of pieces and nothing else, which no address is: 来两个, "make it two".
_JUST_COUNT = re.compile(
    r"(?:\W|那|还是|就|我|给|再|一共|总共|改成?|换成|买|拿|要|来|拍|下|\b(?:no|ok|okay|actually|sorry|wait|rather|oh|please|and|i want|i'?ll take"
    r"|i'?d like|i need|make (?:it|that)|give me|let'?s (?:have|take|make it)|buy|get|take|just|of them|pieces?|pcs|pairs?|units?|then|instead|in total)\b"
    r"|\d{1,3}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|[一二两兩俩三四五六七八九十]|[个個件双雙条條只盒包袋瓶支套台本罐张把份箱块副对對]|吧|好了|谢谢)+",
    re.IGNORECASE,
)
# Something left out that the order never had: a no to that is no to the order.
_WITHOUT = re.compile(
    r"(?:不用|不要|不使用|没有?|沒有?|不想用|先不用|别用|無|无)[^，,。；;]{0,4}?(?:优惠券|優惠券|折扣券|代金券|券|优惠码|折扣码|优惠|发票|發票|礼盒|礼品包装|包装|备注|赠品|积分)"
    r"|(?:优惠券|優惠券|券|优惠码|折扣码|发票|發票|礼盒|礼品包装|包装|积分)(?:就|都|也|我)?(?:不用|不要|没有|算了|免了)"
    r"|\b(?:no|without(?: an?| the| any)?|(?:don'?t|do not) (?:have|need|want|use|apply)(?: to use)?(?: an?| the| any| my)?|skip(?: the)?|leave out(?: the)?)"
    r" (?:coupons?|vouchers?|discount(?: codes?)?|promo(?: codes?)?|codes?|invoices?|gift[- ]?(?:wrap(?:ping)?|box)|points)\b",
    re.IGNORECASE,
)
_COUPON = re.compile(r"券|码|优惠|coupon|voucher|discount|promo|code", re.IGNORECASE)
_BARE_COUNT = re.compile(r"\W*[1-9]\d?\W*")


class PlaceOrder(Task):
    name = "place_order"
    wants = ("email", "phone", "recipient", "coupon", "quantity", "color", "size")
    kin = frozenset({"change_order", "exchange_item", "search_product"})

    def plan(self, case: Case, context: Context) -> Step:
        settle_currency(case, context)
        if step := plan_again(self, case, context):
            return step
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
        if note_again(self, case, turn, context):
            return case.values != before
        if case.asked == "address" and not turn.is_button:
            for name in ("phone", "recipient"):  # an address is full of numbers that mean nothing else
                if turn.first(name):
                    case.values[name] = turn.first(name)
            self._note_count(case, turn)
            self._note_beside_address(case, turn)
            return case.values != before
        if part := self._amended(case, turn, context):
            case.values["address"] = part
            return True
        if turn.first("address"):
            new = without_lead(str(turn.first("address")))
            case.values["address"] = with_street(before.get("address"), new) or new
        beside = without_address(turn)  # "14 Cardigan Rd" names no cardigan, and its number counts nothing
        self._note_goods(case, beside, replace(context, turn=beside))
        super().note(case, self._without_measure(case, beside, context), context)
        self._note_look(case, beside, context)
        note_currency(case, beside)
        return self._leaves_out(case, beside) or case.values != before

    def _note_goods(self, case: Case, turn: Turn, context: Context) -> None:
        """Which product is wanted: at the beginning, out of a search that goes on, or another one than before."""
        if case.asked is None and "product_id" not in case.values:
            how = bool(_HOW.search(turn.text))
            names_other = not turn.entities and names_something(turn) and not points_at_one(turn)
            wanted = wanted_products(context, with_current=not how and not names_other)
            wanted = wanted or (None if how else goods_in_words(context))
            keep_wanted(case, wanted or Wanted(()))
            case.values["how"] = how and not wanted
            if wanted is None and not how and names_something(turn):
                say_nothing_fits(context)
            self._take_look(case, context)
        elif case.asked != "product_id" and (wanted := searches_on(context)) is not None:
            keep_wanted(case, wanted)
            keep_look(case, wanted)
        elif case.asked in ("product_id", "confirmation") or turn.first("product"):
            self._note_other_product(case, turn, context)

    def _leaves_out(self, case: Case, turn: Turn) -> bool:
        """Whether something is left out of the summary; a coupon is forgotten."""
        found = _WITHOUT.search(turn.text) if case.asked == "confirmation" and not turn.is_button else None
        if found and _COUPON.search(found.group()):
            case.values.pop("coupon", None)
        return found is not None

    def _amended(self, case: Case, turn: Turn, context: Context) -> str | None:
        """The address of the summary with a part put right or added, where the message does that."""
        known = case.values.get("address")
        if case.asked != "confirmation" or turn.first("address") or not known:
            return None
        whole = usual_address(context) if known == USUAL else known
        there = whole or ""
        return (
            without_words(there, turn) or amended(there, turn, labelled=True) or with_street(there, turn.text)
        )

    def store(self, case: Case, question: Question, value: Any, context: Context) -> None:
        if question.name == "product_id":
            wanted = value if isinstance(value, Wanted) else Wanted((str(value),))
            if wanted.no_others:
                context.reply.say("utter_no_other_products")
                return
            if wanted.is_unknown:
                say_nothing_fits(context)
                return
            keep_wanted(case, wanted)
            keep_look(case, wanted)
            wear_again(case)
            self._take_look(case, context)
            self._note_pieces(case, context.turn, context)
        elif question.name == "order_id" and value == NO_NUMBER:
            case.values["no_number"] = True
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
            recipient=case.values.get("recipient"),
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
        add_to_order(order.id, context)

    def _take_look(self, case: Case, context: Context) -> None:
        """ "I'll take one", of the colour and size that were just asked about."""
        look = context.memory.focus.query.get("look") or {}
        if look.get("product") and look["product"] == case.values.get("product_id"):
            case.values.update(look["wanted"])

    def _note_look(self, case: Case, turn: Turn, context: Context) -> None:
        """A size as this product has it, and a bare number of pieces."""
        for product in existing(context, [case.values.get("product_id", "")]):
            size = None if turn.first("size") else size_said(product, turn.text)
            if size and not turn.is_button:
                case.values["size"] = size
        self._note_pieces(case, turn, context)
        count = count_said(turn) if case.asked == "confirmation" and turn.first("quantity") is None else None
        if count:
            case.values["quantity"] = count
        if case.asked in ("email", "confirmation") and _BARE_COUNT.fullmatch(turn.text):
            case.values["quantity"] = read_quantity(turn)
        if case.asked in (None, "email"):
            self._note_count(case, turn)

    def _note_pieces(self, case: Case, turn: Turn, context: Context) -> None:
        """A number before the product's name; one beside a measure the recognisers have read."""
        if turn.first("quantity") is None:
            for product in existing(context, [case.values.get("product_id", "")]):
                if number := count_before(product, turn):
                    case.values["quantity"] = number

    def _without_measure(self, case: Case, turn: Turn, context: Context) -> Turn:
        """The message without a number that is no count but part of a size: "500 pieces", of a puzzle."""
        goods = existing(context, [case.values.get("product_id", "")])
        return turn.without("quantity") if any(is_measure(product, turn) for product in goods) else turn

    def _note_beside_address(self, case: Case, turn: Turn) -> None:
        """What is said beside the address: "… Leeds LS6 3AF. oh and 2 pairs not one"."""
        beside = without_address(turn)
        if beside is turn:
            return
        for name in ("coupon", "quantity"):
            if beside.first(name):
                case.values[name] = beside.first(name)
        note_currency(case, beside)

    def _note_count(self, case: Case, turn: Turn) -> None:
        """A message that is a number of pieces, whatever was asked; a number alone may be anything."""
        if _JUST_COUNT.fullmatch(turn.text) and not turn.text.strip().isdigit():
            case.values["quantity"] = count_said(turn) or case.values.get("quantity", 1)

    def _note_other_product(self, case: Case, turn: Turn, context: Context) -> None:
        """Another product was named: the colour, size and number of the first one no longer hold."""
        named = listed_products(context) or named_products(context)
        if not named or case.values.get("product_id") in [product.id for product in named]:
            return
        for name in ("color", "size", "quantity", "how"):
            case.values.pop(name, None)
        keep_wanted(case, Wanted(tuple(product.id for product in named)))

    def _confirm(self, case: Case, context: Context) -> Step:
        quote = self._quote(case, context)
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
                "address": deliver_to(case, context),
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
