"""Words and formats in both languages for what stands inside a response: states, reasons, money, dates, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.turn import Language
from shop.domain.catalogue import COLORS
from shop.domain.money import Money

_SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "CNY": "¥"}
_ZH_UNITS = {"USD": "美元", "GBP": "英镑", "EUR": "欧元", "CNY": "元"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# canonical value → (English, Chinese)
LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "currency": {
        "USD": ("US dollars ($)", "美元"),
        "GBP": ("pounds (£)", "英镑"),
        "EUR": ("euros (€)", "欧元"),
        "CNY": ("yuan (¥)", "人民币"),
    },
    "order": {
        "placed": ("waiting for payment", "待付款"),
        "paid": ("paid, being prepared", "已付款，备货中"),
        "packed": ("packed, about to leave our warehouse", "已打包，即将出库"),
        "shipped": ("on its way", "运输途中"),
        "delivered": ("delivered", "已签收"),
        "cancelled": ("cancelled", "已取消"),
    },
    "return": {
        "requested": ("requested", "已提交"),
        "approved": ("approved, waiting for your parcel", "已同意，等待寄回"),
        "in_transit": ("on its way back to us", "退回途中"),
        "received": ("received by us", "仓库已收到"),
        "completed": ("completed", "已完成"),
        "rejected": ("declined", "未通过"),
        "cancelled": ("cancelled", "已撤销"),
    },
    "refund": {
        "pending": ("pending", "待处理"),
        "processing": ("being processed", "处理中"),
        "paid": ("paid out", "已退回"),
        "failed": ("failed, our staff are on it", "退款失败，工作人员正在处理"),
    },
    "reason": {
        "too_small": ("too small", "偏小"),
        "too_large": ("too large", "偏大"),
        "damaged": ("damaged", "有破损"),
        "defective": ("defective", "有质量问题"),
        "wrong_item": ("wrong item", "发错货"),
        "missing_parts": ("parts missing", "少件"),
        "not_as_described": ("not as described", "与描述不符"),
        "changed_mind": ("changed my mind", "不想要了"),
        "arrived_late": ("arrived too late", "到货太晚"),
        "cheaper_elsewhere": ("cheaper elsewhere", "别处更便宜"),
        "other": ("another reason", "其他原因"),
    },
    "problem": {
        "not_received": ("nothing arrived", "没收到货"),
        "damaged": ("arrived damaged", "收到时已破损"),
        "wrong_item": ("wrong item", "发错货"),
        "missing_parts": ("something is missing", "少件漏发"),
    },
    "resolution": {
        "refund": ("a refund", "退款"),
        "exchange": ("an exchange", "换货"),
        "replacement": ("a replacement", "补发"),
        "store_credit": ("store credit", "退到店铺余额"),
        "repair": ("a repair", "维修"),
        "investigation": ("an investigation with the carrier", "联系快递核查"),
    },
    "carrier": {
        "SF Express": ("SF Express", "顺丰速运"),
        "Royal Mail": ("Royal Mail", "英国皇家邮政（Royal Mail）"),
    },
    "place": {  # the courier's stations, as the parcels' events name them
        "Warehouse": ("our warehouse", "我们的仓库"),
        "Local depot": ("local depot", "本地营业点"),
        "At the door": ("at the door", "收货地址门口"),
        "Jiaxing": ("Jiaxing", "嘉兴"),
        "Leipzig": ("Leipzig", "德国莱比锡"),
        "Daventry": ("Daventry", "英国达文特里"),
        "Louisville, KY": ("Louisville, KY", "美国路易斯维尔"),
    },
    "method": {
        "card": ("card", "银行卡"),
        "paypal": ("PayPal", "PayPal"),
        "alipay": ("Alipay", "支付宝"),
        "wechat_pay": ("WeChat Pay", "微信支付"),
        "cash_on_delivery": ("cash on delivery", "货到付款"),
        "bank_transfer": ("bank transfer", "银行转账"),
        "instalments": ("instalments", "分期付款"),
        "store_credit": ("store credit", "店铺余额"),
    },
    "level": {
        "bronze": ("Bronze", "青铜会员"),
        "silver": ("Silver", "白银会员"),
        "gold": ("Gold", "黄金会员"),
        "platinum": ("Platinum", "铂金会员"),
    },
}

# What a customer would call each intent, for buttons and for "did you mean".
INTENTS: Mapping[str, tuple[str, str]] = {
    "place_order": ("Buy something", "下单购买"),
    "track_order": ("Track an order", "查物流"),
    "change_order": ("Change an order's items", "修改订单商品"),
    "change_address": ("Change the delivery address", "修改收货地址"),
    "cancel_order": ("Cancel an order", "取消订单"),
    "cancellation_fee": ("What cancelling costs", "取消订单的费用"),
    "order_history": ("See my orders", "查看历史订单"),
    "delivery_problem": ("A problem with a delivery", "收货问题"),
    "delivery_options": ("Delivery options", "配送方式"),
    "delivery_period": ("How long delivery takes", "配送时效"),
    "delivery_cost": ("What delivery costs", "运费"),
    "return_item": ("Return something", "退货"),
    "exchange_item": ("Exchange something", "换货"),
    "get_refund": ("Get a refund", "申请退款"),
    "track_refund": ("Where my refund is", "查退款进度"),
    "refund_policy": ("Return and refund rules", "退换货规则"),
    "warranty": ("Warranty and repair", "保修"),
    "price_protection": ("Price protection", "价保"),
    "payment_methods": ("Ways to pay", "支付方式"),
    "payment_issue": ("A payment problem", "支付问题"),
    "get_invoice": ("Get an invoice", "开发票"),
    "check_invoice": ("See my invoice", "查看发票"),
    "promotion": ("Offers and coupons", "优惠和优惠券"),
    "search_product": ("Find a product", "找商品"),
    "product_info": ("About a product", "商品详情"),
    "size_guide": ("Which size fits", "尺码推荐"),
    "check_stock": ("Is it in stock", "查库存"),
    "recommend_product": ("A recommendation", "推荐商品"),
    "compare_products": ("Compare products", "对比商品"),
    "create_account": ("Open an account", "注册账号"),
    "edit_account": ("Change my account", "修改账号资料"),
    "delete_account": ("Close my account", "注销账号"),
    "switch_account": ("Switch accounts", "切换账号"),
    "recover_password": ("Password help", "找回密码"),
    "registration_problem": ("Trouble signing up", "注册遇到问题"),
    "membership": ("Membership and points", "会员和积分"),
    "newsletter": ("Newsletter", "订阅或退订"),
    "human_agent": ("Talk to a person", "转人工"),
    "contact_info": ("Contact details", "联系方式"),
    "complaint": ("Make a complaint", "投诉"),
    "leave_review": ("Leave a review", "评价商品"),
}

_MEASURED = re.compile(r"(?P<number>[\d.x-]+) (?P<unit>[A-Za-z ]+)")
_UNITS_ZH = {
    "mm": "毫米", "cm": "厘米", "m": "米", "inch": "英寸", "g": "克", "kg": "公斤", "kg pair": "公斤一对", "ml": "毫升", "L": "升",
    "W": "瓦", "TB": "TB", "mAh": "毫安", "C": "℃", "keys": "键", "pieces": "件", "portions": "份", "bags": "包", "cups": "杯",
    "colours": "色", "pencils": "支", "months": "个月", "person": "人", "m wide": "米宽",
}  # fmt: skip
_SIZES_ZH = {
    "single": "单人", "double": "双人", "low": "低款", "high": "高款", "mild": "微辣", "medium": "中辣", "hot": "特辣",
    "original": "原味", "spicy": "香辣", "raw": "生普", "ripe": "熟普", "paperback": "平装", "hardcover": "精装",
}  # fmt: skip


def label(kind: str, value: str, language: Language) -> str:
    """The words for a canonical value; the value itself where none are known."""
    pair = LABELS[kind].get(value)
    return pair[language == "zh"] if pair else value


def intent_label(intent: str, language: Language) -> str:
    pair = INTENTS.get(intent)
    return pair[language == "zh"] if pair else intent.replace("_", " ")


def money(amount: Money, language: Language) -> str:
    """$1,249.50 in English; 1,249.50元 in Chinese."""
    number = f"{amount.amount:,.2f}"
    if language == "zh":
        return f"{number}{_ZH_UNITS.get(amount.currency, amount.currency)}"
    return f"{_SYMBOLS.get(amount.currency, amount.currency + ' ')}{number}"


def day(when: datetime | None, language: Language) -> str:
    """22 Nov 2026, or 2026年11月22日; empty for None."""
    if when is None:
        return ""
    if language == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime, now: datetime, language: Language) -> str:
    """How long from now, in whole minutes or hours, rounded up."""
    minutes = max(1, -(-int((when - now) / timedelta(seconds=1)) // 60))
    if minutes < 90:
        return f"{minutes} 分钟" if language == "zh" else f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = -(-minutes // 60)
    return f"{hours} 小时" if language == "zh" else f"{hours} hours"


def item_name(item: Any, language: Language) -> str:
    """A product's, line's or returnable line's name."""
    return (item.name_zh or item.name) if language == "zh" else item.name


