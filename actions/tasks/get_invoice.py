"""An invoice (发票): made out to a person or a company, or its title changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.context import Context
from actions.end_of_number import with_end
from actions.memory import IS_ASKED, Case
from actions.questions import SKIP, Option, Question, read_skip
from actions.reply import Button, payload
from actions.tasks.base import Answered, Ask, Confirm, Refuse, Step
from actions.tasks.identity import OrderTask
from actions.tasks.invoice_words import (
    COMPANY,
    KIND_ALONE,
    PERSONAL,
    asks_of_kinds,
    asks_of_second,
    asks_of_special,
    company_among,
    company_name,
    names_title,
    plain_title,
    read_invoice_words,
    sent_to,
    tax_id_said,
    tells_invoice_title,
)
from actions.turn import Turn
from actions.wording import day, intent_label, money
from shop.domain.contact import normal_email
from shop.domain.errors import InvalidValue, Refused
from shop.domain.invoice import clean_tax_id, clean_title

_KINDS = {PERSONAL: ("Personal", "个人"), COMPANY: ("Company", "公司")}
_CHECKS = {"title": clean_title, "tax_id": clean_tax_id, "invoice_email": normal_email}
# What people call it when they say to whom it is made out.
INVOICE_KIN = frozenset({"check_invoice", "edit_account", "change_address", "payment_methods"})


class GetInvoice(OrderTask):
    name = "get_invoice"
    kin = frozenset({"check_invoice"})

    def plan(self, case: Case, context: Context) -> Step:
        if question := case.values.pop("question", None):  # whichever order it is about
            _say_rule(question, context)
        return super().plan(case, context)

    def plan_details(self, case: Case, context: Context) -> Step:
        values = case.values
        order = context.shop.orders.get(values["order_id"])
        try:
            terms = context.shop.invoices.terms(values["order_id"])
        except Refused as refused:
            if refused.code != "invoice_exists" or order.status == "cancelled":
                raise
            return _too_late(case, context)
        self._drop_invalid(case, context)
        if values.get("title_kind") not in _KINDS:
            return Ask(_kind_question(order, terms.current, context))
        if values["title_kind"] == PERSONAL:
            values.pop("tax_id", None)
            values.setdefault("title", order.shipping_address.recipient)
        elif not values.get("title"):
            return Ask(
                Question(
                    "title", "utter_question_invoice_title", plain_title, kin=INVOICE_KIN, free_text=True
                )
            )
        elif not values.get("tax_id"):
            return Ask(_tax_id_question(context))
        tax_id = values.get("tax_id")
        facts = {
            "order_id": order.id,
            "title": values["title"],
            "tax_id": tax_id if tax_id and tax_id != SKIP else "–",
            "email": values.get("invoice_email") or order.email,
            "amount": money(terms.amount, context.language),
        }
        if terms.current is not None:
            return Confirm("utter_confirm_invoice_change", {**facts, "invoice_id": terms.current.id})
        return Confirm("utter_confirm_invoice", facts)

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        before = dict(case.values)
        there = None if turn.is_button else sent_to(turn)
        # Where it goes proves nothing; an address beside it may.
        emails = tuple(email for email in turn.entities.get("email", ()) if email != there)
        others = {**turn.entities, "email": emails} if there else turn.entities
        changed = super().note(case, replace(turn, entities=others), context)
        order_id = case.values.get("order_id")
        is_open = order_id and context.is_open(order_id)  # before that, an e-mail address is the proof
        if there or (turn.first("email") and is_open):
            case.values["invoice_email"] = there or turn.first("email")
        question = _rule_asked(turn) if case.asked is None else None
        if question:
            case.values["question"] = question
        if not turn.is_button and not (question and not names_title(turn)):
            case.values.update(read_invoice_words(turn))
            name = company_name(turn) if case.asked in ("title_kind", "confirmation") else None
            if case.asked is None and not case.values.get("title"):
                name = company_among(turn)
            if name and not KIND_ALONE.fullmatch(name):
                case.values.update(title=name, title_kind=COMPANY)
            if case.values.get("title_kind") != before.get("title_kind") and before.get("title_kind"):
                _forget_other_title(case, before)
        if case.asked == "confirmation" and (tax_id := with_end(before.get("tax_id"), turn)):
            case.values["tax_id"] = tax_id
        if (
            case.asked == "confirmation"
            and turn.text.strip().casefold() == str(case.values.get("title")).casefold()
        ):
            return True  # the title that is shown, said again
        return changed or case.values != before

    def own_sense(self, case: Case, turn: Turn) -> Turn:
        """ "Make it personal, name Ann Lee" is the invoice's, whatever else has a name."""
        if turn.intent == "edit_account" and not turn.is_button and tells_invoice_title(turn):
            return replace(turn, intent=self.name)
        return turn

    def answers_aside(self, case: Case, context: Context) -> bool:
        """Answers what kinds of invoices there are, and whether there can be a second one; what else is said is kept."""
        question = _rule_asked(context.turn)
        if question is None:
            return False
        _say_rule(question, context)
        if names_title(context.turn):
            self.note(case, context.turn, context)
        elif question == "second" and context.shop.invoices.of_order(str(case.values.get("order_id"))):
            _forget_title(case)  # the one there is may be changed: to whom is asked from the start
        return True

    def store(self, case: Case, question: Question, value: object, context: Context) -> None:
        if question.name == "proof" and value == sent_to(context.turn):
            return  # noted already as the address that it goes to
        super().store(case, question, value, context)
        if question.name == "title":
            tax_id = tax_id_said(context.turn)
            if tax_id:
                case.values["tax_id"] = tax_id

    def execute(self, case: Case, context: Context) -> None:
        values = case.values
        order = context.shop.orders.get(values["order_id"])
        changed = bool(context.shop.invoices.of_order(order.id))
        tax_id = None if values.get("tax_id") == SKIP else values.get("tax_id")
        made = context.shop.invoices.request(
            order.id, values["title"], tax_id, values.get("invoice_email") or order.email,
            context.by(case, order.customer_id),
        )  # fmt: skip
        context.reply.say(
            "utter_invoice_changed" if changed else "utter_invoice_made",
            order_id=order.id,
            invoice_id=made.id,
            title=made.title,
            email=made.email,
            amount=money(made.amount, context.language),
        )

    def _drop_invalid(self, case: Case, context: Context) -> None:
        """What the shop would not take is told at once and asked anew."""
        for name, check in _CHECKS.items():
            value = case.values.get(name)
            if not value or value == SKIP:
                continue
            try:
                check(value)
            except InvalidValue:
                case.values.pop(name)
                context.reply.say(f"utter_{name}_invalid")


