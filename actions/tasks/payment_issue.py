"""A payment that failed, was taken twice, or does not show: looked into, and handed on where that helps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.context import Context
from actions.hand_over import hand_over
from actions.memory import Case
from actions.questions import Question
from actions.reply import Button, payload
from actions.tasks.base import Ready, Step
from actions.tasks.identity import OrderTask
from actions.turn import Turn
from actions.wording import day, intent_label, label, listing, money
from shop.domain.money import Money

NO_ORDER = "none"
TICKET = "ticket"  # the choice of having a person look after it
TICKET_KIND = "payment"
_NO_ORDER = re.compile(
    r"\b(?:no order|(?:don'?t|do not) have (?:an? |the |any )?(?:order|number|one)|couldn'?t order)\b"
    r"|\bno (?:order )?number\b"
    r"|\b(?:never|didn'?t|did not|haven'?t|have not) (?:\w+ )?(?:order|ordered|buy|bought|purchase|purchased|placed?)\b|\bnot my order\b"
    r"|(?:没有?|从来?没有?|根本没)(?:在.{0,6})?(?:买过|下过单|订过|消费过)|不是我(?:买|下|订)的"
    r"|没有?(?:订单|單|单号|单子|下成|下单成功|生成)|沒有訂單|还没下单|下不了单|没单",
    re.IGNORECASE,
)
# Somebody else may be paying with the customer's card: only the bank can stop that.
_NOT_MINE = re.compile(
    r"\b(?:stole|stolen|fraud\w*|unauthori[sz]ed|hacked|scam\w*|someone (?:else )?used|(?:don'?t|do not|dont) (?:know|recogni[sz]e)|unknown (?:charge|payment)|never (?:ordered|bought))\b"
    r"|盗[刷用]|被[偷盗]|不明(?:扣款|消费|支付)|不是我(?:买|刷|付|消费|下|订)|没买过|没下过单|诈骗|冒用",
    re.IGNORECASE,
)


class PaymentIssue(OrderTask):
    name = "payment_issue"

    def plan(self, case: Case, context: Context) -> Step:
        return Ready() if case.values.get("no_order") else super().plan(case, context)

    def plan_details(self, case: Case, context: Context) -> Step:
        return Ready()

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        changed = super().note(case, turn, context)
        if turn.is_button and turn.first("choice") == TICKET:
            case.values["wants_ticket"] = True
        if not case.values.get("order_id") and case.asked == "order_id" and _NO_ORDER.search(turn.text):
            case.values["no_order"] = True
        return changed or bool(case.values.get("no_order"))

    def store(self, case: Case, question: Question, value: object, context: Context) -> None:
        if value == NO_ORDER:
            case.values["no_order"] = True
        else:
            super().store(case, question, value, context)

    def _which_order(self, context: Context, passed: str | None = None) -> Question:
        question = super()._which_order(context, passed)
        title = "还没有订单" if context.language == "zh" else "There is no order yet"

        def read(turn: Turn) -> str | None:
            none = turn.first("choice") == NO_ORDER or _NO_ORDER.search(turn.text)
            return NO_ORDER if none else question.read(turn)

        return replace(question, read=read, extra_buttons=[Button(title, payload("inform", choice=NO_ORDER))])

    def execute(self, case: Case, context: Context) -> None:
        if case.values.get("no_order") or case.values.get("wants_ticket"):
            if any(_NOT_MINE.search(text) for text in (context.turn.text, *context.turn.before)):
                context.reply.say("utter_payment_call_bank")
            hand_over(context, reason="payment_issue", case=case, kind=TICKET_KIND)
            return
        order = context.shop.orders.get(case.values["order_id"])
        found = context.shop.orders.payment_findings(order.id)
        if found.duplicates and not _being_refunded(order.id, context):
            _explain("utter_payment_duplicate", order, found, context)
            hand_over(context, reason="paid_twice", case=case, kind=TICKET_KIND)
            _offer_refund(order.id, context)
            return
        _explain(f"utter_payment_{_state(order, found, context)}", order, found, context, offer_ticket=True)
        context.memory.offer = {
            "kind": "start",
            "task": self.name,
            "values": {"order_id": order.id, "wants_ticket": True},
        }


def _state(order: Any, found: Any, context: Context) -> str:
    """What is the matter, in one word: the response's last part."""
    if found.duplicates:
        return "duplicate_refunding"
    if order.status == "cancelled":
        return "cancelled"
    if order.has_expired(context.shop.clock.now()):
        return "expired"
    if found.pending:
        return "pending"
    if found.due:
        return "failed" if found.failed else "part_due" if found.paid else "due"
    return "paid"


def _offer_refund(order_id: str, context: Context) -> None:
    """Nobody needs to wait for a person to get back what was taken twice."""
    button = Button(intent_label("get_refund", context.language), payload("get_refund", order_id=order_id))
    context.reply.say("utter_payment_offer_refund", buttons=[button], order_id=order_id)
    context.memory.offer = {"kind": "start", "task": "get_refund", "values": {"order_id": order_id}}


def _being_refunded(order_id: str, context: Context) -> bool:
    return any(
        refund.live and refund.kind == "overpaid" for refund in context.shop.refunds.of_order(order_id)
    )


def _explain(response: str, order: Any, found: Any, context: Context, *, offer_ticket: bool = False) -> None:
    language = context.language
    paid = [payment for payment in order.payments if payment.status in ("paid", "refunded")]
    last = (found.duplicates or found.pending or found.failed or paid or [None])[-1]
    methods = dict.fromkeys(label("method", payment.method, language) for payment in paid)
    twice = Money.total((payment.amount for payment in found.duplicates), order.currency)
    buttons = []
    if offer_ticket:
        title = "请同事核实" if language == "zh" else "Have a person check it"
        buttons.append(Button(title, payload("payment_issue", order_id=order.id, choice=TICKET)))
    if response in ("utter_payment_duplicate_refunding", "utter_payment_cancelled"):
        buttons.append(
            Button(intent_label("track_refund", language), payload("track_refund", order_id=order.id))
        )
    context.reply.say(
        response,
        buttons=buttons,
        order_id=order.id,
        total=money(order.total, language),
        due=money(found.due, language),
        paid=money(found.paid, language),
        methods=listing(methods, language),
        method=label("method", last.method, language) if last else "",
        amount=money(last.amount, language) if last else "",
        at=day(last.at, language) if last else "",
        twice=money(twice, language),
        pay_until=day(order.pay_until, language),
    )
