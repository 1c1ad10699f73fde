"""The mails that the shop writes, in the customer's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.domain.exchange import Exchange
from shop.domain.invoice import Invoice
from shop.domain.money import Money
from shop.domain.order import Order

PAY_PAGE = "https://shop.example.com/pay/"


@dataclass(frozen=True)
class Letter:
    """A mail before it is addressed."""

    subject: str
    body: str
    kind: str  # how_to_pay | code | invoice | exchange_difference


def how_to_pay(order: Order, due: Money, language: str) -> Letter:
    """Sent for an order that is not paid (in full) yet."""
    if language == "zh":
        until = f"请在 {_time(order.pay_until)} 前付款。" if order.pay_until else ""
        body = f"您的订单 {order.id} 待付款金额为 {due}。付款页面：{PAY_PAGE}{order.id}\n{until}"
        return Letter(f"订单 {order.id}：如何付款", body.strip(), "how_to_pay")
    until = f"Please pay by {_time(order.pay_until)}." if order.pay_until else ""
    body = f"For your order {order.id}, {due} is to be paid. You can pay here: {PAY_PAGE}{order.id}\n{until}"
    return Letter(f"Order {order.id}: how to pay", body.strip(), "how_to_pay")


def code_letter(
    code: str, language: str | None, has_account: bool, minutes: int, purpose: str = "identify"
) -> Letter:
    """The mail with a one-time code; `language` None: not known, so in both. `purpose`: identify | link."""
    links = purpose == "link"
    en = [
        f"Your one-time code is {code}. It is valid for {minutes} minutes. Never tell it to anybody else.",
        "Whoever enters it connects their Slack account with your account at our shop." if links else "",
        "" if has_account else "There is no account with this e-mail address at our shop.",
        "If you did not ask for it, you need not do anything.",
    ]
    zh = [
        f"您的一次性验证码是 {code}，{minutes} 分钟内有效。请勿告诉他人。",
        "输入此验证码的人会把自己的 Slack 账号与您在本店的账户关联。" if links else "",
        "" if has_account else "该邮箱地址在本店没有注册账户。",
        "如果不是您本人操作，请忽略此邮件。",
    ]
    texts = {"en": [en], "zh": [zh]}.get(language or "", [en, zh])
    subjects = {"en": "Your one-time code", "zh": "您的一次性验证码"}
    subject = subjects.get(language or "", " · ".join(subjects.values()))
    return Letter(subject, "\n\n".join("\n".join(line for line in text if line) for text in texts), "code")


def invoice_letter(invoice: Invoice, language: str) -> Letter:
    """Brings the invoice, first or changed."""
    if language == "zh":
        subject = f"订单 {invoice.order_id} 的发票 {invoice.id}"
        lines = [f"抬头：{invoice.title}", f"税号：{invoice.tax_id}", f"金额：{invoice.amount}"]
    else:
        subject = f"Invoice {invoice.id} for order {invoice.order_id}"
        lines = [
            f"Made out to: {invoice.title}",
            f"Tax number: {invoice.tax_id}",
            f"Amount: {invoice.amount}",
        ]
    if invoice.tax_id is None:
        del lines[1]
    return Letter(subject, "\n".join([subject, *lines]), "invoice")


def exchange_difference(exchange: Exchange, language: str) -> Letter:
    """Sent when the new pieces cost more: they leave once the difference is paid."""
    id, more, page = exchange.id, exchange.difference, PAY_PAGE + exchange.order_id
    if language == "zh":
        body = f"订单 {exchange.order_id} 的换货 {id} 已受理，补差价 {more} 后即发出新商品：{page}"
        return Letter(f"换货 {id}：需补差价 {more}", body, "exchange_difference")
    body = (
        f"Exchange {id} of your order {exchange.order_id} is approved. The new item costs {more} more; "
        f"it leaves as soon as this is paid: {page}"
    )
    return Letter(f"Exchange {id}: {more} to pay", body, "exchange_difference")


def language_of(customer_language: str | None, currency: str) -> str:
    """The customer's language, else the likeliest one of those who pay in `currency`."""
    return customer_language or ("zh" if currency == "CNY" else "en")


def _time(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else ""
