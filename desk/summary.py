"""What a ticket is about, in a few sentences in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping

from desk.words import REASONS, label
from shop.domain.handoff import Situation

# Task → (English, Chinese), as in "The customer wanted to …".
TASKS: Mapping[str, tuple[str, str]] = {
    "place_order": ("place an order", "下单"),
    "track_order": ("track an order", "查物流"),
    "change_order": ("change an order's items", "修改订单商品"),
    "change_address": ("change the delivery address", "修改收货地址"),
    "cancel_order": ("cancel an order", "取消订单"),
    "cancellation_fee": ("know what cancelling costs", "了解取消费用"),
    "order_history": ("see the orders", "查看历史订单"),
    "delivery_problem": ("report a problem with a delivery", "反映收货问题"),
    "return_item": ("return something", "退货"),
    "exchange_item": ("exchange something", "换货"),
    "get_refund": ("get a refund", "申请退款"),
    "track_refund": ("know where the refund is", "查退款进度"),
    "warranty": ("use the warranty", "保修"),
    "price_protection": ("get the price difference", "价保"),
    "payment_issue": ("solve a payment problem", "解决支付问题"),
    "get_invoice": ("get an invoice", "开发票"),
    "check_invoice": ("see an invoice", "查看发票"),
    "edit_account": ("change the account", "修改账号资料"),
    "delete_account": ("close the account", "注销账号"),
    "membership": ("know about the membership", "了解会员"),
    "newsletter": ("change the newsletter", "订阅或退订"),
    "complaint": ("complain", "投诉"),
    "leave_review": ("leave a review", "评价商品"),
    "human_agent": ("talk to a person", "转人工"),
    "rate": ("rate the service", "评价服务"),
    "call_back": ("be answered by e-mail", "邮件回复"),
}
# What a task waited for → the same.
ASKED: Mapping[str, tuple[str, str]] = {
    "order_id": ("which order it is", "是哪个订单"),
    "proof": ("the proof for the order", "订单的验证信息"),
    "email": ("the e-mail address", "邮箱"),
    "code": ("the one-time code", "验证码"),
    "reason": ("the reason", "原因"),
    "confirmation": ("a yes to the summary", "确认"),
    "address": ("the new address", "新地址"),
    "recipient": ("who shall receive it", "收件人"),
    "new_phone": ("the new phone number", "新的收货电话"),
    "line": ("which item it is", "是哪件商品"),
    "quantity": ("how many", "数量"),
    "size": ("the size", "尺码"),
    "color": ("the colour", "颜色"),
    "sku": ("which size and colour", "规格"),
    "product": ("which product", "是哪个商品"),
    "product_id": ("which product", "是哪个商品"),
    "resolution": ("what should be done about it", "希望如何处理"),
    "kind": ("what is wrong", "出了什么问题"),
    "action": ("what should be changed", "要修改什么"),
    "field": ("what should be changed", "要修改什么"),
    "value": ("the new value", "新的内容"),
    "direction": ("whether to subscribe or unsubscribe", "订阅还是退订"),
    "title_kind": ("what kind of invoice", "发票类型"),
    "title": ("whom the invoice is for", "发票抬头"),
    "tax_id": ("the tax number", "税号"),
    "rating": ("a rating", "评分"),
    "words": ("a few words", "评价内容"),
    "what": ("what the complaint is about", "投诉内容"),
}


def summary(situation: Situation, language: str) -> list[str]:
    """Sentences; what customers wrote stands in them as it is and must be escaped where it is shown."""
    zh = language == "zh"
    why = label(REASONS, situation.reason, language)
    told = [f"转人工原因：{why}。" if zh else f"Handed over because: {why}."]
    if situation.task in TASKS:
        task = label(TASKS, situation.task, language)
        told.append(f"客户想办理：{task}。" if zh else f"The customer wanted to {task}.")
    if situation.asked:
        asked = label(ASKED, situation.asked, language)
        told.append(f"小二在等：{asked}。" if zh else f"The assistant was waiting for {asked}.")
    if situation.orders:
        orders = ("、" if zh else ", ").join(situation.orders)
        told.append(f"已验证的订单：{orders}。" if zh else f"Orders proven to be the customer's: {orders}.")
    if situation.misses:
        told.append(
            f"连续 {situation.misses} 次没有理解客户。"
            if zh
            else f"The assistant did not understand {situation.misses} message(s) in a row."
        )
    if situation.said:
        said = " / ".join(situation.said)
        told.append(f"客户之前说过：“{said}”" if zh else f"Before that the customer wrote: “{said}”")
    if situation.last_message:
        said = situation.last_message
        told.append(f"客户最后说：“{said}”" if zh else f"The customer's last words: “{said}”")
    return told