def item_label(item: Any, language: Language, colors: Mapping[str, str] | None = None) -> str:
    """A line with its size and colour: Ridge trail shoes (black, 42)."""
    details = [color_label(item.color, language) if item.color else "", size_text(item.size or "", language)]
    told = (", " if language == "en" else "，").join(d for d in details if d)
    if not told:
        return item_name(item, language)
    return (
        f"{item_name(item, language)} ({told})"
        if language == "en"
        else f"{item_name(item, language)}（{told}）"
    )


def color_label(color: str, language: Language) -> str:
    return COLORS.get(color, color) if language == "zh" else color


def size_text(size: str, language: Language) -> str:
    """A size as a line of an order keeps it, in the customer's language: "500 ml" is 500毫升; 42 and XL stay."""
    if language == "en":
        return size
    measured = _MEASURED.fullmatch(size)
    if measured and measured.group("unit") in _UNITS_ZH:
        return f"{measured.group('number')}{_UNITS_ZH[measured.group('unit')]}"
    return _SIZES_ZH.get(size, size)


def listing(parts: Iterable[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(parts)


def items_label(items: Iterable[Any], language: Language) -> str:
    """Lines with their quantities: 2 × Ridge trail shoes (black, 42), 1 × Wool socks."""
    return listing((f"{item.quantity} × {item_label(item, language)}" for item in items), language)


def order_label(order: Any, language: Language) -> str:
    """A button's title for an order: number, state and first item."""
    first = item_name(order.lines[0], language) if order.lines else ""
    more = f" +{len(order.lines) - 1}" if len(order.lines) > 1 else ""
    separator = "，" if language == "zh" else ", "
    return f"{order.id} · {first}{more}{separator}{label('order', status_of(order), language)}"


def status_of(record: Any) -> str:
    """A record's state as the contract spells it."""
    return str(getattr(record.status, "value", record.status))


def quoted_list(names: Iterable[str], language: Language) -> str:
    """Names in quotation marks, one after the other."""
    return ("、" if language == "zh" else ", ").join(f"“{name}”" for name in names)