def is_final(order_id: str | None, context: Context) -> bool:
    """Whether there is an invoice for the order, open to this conversation, that can no longer be changed."""
    if not order_id or not context.is_open(order_id) or not context.shop.invoices.of_order(order_id):
        return False
    try:
        context.shop.invoices.terms(order_id)
    except Refused:
        return True
    return False


def _too_late(case: Case, context: Context) -> Step:
    """The days for changes are over: says so with the reason, and offers a colleague."""
    order_id = case.values["order_id"]
    context.memory.offer = {"kind": "person", "reason": "asked_for_person", IS_ASKED: True}
    if case.values.pop("asks_on", None):  # that it is too late has just been told
        context.reply.say("utter_offer_colleague")
        return Answered()
    current = context.shop.invoices.of_order(order_id)[-1]
    facts = {
        "order_id": order_id,
        "invoice_id": current.id,
        "issued_at": day(current.issued_at, context.language),
        "days": context.shop.rules.invoice_change_days,
    }
    title = intent_label("check_invoice", context.language)
    return Refuse("utter_invoice_final", facts, (Button(title, payload("check_invoice", order_id=order_id)),))


def _rule_asked(turn: Turn) -> str | None:
    """Which of the shop's rules on invoices the message asks about."""
    if turn.is_button:
        return None
    readers = {"special": asks_of_special, "second": asks_of_second, "kinds": asks_of_kinds}
    return next((name for name, asks in readers.items() if asks(turn)), None)


def _say_rule(question: str, context: Context) -> None:
    if question == "second":
        context.reply.say("utter_own_one_invoice", days=context.shop.rules.invoice_change_days)
        return
    rules = context.shop.policies.text("invoice", context.language)
    if question == "special":
        context.reply.say("utter_own_special_invoice", rules=rules)
    else:
        context.reply.say("utter_policy", text=rules)


def _forget_title(case: Case) -> None:
    for name in ("title_kind", "title", "tax_id"):
        case.values.pop(name, None)


def _forget_other_title(case: Case, before: dict[str, Any]) -> None:
    """A person's name is no company's, unless the message that changed the kind told the new title, too."""
    if case.values.get("title") == before.get("title"):
        case.values.pop("title", None)


def _kind_question(order: Any, current: Any | None, context: Context) -> Question:
    options = [Option(kind, words[context.language == "zh"], words) for kind, words in _KINDS.items()]

    def read(turn: Turn) -> str | None:
        return read_invoice_words(turn).get("title_kind") or (COMPANY if company_name(turn) else None)

    if current is None:
        return Question("title_kind", "utter_question_invoice_kind", read, options=options, kin=INVOICE_KIN)
    facts = {
        "invoice_id": current.id,
        "title": current.title,
        "issued_at": day(current.issued_at, context.language),
    }
    return Question(
        "title_kind",
        "utter_question_invoice_kind_change",
        read,
        facts=facts,
        options=options,
        kin=INVOICE_KIN,
    )


def _tax_id_question(context: Context) -> Question:
    button = Button(
        "没有税号" if context.language == "zh" else "No tax number", payload("inform", choice=SKIP)
    )

    def read(turn: Turn) -> str | None:
        return read_skip(turn) or tax_id_said(turn, asked=True)

    return Question("tax_id", "utter_question_invoice_tax_id", read, extra_buttons=[button], exact=True)
