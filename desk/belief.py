"""The belief state in the words of whoever reads it: what the assistant had understood, slot by slot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.words import COLOR_WORDS, label
from shop.domain.catalogue import CATEGORIES

# Slot of the ontology, or value of a task → (English, Chinese). What has no words here is the dialogue's own bookkeeping.
SLOTS: Mapping[str, tuple[str, str]] = {
    "order_id": ("order", "订单"),
    "order_ref": ("which of the orders", "第几个订单"),
    "line": ("position in the order", "订单中的商品序号"),
    "product": ("product", "商品"),
    "product_id": ("product number", "商品编号"),
    "sku": ("article", "规格编号"),
    "category": ("category", "类别"),
    "brand": ("brand", "品牌"),
    "color": ("colour", "颜色"),
    "size": ("size", "尺码"),
    "quantity": ("quantity", "数量"),
    "price_min": ("price from", "最低价格"),
    "price_max": ("price up to", "最高价格"),
    "currency": ("currency", "币种"),
    "attribute": ("property", "属性"),
    "reason": ("reason", "原因"),
    "resolution": ("wants", "希望的处理"),
    "kind": ("problem", "问题"),
    "note": ("in the customer's words", "客户原话"),
    "what": ("complaint", "投诉内容"),
    "action": ("change", "修改内容"),
    "address": ("address", "地址"),
    "recipient": ("recipient", "收件人"),
    "phone": ("phone", "电话"),
    "email": ("e-mail", "邮箱"),
    "new_name": ("new name", "新姓名"),
    "new_email": ("new e-mail", "新邮箱"),
    "new_phone": ("new phone", "新电话"),
    "new_language": ("new language", "新语言"),
    "field": ("to be changed", "要修改的资料"),
    "date": ("date", "日期"),
    "payment_method": ("way to pay", "支付方式"),
    "coupon": ("coupon", "优惠券"),
    "tracking_number": ("tracking number", "运单号"),
    "rating": ("rating", "评分"),
    "words": ("review", "评价内容"),
    "direction": ("newsletter", "订阅"),
    "title": ("invoice made out to", "发票抬头"),
    "title_kind": ("kind of invoice", "发票类型"),
    "tax_id": ("tax number", "税号"),
    "invoice_email": ("invoice by e-mail to", "接收发票的邮箱"),
}
_FAULTS: Mapping[str, tuple[str, str]] = {
    "damaged": ("damaged", "有破损"),
    "wrong_item": ("wrong item", "发错货"),
    "missing_parts": ("parts missing", "少件"),
}
# Slot → canonical value → (English, Chinese); a value without words stands as it was said.
VALUES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "reason": {
        **_FAULTS,
        "too_small": ("too small", "偏小"),
        "too_large": ("too large", "偏大"),
        "defective": ("defective", "有质量问题"),
        "not_as_described": ("not as described", "与描述不符"),
        "changed_mind": ("changed their mind", "不想要了"),
        "arrived_late": ("arrived too late", "到货太晚"),
        "cheaper_elsewhere": ("cheaper elsewhere", "别处更便宜"),
        "other": ("another one", "其他"),
    },
    "kind": {**_FAULTS, "not_received": ("nothing arrived", "没收到货")},
    "resolution": {
        "refund": ("a refund", "退款"),
        "exchange": ("an exchange", "换货"),
        "replacement": ("a replacement", "补发"),
        "store_credit": ("store credit", "退到店铺余额"),
        "repair": ("a repair", "维修"),
        "investigation": ("an investigation with the carrier", "联系快递核查"),
    },
    "payment_method": {
        "card": ("card", "银行卡"),
        "paypal": ("PayPal", "PayPal"),
        "alipay": ("Alipay", "支付宝"),
        "wechat_pay": ("WeChat Pay", "微信支付"),
        "cash_on_delivery": ("cash on delivery", "货到付款"),
        "bank_transfer": ("bank transfer", "银行转账"),
        "instalments": ("instalments", "分期付款"),
    },
    "color": COLOR_WORDS,
    "category": CATEGORIES,
    "order_ref": {
        "first": ("the first", "第一个"),
        "second": ("the second", "第二个"),
        "third": ("the third", "第三个"),
        "fourth": ("the fourth", "第四个"),
        "fifth": ("the fifth", "第五个"),
        "last": ("the last", "最后一个"),
        "latest": ("the latest", "最近一个"),
    },
    "action": {
        "variant": ("another size or colour", "换尺码或颜色"),
        "quantity": ("another quantity", "改数量"),
        "remove": ("remove an item", "删掉商品"),
        "add": ("add a product", "再加商品"),
    },
    "title_kind": {"personal": ("personal", "个人"), "company": ("company", "单位")},
    "direction": {"subscribe": ("subscribe", "订阅"), "unsubscribe": ("unsubscribe", "退订")},
    "field": {
        "name": ("name", "姓名"),
        "email": ("e-mail", "邮箱"),
        "phone": ("phone", "电话"),
        "language": ("language", "语言"),
        "password": ("password", "密码"),
    },
}


def told(belief: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """(what it is, its value) in the order of SLOTS; the values are the customer's and must be escaped where they are shown."""
    return [
        (label(SLOTS, slot, language), _value(slot, belief[slot], language))
        for slot in SLOTS
        if belief.get(slot) not in (None, "", [])
    ]


def _value(slot: str, value: Any, language: str) -> str:
    several = value if isinstance(value, list) else [value]
    pairs = [(VALUES.get(slot) or {}).get(str(each)) for each in several]
    zh = language == "zh"
    words = [pair[zh] if pair else str(each) for pair, each in zip(pairs, several, strict=True)]
    return ("、" if zh else ", ").join(words)
